// The environments of `npm run test:jupyter` and `test:torch`: what is large or of another version, and the wheel beside it.
import fs from 'node:fs';
import path from 'node:path';
import { withVenv } from './clone.mjs';
import { wholeLock } from './locks.mjs';
import { pythonEnv, withoutNode } from './python.mjs';
import { writeWhole } from './stamp.mjs';
import { environment, offline, pip, stepsFor } from './steps.mjs';

/**
 * @typedef {import('./clone.mjs').Clone} Clone
 * @typedef {import('./set-up.mjs').Step} Step
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
  torch:
    'PyTorch: pip fetches the release that scripts/torch-requirements.txt pins into .poolscope/torch, ' +
    'about 200 MB where it finds a CPU build, several GB where PyPI gives its default one (Linux); ' +
    'PIP_EXTRA_INDEX_URL may name PyTorch’s index of CPU builds',
};

/**
 * The clone with a release's environment in place of its own.
 *
 * @param {Clone} clone
 * @param {string} lab
 * @returns {Clone}
 */
export const releaseClone = (clone, lab) => withVenv(clone, `.poolscope/jupyter-${lab}`);

/**
 * The clone with PyTorch's environment in place of its own.
 *
 * @param {Clone} clone
 * @returns {Clone}
 */
export const torchClone = (clone) => withVenv(clone, '.poolscope/torch');

/**
 * All that lies between a fresh clone and the tests in the releases of Jupyter, in order.
 *
 * @param {Clone} clone
 * @returns {Step[]}
 */
export function releaseSteps(clone) {
  const read = (/** @type {string} */ name) =>
    fs.readFileSync(path.join(clone.root, 'scripts', name), 'utf8');
  const steps = releases.flatMap(({ lab, notebook }) => {
    const requirements = `.poolscope/jupyter-${lab}.lock`;
    const lock = wholeLock(read('requirements.lock'), read(`jupyter/${lab}.lock`));
    writeWhole(path.join(clone.root, requirements), lock);
    const name = `JupyterLab ${lab} and Notebook ${notebook}`;
    const options = ['--require-hashes', '--no-deps']; // the lock is complete
    return withWheel(
      clone,
      releaseClone(clone, lab),
      `jupyter-${lab}`,
      name,
      requirements,
      options,
    );
  });
  return [...stepsFor(clone), ...steps];
}

/**
 * All that lies between a fresh clone and the tests that need PyTorch, in order.
 *
 * @param {Clone} clone
 * @returns {Step[]}
 */
export function torchSteps(clone) {
  const requirements = 'scripts/torch-requirements.txt';
  const steps = withWheel(clone, torchClone(clone), 'torch', 'PyTorch', requirements, []);
  return [...stepsFor(clone), ...steps];
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
      // Built with the clone's own environment, which has what builds it.
      await run(clone.python, ['-m', 'pip', 'wheel', ...offline, '-w', wheels, './labextension'], {
        env: pythonEnv(clone),
      });
      const built = fs.readdirSync(wheels).map((file) => path.join(wheels, file));
      // A wheel asks for no Node: it is put in as where there is none.
      const env = withoutNode(pythonEnv(own));
      await pip(run, own, [...offline, '--force-reinstall', ...built], env);
    },
  };
  const words = { id: `${id}-packages`, name, what: name, requirements, options };
  return [environment(own, words), wheel];
}
