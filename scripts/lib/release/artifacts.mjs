// Packs what is published, and unpacks it to be looked at.
import fs from 'node:fs';
import path from 'node:path';
import { pythonEnv } from '../python.mjs';
import { npm, offline } from '../steps.mjs';

/**
 * Packs the library, and builds the sdist and from that, without Node on PATH, the wheel: what pip makes of the sdist is what
 * is published. All lie in `.poolscope/release`, and are named after their version.
 *
 * @param {import('../clone.mjs').Clone} clone set up
 * @param {import('../set-up.mjs').Run} run
 * @param {string} version
 * @returns {Promise<import('./contents.mjs').Artifact[]>}
 */
export async function makeArtifacts(clone, run, version) {
  const place = path.join(clone.state, 'release');
  fs.rmSync(place, { recursive: true, force: true });
  fs.mkdirSync(place, { recursive: true });
  const cwd = path.join(clone.root, 'labextension');
  const env = pythonEnv(clone);
  const python = (/** @type {string[]} */ args, more = env) =>
    run(clone.python, ['-m', ...args], { cwd, env: more });
  const name = `poolscope-${version}`;
  const sdist = path.join(place, `${name}.tar.gz`);
  await npm(run, ['pack', '--pack-destination', place]);
  await python(['hatchling', 'build', '--target', 'sdist', '--directory', place]);
  const withoutNode = { ...env, PATH: path.dirname(clone.python) };
  await python(['pip', 'wheel', ...offline, '-w', place, sdist], withoutNode);
  /** @type {import('./contents.mjs').Artifact[]} */
  const made = [];
  for (const [kind, ending, module, inner] of /** @type {const} */ ([
    ['npm package', '.tgz', 'tarfile', 'package'],
    ['sdist', '.tar.gz', 'tarfile', name],
    ['wheel', '-py3-none-any.whl', 'zipfile', ''],
  ])) {
    const file = path.join(place, name + ending);
    const whole = path.join(place, kind.replace(' ', '-'));
    await python([module, '-e', file, whole]);
    const folder = path.join(whole, inner);
    made.push({ kind, file, bytes: fs.statSync(file).size, folder, members: membersOf(folder) });
  }
  return made;
}

/** The files of a folder. @param {string} folder @returns {import('./contents.mjs').Member[]} */
function membersOf(folder) {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => ({
      name: name.split(path.sep).join('/'),
      at: fs.statSync(path.join(folder, name)),
    }))
    .filter(({ at }) => at.isFile())
    .map(({ name, at }) => ({ name, bytes: at.size }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
