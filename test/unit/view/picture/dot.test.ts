import { describe, expect, test } from 'vitest';
import { dotIn, marks } from '../../../../src/view/picture/dot.js';

const square = (side: number) => ({ left: 100, top: 50, width: side, height: side });

describe('the dot of a cell that won', () => {
  test('is in the middle of a small cell, a half of its width wide, and never less than 3 pixels', () => {
    expect(dotIn(square(12))).toEqual({ x: 106, y: 56, radius: 3 });
    expect(dotIn(square(5))).toEqual({ x: 102.5, y: 52.5, radius: 1.5 });
  });

  test('is in the upper right corner of a larger one, and at most 8 pixels wide', () => {
    expect(dotIn(square(21))).toEqual({ x: 121 - 4.5, y: 50 + 4.5, radius: 3 });
    expect(dotIn(square(400))).toEqual({ x: 500 - 5.5, y: 50 + 5.5, radius: 4 });
  });

  test('goes by the shorter side', () => {
    expect(dotIn({ left: 0, top: 0, width: 40, height: 12 })).toEqual({ x: 20, y: 6, radius: 3 });
  });

  test.each([5, 8, 14, 15, 20, 28, 60])('lies in a cell of %i pixels with its rim', (side) => {
    for (const size of [1, marks.dot.staying]) {
      const { x, y, radius } = dotIn(square(side), size);
      const reach = radius + marks.dot.rim / 2;
      expect(x - reach).toBeGreaterThanOrEqual(100);
      expect(x + reach).toBeLessThanOrEqual(100 + side);
      expect(y - reach).toBeGreaterThanOrEqual(50);
      expect(y + reach).toBeLessThanOrEqual(50 + side);
    }
  });

  test('on a line is around its point', () => {
    const { box } = marks.dot.line;
    expect(dotIn(square(box), marks.dot.staying)).toMatchObject({
      x: 100 + box / 2,
      y: 50 + box / 2,
    });
  });
});
