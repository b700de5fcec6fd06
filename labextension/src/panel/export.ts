import type { Slice } from 'poolscope/internal';
import type { Index } from './cursor-panel.js';

/**
 * A slice as comma-separated values: a first line with the columns' numbers, then a line for each
 * row that begins with its number. Numbers stand in full, so that reading them gives the same bits;
 * what is not finite is `NaN`, `Infinity` or `-Infinity`.
 * @param cell writes a cell of an array that float64 can't hold
 */
export function csvOf(
  { rows, columns, values }: Slice,
  cell: (row: number, column: number) => string = (row, column) =>
    numberText(values[row * columns + column]!),
): string {
  const head = ['', ...Array.from({ length: columns }, (_, column) => `${column}`)].join(',');
  const lines = Array.from({ length: rows }, (_, row) => {
    const cells = Array.from({ length: columns }, (_, column) => cell(row, column));
    return [`${row}`, ...cells].join(',');
  });
  return [head, ...lines, ''].join('\r\n');
}

/**
 * A cell as one writes it in code.
 * @example
 * addressOf('x', [0, 3, 5, 2]) // 'x[0, 3, 5, 2]'
 */
export function addressOf(name: string, index: Index): string {
  return `${name}[${index.join(', ')}]`;
}

/** A number in full, as other programs read it. */
export function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : `${value}`;
}
