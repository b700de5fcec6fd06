import { describe, expect, test } from 'vitest';
import { linePath } from '../../../../../labextension/src/plot/line/line-path.js';

// Values are as far above the bottom, at 100, as they are large.
const line = { top: (value: number): number => 100 - value, ink: '#000000' };

/** The points of a path, and which of them begin a part of it. */
function pointsOf(path: string): { starts: number[]; points: [number, number][] } {
  const steps = [...path.matchAll(/([ML])([-\d.]+) ([-\d.]+)/g)];
  return {
    starts: steps.flatMap(([, step], i) => (step === 'M' ? [i] : [])),
    points: steps.map(([, , x, y]) => [Number(x), Number(y)]),
  };
}

describe('the path of a line', () => {
  test('goes through each value, at the middle of its cell', () => {
    const box = { left: 10, width: 30, x: [-0.5, 2.5], line } as const;
    expect(linePath([1, 2, 4], box)).toBe('M15 99L25 98L35 96');
  });

  test.each([Number.NaN, Infinity, -Infinity])('is broken at %d', (value) => {
    const box = { left: 0, width: 50, x: [-0.5, 4.5], line } as const;
    const { starts, points } = pointsOf(linePath([1, 2, value, 4, 5], box));
    expect(points).toEqual([
      [5, 99],
      [15, 98],
      [35, 96],
      [45, 95],
    ]);
    expect(starts).toEqual([0, 2]);
  });

  test('goes on to the neighbours of what is on screen', () => {
    const box = { left: 0, width: 20, x: [1.5, 3.5], line } as const;
    expect(pointsOf(linePath([1, 2, 3, 4, 5, 6], box)).points.map(([x]) => x)).toEqual([
      -5, 5, 15, 25,
    ]);
  });

  test('has no peak less where a pixel holds many values', () => {
    const values = Array.from({ length: 48_000 }, (_, i) => (i === 7001 ? 90 : i % 7));
    const box = { left: 0, width: 480, x: [-0.5, 47_999.5], line } as const;
    const { points, starts } = pointsOf(linePath(values, box));
    expect(starts).toEqual([0]);
    // A hundred values a pixel: 0 to 6, and in one of them 90.
    expect(points.filter(([, y]) => y === 10)).toEqual([[70.5, 10]]);
    for (let pixel = 0; pixel < 480; pixel++) {
      const own = points.filter(([x]) => x === pixel + 0.5).map(([, y]) => y);
      expect(Math.max(...own)).toBe(100);
      expect(Math.min(...own)).toBe(pixel === 70 ? 10 : 94);
    }
  });

  test('begins and ends a pixel with its first and its last value, so that the parts between are true', () => {
    const values = [5, 1, 9, 6, 2, 2, 2, 2];
    const box = { left: 0, width: 2, x: [-0.5, 7.5], line } as const;
    expect(linePath(values, box)).toBe('M0.5 95L0.5 99L0.5 91L0.5 94L1.5 98');
  });

  test('is broken at a pixel of NaN alone, and draws a value that stands alone', () => {
    const { NaN: nan } = Number;
    const values = [1, 1, 1, 1, nan, nan, nan, nan, 3, 3, 3, 3];
    const box = { left: 0, width: 3, x: [-0.5, 11.5], line } as const;
    expect(linePath(values, box)).toBe('M0.5 99L0.5 99M2.5 97L2.5 97');
  });
});
