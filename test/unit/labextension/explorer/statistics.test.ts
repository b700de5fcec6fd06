import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { histogram, statistics } from '../../../../labextension/src/explorer/model/statistics.js';

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

describe('a histogram', () => {
  test('counts each value once, an inner edge in the bin above it, the upper end in the last', () => {
    expect(histogram([0, 0.9, 1, 1.9, 2, 3, 3.9, 4], 4)).toEqual({
      low: 0,
      high: 4,
      counts: [2, 2, 1, 3],
    });
  });

  test('leaves out what is not finite', () => {
    expect(histogram([0, Number.NaN, 1, Infinity], 2).counts).toEqual([1, 1]);
  });

  test('has one bin for equal values, and none without values', () => {
    expect(histogram([3, 3], 8).counts).toEqual([2]);
    expect(histogram([], 8).counts).toEqual([]);
  });

  test('does not overflow for the widest range', () => {
    expect(histogram([-Number.MAX_VALUE, 0, Number.MAX_VALUE], 2).counts).toEqual([1, 2]);
  });

  test('counts every finite value, whatever they are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double(), { maxLength: 60 }),
        fc.integer({ min: 1, max: 40 }),
        (values, bins) => {
          const { counts } = histogram(values, bins);
          const finite = values.filter(Number.isFinite);
          expect(counts.reduce((sum, count) => sum + count, 0)).toBe(finite.length);
        },
      ),
    );
    expect(histogram([0, Number.MIN_VALUE], 8).counts).toEqual([2, 0, 0, 0, 0, 0, 0, 0]);
  });
});
