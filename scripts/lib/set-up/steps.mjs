// The steps between a fresh clone and a JupyterLab that can start, and the environments beside it for `npm run test:jupyter`
// and `npm run torch`: what is large or of another version, with the wheel that a user gets.
import fs from 'node:fs';
import path from 'node:path';
import { withVenv } from '../clone.mjs';
import { pythonEnv, withoutNode } from '../python.mjs';
import { torchClone } from '../torch.mjs';
import { extension, installedExtension, library } from './builds.mjs';
import { wholeLock } from './locks.mjs';
import { environment, locked, npmPackages, offline, pip, pythonPackages } from './packages.mjs';
import { writeWhole } from './stamp.mjs';

/**
 * @typedef {import('../clone.mjs').Clone} Clone
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
  marimo: 'marimo: pip fetches what scripts/marimo.lock pins into .poolscope/marimo, about 60 MB',
};

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
    from: [
      'labextension/pyproject.toml',
      'labextension/poolscope',
      'labextension/poolscope_command',
      requirements,
    ],
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
