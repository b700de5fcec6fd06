// Where things lie in a clone.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Problem } from './problem.mjs';

/**
 * Where things lie in a clone. Nothing is written outside it.
 *
 * @typedef {object} Clone
 * @property {string} root
 * @property {string} state    what the set-up remembers, and its logs
 * @property {string} venv
 * @property {string} python   the one in `venv`
 * @property {string} notebooks
 * @property {string} tslab    the kernel's file
 */

/**
 * @param {string} [root] the clone that this file belongs to, unless named
 * @returns {Clone}
 */
export function cloneAt(root = fileURLToPath(new URL('../..', import.meta.url))) {
  const at = path.resolve(root);
  const venv = path.join(at, '.venv');
  const python = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'];
  return {
    root: at,
    state: path.join(at, '.poolscope'),
    venv,
    python: path.join(venv, ...python),
    notebooks: path.join(at, 'notebooks'),
    tslab: path.join(at, 'node_modules', 'tslab', 'bin', 'tslab'),
  };
}

/** The clone with another Python environment, from its root, in place of its own. @param {Clone} clone @param {string} place */
export function withVenv(clone, place) {
  const venv = path.join(clone.root, place);
  return { ...clone, venv, python: path.join(venv, path.relative(clone.venv, clone.python)) };
}

/** The bundler reads `#`, `!` and `?` as its own signs, `venv` refuses what separates the folders of PATH. @param {Clone} clone */
export function assertUsable({ root }) {
  const signs = ['#', '!', '?', path.delimiter].filter((sign) => root.includes(sign));
  if (signs.length === 0) return;
  throw new Problem(
    `the path ${root} holds ${signs.join(' and ')}, which some tools misread; move the clone and run the command again`,
  );
}
