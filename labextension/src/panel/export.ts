import type { Slice } from 'poolscope/internal';

/**
 * Writes a slice as comma-separated values: a line of column numbers, then a line per row, which
 * begins with its number. Values are written in full, so that reading them gives the same bits;
 * values that are not finite are `NaN`, `Infinity` or `-Infinity`.
 * @param writeCell writes a cell, where float64 can't hold the array's values
 */
export function sliceToCsv(
  { rows, columns, values }: Slice,
  writeCell: (row: number, column: number) => string = (row, column) =>
    numberText(values[row * columns + column]!),
): string {
  const head = ['', ...Array.from({ length: columns }, (_, column) => `${column}`)].join(',');
  const lines = Array.from({ length: rows }, (_, row) => {
    const cells = Array.from({ length: columns }, (_, column) => writeCell(row, column));
    return [`${row}`, ...cells].join(',');
  });
  return [head, ...lines, ''].join('\r\n');
}

/** A number in full, in a form that other programs read. */
export function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : `${value}`;
}
