// What is asked of the five poolings in which every peer takes part.
import { resident, torch } from '../lib/contestants.mjs';
import { dtypes } from '../rows/row.mjs';
import { best, ratio } from './statistics.mjs';

/**
 * @typedef {import('../lib/measure.mjs').RowResult} RowResult
 *
 * One thing that is asked of the library. `measure` gives a ratio; `asked` its bound in each
 * direction, which is a least one or, for `most`, a highest one.
 * @typedef {object} Claim
 * @property {string} row
 * @property {string} what
 * @property {boolean} [most]
 * @property {readonly string[]} dtypes
 * @property {{ forward?: number, backward?: number }} asked
 * @property {(result: RowResult) => number} measure
 *
 * @typedef {{ measured: number, met: boolean }} Verdict
 */

const anyTorch = [...torch.one, ...torch.all];

/**
 * How many times as long PyTorch's best takes, whatever its threads and memory format.
 *
 * @param {string[]} own the library's contestants, of which the fastest counts
 */
const torchAgainst =
  (...own) =>
  (/** @type {RowResult} */ result) =>
    ratio(best(result, anyTorch), best(result, own));

/** @param {string} other */
const peerAgainst = (other) => (/** @type {RowResult} */ result) =>
  ratio(result.contestants[other], result.contestants['poolscope-1']);

/** @param {string} own */
const againstCopy = (own) => (/** @type {RowResult} */ result) =>
  ratio(result.contestants[own], result.contestants.copy);

/** @param {RowResult} result */
const hostAgainstTorch = (result) =>
  ratio(result.contestants['poolscope-host'], best(result, anyTorch));

const single = ['float32'];
/** On resident tensors, with whichever number of threads is faster. */
const anyThreads = torchAgainst(...resident);

/** @type {readonly Claim[]} */
export const claims = [
  {
    row: 'document',
    what: 'PyTorch’s best takes at least',
    dtypes,
    asked: { forward: 2, backward: 1.5 },
    measure: anyThreads,
  },
  {
    row: 'document',
    what: 'the document’s NumPy loops take at least',
    dtypes: single,
    asked: { backward: 200 },
    measure: peerAgainst('numpy-loops'),
  },
  {
    row: 'document',
    what: 'TensorFlow.js (wasm) takes at least',
    dtypes: single,
    asked: { backward: 30 },
    measure: peerAgainst('tfjs-wasm'),
  },
  {
    row: 'document',
    what: 'JAX takes at least',
    dtypes: single,
    asked: { backward: 20 },
    measure: peerAgainst('jax'),
  },
  {
    row: 'document',
    what: 'poolscope, against copying the input, takes at most',
    most: true,
    dtypes: single,
    asked: { backward: 2 },
    measure: againstCopy('poolscope-1'),
  },
  {
    row: 'document',
    what: 'poolscope on host tensors, against PyTorch’s best, takes at most',
    most: true,
    dtypes,
    asked: { forward: 2, backward: 2 },
    measure: hostAgainstTorch,
  },
  {
    row: 'large',
    what: 'PyTorch’s best, against one thread, takes at least',
    dtypes,
    asked: { forward: 1.2, backward: 1.2 },
    measure: torchAgainst('poolscope-1'),
  },
  {
    row: 'large',
    what: 'PyTorch’s best, against all threads, takes at least',
    dtypes,
    asked: { forward: 2, backward: 2 },
    measure: torchAgainst('poolscope-all'),
  },
  {
    row: 'large',
    what: 'poolscope on one thread, against copying the input, takes at most',
    most: true,
    dtypes: single,
    asked: { forward: 1.5, backward: 1.5 },
    measure: againstCopy('poolscope-1'),
  },
  ...['stem', 'overlap', 'volume'].map((row) => ({
    row,
    what: 'PyTorch’s best takes at least',
    dtypes,
    asked: { forward: 1, backward: 1 },
    measure: anyThreads,
  })),
];

/**
 * How a claim fares in one dtype and direction; undefined where nothing is asked.
 *
 * @param {Claim} claim
 * @param {readonly RowResult[]} results
 * @param {string} dtype
 * @param {import('../rows/row.mjs').Work} work
 * @returns {Verdict | undefined}
 */
export function verdict(claim, results, dtype, work) {
  const asked = claim.asked[work];
  if (asked === undefined || !claim.dtypes.includes(dtype)) return undefined;
  const result = results.find(
    (one) => one.row === claim.row && one.dtype === dtype && one.work === work,
  );
  if (!result) throw new Error(`bench: ${claim.row}, ${dtype}, ${work} is not measured`);
  const measured = claim.measure(result);
  return { measured, met: claim.most ? measured <= asked : measured >= asked };
}
