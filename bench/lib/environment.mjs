// What the benchmark needs beyond the library: its peers, in folders of its own.
import fs from 'node:fs';
import path from 'node:path';
import { ask, findPython, pythonEnv } from '../../scripts/lib/python.mjs';
import { run } from '../../scripts/lib/run.mjs';
import { takeSteps } from '../../scripts/lib/set-up.mjs';
import { hashOf } from '../../scripts/lib/stamp.mjs';
import { library, npm, npmPackages } from '../../scripts/lib/steps.mjs';

/**
 * @typedef {import('../../scripts/lib/clone.mjs').Clone} Clone
 * @typedef {import('../../scripts/lib/steps.mjs').Step} Step
 */

const notice = `The benchmark compares with PyTorch, JAX, NumPy and TensorFlow.js. They are fetched once, into bench/:
  about 150 MB from npm, and from the Python package index about 350 MB, or 3 GB where its PyTorch
  brings CUDA along (Linux on x86-64; an index with PyTorch's CPU builds in PIP_EXTRA_INDEX_URL avoids that).
  Nothing else on this machine changes; deleting bench/.venv and bench/node_modules undoes it.`;

/**
 * A clone whose Python environment is the benchmark's.
 *
 * @param {Clone} clone
 * @returns {Clone}
 */
export function benchOf(clone) {
  const venv = path.join(clone.root, 'bench', '.venv');
  return { ...clone, venv, python: path.join(venv, path.relative(clone.venv, clone.python)) };
}

/**
 * Makes the library and the peers ready. What is to be fetched is said before.
 *
 * @param {import('../../scripts/lib/progress.mjs').Output & { clone: Clone, signal: AbortSignal }} options
 * @returns {Promise<void>}
 */
export async function setUpBench({ clone, log, live, signal }) {
  const bench = benchOf(clone);
  const there = [bench.python, path.join(clone.root, 'bench', 'node_modules')];
  if (!there.every((file) => fs.existsSync(file))) log(notice);
  const steps = [npmPackages(clone), library(clone), nodePeers(clone), pythonPeers(bench)];
  await takeSteps({ clone, log, live, signal, steps });
}

/** @param {Clone} clone @returns {Step} */
function nodePeers(clone) {
  return {
    id: 'bench-node',
    name: 'TensorFlow.js',
    doing: 'installing it into bench/node_modules',
    done: 'installed it into bench/node_modules',
    inputs: () => hashOf(clone.root, ['bench/package-lock.json']),
    result: () => hashOf(clone.root, ['bench/node_modules/.package-lock.json']),
    work: (tools) => npm(clone, 'bench-node', tools, ['ci'], path.join(clone.root, 'bench')),
  };
}

/** @param {Clone} bench @returns {Step} */
function pythonPeers(bench) {
  return {
    id: 'bench-python',
    name: 'PyTorch, JAX and NumPy',
    doing: 'installing them into bench/.venv',
    done: 'installed them into bench/.venv',
    inputs: () => hashOf(bench.root, ['bench/requirements.lock'], [process.platform, bench.root]),
    result: async () =>
      hashOf(
        bench.root,
        ['bench/.venv/pyvenv.cfg'],
        (await ask(bench.python))?.version.map(String),
      ),
    async work({ signal, started }) {
      const python = await findPython();
      fs.rmSync(bench.venv, { recursive: true, force: true });
      const tools = { log: path.join(bench.state, 'bench-python.log'), signal, started };
      const install = ['-m', 'pip', 'install', '--no-input', '--progress-bar', 'off'];
      try {
        await run(python.base, ['-m', 'venv', bench.venv], tools);
        await run(
          bench.python,
          [...install, '-r', path.join(bench.root, 'bench', 'requirements.lock')],
          { ...tools, env: pythonEnv(bench) },
        );
      } catch (error) {
        fs.rmSync(bench.venv, { recursive: true, force: true });
        throw error;
      }
    },
  };
}
