import { expect, test } from 'vitest';
import { roomInCell } from '../../../../labextension/src/panel/cell-values.js';
import { roomInRing } from '../../../../labextension/src/panel/outline.js';

test('a ring leaves a number as much room as lies within it at the number’s lower edge', () => {
  // In a cell of 30 pixels the ring has a radius of 15, 13 without its line: 24 pixels wide 5 pixels below its middle.
  expect(roomInRing({ width: 30, height: 30 }, 5)).toBeCloseTo(2 * 12 - 3);
  expect(roomInRing({ width: 30, height: 30 }, 14)).toBeLessThan(0);
  for (const width of [30, 40, 48]) {
    expect(roomInRing({ width, height: width }, 5.6)).toBeLessThan(roomInCell(width));
  }
});
