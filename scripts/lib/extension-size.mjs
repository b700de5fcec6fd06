import fs from 'node:fs';
import path from 'node:path';

/**
 * How many bytes the built extension takes on disk, and how many of them JupyterLab loads before there is a view: all of
 * its scripts but the chunks that draw, which are named after what they hold.
 *
 * @param {string} root the clone
 * @returns {{ onDisk: number, beforeFirstView: number }}
 */
export function extensionSize(root) {
  const folder = path.join(root, 'labextension', 'poolscope', 'labextension');
  const files = fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }) => ({ name, size: fs.statSync(path.join(parentPath, name)).size }));
  const sum = (/** @type {typeof files} */ some) => some.reduce((all, { size }) => all + size, 0);
  const early = files.filter(
    ({ name }) => name.endsWith('.js') && !/^(view|plotly|files)\./.test(name),
  );
  return { onDisk: sum(files), beforeFirstView: sum(early) };
}
