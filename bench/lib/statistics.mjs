/**
 * @typedef {import('./measure.mjs').Measured} Measured
 * @typedef {import('./measure.mjs').RowResult} RowResult
 */

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/**
 * How many times as long one contestant took as another: for each round that both took part in,
 * the ratio of their fastest calls; of these the median.
 *
 * @param {Measured | undefined} one
 * @param {Measured | undefined} other
 * @returns {number} NaN where one of them is missing
 */
export function ratio(one, other) {
  if (!one || !other) return Number.NaN;
  const ratios = Object.entries(one.rounds).flatMap(([round, time]) => {
    const against = other.rounds[round];
    return against === undefined ? [] : [time / against];
  });
  return median(ratios);
}

/**
 * The fastest of some contestants, by what their rounds' fastest calls typically took.
 *
 * @param {RowResult} result
 * @param {readonly string[]} ids
 * @returns {Measured | undefined} undefined where none of them took part
 */
export function best({ contestants }, ids) {
  const took = ids.flatMap((id) => contestants[id] ?? []);
  return took.sort((a, b) => typical(a) - typical(b))[0];
}

/** @param {Measured} measured */
export function typical({ rounds }) {
  return median(Object.values(rounds));
}
