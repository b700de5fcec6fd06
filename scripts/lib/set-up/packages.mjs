// The steps that install packages: npm's, and Python's into an environment.
import fs from 'node:fs';
import path from 'node:path';
import { NoNetwork, Stopped } from '../problem.mjs';
import { ask, findPython, pythonEnv } from '../python.mjs';

/**
 * @typedef {import('../clone.mjs').Clone} Clone
 * @typedef {import('./set-up.mjs').Step} Step
 * @typedef {import('./set-up.mjs').Run} Run
 */

const machine = [process.platform, process.arch];

/** pip asks no index and builds with what is installed. */
export const offline = ['--no-index', '--no-deps', '--no-build-isolation'];

/** The lock is complete. */
export const locked = ['--require-hashes', '--no-deps'];

/** @type {Step} */
export const npmPackages = {
  id: 'npm-packages',
  name: 'npm packages',
  doing: 'installing what package-lock.json names',
  done: 'installed what package-lock.json names',
  from: ['package-lock.json'],
  facts: [...machine, process.versions.modules],
  // npm's own note of what it has installed; it is there only when npm has ended well
  makes: ['node_modules/.package-lock.json'],
  async work(run) {
    const args = ['ci', '--include=dev'];
    try {
      await npm(run, ['ping', '--fetch-retries=0']);
    } catch (error) {
      if (error instanceof Stopped) throw error;
      // Npm would ask for every package, again and again: from its cache it is done, or gives up, at once.
      if (error instanceof NoNetwork) args.push('--offline');
    }
    await npm(run, args);
  },
};

/** @param {Clone} clone @returns {Step} */
export const pythonPackages = (clone) =>
  environment(
    clone,
    'python-packages',
    'Python packages',
    'scripts/requirements.lock',
    locked, // requirements.in says what it leaves out
    'JupyterLab',
  );

/**
 * A Python environment of packages.
 *
 * @param {Clone} own the clone, with the environment's place
 * @param {string} id
 * @param {string} name
 * @param {string} requirements pip's file, from the clone's root
 * @param {string[]} options of pip for it
 * @param {string} [what] is installed
 * @returns {Step}
 */
export function environment(own, id, name, requirements, options, what = name) {
  const place = path.relative(own.root, own.venv);
  return {
    id,
    name,
    doing: `installing ${what} into ${place}`,
    done: `installed ${what} into ${place}`,
    from: [requirements],
    // an environment holds its own path, so it doesn't outlive a move of the clone
    facts: [...machine, own.root],
    makes: [`${place}/pyvenv.cfg`],
    probe: async () => `${(await ask(own.python))?.version}`,
    async work(run) {
      const python = await findPython();
      const remove = () => fs.promises.rm(own.venv, { recursive: true, force: true });
      await remove();
      try {
        await run(python.base, ['-m', 'venv', own.venv]);
        // Python compiles what it imports, a third of it
        await pip(run, own, ['--no-compile', ...options, '-r', requirements]);
      } catch (error) {
        await remove();
        throw error;
      }
    },
  };
}

/** @param {Run} run @param {string[]} args @param {string} [cwd] */
export function npm(run, args, cwd) {
  const { npm_execpath: cli = '' } = process.env;
  const [command, first] =
    path.basename(cli) === 'npm-cli.js' ? [process.execPath, [cli]] : ['npm', []];
  const env = { ...process.env, PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' };
  return run(command, [...first, ...args], { env, ...(cwd && { cwd }) });
}

/** @param {Run} run @param {Clone} own @param {string[]} args @param {NodeJS.ProcessEnv} [env] */
export function pip(run, own, args, env = pythonEnv(own)) {
  const quiet = ['--no-input', '--disable-pip-version-check', '--progress-bar', 'off'];
  return run(own.python, ['-m', 'pip', 'install', ...quiet, ...args], { env });
}
