// Who is measured, and the processes that they run in.
import os from 'node:os';
import { fileURLToPath } from 'node:url';

/**
 * `id` names it in the results; `worker` its process, which several share.
 *
 * @typedef {object} Contestant
 * @property {string} id
 * @property {string} title
 * @property {string} worker
 */

/** How many threads *all* are. */
export const cores = os.availableParallelism();

/** @type {readonly Contestant[]} */
export const contestants = [
  { id: 'poolscope-1', title: 'poolscope, 1 thread', worker: 'poolscope' },
  { id: 'poolscope-all', title: `poolscope, ${cores} threads`, worker: 'poolscope-threads' },
  { id: 'poolscope-host', title: 'poolscope, host tensors', worker: 'poolscope-host' },
  { id: 'poolscope-host-out', title: 'poolscope, host tensors, `out:`', worker: 'poolscope-host' },
  { id: 'poolscope-average-1', title: 'its average, 1 thread', worker: 'poolscope' },
  {
    id: 'poolscope-average-all',
    title: `its average, ${cores} threads`,
    worker: 'poolscope-threads',
  },
  { id: 'copy', title: 'copying the input’s bytes once', worker: 'copy' },
  { id: 'copy-both', title: 'copying what goes in and out', worker: 'copy' },
  { id: 'torch-1-last', title: 'PyTorch, channels-last, 1 thread', worker: 'torch' },
  { id: 'torch-1-first', title: 'PyTorch, contiguous, 1 thread', worker: 'torch' },
  {
    id: 'torch-all-last',
    title: `PyTorch, channels-last, ${cores} threads`,
    worker: 'torch-threads',
  },
  {
    id: 'torch-all-first',
    title: `PyTorch, contiguous, ${cores} threads`,
    worker: 'torch-threads',
  },
  { id: 'jax', title: 'JAX', worker: 'jax' },
  { id: 'numpy', title: 'NumPy, vectorised', worker: 'numpy' },
  { id: 'numpy-loops', title: 'NumPy, the document’s loops', worker: 'numpy' },
  { id: 'tfjs-wasm', title: 'TensorFlow.js, wasm', worker: 'tfjs-wasm' },
  { id: 'tfjs-cpu', title: 'TensorFlow.js, cpu', worker: 'tfjs-cpu' },
];

/** On resident tensors the library, with one thread and with all. */
export const resident = ['poolscope-1', 'poolscope-all'];
/** PyTorch's ways, with one thread and with all. */
export const torch = {
  one: ['torch-1-last', 'torch-1-first'],
  all: ['torch-all-last', 'torch-all-first'],
};

/** Beside the library and PyTorch, by operation. */
const beside = {
  max: ['poolscope-host-out', 'copy-both'],
  average: [],
  lp: ['poolscope-average-1', 'poolscope-average-all'],
};

/**
 * Who takes part in a row.
 *
 * @param {import('../rows/row.mjs').Row} row
 * @returns {readonly Contestant[]}
 */
export function contestantsOf({ field, op }) {
  if (field === 'peers') {
    return contestants.filter(({ id }) => !id.startsWith('poolscope-average'));
  }
  const ids = [...resident, ...torch.one, ...torch.all, ...beside[op]];
  return contestants.filter(({ id }) => ids.includes(id));
}

/** @param {string} name */
const at = (name) => fileURLToPath(new URL(`../workers/${name}`, import.meta.url));

/**
 * The command of each worker.
 *
 * @param {string} python
 * @returns {Record<string, string[]>}
 */
export function commands(python) {
  const node = [process.execPath, at('worker.mjs')];
  const peer = [python, at('worker.py')];
  return {
    poolscope: [...node, 'poolscope', 'wasm', '1'],
    'poolscope-threads': [...node, 'poolscope', 'wasm', String(cores)],
    'poolscope-host': [...node, 'poolscope', 'host', '1'],
    copy: [...node, 'copy'],
    torch: [...peer, 'pytorch', '1'],
    'torch-threads': [...peer, 'pytorch', String(cores)],
    jax: [...peer, 'jax'],
    numpy: [...peer, 'numpy'],
    'tfjs-wasm': [...node, 'tfjs', 'wasm'],
    'tfjs-cpu': [...node, 'tfjs', 'cpu'],
  };
}

/**
 * The library and PyTorch on so many threads: the contestants, and the commands of their workers.
 *
 * @param {number} threads
 * @param {string} python
 * @returns {{ able: Contestant[], commands: Record<string, string[]> }}
 */
export function onThreads(threads, python) {
  const of = threads === 1 ? '1' : 'all';
  const workers = { poolscope: `poolscope on ${threads}`, torch: `PyTorch on ${threads}` };
  const ids = [`poolscope-${of}`, `torch-${of}-last`, `torch-${of}-first`];
  const able = contestants
    .filter(({ id }) => ids.includes(id))
    .map((one) => ({
      ...one,
      worker: one.id.startsWith('torch') ? workers.torch : workers.poolscope,
    }));
  return {
    able,
    commands: {
      [workers.poolscope]: [process.execPath, at('worker.mjs'), 'poolscope', 'wasm', `${threads}`],
      [workers.torch]: [python, at('worker.py'), 'pytorch', `${threads}`],
    },
  };
}
