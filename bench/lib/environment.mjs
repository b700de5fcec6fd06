// What the benchmark needs beyond the library: its peers, in folders of its own.
import fs from 'node:fs';
import path from 'node:path';
import { withVenv } from '../../scripts/lib/clone.mjs';
import { library } from '../../scripts/lib/set-up/builds.mjs';
import { environment, npm, npmPackages } from '../../scripts/lib/set-up/packages.mjs';
import { takeSteps } from '../../scripts/lib/set-up/set-up.mjs';

/** @typedef {import('../../scripts/lib/clone.mjs').Clone} Clone */

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
export const benchOf = (clone) => withVenv(clone, 'bench/.venv');

/**
 * Makes the library and the peers ready. What is to be fetched is said before.
 *
 * @param {import('../../scripts/lib/set-up/set-up.mjs').SetUp} options
 * @returns {Promise<void>}
 */
export async function setUpBench({ clone, signal, log, live }) {
  const bench = benchOf(clone);
  const folder = path.join(clone.root, 'bench');
  const there = [bench.python, path.join(folder, 'node_modules')];
  if (!there.every((file) => fs.existsSync(file))) log(notice);
  /** @type {import('../../scripts/lib/set-up/set-up.mjs').Step} */
  const nodePeers = {
    id: 'bench-node',
    name: 'TensorFlow.js',
    doing: 'installing it into bench/node_modules',
    done: 'installed it into bench/node_modules',
    from: ['bench/package-lock.json'],
    makes: ['bench/node_modules/.package-lock.json'],
    work: (run) => npm(run, ['ci'], folder),
  };
  const [name, requirements] = ['PyTorch, JAX and NumPy', 'bench/requirements.lock'];
  const pythonPeers = environment(bench, 'bench-python', name, requirements, [], 'them');
  const steps = [npmPackages, library, nodePeers, pythonPeers];
  await takeSteps({ clone, steps, signal, log, live });
}
