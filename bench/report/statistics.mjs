/**
 * @typedef {import('../lib/measure.mjs').Measured} Measured
 * @typedef {import('../lib/measure.mjs').RowResult} RowResult
 */

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/**
 * How many times as long one contestant took as another, by the fastest call of each: what else the
 * machine does only ever adds to a call.
 *
 * @param {Measured | undefined} one
 * @param {Measured | undefined} other
 * @returns {number} NaN where one of them is missing
 */
export function ratio(one, other) {
  return one && other ? one.min / other.min : Number.NaN;
}

/**
 * The fastest of some contestants.
 *
 * @param {RowResult} result
 * @param {readonly string[]} ids
 * @returns {Measured | undefined} undefined where none of them took part
 */
export function best({ contestants }, ids) {
  const took = ids.flatMap((id) => contestants[id] ?? []);
  return took.sort((a, b) => a.min - b.min)[0];
}
