import { describe, expect, test } from 'vitest';
import { DTypeError, OptionError } from '../../../src/core/errors.js';
import { allClose } from '../../../src/tensor/compare.js';
import { tensor } from '../../../src/tensor/from-data.js';

const words = (a: number[], b: number[], tolerances = {}): string =>
  String(allClose(tensor(a), tensor(b), tolerances));

describe('allClose', () => {
  test('says that equal tensors are equal, whatever their dtypes', () => {
    const comparison = allClose(tensor([1, 2]), tensor(new Float32Array([1, 2])));
    expect(comparison).toMatchObject({ close: true, count: 0, first: undefined });
    expect(String(comparison)).toBe('equal in all of 2 cells');
  });

  test('allows |a − b| ≤ atol + rtol·|b|, b being the expected one', () => {
    // 0.5 is exactly a quarter of 2, and more than a quarter of 1.5.
    const quarter = { rtol: 0.25, atol: 0 };
    expect(allClose(tensor([1.5]), tensor([2]), quarter).close).toBe(true);
    expect(allClose(tensor([2]), tensor([1.5]), quarter).close).toBe(false);
    expect(allClose(tensor([2]), tensor([1.5]), { rtol: 0, atol: 0.5 }).close).toBe(true);
  });

  test('names the first difference and the largest', () => {
    const a = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const b = tensor([
      [1, 2, 3.5],
      [4, 9, 6.25],
    ]);
    const comparison = allClose(a, b);
    expect(comparison).toMatchObject({
      close: false,
      count: 3,
      first: { index: [0, 2], a: 3, b: 3.5 },
      largest: { index: [1, 1], a: 5, b: 9 },
    });
    expect(String(comparison)).toBe(
      '3 of 6 cells differ by more than 1e-8 + 0.00001·|b|; the first at [0, 2]: 3 against 3.5, by 0.5; the largest at [1, 1]: 5 against 9, by 4',
    );
  });

  test('names the largest difference of close tensors too', () => {
    expect(words([1, 2], [1, 2.5], { atol: 1 })).toBe(
      'close in all of 2 cells; the largest difference at [1]: 2 against 2.5, by 0.5',
    );
  });

  test('takes any NaN for any other, and none for a number', () => {
    expect(words([Number.NaN], [Number.NaN])).toBe('equal in all of 1 cell');
    expect(words([0, Number.NaN], [9, 1])).toContain('the largest at [1]: NaN against 1, by NaN');
    expect(allClose(tensor([1]), tensor([Number.NaN]), { atol: Infinity }).close).toBe(false);
  });

  test('takes infinities for themselves alone', () => {
    expect(allClose(tensor([Infinity]), tensor([Infinity])).close).toBe(true);
    expect(allClose(tensor([1]), tensor([Infinity])).close).toBe(false);
    expect(allClose(tensor([-Infinity]), tensor([Infinity])).close).toBe(false);
  });

  test('takes −0 for 0', () => {
    expect(words([-0], [0])).toBe('equal in all of 1 cell');
  });

  test('says that other shapes differ, even of no cells', () => {
    expect(words([1], [1, 2])).toBe('the shapes differ: [1] against [2]');
    expect(allClose(tensor([], [0, 2]), tensor([], [0, 3])).close).toBe(false);
  });

  test('refuses what is no tensor, and tolerances below 0', () => {
    expect(() => allClose([1] as never, tensor([1]))).toThrow(DTypeError);
    expect(() => allClose(tensor([1]), tensor([1]), { rtol: -1 })).toThrow(OptionError);
    expect(() => allClose(tensor([1]), tensor([1]), { atol: Number.NaN })).toThrow(OptionError);
  });
});
