/** A number for an axis or a cell: three significant digits, a true minus sign. */
export function short(value: number): string {
  return formatNumber(Number(value.toPrecision(3)));
}

/** A number in a sentence: six significant digits, a true minus sign. */
export function formatSixDigits(value: number): string {
  return formatNumber(Number(value.toPrecision(6)));
}

/** A number in full. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return String(value).replace('Infinity', '∞').replaceAll('-', '−');
}

/** A count with its thousands apart: 49,152. */
export function formatCount(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/**
 * Round numbers within a range, at most `most` steps of it apart; `factors` are the steps allowed,
 * times a power of ten. Made without logarithms, whose last bit depends on the machine.
 */
export function ticks(
  [low, high]: readonly [number, number],
  most: number,
  factors: readonly number[] = [1, 2, 5, 10],
): number[] {
  const rough = (high - low) / most;
  const unit = Number(`1e${rough.toExponential().split('e')[1]}`);
  const step = factors.map((factor) => factor * unit).find((size) => size >= rough);
  // The ends themselves where the range is too wide or too narrow for a step.
  if (step === undefined || !Number.isFinite(step) || rough === 0) return [low, high];
  const [first, last] = [Math.ceil(low / step), Math.floor(high / step)];
  return Array.from({ length: last - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
}
