import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { cloneAt } from '../../scripts/lib/clone.mjs';
import { writeJupyterFiles } from '../../scripts/lib/jupyter/jupyter-files.mjs';
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

describe('the kernel with PyTorch', () => {
  const kernel = 'kernels/poolscope-torch/kernel.json';
  const python = path.relative(cloneAt('/').venv, cloneAt('/').python);

  test('is the one that the third walkthrough names, in the environment of npm run torch', () => {
    const root = folderWith({ [path.join('.poolscope/torch', python)]: '' });
    writeJupyterFiles(cloneAt(root));
    const { argv, ...named } = json(root, kernel);
    expect(argv[0]).toBe(path.join(root, '.poolscope/torch', python));
    const walkthrough = path.join(cloneAt().notebooks, '03-watch-a-model.ipynb');
    const { kernelspec } = JSON.parse(fs.readFileSync(walkthrough, 'utf8')).metadata;
    expect({ name: 'poolscope-torch', ...named }).toEqual(kernelspec);
  });

  test('is not offered where the environment is not there, or no more', () => {
    const root = folderWith({ [`${share}/${kernel}`]: '{}' });
    writeJupyterFiles(cloneAt(root));
    expect(fs.existsSync(path.join(root, share, kernel))).toBe(false);
    expect(fs.existsSync(path.join(root, share, 'kernels/tslab/kernel.json'))).toBe(true);
  });
});

test('JupyterLab’s defaults are overridden inside .venv: no news, no update check, no kernel question', () => {
  const root = folderWith();
  writeJupyterFiles(cloneAt(root));
  expect(json(root, 'lab/settings/overrides.json')).toEqual({
    '@jupyterlab/apputils-extension:notification': { fetchNews: 'false', checkForUpdates: false },
    '@jupyterlab/notebook-extension:tracker': { autoStartDefaultKernel: true },
  });
});
