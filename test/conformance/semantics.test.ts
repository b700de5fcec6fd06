import { describe, expect, test } from 'vitest';
import type { DType } from '../../src/core/dtype.js';
import { findings } from '../../src/findings/findings.js';
import { avgPool } from '../../src/ops/avg-pool.js';
import { maxPool, maxPoolBackward } from '../../src/ops/max-pool.js';
import { tensor } from '../../src/tensor/from-data.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { argmax, maskFromArgmax } from '../../src/window/mask/indices.js';
import { maskFrom } from '../../src/window/mask/mask-from.js';
import { im2col } from '../../src/window/matrix.js';
import type { PoolOptions } from '../../src/window/options.js';
import { windows } from '../../src/window/windows.js';
import { onEveryBackend } from './backends.js';

// The table of rules in the design, row by row; the numbers are worked out by hand.

/** A 1-d tensor of one batch and one channel. */
function line(values: number[], dtype: DType = 'float64'): Tensor {
  return tensor(values, [1, values.length, 1], { dtype });
}

/** One window over all of a line: the maximum, and the mask's row. */
function pooled(values: number[], options: Partial<PoolOptions> = {}): [number, number[]] {
  const { output, mask } = maxPool(line(values), { kernelSize: values.length, ...options });
  return [output.data[0]!, [...mask.data]];
}

onEveryBackend(() => {
  describe('the winner', () => {
    test('is the first cell, in column order, that no other exceeds', () => {
      expect(pooled([1, 5, 3, 5])).toEqual([5, [0, 1, 0, 0]]);
      const square = tensor([1, 5, 5, 5], [1, 2, 2, 1]);
      expect([...maxPool(square, { kernelSize: 2 }).mask.data]).toEqual([0, 1, 0, 0]);
    });

    test('gives the output its bits: −0 stays −0, and 0 stays 0', () => {
      expect(pooled([-0, 0])).toEqual([-0, [1, 0]]);
      expect(pooled([0, -0])).toEqual([0, [1, 0]]);
      expect(pooled([-1, -0], { ties: 'last' })).toEqual([-0, [0, 1]]);
    });

    test('is found in integers too', () => {
      for (const dtype of ['uint8', 'int8', 'int32'] as const) {
        const { output, mask } = maxPool(line([3, 100, 100], dtype), { kernelSize: 3 });
        expect([output.dtype, ...output.data]).toEqual([dtype, 100]);
        expect([...mask.data]).toEqual([0, 1, 0]);
      }
    });
  });

  describe('ties', () => {
    const values = [7, 2, 7, 7];

    test("'first', the default, 'last' and 'all' choose which of equals win", () => {
      expect(pooled(values)).toEqual([7, [1, 0, 0, 0]]);
      expect(pooled(values, { ties: 'first' })).toEqual([7, [1, 0, 0, 0]]);
      expect(pooled(values, { ties: 'last' })).toEqual([7, [0, 0, 0, 1]]);
      expect(pooled(values, { ties: 'all' })).toEqual([7, [1, 0, 1, 1]]);
    });

    test('both zeros are equal, so each is a maximum', () => {
      expect(pooled([0, -0, -1], { ties: 'all' })).toEqual([0, [1, 1, 0]]);
    });

    test("of a row give each maximum all of dout, or with share: 'split' an equal part", () => {
      const { mask } = maxPool(line(values), { kernelSize: 4, ties: 'all' });
      const dout = line([12]);
      expect([...maxPoolBackward(dout, mask).data]).toEqual([12, 0, 12, 12]);
      expect([...maxPoolBackward(dout, mask, { share: 'full' }).data]).toEqual([12, 0, 12, 12]);
      expect([...maxPoolBackward(dout, mask, { share: 'split' }).data]).toEqual([4, 0, 4, 4]);
    });

    test('follow a policy that the mask keeps', () => {
      expect(maxPool(line(values), { kernelSize: 4, ties: 'all' }).mask.geometry.ties).toBe('all');
    });
  });

  describe('NaN', () => {
    const { NaN: nan } = Number;

    test('propagates: the output is NaN, and the last NaN gets the gradient', () => {
      expect(pooled([1, nan, 9, nan, 2])).toEqual([nan, [0, 0, 0, 1, 0]]);
      expect(pooled([1, nan, Infinity], { ties: 'last' })).toEqual([nan, [0, 1, 0]]);
    });

    test("under ties: 'all' wins wherever it is", () => {
      expect(pooled([nan, 9, nan], { ties: 'all' })).toEqual([nan, [1, 0, 1]]);
    });

    test("with nan: 'ignore' never wins", () => {
      expect(pooled([nan, 1, nan, 3], { nan: 'ignore' })).toEqual([3, [0, 0, 0, 1]]);
      expect(pooled([nan, -Infinity], { nan: 'ignore' })).toEqual([-Infinity, [0, 1]]);
    });

    test("alone in a window, with nan: 'ignore', gives NaN and an empty row", () => {
      expect(pooled([nan, nan], { nan: 'ignore' })).toEqual([nan, [0, 0]]);
    });
  });

  describe('padding', () => {
    const x = line([-5, -6, -7, -8]);
    const output = (padding: NonNullable<PoolOptions['padding']>, stride = 2) => [
      ...maxPool(x, { kernelSize: 3, stride, padding }).output.data,
    ];

    test('never wins and never gets a gradient, though 0 would exceed every cell', () => {
      expect(output(1)).toEqual([-5, -6]);
      const { mask } = maxPool(x, { kernelSize: 3, stride: 2, padding: 1 });
      expect([...maxPoolBackward(line([1, 2]), mask).data]).toEqual([1, 2, 0, 0]);
    });

    test('is a number, one per axis, a low and a high side, or a name', () => {
      expect(output([1])).toEqual([-5, -6]);
      expect(output([[0, 1]])).toEqual([-5, -7]);
      expect(output([[2, 1]])).toEqual([-5, -5, -7]);
      expect(output('valid')).toEqual([-5]);
    });

    test("'same' gives ceil(n / stride) cells, the odd one padded after, 'same-lower' before", () => {
      // (2 − 1)·2 + 3 − 4 = 1 cell to pad
      expect(output('same')).toEqual([-5, -7]);
      expect(output('same-lower')).toEqual([-5, -6]);
    });

    test('of a side has to be less than the effective kernel', () => {
      const pad = (side: number, dilation: number) => () =>
        maxPool(x, { kernelSize: 2, stride: 1, padding: side, dilation });
      expect(pad(1, 1)).not.toThrow();
      expect(pad(2, 1)).toThrow(/padding=2 is not less than the effective kernel 2/);
      expect(pad(2, 2)).not.toThrow(); // PyTorch allows 1, half of the undilated kernel
      expect(pad(3, 2)).toThrow(/padding=3 is not less than the effective kernel 3/);
    });
  });

  describe('a window without a real cell', () => {
    // Its two cells are to the left and right of the input's only cell.
    const options = { kernelSize: 2, stride: 1, padding: 1, dilation: 2 };

    test.each<[DType, number]>([
      ['float32', -Infinity],
      ['float64', -Infinity],
      ['uint8', 0],
      ['int8', -128],
      ['int32', -(2 ** 31)],
    ])('of %s has the output %d and an empty row', (dtype, lowest) => {
      const { output, mask } = maxPool(line([3], dtype), options);
      expect([...output.data]).toEqual([lowest]);
      expect([...mask.data]).toEqual([0, 0]);
    });

    test('routes no gradient, averages to 0, and has the index −1', () => {
      const { mask } = maxPool(line([3]), options);
      expect([...maxPoolBackward(line([9]), mask).data]).toEqual([0]);
      expect([...argmax(mask, 'pytorch', { empty: -1 }).data]).toEqual([-1]);
      for (const countIncludePad of [true, false]) {
        expect([...avgPool(line([3]), { ...options, countIncludePad }).data]).toEqual([0]);
      }
    });

    test('is counted by the audit', () => {
      const { mask } = maxPool(line([3]), options);
      expect(findings({ mask, dout: line([9]) }).rows).toMatchObject({ total: 1, none: 1 });
    });
  });

  describe('a window of -inf alone', () => {
    test('has its first real cell as winner', () => {
      expect(pooled([-Infinity, -Infinity])).toEqual([-Infinity, [1, 0]]);
      const padded = { kernelSize: 3, padding: [[1, 0]] as [number, number][] };
      const { output, mask } = maxPool(line([-Infinity, -Infinity]), padded);
      expect([...output.data]).toEqual([-Infinity]);
      expect([...mask.data]).toEqual([0, 1, 0]);
    });
  });

  describe('im2col', () => {
    test('fills padding with 0, which the maximum ignores', () => {
      const x = line([-5, -6]);
      const options = { kernelSize: 2, stride: 1, padding: 1 };
      const matrix = im2col(x, windows(x.shape, options));
      expect(matrix.toArray()).toEqual([
        [0, -5],
        [-5, -6],
        [-6, 0],
      ]);
      expect([...maxPool(x, options).output.data]).toEqual([-5, -5, -6]);
    });
  });

  describe('ceilMode', () => {
    test('keeps a last, partial window', () => {
      const out = (ceilMode: boolean) => [
        ...maxPool(line([1, 2, 3, 4, 5]), { kernelSize: 2, ceilMode }).output.data,
      ];
      expect(out(false)).toEqual([2, 4]);
      expect(out(true)).toEqual([2, 4, 5]);
    });

    test('drops one that would start in the right padding: (out − 1)·stride ≥ n + padLow', () => {
      // 2 cells, windows of 1 at 0 and 2: the second starts at the end.
      expect([...maxPool(line([1, 2]), { kernelSize: 1, stride: 2, ceilMode: true }).output.data]) //
        .toEqual([1]);
      // n + padLow = 3 + 1, padded to 5: windows of 2 start at 0, 2 and, in the padding, 4.
      const options = { kernelSize: 2, stride: 2, padding: 1, ceilMode: true };
      expect([...maxPool(line([1, 2, 3]), options).output.data]).toEqual([1, 3]);
    });
  });

  describe("an average's divisor", () => {
    // 4 cells, padded to 6: windows of 3 at 0, 2 and, clipped by ceilMode, 4.
    const options = { kernelSize: 3, stride: 2, padding: 1, ceilMode: true };
    const average = (countIncludePad: boolean) => [
      ...avgPool(line([6, 6, 6, 6]), { ...options, countIncludePad }).data,
    ];

    test('is the size of the window, clipped to the padded input', () => {
      // They hold 2 real cells of 3, 3 of 3, and 1 of 2.
      expect(average(true)).toEqual([12 / 3, 18 / 3, 6 / 2]);
    });

    test('with countIncludePad: false is the number of its real cells', () => {
      expect(average(false)).toEqual([6, 6, 6]);
    });
  });

  describe('where windows overlap', () => {
    // The 5 wins all three windows of [0, 0, 5, 0, 0].
    const { mask } = maxPool(line([0, 0, 5, 0, 0]), { kernelSize: 3, stride: 1 });

    test('gradients add in row order and in their own precision', () => {
      const din = (dtype: DType) => maxPoolBackward(line([1e8, 1, -1e8], dtype), mask).data[2];
      expect(din('float32')).toBe(0); // 1e8 + 1 is 1e8 in float32
      expect(din('float64')).toBe(1);
    });

    test('a cell is selected, not multiplied: 0·inf would be NaN', () => {
      expect([...maxPoolBackward(line([Infinity, 1, 1]), mask).data]) //
        .toEqual([0, 0, Infinity, 0, 0]);
    });
  });

  describe('sizes', () => {
    test('an empty batch is valid and gives empty results', () => {
      const { output, mask } = maxPool(tensor([], [0, 4, 4, 3]), { kernelSize: 2 });
      expect(output.shape).toEqual([0, 2, 2, 3]);
      expect(mask.rows).toBe(0);
      expect(maxPoolBackward(output, mask).shape).toEqual([0, 4, 4, 3]);
    });

    test('no channels and no spatial cells are errors', () => {
      expect(() => maxPool(tensor([], [1, 4, 0]), { kernelSize: 2 })).toThrow(/inputShape\[2\]=0/);
      expect(() => maxPool(tensor([], [1, 0, 1]), { kernelSize: 1 })).toThrow(/inputShape\[1\]=0/);
    });
  });

  describe('converting masks to indices and back', () => {
    const geometry = windows([1, 4, 1], {
      kernelSize: 2,
      padding: [[0, 1]],
      stride: 2,
      ceilMode: true,
    });

    test('is exact for rows with one maximum, from numbers, int32 or int64', () => {
      const mask = [0, 1, 1, 0];
      for (const indices of [
        tensor(Int32Array.of(1, 2), [1, 2, 1]),
        BigInt64Array.of(1n, 2n),
        [[[1], [2]]],
      ]) {
        const made = maskFromArgmax(indices, 'pytorch', geometry);
        expect([...made.data]).toEqual(mask);
        expect([...argmax(made, 'pytorch').data]).toEqual([1, 2]);
      }
    });

    test('names the row, and the count, where there are several maxima or none', () => {
      const rows = (...cells: number[]) => maskFrom(cells, geometry);
      expect(() => argmax(rows(1, 0, 1, 1), 'pytorch')).toThrow(/row 1=2/);
      expect(() => argmax(rows(0, 0, 1, 0), 'pytorch')).toThrow(/row 0=0/);
      expect([...argmax(rows(0, 0, 1, 0), 'pytorch', { empty: -1 }).data]).toEqual([-1, 2]);
    });

    test('names the row whose index is out of range, padded, or outside its window', () => {
      const from =
        (indices: number[], convention: 'pytorch' | 'window' = 'pytorch') =>
        () =>
          maskFromArgmax([indices.map((index) => [index])], convention, geometry);
      expect(from([1, 4])).toThrow(/row 1.*out of range/);
      expect(from([2, 2])).toThrow(/row 0.*outside its own window/);
      const padded = windows([1, 3, 1], { kernelSize: 2, padding: [[0, 1]] });
      expect(() => maskFromArgmax([[[0], [1]]], 'window', padded)).toThrow(/row 1.*padding/);
    });
  });

  describe('a mask from outside', () => {
    const geometry = windows([1, 3, 1], { kernelSize: 2, padding: [[0, 1]] });

    test('holds booleans, or 0 and 1, with any number of maxima per row', () => {
      expect([...maskFrom([true, true, false, false], geometry).data]).toEqual([1, 1, 0, 0]);
      expect([...maskFrom([1, 1, 0, 0], geometry).data]).toEqual([1, 1, 0, 0]);
    });

    test('with another number, or a true on a padded cell, is an error', () => {
      expect(() => maskFrom([0, 2, 0, 0], geometry)).toThrow(/neither 0 nor 1/);
      expect(() => maskFrom([0, 0, 0, 1], geometry)).toThrow(/\[1\]\[1\].*padding.*row 1/);
    });
  });
});
