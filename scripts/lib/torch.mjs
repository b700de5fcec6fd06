import path from 'node:path';
import { environmentAt, environmentSteps } from './environment.mjs';
import { pythonEnv } from './python.mjs';
import { run } from './run.mjs';
import { stepsFor } from './steps.mjs';

const id = 'torch';
const kernel = 'poolscope-torch';

/** What is fetched, for those who pay for it: said before it is. */
export const notice =
  'PyTorch: pip fetches the release that scripts/torch-requirements.txt pins into .poolscope/torch, ' +
  'about 200 MB where it finds a CPU build, several GB where PyPI gives its default one (Linux); ' +
  'PIP_EXTRA_INDEX_URL may name PyTorch’s index of CPU builds';

/**
 * The clone with PyTorch's environment in place of its own.
 *
 * @param {import('./clone.mjs').Clone} clone
 * @returns {import('./clone.mjs').Clone}
 */
export function torchClone(clone) {
  return environmentAt(clone, id);
}

/**
 * All that lies between a fresh clone and the tests that need PyTorch, in order.
 *
 * @param {import('./clone.mjs').Clone} clone
 * @returns {import('./steps.mjs').Step[]}
 */
export function torchSteps(clone) {
  const own = torchClone(clone);
  const environment = {
    id,
    name: 'PyTorch',
    requirements: 'scripts/torch-requirements.txt',
    options: [],
    /** Offers it in the clone's JupyterLab too. @param {import('./steps.mjs').Tools} tools */
    after: (tools) => {
      const shown = ['--name', kernel, '--display-name', 'Python with PyTorch'];
      return run(own.python, ['-m', 'ipykernel', 'install', '--prefix', clone.venv, ...shown], {
        env: pythonEnv(own),
        log: path.join(clone.state, 'torch-kernel.log'),
        ...tools,
      });
    },
  };
  return [...stepsFor(clone), ...environmentSteps(clone, environment)];
}
