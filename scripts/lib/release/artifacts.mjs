import fs from 'node:fs';
import path from 'node:path';
import { pythonEnv } from '../python.mjs';
import { run } from '../run.mjs';
import { npm } from '../steps.mjs';

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
 */

/**
 * Packs the library, and builds the sdist and from that, without Node on PATH, the wheel: what pip makes of the sdist is what
 * is published. All lie in `.poolscope/release`.
 *
 * @param {import('../clone.mjs').Clone} clone set up
 * @param {{ signal?: AbortSignal, started: (pid: number) => void }} tools
 * @returns {Promise<Artifact[]>}
 */
export async function makeArtifacts(clone, tools) {
  const place = path.join(clone.state, 'release');
  fs.rmSync(place, { recursive: true, force: true });
  fs.mkdirSync(place, { recursive: true });
  await npm(clone, 'release-npm', { signal: undefined, ...tools }, [
    'pack',
    '--pack-destination',
    place,
  ]);
  const extension = path.join(clone.root, 'labextension');
  const python = (/** @type {string[]} */ args, /** @type {NodeJS.ProcessEnv} */ env) =>
    run(clone.python, args, {
      cwd: extension,
      env,
      log: path.join(clone.state, 'release-python.log'),
      ...tools,
    });
  const env = pythonEnv(clone);
  await python(['-m', 'hatchling', 'build', '--target', 'sdist', '--directory', place], env);
  const offline = [
    '--no-index',
    '--no-deps',
    '--no-build-isolation',
    '--disable-pip-version-check',
  ];
  await python(
    ['-m', 'pip', 'wheel', ...offline, '--wheel-dir', place, found(place, /\.tar\.gz$/)],
    { ...env, PATH: path.dirname(clone.python) },
  );
  return Promise.all([
    unpacked('npm package', /\.tgz$/, 'tarfile', 'package'),
    unpacked('sdist', /\.tar\.gz$/, 'tarfile', /^poolscope-/),
    unpacked('wheel', /\.whl$/, 'zipfile', ''),
  ]);

  /**
   * @param {Artifact['kind']} kind
   * @param {RegExp} ending
   * @param {'tarfile' | 'zipfile'} module of Python, which unpacks it
   * @param {string | RegExp} inner the folder that holds everything
   * @returns {Promise<Artifact>}
   */
  async function unpacked(kind, ending, module, inner) {
    const file = found(place, ending);
    const whole = path.join(place, kind.replace(' ', '-'));
    await run(clone.python, ['-m', module, '-e', file, whole], {
      env,
      log: path.join(clone.state, `release-${module}-${kind.replace(' ', '-')}.log`),
      ...tools,
    });
    const folder = typeof inner === 'string' ? path.join(whole, inner) : found(whole, inner);
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
