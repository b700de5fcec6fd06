// How time grows with the window, the channels, the batch and the threads.
import { resident, torch } from '../lib/contestants.mjs';
import { works } from '../rows/row.mjs';
import { mark, times } from './markdown.mjs';
import { best } from './statistics.mjs';

/**
 * @typedef {import('../lib/parts.mjs').Point} Point
 * @typedef {import('../rows/row.mjs').Work} Work
 *
 * Milliseconds by what grows.
 * @typedef {readonly { at: number, ours: number, torch: number }[]} Line
 */

/** The time of the larger window is at most so many times the smaller's, at stride 1. */
export const growth = { small: 5, large: 21, most: 1.3 };

/**
 * One curve in one direction: the library's times, and PyTorch's in its better layout.
 *
 * @param {readonly Point[]} points
 * @param {string} curve
 * @param {Work} work
 * @returns {Line}
 */
export function lineOf(points, curve, work) {
  return points
    .filter((point) => point.curve === curve)
    .flatMap(({ at, results }) => {
      const result = results.find((one) => one.work === work);
      const ours = result && best(result, resident);
      const theirs = result && best(result, [...torch.one, ...torch.all]);
      return ours && theirs ? [{ at, ours: ours.min, torch: theirs.min }] : [];
    });
}

/**
 * How many times as long the large window takes as the small one, ours and PyTorch's.
 *
 * @param {readonly Point[]} points
 * @param {Work} work
 */
function windowGrowth(points, work) {
  const line = lineOf(points, 'window', work);
  const at = (/** @type {number} */ k) => line.find((point) => point.at === k);
  const [small, large] = [at(growth.small), at(growth.large)];
  if (!small || !large) return { ours: Number.NaN, torch: Number.NaN };
  return { ours: large.ours / small.ours, torch: large.torch / small.torch };
}

/** @param {readonly Point[]} points */
export function growthSentence(points) {
  const { small, large, most } = growth;
  const [sizes, than] = [`${large}×${large}`, `${small}×${small}`];
  const parts = works.map((work) => {
    const { ours, torch: theirs } = windowGrowth(points, work);
    return `${work} ${times(ours)} times ${mark(ours <= most)} (PyTorch ${times(theirs)})`;
  });
  return `Asked: at stride 1 a window of ${sizes} takes at most ${most} times as long as one of ${than} on the same input. Measured: ${parts.join(', ')}.`;
}
