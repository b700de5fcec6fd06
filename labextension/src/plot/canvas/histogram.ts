// How the values of a slice are spread along a range.

/**
 * Counts the finite values in each of equally wide bins of a range. What lies beyond its ends is counted
 * in the outermost bins, as it has their colours; in an empty range all is in the first.
 * @example
 * histogram([0, 1, 2, 3, 4], [0, 4], 2) // [2, 3]
 */
export function histogram(
  values: ArrayLike<number>,
  [low, high]: readonly [number, number],
  bins: number,
): number[] {
  const counts = new Array<number>(bins).fill(0);
  // Halved, since the difference of the ends may overflow.
  const width = high / 2 - low / 2;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    const at = Math.floor(((value / 2 - low / 2) / width) * bins) || 0;
    counts[Math.max(0, Math.min(bins - 1, at))]!++;
  }
  return counts;
}
