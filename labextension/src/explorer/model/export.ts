import type { Slice } from 'poolscope';
import type { Cursor } from './cursor.js';

/**
 * A slice as comma-separated values: a first line with the columns' numbers, then a line for each
 * row that begins with its number. Numbers stand in full, so that reading them gives the same bits;
 * what is not finite is `NaN`, `Infinity` or `-Infinity`.
 */
export function csvOf({ rows, columns, values }: Slice): string {
  const head = ['', ...Array.from({ length: columns }, (_, column) => `${column}`)].join(',');
  const lines = Array.from({ length: rows }, (_, row) => {
    const cells = Array.from(values.subarray(row * columns, (row + 1) * columns), text);
    return [`${row}`, ...cells].join(',');
  });
  return [head, ...lines, ''].join('\r\n');
}

/**
 * A cell as one writes it in code.
 * @example
 * addressOf({ panel: 'x', index: [0, 3, 5, 2] }) // 'x[0, 3, 5, 2]'
 */
export function addressOf({ panel, index }: Cursor): string {
  return `${panel}[${index.join(', ')}]`;
}

function text(value: number): string {
  return Object.is(value, -0) ? '-0' : `${value}`;
}
