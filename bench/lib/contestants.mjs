import os from 'node:os';
import { fileURLToPath } from 'node:url';

/**
 * Who is measured. `id` names it in the results; `worker` its process, which several share.
 *
 * @typedef {object} Contestant
 * @property {string} id
 * @property {string} title
 * @property {string} worker
 */

const all = os.availableParallelism();

/** @type {readonly Contestant[]} */
export const contestants = [
  { id: 'poolscope-1', title: 'poolscope, 1 thread', worker: 'poolscope' },
  { id: 'poolscope-all', title: `poolscope, ${all} threads`, worker: 'poolscope-threads' },
  { id: 'poolscope-host', title: 'poolscope, host tensors', worker: 'poolscope-host' },
  { id: 'copy', title: 'copying the input’s bytes once', worker: 'copy' },
  { id: 'torch-1-last', title: 'PyTorch, channels-last, 1 thread', worker: 'torch' },
  { id: 'torch-1-first', title: 'PyTorch, contiguous, 1 thread', worker: 'torch' },
  {
    id: 'torch-all-last',
    title: `PyTorch, channels-last, ${all} threads`,
    worker: 'torch-threads',
  },
  { id: 'torch-all-first', title: `PyTorch, contiguous, ${all} threads`, worker: 'torch-threads' },
  { id: 'jax', title: 'JAX', worker: 'jax' },
  { id: 'numpy', title: 'NumPy, vectorised', worker: 'numpy' },
  { id: 'numpy-loops', title: 'NumPy, the document’s loops', worker: 'numpy' },
  { id: 'tfjs-wasm', title: 'TensorFlow.js, wasm', worker: 'tfjs-wasm' },
  { id: 'tfjs-cpu', title: 'TensorFlow.js, cpu', worker: 'tfjs-cpu' },
];

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
    'poolscope-threads': [...node, 'poolscope', 'wasm', String(all)],
    'poolscope-host': [...node, 'poolscope', 'host', '1'],
    copy: [...node, 'copy'],
    torch: [...peer, 'pytorch', '1'],
    'torch-threads': [...peer, 'pytorch', String(all)],
    jax: [...peer, 'jax'],
    numpy: [...peer, 'numpy'],
    'tfjs-wasm': [...node, 'tfjs', 'wasm'],
    'tfjs-cpu': [...node, 'tfjs', 'cpu'],
  };
}
