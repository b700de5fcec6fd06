import fs from 'node:fs';
import path from 'node:path';
import { NoNetwork, Stopped } from './problem.mjs';
import { ask, findPython, pythonEnv } from './python.mjs';
import { run } from './run.mjs';
import { hashOf } from './stamp.mjs';

/**
 * One step of the set-up. It is up to date if what it made, and what it made it from, are what they were when it last ended well.
 *
 * @typedef {object} Step
 * @property {string} id
 * @property {string} name
 * @property {string} doing
 * @property {string} done
 * @property {() => string} inputs                    hash of what it works from
 * @property {() => string | Promise<string>} result  hash of what it makes
 * @property {(tools: Tools) => Promise<void>} work
 *
 * @typedef {object} Tools
 * @property {AbortSignal | undefined} signal
 * @property {(pid: number) => void} started  told of each command
 */

const machine = [process.platform, process.arch];

/**
 * All that lies between a fresh clone and a JupyterLab that can start, in order.
 *
 * @param {import('./clone.mjs').Clone} clone
 * @returns {Step[]}
 */
export function stepsFor(clone) {
  return [npmPackages(clone), pythonPackages(clone), library(clone), bundle(clone), wheel(clone)];
}

/** @param {import('./clone.mjs').Clone} clone @returns {Step} */
export function npmPackages(clone) {
  return {
    id: 'npm-packages',
    name: 'npm packages',
    doing: 'installing what package-lock.json names',
    done: 'installed what package-lock.json names',
    inputs: () => hashOf(clone.root, ['package-lock.json'], [...machine, process.versions.modules]),
    // npm's own note of what it has installed; it is there only when npm has ended well
    result: () => hashOf(clone.root, ['node_modules/.package-lock.json']),
    async work(tools) {
      const args = ['ci', '--include=dev'];
      try {
        await npm(clone, 'npm-packages', tools, ['ping', '--fetch-retries=0']);
      } catch (error) {
        if (error instanceof Stopped) throw error;
        // Npm would ask for every package, again and again: from its cache it is done, or gives up, at once.
        if (error instanceof NoNetwork) args.push('--offline');
      }
      await npm(clone, 'npm-packages', tools, args);
    },
  };
}

/** @param {import('./clone.mjs').Clone} clone @returns {Step} */
export function pythonPackages(clone) {
  return {
    id: 'python-packages',
    name: 'Python packages',
    doing: 'installing JupyterLab into .venv',
    done: 'installed JupyterLab into .venv',
    // an environment holds its own path, so it doesn't outlive a move of the clone
    inputs: () => hashOf(clone.root, ['scripts/requirements.lock'], [...machine, clone.root]),
    result: async () =>
      hashOf(clone.root, ['.venv/pyvenv.cfg'], (await ask(clone.python))?.version.map(String)),
    async work({ signal, started }) {
      const python = await findPython();
      await fs.promises.rm(clone.venv, { recursive: true, force: true });
      const log = path.join(clone.state, 'python-packages.log');
      try {
        await run(python.base, ['-m', 'venv', clone.venv], { log, signal, started });
        await pip(clone, 'python-packages', { signal, started }, [
          '--require-hashes',
          '--no-compile', // Python compiles what it imports, a third of it
          '--no-deps', // the lock is complete, and requirements.in says what it leaves out
          '-r',
          path.join(clone.root, 'scripts', 'requirements.lock'),
        ]);
      } catch (error) {
        await fs.promises.rm(clone.venv, { recursive: true, force: true });
        throw error;
      }
    },
  };
}

/** @param {import('./clone.mjs').Clone} clone @returns {Step} */
export function library(clone) {
  return {
    id: 'library',
    name: 'library',
    doing: 'building src into dist',
    done: 'built src into dist',
    inputs: () =>
      hashOf(clone.root, [
        'src',
        'labextension/src',
        'labextension/style',
        'scripts/build.mjs',
        'scripts/assembly.mjs',
        'tsconfig.json',
        'tsconfig.base.json',
        'package-lock.json',
      ]),
    result: () => hashOf(clone.root, ['dist']),
    work: ({ signal, started }) =>
      run(process.execPath, [path.join(clone.root, 'scripts', 'build.mjs')], {
        cwd: clone.root,
        log: path.join(clone.state, 'library.log'),
        signal,
        started,
      }),
  };
}

const bundleFolder = 'labextension/poolscope/labextension';

/** @param {import('./clone.mjs').Clone} clone @returns {Step} */
export function bundle(clone) {
  return {
    id: 'extension',
    name: 'extension',
    doing: 'building labextension for JupyterLab',
    done: 'built labextension for JupyterLab',
    inputs: () =>
      hashOf(clone.root, [
        'dist',
        'package-lock.json',
        'scripts/catalogues.mjs',
        'scripts/lib/catalogue.mjs',
        ...[
          'src',
          'style',
          'schema',
          'locale',
          'package.json',
          'rspack.config.cjs',
          'tsconfig.json',
        ].map((name) => `labextension/${name}`),
      ]),
    result: () =>
      hashOf(clone.root, [
        bundleFolder,
        'labextension/LICENSE',
        'labextension/poolscope/locale',
        'labextension/poolscope/standalone.html',
        'labextension/poolscope/licenses.txt',
      ]),
    work: (tools) =>
      npm(clone, 'extension', tools, ['run', 'build', '--workspace', 'labextension']),
  };
}

/** @param {import('./clone.mjs').Clone} clone @returns {Step} */
export function wheel(clone) {
  const installed = path.join('share', 'jupyter', 'labextensions', '@poolscope', 'labextension');
  return {
    id: 'extension-install',
    name: 'extension in .venv',
    doing: 'installing the wheel a user gets',
    done: 'installed the wheel a user gets',
    inputs: () =>
      hashOf(clone.root, [
        ...[
          'package.json',
          'pyproject.toml',
          'install.json',
          'README.md',
          'LICENSE',
          'poolscope',
        ].map((name) => `labextension/${name}`),
      ]),
    result: () => hashOf(clone.venv, [installed]),
    async work(tools) {
      const link = path.join(clone.venv, installed);
      // JupyterLab's watch mode leaves a link to the sources there, which pip would empty.
      if (fs.lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink()) fs.unlinkSync(link);
      await pip(clone, 'extension-install', tools, [
        '--no-index',
        '--no-deps',
        '--no-build-isolation',
        '--force-reinstall',
        path.join(clone.root, 'labextension'),
      ]);
    },
  };
}

/**
 * @param {import('./clone.mjs').Clone} clone
 * @param {string} id
 * @param {Tools} tools
 * @param {string[]} args
 * @param {string} [cwd]
 */
export function npm(clone, id, { signal, started }, args, cwd = clone.root) {
  const { npm_execpath: cli = '' } = process.env;
  const [command, first] =
    path.basename(cli) === 'npm-cli.js' ? [process.execPath, [cli]] : ['npm', []];
  return run(command, [...first, ...args], {
    cwd,
    env: { ...process.env, PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' },
    log: path.join(clone.state, `${id}.log`),
    signal,
    started,
  });
}

/**
 * @param {import('./clone.mjs').Clone} clone
 * @param {string} id
 * @param {Tools} tools
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
export function pip(clone, id, { signal, started }, args, env = pythonEnv(clone)) {
  const quiet = ['--no-input', '--disable-pip-version-check', '--progress-bar', 'off'];
  return run(clone.python, ['-m', 'pip', 'install', ...quiet, ...args], {
    env,
    log: path.join(clone.state, `${id}.log`),
    signal,
    started,
  });
}
