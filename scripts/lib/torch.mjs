import fs from 'node:fs';
import path from 'node:path';
import { ask, findPython, pythonEnv } from './python.mjs';
import { run } from './run.mjs';
import { hashOf } from './stamp.mjs';
import { pip, stepsFor } from './steps.mjs';

const requirements = 'scripts/torch-requirements.txt';
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
  const venv = path.join(clone.state, 'torch');
  return { ...clone, venv, python: path.join(venv, path.relative(clone.venv, clone.python)) };
}

/**
 * All that lies between a fresh clone and the tests that need PyTorch, in order.
 *
 * @param {import('./clone.mjs').Clone} clone
 * @returns {import('./steps.mjs').Step[]}
 */
export function torchSteps(clone) {
  return [...stepsFor(clone), torchPackages(clone), torchWheel(clone)];
}

/** @param {import('./clone.mjs').Clone} clone @returns {import('./steps.mjs').Step} */
function torchPackages(clone) {
  const own = torchClone(clone);
  return {
    id: 'torch-packages',
    name: 'PyTorch',
    doing: 'installing PyTorch into .poolscope/torch',
    done: 'installed PyTorch into .poolscope/torch',
    inputs: () => hashOf(clone.root, [requirements], [process.platform, process.arch, clone.root]),
    result: async () =>
      hashOf(own.venv, ['pyvenv.cfg'], (await ask(own.python))?.version.map(String)),
    async work(tools) {
      const python = await findPython();
      const log = path.join(clone.state, 'torch-packages.log');
      await fs.promises.rm(own.venv, { recursive: true, force: true });
      try {
        await run(python.base, ['-m', 'venv', own.venv], { log, ...tools });
        await pip(own, 'torch-packages', tools, [
          '--no-compile',
          '-r',
          path.join(clone.root, requirements),
        ]);
        // Offered in the clone's JupyterLab too.
        const shown = ['--name', kernel, '--display-name', 'Python with PyTorch'];
        await run(own.python, ['-m', 'ipykernel', 'install', '--prefix', clone.venv, ...shown], {
          env: pythonEnv(own),
          log: path.join(clone.state, 'torch-kernel.log'),
          ...tools,
        });
      } catch (error) {
        await fs.promises.rm(own.venv, { recursive: true, force: true });
        throw error;
      }
    },
  };
}

/** @param {import('./clone.mjs').Clone} clone @returns {import('./steps.mjs').Step} */
function torchWheel(clone) {
  const own = torchClone(clone);
  const wheels = path.join(clone.state, 'wheel');
  return {
    id: 'torch-wheel',
    name: 'poolscope beside PyTorch',
    doing: 'installing the wheel a user gets',
    done: 'installed the wheel a user gets',
    inputs: () =>
      hashOf(clone.root, ['labextension/pyproject.toml', 'labextension/poolscope', requirements]),
    result: async () =>
      hashOf(own.venv, ['pyvenv.cfg'], (await ask(own.python))?.version.map(String)),
    async work(tools) {
      const offline = ['--no-index', '--no-deps'];
      const log = path.join(clone.state, 'torch-wheel.log');
      await fs.promises.rm(wheels, { recursive: true, force: true });
      // Built with the clone's own environment, which has what builds it.
      const build = ['-m', 'pip', 'wheel', ...offline, '--no-build-isolation', '-w', wheels];
      await run(clone.python, [...build, path.join(clone.root, 'labextension')], {
        env: pythonEnv(clone),
        log,
        ...tools,
      });
      const built = fs.readdirSync(wheels).map((name) => path.join(wheels, name));
      await pip(own, 'torch-wheel', tools, [...offline, '--force-reinstall', ...built]);
    },
  };
}
