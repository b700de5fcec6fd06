import type { Geometry } from 'poolscope';

const letters: Readonly<Record<number, readonly string[]>> = {
  1: ['b', 'i', 'c'],
  2: ['b', 'i', 'j', 'c'],
  3: ['b', 'd', 'i', 'j', 'c'],
};

/** The letters of an output cell's index, by the number of spatial axes: batch, spatial axes, channel. */
export function indexNames(rank: number): readonly string[] {
  return letters[rank]!;
}

/**
 * The formula of a row's number, first with letters, then with the row's own numbers.
 * @example
 * rowFormula(windows([8, 32, 48, 16], { kernelSize: 2 }), 1234)
 * // 'r = ((b·16 + i)·24 + j)·16 + c = ((0·16 + 3)·24 + 5)·16 + 2 = 1234'
 */
export function rowFormula(geometry: Geometry, row: number): string {
  const write = (parts: readonly (string | number)[]): string =>
    parts.slice(1).reduce<string>((sum, part, axis) => {
      const factor = axis === 0 ? sum : `(${sum})`;
      return `${factor}·${geometry.outputShape[axis + 1]} + ${part}`;
    }, `${parts[0]}`);
  const index = geometry.outputIndex(row);
  return `r = ${write(indexNames(geometry.outputSpatial.length))} = ${write(index)} = ${row}`;
}
