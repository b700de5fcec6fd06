// Numbers as people read them: in sentences, on axes and in cells.
/** Formats a number for an axis or a cell: three significant digits, a true minus sign (−). */
export function short(value: number): string {
  return withDigits(value, 3);
}

/** Formats a number with so many significant digits and a true minus sign (−). */
export function withDigits(value: number, digits: number): string {
  return formatNumber(Number(value.toPrecision(digits)));
}

/** Formats a number for a sentence: six significant digits, a true minus sign (−). */
export function formatSixDigits(value: number): string {
  return formatNumber(Number(value.toPrecision(6)));
}

/** Formats the sum of a whole array: nine significant digits, a true minus sign (−), separators between thousands. */
export function formatNineDigits(value: number): string {
  const [whole = '', ...part] = formatNumber(Number(value.toPrecision(9))).split('.');
  return [groupThousands(whole), ...part].join('.');
}

/** Formats a number with all its digits, a true minus sign (−) and ∞. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return String(value).replace('Infinity', '∞').replaceAll('-', '−');
}

/** Formats a count with separators between thousands: 49,152. */
export function formatCount(value: number): string {
  return groupThousands(String(value));
}

/** Puts separators between the thousands of a whole number's digits. */
function groupThousands(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ',');
}

/**
 * Round numbers within a range for the ticks of an axis. The step is the smallest allowed one, a
 * factor times a power of ten, that gives at most `most` steps. Computed without logarithms, whose
 * last bit differs between machines.
 */
export function ticks(
  [low, high]: readonly [number, number],
  most: number,
  factors: readonly number[] = [1, 2, 5, 10],
): number[] {
  const rough = (high - low) / most;
  const unit = Number(`1e${rough.toExponential().split('e')[1]}`);
  const step = factors.map((factor) => factor * unit).find((size) => size >= rough);
  // A range too wide or too narrow for a step gets its two ends.
  if (step === undefined || !Number.isFinite(step) || rough === 0) return [low, high];
  const [first, last] = [Math.ceil(low / step), Math.floor(high / step)];
  return Array.from({ length: last - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
}

/**
 * As many ticks as fit, at least two: in steps of 1, 2 or 5, or of 4 if those leave only one tick,
 * times a power of ten; where not even two of those fit, the two ends.
 * @param fits whether the texts of some ticks have room beside each other
 * @example
 * ticksThatFit([-1.5, 1.5], (values) => values.length < 4) // [-1, 0, 1]
 */
export function ticksThatFit(
  range: readonly [number, number],
  fits: (values: readonly number[]) => boolean,
): number[] {
  for (const factors of [
    [1, 2, 5, 10],
    [1, 4, 10],
  ]) {
    for (const most of [6, 5, 4, 3, 2]) {
      const values = ticks(range, most, factors);
      if (values.length > 1 && fits(values)) return values;
    }
  }
  const two = ticks(range, 2);
  return two.length > 1 ? two : [...range];
}

/** Formats a number of bytes in few digits, what a notebook grows by: 1.4 MB. */
export function formatSize(bytes: number): string {
  if (bytes < 999_500) return `${Math.max(1, Math.round(bytes / 1000))} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
