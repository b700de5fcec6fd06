import type { Geometry } from 'poolscope';

const letters: Readonly<Record<number, readonly string[]>> = {
  1: ['b', 'i', 'c'],
  2: ['b', 'i', 'j', 'c'],
  3: ['b', 'd', 'i', 'j', 'c'],
};

/** What the axes of an output cell's index are called: batch, spatial axes, channel. */
export function indexNames(geometry: Geometry): readonly string[] {
  return letters[geometry.outputSpatial.length]!;
}

/**
 * A row's address written out with its numbers.
 * @example
 * rowAddress(windows([8, 32, 48, 16], { kernelSize: 2 }), 1234)
 * // 'r = ((b·16 + i)·24 + j)·16 + c = ((0·16 + 3)·24 + 5)·16 + 2 = 1234'
 */
export function rowAddress(geometry: Geometry, row: number): string {
  const written = (parts: readonly (string | number)[]): string =>
    parts.slice(1).reduce<string>((sum, part, axis) => {
      const factor = axis === 0 ? sum : `(${sum})`;
      return `${factor}·${geometry.outputShape[axis + 1]} + ${part}`;
    }, `${parts[0]}`);
  const index = geometry.outputIndex(row);
  return `r = ${written(indexNames(geometry))} = ${written(index)} = ${row}`;
}

/**
 * The row that a person asks for: its number (`1234`, `1,234`, `r = 1234`), or the index of its
 * output cell (`0, 3, 5, 2`, `dout:0,3,5,2`, `(0, 3, 5, 2)`).
 * @returns undefined for anything else, and for a row or cell that there is not
 */
export function parseRow(geometry: Geometry, text: string): number | undefined {
  const asked = text.trim().replace(/^(?:r\s*=|dout\s*:?)\s*/i, '');
  const numbers = asked.replace(/^[([]|[)\]]$/g, '').split(/\s*[,\s]\s*/);
  if (!numbers.every((part) => /^\d+$/.test(part))) return undefined;
  const index = numbers.map(Number);
  const { outputShape, rows } = geometry;
  if (index.length === outputShape.length && index.every((at, axis) => at < outputShape[axis]!)) {
    return geometry.row(...index);
  }
  const single = numbers.length === 1 || /^\d{1,3}(,\d{3})+$/.test(asked);
  const row = Number(numbers.join(''));
  return single && row < rows ? row : undefined;
}
