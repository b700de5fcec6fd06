// The steps between a fresh clone and a JupyterLab that can start.
import fs from 'node:fs';
import path from 'node:path';
import { NoNetwork, Stopped } from './problem.mjs';
import { ask, findPython, pythonEnv } from './python.mjs';

/**
 * @typedef {import('./clone.mjs').Clone} Clone
 * @typedef {import('./set-up.mjs').Step} Step
 * @typedef {import('./set-up.mjs').Run} Run
 */

const machine = [process.platform, process.arch];

/** pip asks no index and builds with what is installed. */
export const offline = ['--no-index', '--no-deps', '--no-build-isolation'];

/**
 * All of them, in order.
 *
 * @param {Clone} clone
 * @returns {Step[]}
 */
export function stepsFor(clone) {
  return [...packagesFor(clone), library(), extension(), installedExtension(clone)];
}

/**
 * Those that fetch packages: what runs the tests of the sources, before anything is built.
 *
 * @param {Clone} clone
 * @returns {Step[]}
 */
export function packagesFor(clone) {
  return [npmPackages(), pythonPackages(clone)];
}

/** @param {Clone} clone @returns {Step} */
export function pythonPackages(clone) {
  return environment(clone, {
    id: 'python-packages',
    name: 'Python packages',
    what: 'JupyterLab',
    requirements: 'scripts/requirements.lock',
    // the lock is complete, and requirements.in says what it leaves out
    options: ['--require-hashes', '--no-deps'],
  });
}

/** @returns {Step} */
export function npmPackages() {
  return {
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
}

/**
 * A Python environment of packages.
 *
 * @param {Clone} own the clone, with the environment's place
 * @param {{ id: string, name: string, what: string, requirements: string, options: string[] }} words `requirements` is pip's
 *   file, from the clone's root, and `options` are those of pip for it
 * @returns {Step}
 */
export function environment(own, { id, name, what, requirements, options }) {
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

/**
 * The WASM that the library's sources import, for who does not build the whole of it.
 *
 * @returns {Step}
 */
export function kernels() {
  return {
    id: 'kernels',
    name: 'kernels',
    doing: 'compiling AssemblyScript to WASM',
    done: 'compiled AssemblyScript to WASM',
    from: [
      ...['src/kernels/assembly', 'src/tensor/assembly', 'src/memory/codes.ts'],
      ...['scripts/assembly.mjs', 'package-lock.json'],
    ],
    makes: ['src/memory/generated'],
    work: (run) => run(process.execPath, ['scripts/assembly.mjs']),
  };
}

/** @returns {Step} */
export function library() {
  return {
    id: 'library',
    name: 'library',
    doing: 'building src into dist',
    done: 'built src into dist',
    from: [
      ...['src', 'labextension/src', 'labextension/style', 'scripts/build.mjs'],
      'labextension/poolscope/findings/table.json',
      ...['scripts/assembly.mjs', 'tsconfig.json', 'tsconfig.base.json', 'package-lock.json'],
    ],
    makes: ['dist'],
    work: (run) => run(process.execPath, ['scripts/build.mjs']),
  };
}

/** @returns {Step} */
function extension() {
  const own = ['src', 'style', 'schema', 'locale', 'package.json', 'rspack.config.cjs'];
  const made = ['LICENSE', 'poolscope/labextension', 'poolscope/locale'];
  const within = (/** @type {string[]} */ names) => names.map((name) => `labextension/${name}`);
  return {
    id: 'extension',
    name: 'extension',
    doing: 'building labextension for JupyterLab',
    done: 'built labextension for JupyterLab',
    from: [
      ...['dist', 'package-lock.json', 'scripts/catalogues.mjs', 'scripts/lib/translations.mjs'],
      ...within([...own, 'tsconfig.json']),
    ],
    makes: within([...made, 'poolscope/standalone.html', 'poolscope/licenses.txt']),
    work: (run) => npm(run, ['run', 'build', '--workspace', 'labextension']),
  };
}

/**
 * The Python module as it stands in labextension, and a link to the extension that was built there: what is edited or built
 * again counts at once. The wheel that a user gets is for `npm run test:jupyter` and `test:torch`.
 *
 * @param {Clone} clone
 * @returns {Step}
 */
function installedExtension(clone) {
  const link = path.join(clone.venv, 'share/jupyter/labextensions/@poolscope/labextension');
  const built = path.join(clone.root, 'labextension', 'poolscope', 'labextension');
  return {
    id: 'extension-install',
    name: 'extension in .venv',
    doing: 'installing labextension as it stands',
    done: 'installed labextension as it stands',
    from: ['package.json', 'pyproject.toml', 'README.md'].map((name) => `labextension/${name}`),
    makes: [],
    probe: async () => (fs.existsSync(link) ? fs.realpathSync(link) : ''),
    async work(run) {
      fs.rmSync(link, { recursive: true, force: true }); // else pip would empty what it leads to
      const env = { ...pythonEnv(clone), SKIP_JUPYTER_BUILDER: '1' };
      await pip(run, clone, [...offline, '--force-reinstall', '-e', 'labextension'], env);
      // In place of pip's copy, as `jupyter labextension develop` does; a junction needs no rights on Windows.
      fs.rmSync(link, { recursive: true, force: true });
      fs.mkdirSync(path.dirname(link), { recursive: true });
      fs.symlinkSync(built, link, 'junction');
    },
  };
}

/**
 * @param {Run} run
 * @param {string[]} args
 * @param {string} [cwd]
 * @returns {Promise<void>}
 */
export function npm(run, args, cwd) {
  const { npm_execpath: cli = '' } = process.env;
  const [command, first] =
    path.basename(cli) === 'npm-cli.js' ? [process.execPath, [cli]] : ['npm', []];
  const env = { ...process.env, PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' };
  return run(command, [...first, ...args], { env, ...(cwd && { cwd }) });
}

/**
 * @param {Run} run
 * @param {Clone} own
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<void>}
 */
export function pip(run, own, args, env = pythonEnv(own)) {
  const quiet = ['--no-input', '--disable-pip-version-check', '--progress-bar', 'off'];
  return run(own.python, ['-m', 'pip', 'install', ...quiet, ...args], { env });
}
