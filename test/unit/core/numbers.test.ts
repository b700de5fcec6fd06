import { describe, expect, test } from 'vitest';
import {
  formatCount,
  formatNineDigits,
  formatNumber,
  formatSixDigits,
  short,
  ticks,
  ticksThatFit,
} from '../../../src/core/numbers.js';

describe('numbers in a picture', () => {
  test('have three digits and a true minus sign', () => {
    expect([0.123456, -2, 1234.5, 1e-9, -0].map(short)).toEqual([
      '0.123',
      '−2',
      '1230',
      '1e−9',
      '0',
    ]);
    expect([1 / 3, -123456789, 2.5].map(formatSixDigits)).toEqual([
      '0.333333',
      '−123457000',
      '2.5',
    ]);
    expect([Number.NaN, 1 / 0, -1 / 0].map(formatNumber)).toEqual(['NaN', '∞', '−∞']);
    expect([-2229.067071, 1234567890123, 0.5, 1e21, -1 / 0].map(formatNineDigits)).toEqual([
      '−2,229.06707',
      '1,234,567,890,000',
      '0.5',
      '1e+21',
      '−∞',
    ]);
    expect([7, 1234, 1234567].map(formatCount)).toEqual(['7', '1,234', '1,234,567']);
  });
});

describe('ticks', () => {
  test.each([
    [[0, 10], 5, [0, 2, 4, 6, 8, 10]],
    [[-4.1, 4.1], 5, [-4, -2, 0, 2, 4]],
    [[0.12, 0.34], 3, [0.2, 0.3]],
    [[0, 255], 4, [0, 100, 200]],
    [[-1e-7, 3e-7], 4, [-1e-7, 0, 1e-7, 2e-7, 3e-7]],
  ] as const)('of %j, at most %i steps apart, are %j', (range, most, expected) => {
    expect(ticks(range, most)).toEqual(expected);
  });

  test('may be steps of 4', () => {
    expect(ticks([-4.6, 4.6], 4, [1, 4, 10])).toEqual([-4, 0, 4]);
  });

  test('are the ends where the range is too wide or too narrow to divide', () => {
    const { MAX_VALUE } = Number;
    expect(ticks([-MAX_VALUE, MAX_VALUE], 4)).toEqual([-MAX_VALUE, MAX_VALUE]);
    expect(ticks([0, 5e-324], 4)).toEqual([0, 5e-324]);
  });
});

describe('ticks of a bar', () => {
  const fitting = (count: number) => (values: readonly number[]) => values.length <= count;

  test('are as many as fit, in steps of 1, 2 or 5', () => {
    expect(ticksThatFit([-1.5, 1.5], fitting(7))).toEqual([-1.5, -1, -0.5, 0, 0.5, 1, 1.5]);
    expect(ticksThatFit([-1.5, 1.5], fitting(4))).toEqual([-1, 0, 1]);
  });

  test('are never fewer than two: the ends, where no other two fit', () => {
    expect(ticksThatFit([0.1, 0.9], fitting(0))).toEqual([0.1, 0.9]);
    // Steps of 5 hit only 0 between these.
    expect(ticksThatFit([-4.6, 4.6], fitting(3))).toEqual([-4, 0, 4]);
  });
});
