import { describe, expect, test } from 'vitest';
import { zoomed } from '../../../../labextension/src/plot/zoom.js';

describe('a zoom along cells', () => {
  test('keeps the cell that it is about where it is on screen', () => {
    const [from, to] = zoomed([-0.5, 99.5], 100, { at: 20, factor: 0.5 });
    expect(to - from).toBe(50);
    expect((20 - from) / (to - from)).toBeCloseTo((20 + 0.5) / 100);
  });

  test('never leaves the cells, and never shows fewer than four', () => {
    expect(zoomed([-0.5, 9.5], 100, { at: 0, factor: 4 })).toEqual([-0.5, 39.5]);
    expect(zoomed([50, 90], 100, { at: 70, factor: 9 })).toEqual([-0.5, 99.5]);
    const [from, to] = zoomed([10, 15], 100, { at: 12, factor: 0.001 });
    expect(to - from).toBe(4);
  });

  test('shows all of an array of fewer cells', () => {
    expect(zoomed([-0.5, 1.5], 2, { at: 1, factor: 0.5 })).toEqual([-0.5, 1.5]);
  });

  test('moves along, as far as there are cells', () => {
    expect(zoomed([9.5, 19.5], 100, { at: 10, factor: 1, by: 5 })).toEqual([14.5, 24.5]);
    expect(zoomed([9.5, 19.5], 100, { at: 10, factor: 1, by: 500 })).toEqual([89.5, 99.5]);
  });
});
