// The steps between a fresh clone and a JupyterLab that can start, and the environments beside it for `npm run test:jupyter`
// and `npm run torch`: what is large or of another version, with the wheel that a user gets.
import fs from 'node:fs';
import path from 'node:path';
import { withVenv } from './clone.mjs';
import { wholeLock } from './locks.mjs';
import { NoNetwork, Stopped } from './problem.mjs';
import { ask, findPython, pythonEnv, withoutNode } from './python.mjs';
import { writeWhole } from './stamp.mjs';
import { torchClone } from './torch.mjs';
import { languagesIn, walkthroughsIn } from './translated-notebooks.mjs';

/**
 * @typedef {import('./clone.mjs').Clone} Clone
 * @typedef {import('./set-up.mjs').Step} Step
 * @typedef {import('./set-up.mjs').Run} Run
 */

/** The releases that the extension works in: of JupyterLab, and the Notebook that is made of the same parts. */
export const releases = /** @type {const} */ ([
  { lab: '4.4', notebook: '7.4' },
  { lab: '4.5', notebook: '7.5' },
  { lab: '4.6', notebook: '7.6' },
]);

/** What is fetched, for those who pay for it: said before it is. */
export const notices = {
  jupyter:
    'JupyterLab 4.4, 4.5 and 4.6, each with its Notebook: pip fetches what scripts/jupyter pins into .poolscope, about 60 MB each',
  marimo: 'marimo: pip fetches what scripts/marimo.lock pins into .poolscope/marimo, about 60 MB',
};

const machine = [process.platform, process.arch];

/** pip asks no index and builds with what is installed. */
export const offline = ['--no-index', '--no-deps', '--no-build-isolation'];

/** The lock is complete. */
export const locked = ['--require-hashes', '--no-deps'];

/** The clone with a release's environment in place of its own. @param {Clone} clone @param {string} lab */
export const releaseClone = (clone, lab) => withVenv(clone, `.poolscope/jupyter-${lab}`);

/** All of a fresh clone's, in order. @param {Clone} clone @returns {Step[]} */
export const stepsFor = (clone) => [
  ...packagesFor(clone),
  library,
  extension(clone),
  installedExtension(clone),
];

/** Those that fetch packages: what tests of the sources need. @param {Clone} clone @returns {Step[]} */
export const packagesFor = (clone) => [npmPackages, pythonPackages(clone)];

/** What the tests in the releases of Jupyter need. @param {Clone} clone @returns {Step[]} */
export function releaseSteps(clone) {
  const read = (/** @type {string} */ name) =>
    fs.readFileSync(path.join(clone.root, 'scripts', name), 'utf8');
  const steps = releases.flatMap(({ lab, notebook }) => {
    const lock = `.poolscope/jupyter-${lab}.lock`;
    const whole = wholeLock(read('requirements.lock'), read(`jupyter/${lab}.lock`));
    writeWhole(path.join(clone.root, lock), whole);
    const name = `JupyterLab ${lab} and Notebook ${notebook}`;
    return withWheel(clone, releaseClone(clone, lab), `jupyter-${lab}`, name, lock, locked);
  });
  return [...stepsFor(clone), ...steps];
}

/** What the third walkthrough needs, and the tests that look into PyTorch. @param {Clone} clone @returns {Step[]} */
export function torchSteps(clone) {
  const requirements = 'scripts/torch-requirements.txt';
  const steps = withWheel(clone, torchClone(clone), 'torch', 'PyTorch', requirements, []);
  return [...stepsFor(clone), ...steps];
}

/** The clone with marimo's environment in place of its own. @param {Clone} clone */
export const marimoClone = (clone) => withVenv(clone, '.poolscope/marimo');

/** What the tests in marimo need. @param {Clone} clone @returns {Step[]} */
export function marimoSteps(clone) {
  const own = marimoClone(clone);
  const steps = withWheel(clone, own, 'marimo', 'marimo', 'scripts/marimo.lock', locked);
  return [...stepsFor(clone), ...steps];
}

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

/**
 * An environment with the wheel that a user gets.
 *
 * @param {Clone} clone
 * @param {Clone} own
 * @param {string} id
 * @param {string} name
 * @param {string} requirements
 * @param {string[]} options
 * @returns {Step[]}
 */
function withWheel(clone, own, id, name, requirements, options) {
  /** @type {Step} */
  const wheel = {
    id: `${id}-wheel`,
    name: `poolscope beside ${name}`,
    doing: 'installing the wheel a user gets',
    done: 'installed the wheel a user gets',
    from: ['labextension/pyproject.toml', 'labextension/poolscope', requirements],
    makes: [`${path.relative(clone.root, own.venv)}/pyvenv.cfg`],
    async work(run) {
      const wheels = path.join(clone.state, 'wheel');
      fs.rmSync(wheels, { recursive: true, force: true });
      // Built with the clone's own environment, which has what builds it, and put in as where there is no Node.
      const build = ['-m', 'pip', 'wheel', ...offline, '-w', wheels, './labextension'];
      await run(clone.python, build, { env: pythonEnv(clone) });
      const built = fs.readdirSync(wheels).map((file) => path.join(wheels, file));
      const env = withoutNode(pythonEnv(own));
      await pip(run, own, [...offline, '--force-reinstall', ...built], env);
    },
  };
  return [environment(own, `${id}-packages`, name, requirements, options), wheel];
}

/** The WASM that the library's sources import, for who does not build the whole of it. @type {Step} */
export const kernels = {
  id: 'kernels',
  name: 'kernels',
  doing: 'compiling AssemblyScript to WASM',
  done: 'compiled AssemblyScript to WASM',
  from: [
    ...['src/kernels/assembly', 'src/memory/codes.ts'],
    ...['scripts/assembly.mjs', 'package-lock.json'],
  ],
  makes: ['src/memory/generated'],
  work: (run) => run(process.execPath, ['scripts/assembly.mjs']),
};

/** @type {Step} */
export const library = {
  id: 'library',
  name: 'library',
  doing: 'building src into dist',
  done: 'built src into dist',
  from: [
    ...[
      'src',
      'labextension/src',
      'labextension/style',
      'notebooks/digits.txt',
      'scripts/build.mjs',
      'scripts/lib/frame.mjs',
      'scripts/lib/bundle.mjs',
    ],
    ...[
      ...['core/limits', 'core/file-limits', 'findings/finding/table'],
      ...['view/picture/colours', 'view/picture/font'],
    ].map((name) => `labextension/poolscope/${name}.json`),
    ...['scripts/assembly.mjs', 'tsconfig.json', 'tsconfig.base.json', 'package-lock.json'],
  ],
  makes: ['dist'],
  work: (run) => run(process.execPath, ['scripts/build.mjs']),
};

const within = (/** @type {string} */ names) =>
  names.split(' ').map((name) => `labextension/${name}`);

/** @param {Clone} clone @returns {Step} */
const extension = (clone) => ({
  id: 'extension',
  name: 'extension',
  doing: 'building labextension for JupyterLab',
  done: 'built labextension for JupyterLab',
  from: [
    ...['dist', 'package-lock.json', 'scripts/catalogues.mjs', 'scripts/lib/translations.mjs'],
    ...['notebooks/digits.npy'],
    ...within('src style schema locale package.json rspack.config.cjs notebook-sources.cjs'),
    ...within('tsconfig.json'),
  ],
  facts: [sourcesOfWalkthroughs(clone)],
  makes: within(
    'LICENSE poolscope/labextension poolscope/locale poolscope/frame.html poolscope/standalone.html poolscope/licenses.txt',
  ),
  work: (run) => npm(run, ['run', 'build', '--workspace', 'labextension']),
});

/**
 * What the extension brings of the walkthroughs: their outputs don't count, which change whenever one is run.
 *
 * @param {Clone} clone
 */
function sourcesOfWalkthroughs({ notebooks }) {
  const folders = [notebooks, ...languagesIn(notebooks).map((name) => path.join(notebooks, name))];
  return JSON.stringify(
    folders.map((folder) =>
      walkthroughsIn(folder).map((name) => {
        const { cells, metadata } = JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'));
        const sources = cells.map((/** @type {{ source: unknown }} */ { source }) => source);
        return [name, metadata.kernelspec, sources];
      }),
    ),
  );
}

/**
 * The Python module as it stands in labextension, and a link to the extension that was built there: what is edited or built
 * again counts at once. The wheel that a user gets is for `npm run test:jupyter` and `npm run torch`.
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
    from: within('package.json pyproject.toml README.md'),
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
