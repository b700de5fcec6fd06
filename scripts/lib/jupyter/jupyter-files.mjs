import fs from 'node:fs';
import path from 'node:path';
import { writeWhole } from '../set-up/stamp.mjs';
import { torchClone, torchKernel } from '../torch.mjs';

/**
 * What the walkthrough needs of JupyterLab, as overrides inside `.venv`: a user's own settings still win, and are never touched.
 */
const overrides = {
  '@jupyterlab/apputils-extension:notification': { fetchNews: 'false', checkForUpdates: false },
  '@jupyterlab/notebook-extension:tracker': { autoStartDefaultKernel: true },
};

/**
 * Writes the kernels, the overrides and what JupyterLab's tools need into `.venv`. Plain `tslab` is not on PATH, so the kernel
 * names Node and tslab's file in full, and is written again when either has moved.
 *
 * @param {import('../clone.mjs').Clone} clone
 */
export function writeJupyterFiles(clone) {
  const write = (/** @type {string} */ name, /** @type {unknown} */ value) =>
    writeWhole(path.join(clone.venv, name), `${JSON.stringify(value, null, 2)}\n`);
  write('share/jupyter/kernels/tslab/kernel.json', {
    argv: [process.execPath, clone.tslab, 'kernel', '--config-path', '{connection_file}'],
    display_name: 'TypeScript',
    language: 'typescript',
  });
  const { python } = torchClone(clone);
  const kernel = `share/jupyter/kernels/${torchKernel.name}`;
  if (fs.existsSync(python)) {
    write(`${kernel}/kernel.json`, {
      argv: [python, '-m', 'ipykernel_launcher', '-f', '{connection_file}'],
      display_name: torchKernel.display_name,
      language: torchKernel.language,
    });
  } else {
    fs.rmSync(path.join(clone.venv, kernel), { recursive: true, force: true });
  }
  write('share/jupyter/lab/settings/overrides.json', overrides);
  // Else Node reads the yarn inside JupyterLab by the clone's own package.json, as an ES module, which it isn't.
  write('package.json', { type: 'commonjs' });
}
