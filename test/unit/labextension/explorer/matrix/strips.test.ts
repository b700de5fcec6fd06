import { describe, expect, test } from 'vitest';
import {
  arrangeStrips,
  boxOfLine,
  lineAt,
  lineOf,
  rowsOf,
} from '../../../../../labextension/src/explorer/matrix/strips.js';

const ranges = [
  [0, 4],
  [0, 2000],
  [0, 98_304],
  [1234, 5678],
  [70_000, 70_008],
].map(([start, end]) => ({ start: start!, end: end! }));

describe.each(ranges)('the strips of the rows $start to $end', (range) => {
  const strips = arrangeStrips(range, 4, 900);

  test('have a line for each row, none lower than three pixels', () => {
    expect(strips.lineHeight).toBeGreaterThanOrEqual(3);
    expect(strips.lines * strips.rowsPerLine).toBeGreaterThanOrEqual(range.end - range.start);
    const last = boxOfLine(strips, strips.lines - 1, 4);
    expect(last.left + last.width).toBeLessThanOrEqual(900);
  });

  test('have each row in one line, which is found where it is drawn', () => {
    for (const row of [range.start, range.start + 3, range.end - 1]) {
      const line = lineOf(strips, row)!;
      const box = boxOfLine(strips, line, 4);
      expect(lineAt(strips, box.left + 1, box.top + 1)).toBe(line);
      const { start, end } = rowsOf(strips, line);
      expect(start <= row && row < end).toBe(true);
    }
  });

  test('have no line for other rows, nor beside themselves', () => {
    expect(lineOf(strips, range.start - 1)).toBeUndefined();
    expect(lineOf(strips, range.end)).toBeUndefined();
    expect(lineAt(strips, 4, 0)).toBeUndefined();
    expect(lineAt(strips, 899, 181)).toBeUndefined();
  });
});

test('some 2,000 rows still have a line each at the width of a notebook', () => {
  expect(arrangeStrips({ start: 0, end: 2000 }, 4, 1400).rowsPerLine).toBeLessThanOrEqual(2);
  expect(arrangeStrips({ start: 0, end: 1000 }, 4, 1400).rowsPerLine).toBe(1);
});
