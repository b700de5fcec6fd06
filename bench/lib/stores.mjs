// The part of the benchmark that is about stores: how fast `check_store` reads, on one worker and on two.
import { torchClone } from '../../scripts/lib/torch.mjs';
import { linesOf } from './python-part.mjs';

/**
 * One size and number of workers: the seconds of the clock and of the processors, and what was found.
 *
 * @typedef {object} Checked
 * @property {'check'} kind
 * @property {number} bytes         of the store's arrays
 * @property {'disk' | 'memory'} source  where the store came from: memory, as far as the system keeps files there
 * @property {number} workers       processes of one thread each
 * @property {{ seconds: number, workers: number, scheduler: number }} times of the clock; of the workers' processors
 *   together; of the scheduler's
 * @property {number} mostOfWorker  the most bytes that a worker held until then
 * @property {number} planted       cells that were planted wrong
 * @property {number} found
 * @property {boolean} same         whether those found are those that were planted
 */

/** A worker is a thread: what NumPy would use of others stays off, as Dask starts its workers. */
const oneThread = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };

/**
 * Measures it, and prints each as it comes.
 *
 * @param {object} options
 * @param {import('../../scripts/lib/clone.mjs').Clone} options.clone
 * @param {AbortSignal} options.signal
 * @param {readonly string[]} options.sizes in GB
 * @param {string | undefined} options.folder where the stores are made, and removed
 * @returns {Promise<{ versions: Record<string, string>, results: Checked[] }>}
 */
export async function measureStores({ clone, signal, sizes, folder }) {
  /** @type {Record<string, string>} */
  let versions = {};
  /** @type {Checked[]} */
  const results = [];
  const lines = linesOf({
    clone,
    environment: torchClone(clone),
    program: 'scale.py',
    args: ['--gb', ...sizes, ...(folder === undefined ? [] : ['--folder', folder])],
    env: { ...oneThread, DASK_LOGGING__DISTRIBUTED: 'critical' },
    signal,
  });
  for await (const { kind, ...rest } of lines) {
    if (kind === 'versions') {
      versions = rest;
    } else {
      const result = /** @type {Checked} */ ({ kind, ...rest });
      results.push(result);
      console.log(lineOf(result));
    }
  }
  return { versions, results };
}

/** @param {Checked} result */
function lineOf({ bytes, source, workers, times, mostOfWorker, planted, found, same }) {
  const { seconds, workers: spent } = times;
  const [whole, rate] = [(bytes / 1e9).toFixed(2), bytes / 1e6 / seconds];
  const places = same ? 'all of them, none beside' : `${found}, not the same`;
  return `${whole} GB from ${source}, workers ${workers}: ${rate.toFixed(0)} MB/s on ${(spent / seconds).toFixed(2)} cores, ${(mostOfWorker / 1e6).toFixed(0)} MB a worker, ${planted} planted, found ${places}`;
}
