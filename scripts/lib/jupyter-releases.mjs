import fs from 'node:fs';
import path from 'node:path';
import { environmentAt, environmentSteps } from './environment.mjs';
import { wholeLock } from './locks.mjs';
import { writeWhole } from './stamp.mjs';
import { stepsFor } from './steps.mjs';

/** The releases that the extension works in: of JupyterLab, and the Notebook that is made of the same parts. */
export const releases = /** @type {const} */ ([
  { lab: '4.4', notebook: '7.4' },
  { lab: '4.5', notebook: '7.5' },
  { lab: '4.6', notebook: '7.6' },
]);

/** What is fetched, for those who pay for it: said before it is. */
export const notice =
  'JupyterLab 4.4, 4.5 and 4.6, each with its Notebook: pip fetches what scripts/jupyter pins into .poolscope, about 60 MB each';

/**
 * The clone with a release's environment in place of its own.
 *
 * @param {import('./clone.mjs').Clone} clone
 * @param {string} lab
 * @returns {import('./clone.mjs').Clone}
 */
export function releaseClone(clone, lab) {
  return environmentAt(clone, `jupyter-${lab}`);
}

/**
 * All that lies between a fresh clone and the tests in these releases, in order.
 *
 * @param {import('./clone.mjs').Clone} clone
 * @returns {import('./steps.mjs').Step[]}
 */
export function releaseSteps(clone) {
  const environments = releases.map(({ lab, notebook }) => ({
    id: `jupyter-${lab}`,
    name: `JupyterLab ${lab} and Notebook ${notebook}`,
    requirements: lockOf(clone, lab),
    options: ['--require-hashes', '--no-deps'], // the lock is complete
  }));
  return [
    ...stepsFor(clone),
    ...environments.flatMap((environment) => environmentSteps(clone, environment)),
  ];
}

/**
 * Writes a release's whole lock for pip.
 *
 * @param {import('./clone.mjs').Clone} clone
 * @param {string} lab
 * @returns {string} where it lies, from the clone's root
 */
function lockOf(clone, lab) {
  const read = (/** @type {string} */ name) =>
    fs.readFileSync(path.join(clone.root, 'scripts', name), 'utf8');
  const file = `.poolscope/jupyter-${lab}.lock`;
  const whole = wholeLock(read('requirements.lock'), read(`jupyter/${lab}.lock`));
  writeWhole(path.join(clone.root, file), whole);
  return file;
}
