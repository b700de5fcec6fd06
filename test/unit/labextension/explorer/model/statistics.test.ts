import { describe, expect, test } from 'vitest';
import { statistics } from '../../../../../labextension/src/explorer/model/statistics.js';

describe('statistics', () => {
  test('describe the finite values', () => {
    // 2, 4, 4, 4, 5, 5, 7, 9: the textbook's set with mean 5 and standard deviation 2.
    const values = [2, 4, Number.NaN, 4, 4, Infinity, 5, 5, 7, -Infinity, -Infinity, 9];
    expect(statistics(values)).toEqual({
      count: 12,
      finite: 8,
      zeros: 0,
      nan: 1,
      posInf: 1,
      negInf: 2,
      min: 2,
      max: 9,
      mean: 5,
      deviation: 2,
    });
  });

  test('count both zeros', () => {
    expect(statistics([0, -0, 1]).zeros).toBe(2);
  });

  test('are precise for a small deviation around a large mean', () => {
    expect(statistics([1e9 + 1, 1e9 + 2, 1e9 + 3]).deviation).toBeCloseTo(Math.sqrt(2 / 3), 9);
  });

  test('are NaN where no value is finite', () => {
    const { min, max, mean, deviation, finite } = statistics([Number.NaN]);
    expect([min, max, mean, deviation, finite]).toEqual([NaN, NaN, NaN, NaN, 0]);
  });
});
