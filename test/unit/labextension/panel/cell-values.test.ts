import { describe, expect, test } from 'vitest';
import { roomInCell, textsThatFit } from '../../../../labextension/src/panel/cell-values.js';
import type { Scale } from '../../../../src/view/picture/colour.js';

// Letters of six pixels each, as a browser's 10 pixels' font has.
const context = {
  measureText: (text: string) => ({ width: 6 * text.length }),
} as CanvasRenderingContext2D;
const values = [2.38, -0.0172, -1.61];
const write = (
  room: number,
  range: [number, number] = [-2.4, 2.4],
): readonly string[] | undefined =>
  textsThatFit(context, values, { range } as unknown as Scale, room);

describe('numbers in cells', () => {
  test('are in the first notation that fits, all in the same', () => {
    expect(write(48)).toEqual(['2.38', '−0.0172', '−1.61']);
    expect(write(30)).toEqual(['2.38', '−0.02', '−1.61']);
    expect(write(24)).toEqual(['2.4', '0', '−1.6']);
  });

  test('are left out where one of them is too wide: none is squeezed', () => {
    expect(write(20)).toBeUndefined();
    // −0.017 has 36 pixels: between the edges of a cell of 40 there would be no room beside it.
    expect(write(roomInCell(40))).not.toContain('−0.017');
    expect(roomInCell(40)).toBeLessThanOrEqual(40 - 2 * 3);
  });

  test('of a range whose end is no number of few digits have that many digits', () => {
    expect(write(48, [-1e-120, 1e-120])).toEqual(['2.38', '−0.0172', '−1.61']);
  });
});
