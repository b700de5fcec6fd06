import { describe, expect, test } from 'vitest';
import { roundToHalf } from '../../../src/core/half.js';

// Bits of IEEE 754 binary16, read as the standard says: 5 of exponent, 10 of fraction.
function float16Of(bits: number): number {
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? Infinity : Number.NaN;
  return exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15);
}

describe('rounding to half precision', () => {
  test('gives every number of float16 as it is, and what lies between to the nearest, half to even', () => {
    const numbers = Array.from({ length: 0x7c00 }, (_, bits) => float16Of(bits));
    expect([...roundToHalf(numbers, 'float16')]).toEqual(numbers);
    const next = (bits: number): number => (bits + 1 === 0x7c00 ? 65536 : float16Of(bits + 1));
    const between = (part: number): number[] =>
      numbers.map((low, bits) => low + (next(bits) - low) * part);
    const up = numbers.map((_, bits) => float16Of(bits + 1));
    expect([...roundToHalf(between(0.25), 'float16')]).toEqual(numbers);
    expect([...roundToHalf(between(0.75), 'float16')]).toEqual(up);
    const even = numbers.map((low, bits) => (bits % 2 === 0 ? low : up[bits]));
    expect([...roundToHalf(between(0.5), 'float16')]).toEqual(even);
  });

  test('gives bfloat16 the upper half of a float32, half to even', () => {
    // 2⁻⁷ is the step above 1.
    const values = [1, 1 + 2 ** -9, 1 + 2 ** -8, 1 + 3 * 2 ** -8, 3.3895313892515355e38, 3.4e38];
    const rounded = [1, 1, 1, 1 + 2 ** -6, 3.3895313892515355e38, Infinity];
    expect([...roundToHalf(values, 'bfloat16')]).toEqual(rounded);
  });

  test.each(['float16', 'bfloat16'] as const)('keeps signs, NaN and infinities in %s', (dtype) => {
    const special = [
      -0,
      0,
      Number.NaN,
      Infinity,
      -Infinity,
      -1.5,
      1e-30 * (dtype === 'float16' ? 1 : 0),
    ];
    const rounded = [-0, 0, Number.NaN, Infinity, -Infinity, -1.5, 0];
    expect([...roundToHalf(special, dtype)]).toEqual(rounded);
  });
});
