import fs from 'node:fs';
import { cloneAt } from './clone.mjs';
import { notice, releaseClone, releaseSteps, releases } from './jupyter-releases.mjs';
import { project, runAll } from './suites.mjs';

const clone = cloneAt();

/**
 * Makes an environment for each release ready and runs the tests in it.
 *
 * @returns {Promise<void>}
 */
export async function runJupyterSuites() {
  const isMissing = releases.some(({ lab }) => !fs.existsSync(releaseClone(clone, lab).python));
  if (isMissing) console.log(notice);
  await runAll(releaseSteps(clone), [{ name: 'jupyter', run: () => project('jupyter') }]);
}
