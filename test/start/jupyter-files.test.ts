import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { cloneAt } from '../../scripts/lib/clone.mjs';
import { writeJupyterFiles } from '../../scripts/lib/jupyter-files.mjs';
import { folderWith } from './fixtures/folders.js';

const share = '.venv/share/jupyter';
const json = (root: string, name: string) =>
  JSON.parse(fs.readFileSync(path.join(root, share, name), 'utf8'));

test('the TypeScript kernel names Node and tslab in full, since tslab is not on PATH', () => {
  const root = folderWith();
  writeJupyterFiles(cloneAt(root));
  expect(json(root, 'kernels/tslab/kernel.json')).toEqual({
    argv: [
      process.execPath,
      path.join(root, 'node_modules/tslab/bin/tslab'),
      'kernel',
      '--config-path',
      '{connection_file}',
    ],
    display_name: 'TypeScript',
    language: 'typescript',
  });
});

test('the kernel is written again when Node or the clone has moved', () => {
  const root = folderWith({
    [`${share}/kernels/tslab/kernel.json`]: JSON.stringify({ argv: ['/old/node', '/old/tslab'] }),
  });
  writeJupyterFiles(cloneAt(root));
  expect(json(root, 'kernels/tslab/kernel.json').argv[0]).toBe(process.execPath);
});

test('JupyterLab’s defaults are overridden inside .venv: no news, no update check, no kernel question', () => {
  const root = folderWith();
  writeJupyterFiles(cloneAt(root));
  expect(json(root, 'lab/settings/overrides.json')).toEqual({
    '@jupyterlab/apputils-extension:notification': { fetchNews: 'false', checkForUpdates: false },
    '@jupyterlab/notebook-extension:tracker': { autoStartDefaultKernel: true },
  });
});
