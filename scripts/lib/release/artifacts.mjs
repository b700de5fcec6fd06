// Packs what is published, and unpacks it to be looked at.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pythonEnv } from '../python.mjs';
import { npm, offline } from '../set-up/packages.mjs';

/**
 * Packs the library, and builds the sdist and from that, without Node on PATH, the wheel: what pip makes of the sdist is what
 * is published. All are named after their version, and a commit packed twice gives the same bytes.
 *
 * @param {import('../clone.mjs').Clone} clone set up
 * @param {import('../set-up/set-up.mjs').Run} run
 * @param {string} version
 * @param {string} [place] the folder that they lie in
 * @returns {Promise<import('./contents.mjs').Artifact[]>}
 */
export async function makeArtifacts(
  clone,
  run,
  version,
  place = path.join(clone.state, 'release'),
) {
  fs.rmSync(place, { recursive: true, force: true });
  fs.mkdirSync(place, { recursive: true });
  const cwd = path.join(clone.root, 'labextension');
  const env = { ...pythonEnv(clone), SOURCE_DATE_EPOCH: commitTime(clone.root) };
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

/**
 * The kinds whose bytes differ between two builds.
 *
 * @param {readonly import('./contents.mjs').Artifact[]} made
 * @param {readonly import('./contents.mjs').Artifact[]} again
 */
export function differingKinds(made, again) {
  return made
    .filter(({ file }, at) => !fs.readFileSync(file).equals(fs.readFileSync(again[at]?.file ?? '')))
    .map(({ kind }) => `the ${kind} has other bytes when it is built again; find what differs`);
}

/** The time that files in archives get, in seconds: the last commit's. @param {string} root */
function commitTime(root) {
  const { stdout } = spawnSync('git', ['log', '-1', '--format=%ct'], {
    cwd: root,
    encoding: 'utf8',
  });
  return /^\d+$/.test(stdout?.trim() ?? '') ? stdout.trim() : '315532800'; // the first that zip knows: 1980
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
