// Statistics of values, some of which may not be finite.

/** Numbers that describe a set of values; the sums are over its finite values only. */
export interface Statistics {
  readonly count: number;
  readonly finite: number;
  readonly zeros: number;
  readonly nan: number;
  readonly posInf: number;
  readonly negInf: number;
  /** NaN where no value is finite, as are `max`, `mean` and `deviation`. */
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** The standard deviation of the population. */
  readonly deviation: number;
}

/**
 * Computes the statistics of values.
 * @example
 * statistics([1, 3, NaN]).mean // 2
 */
export function statistics(values: ArrayLike<number>): Statistics {
  const count = values.length;
  let [finite, zeros, nan, posInf, negInf] = [0, 0, 0, 0, 0];
  let [min, max, mean, squares] = [Infinity, -Infinity, 0, 0];
  for (let i = 0; i < count; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) {
      if (Number.isNaN(value)) nan++;
      else if (value > 0) posInf++;
      else negInf++;
      continue;
    }
    finite++;
    if (value === 0) zeros++;
    if (value < min) min = value;
    if (value > max) max = value;
    // Welford's update, which keeps its precision where the mean is large.
    const before = value - mean;
    mean += before / finite;
    squares += before * (value - mean);
  }
  const none = finite === 0;
  return {
    count,
    finite,
    zeros,
    nan,
    posInf,
    negInf,
    min: none ? Number.NaN : min,
    max: none ? Number.NaN : max,
    mean: none ? Number.NaN : mean,
    deviation: none ? Number.NaN : Math.sqrt(squares / finite),
  };
}
