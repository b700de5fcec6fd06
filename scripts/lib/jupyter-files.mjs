import path from 'node:path';
import { writeWhole } from './stamp.mjs';

/**
 * What the walkthrough needs of JupyterLab, as overrides inside `.venv`: a user's own settings still win, and are never touched.
 */
const overrides = {
  '@jupyterlab/apputils-extension:notification': { fetchNews: 'false', checkForUpdates: false },
  '@jupyterlab/notebook-extension:tracker': { autoStartDefaultKernel: true },
};

/** @param {unknown} value */
const json = (value) => `${JSON.stringify(value, null, 2)}\n`;

/**
 * Writes the tslab kernel, the overrides and what JupyterLab's tools need into `.venv`. Plain `tslab` is not on PATH, so the kernel names Node and tslab's
 * file in full, and is written again when either has moved.
 *
 * @param {import('./clone.mjs').Clone} clone
 */
export function writeJupyterFiles(clone) {
  const share = path.join(clone.venv, 'share', 'jupyter');
  writeWhole(
    path.join(share, 'kernels', 'tslab', 'kernel.json'),
    json({
      argv: [process.execPath, clone.tslab, 'kernel', '--config-path', '{connection_file}'],
      display_name: 'TypeScript',
      language: 'typescript',
    }),
  );
  writeWhole(path.join(share, 'lab', 'settings', 'overrides.json'), json(overrides));
  // Else Node reads the yarn inside JupyterLab by the clone's own package.json, as an ES module, which it isn't.
  writeWhole(path.join(clone.venv, 'package.json'), json({ type: 'commonjs' }));
}
