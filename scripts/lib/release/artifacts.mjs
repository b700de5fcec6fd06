// Packs what is published, and unpacks it to be looked at.
import fs from 'node:fs';
import path from 'node:path';
import { pythonEnv } from '../python.mjs';
import { npm, offline } from '../steps.mjs';

/**
 * A file that is published.
 *
 * @typedef {object} Artifact
 * @property {'npm package' | 'sdist' | 'wheel'} kind
 * @property {string} file
 * @property {number} bytes
 * @property {string} folder            where it was unpacked
 * @property {readonly Member[]} members
 *
 * @typedef {{ name: string, bytes: number }} Member
 * @typedef {Readonly<Record<Artifact['kind'], Artifact>>} Artifacts
 */

/**
 * Packs the library, and builds the sdist and from that, without Node on PATH, the wheel: what pip makes of the sdist is what
 * is published. All lie in `.poolscope/release`.
 *
 * @param {import('../clone.mjs').Clone} clone set up
 * @param {import('../set-up.mjs').Run} run
 * @returns {Promise<Artifacts>}
 */
export async function makeArtifacts(clone, run) {
  const place = path.join(clone.state, 'release');
  fs.rmSync(place, { recursive: true, force: true });
  fs.mkdirSync(place, { recursive: true });
  const cwd = path.join(clone.root, 'labextension');
  const env = pythonEnv(clone);
  const python = (/** @type {string[]} */ args, more = env) =>
    run(clone.python, ['-m', ...args], { cwd, env: more });
  await npm(run, ['pack', '--pack-destination', place]);
  await python(['hatchling', 'build', '--target', 'sdist', '--directory', place]);
  await python(['pip', 'wheel', ...offline, '-w', place, found(place, /\.tar\.gz$/)], {
    ...env,
    PATH: path.dirname(clone.python),
  });
  return {
    'npm package': await unpacked('npm package', /\.tgz$/, 'tarfile', /^package$/),
    sdist: await unpacked('sdist', /\.tar\.gz$/, 'tarfile', /^poolscope-/),
    wheel: await unpacked('wheel', /\.whl$/, 'zipfile', undefined),
  };

  /**
   * @param {Artifact['kind']} kind
   * @param {RegExp} ending
   * @param {'tarfile' | 'zipfile'} module of Python, which unpacks it
   * @param {RegExp | undefined} inner the folder that holds everything
   * @returns {Promise<Artifact>}
   */
  async function unpacked(kind, ending, module, inner) {
    const file = found(place, ending);
    const whole = path.join(place, kind.replace(' ', '-'));
    await python([module, '-e', file, whole]);
    const folder = inner ? found(whole, inner) : whole;
    const members = fs
      .readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((full) => ({
        name: path.relative(folder, full).split(path.sep).join('/'),
        bytes: fs.statSync(full).size,
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    return { kind, file, bytes: fs.statSync(file).size, folder, members };
  }
}

/** @param {string} folder @param {RegExp} name @returns {string} */
function found(folder, name) {
  const [first, second] = fs.readdirSync(folder).filter((entry) => name.test(entry));
  if (first === undefined || second !== undefined) {
    throw new Error(`release: ${folder} holds not one file like ${name}`);
  }
  return path.join(folder, first);
}
