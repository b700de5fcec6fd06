import { createRequire } from 'node:module';
import * as ps from 'poolscope';
import { poolingOf } from './poolings.mjs';

/** @typedef {import('./worker.mjs').Prepared} Prepared */

/**
 * The library, through its public API.
 *
 * @param {'host' | 'wasm'} device
 * @param {string} threads
 * @returns {Promise<import('./worker.mjs').Peer>}
 */
export async function peer(device, threads) {
  const { version } = createRequire(import.meta.url)('poolscope/package.json');
  const count = await ps.setThreads(Number(threads));
  if (count !== Number(threads)) throw new Error(`poolscope: ${count} threads, not ${threads}`);
  const own = count === 1 ? '1' : 'all';
  return {
    versions: { poolscope: version, Node: process.versions.node },
    prepare({ shape, outputShape, x, dout, ...row }, read) {
      const input = ps.tensor(read(x), shape).to(device);
      const gradient = ps.tensor(read(dout), outputShape).to(device);
      const pooling = poolingOf(row, input, gradient);
      const release = () => {
        pooling.release();
        input.dispose();
        gradient.dispose();
      };
      if (device === 'host') {
        return {
          'poolscope-host': { ...anew(pooling), release },
          'poolscope-host-out': { ...into(pooling), release() {} },
        };
      }
      /** @type {Record<string, Prepared>} */
      const prepared = { [`poolscope-${own}`]: { ...anew(pooling), release } };
      if (row.op === 'lp') {
        const average = poolingOf({ ...row, op: 'average' }, input, gradient);
        const { release: drop } = average;
        prepared[`poolscope-average-${own}`] = { ...anew(average), release: drop };
      }
      return prepared;
    },
  };
}

/** Each call makes its result, and frees it. @param {import('./poolings.mjs').Pooling} pooling */
function anew({ forward, backward, drop }) {
  return {
    forward: () => drop(forward(false)),
    backward: () => backward(false).dispose(),
    results: {
      forward() {
        const output = forward(false);
        const data = numbersOf(output);
        drop(output);
        return data;
      },
      backward: () => ps.tidy(() => numbersOf(backward(false))),
    },
  };
}

/** Each call writes into one result, that stays. @param {import('./poolings.mjs').Pooling} pooling */
function into({ forward, backward }) {
  return {
    forward: () => void forward(true),
    backward: () => void backward(true),
    results: {
      forward: () => numbersOf(forward(true)),
      backward: () => numbersOf(backward(true)),
    },
  };
}

/** @param {ps.Tensor} tensor */
function numbersOf(tensor) {
  return /** @type {Float32Array | Float64Array} */ (tensor.data);
}
