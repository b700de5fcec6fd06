import { describe, expect, test } from 'vitest';
import { OptionError, ShapeError } from '../../../src/core/errors.js';
import type { PoolOptions } from '../../../src/window/options.js';
import { windows } from '../../../src/window/windows.js';

const outputOf = (n: number, options: PoolOptions): number | undefined =>
  windows([1, n, 1], options).outputShape[1];

describe('windows', () => {
  test("has the document's sizes: rows = out_size·in_depth·batch", () => {
    const geo = windows([8, 32, 48, 16], { kernelSize: 2, stride: 2 });
    expect(geo.outputShape).toEqual([8, 16, 24, 16]);
    expect(geo.rows).toBe(16 * 24 * 16 * 8);
    expect(geo.windowSize).toBe(4);
  });

  test('numbers rows r = ((b·outHeight + i)·outWidth + j)·channels + c', () => {
    const geo = windows([8, 32, 48, 16], { kernelSize: 2, stride: 2 });
    expect(geo.row(1, 3, 5, 2)).toBe(((1 * 16 + 3) * 24 + 5) * 16 + 2);
    expect(geo.outputIndex(7378)).toEqual([1, 3, 5, 2]);
  });

  test('numbers columns kh·kernelWidth + kw', () => {
    const geo = windows([1, 4, 5, 2], { kernelSize: [2, 3], stride: 1 });
    // Window (1, 2), channel 1: its cell (1, 2) is x(2, 4, 1) = (2·5 + 4)·2 + 1.
    expect(geo.cell(geo.row(0, 1, 2, 1), 1 * 3 + 2)).toBe(29);
  });

  test('takes stride from kernelSize', () => {
    expect(outputOf(9, { kernelSize: 3 })).toBe(3);
  });

  test('drops what does not fill a window, unless ceilMode keeps it', () => {
    expect(outputOf(8, { kernelSize: 3, stride: 2 })).toBe(3);
    expect(outputOf(8, { kernelSize: 3, stride: 2, ceilMode: true })).toBe(4);
  });

  test('ceilMode drops a window that would start in the right padding: (out−1)·stride ≥ n + padLow', () => {
    // ceil((4 + 1 + 1 − 2) / 3) + 1 = 3, whose last window starts at 6 ≥ 4 + 1.
    expect(outputOf(4, { kernelSize: 2, stride: 3, padding: 1, ceilMode: true })).toBe(2);
  });

  test('ceilMode keeps a window larger than the input, clipped, as PyTorch does', () => {
    expect(outputOf(2, { kernelSize: 3, stride: 2, ceilMode: true })).toBe(1);
  });

  test.each([
    // n, kernel, stride: TensorFlow's SAME, padded max((⌈n/s⌉−1)·s + k − n, 0) in all.
    [5, 2, 2, [0, 1], [1, 0]],
    [6, 3, 2, [0, 1], [1, 0]],
    [6, 3, 1, [1, 1], [1, 1]],
    [7, 4, 2, [1, 2], [2, 1]],
    [4, 1, 2, [0, 0], [0, 0]],
  ])(
    "'same' pads %i cells for a window of %i with stride %i",
    (n, kernelSize, stride, same, lower) => {
      const geometry = (padding: 'same' | 'same-lower') =>
        windows([1, n, 1], { kernelSize, stride, padding });
      expect(geometry('same').padding).toEqual([same]);
      expect(geometry('same-lower').padding).toEqual([lower]);
      expect(geometry('same').outputShape[1]).toBe(Math.ceil(n / stride));
    },
  );

  test('a cell in the padding is not real: −1', () => {
    const geo = windows([1, 2, 2, 1], { kernelSize: 2, stride: 2, padding: 1 });
    expect(geo.cells(0)).toEqual([-1, -1, -1, 0]);
    expect(geo.cells(3)).toEqual([3, -1, -1, -1]);
  });

  test('dilation spreads the cells of a window', () => {
    const geo = windows([1, 5, 1], { kernelSize: 3, stride: 1, dilation: 2 });
    expect(geo.cells(0)).toEqual([0, 2, 4]);
  });

  test('a dilated window may hold no real cell', () => {
    const geo = windows([1, 1, 1], { kernelSize: 2, stride: 1, dilation: 2, padding: 1 });
    expect(geo.cells(0)).toEqual([-1, -1]);
  });

  test('rowsOf names the windows that share a cell', () => {
    const geo = windows([1, 5, 1], { kernelSize: 3, stride: 1 });
    expect(geo.rowsOf(0, 2, 0)).toEqual([0, 1, 2]);
    expect(windows([1, 5, 1], { kernelSize: 2, stride: 2 }).rowsOf(0, 4, 0)).toEqual([]);
  });

  test('an empty batch has no rows', () => {
    expect(windows([0, 4, 4, 2], { kernelSize: 2 }).rows).toBe(0);
  });

  test.each([1, 2, 3])('a list of one entry is for all of %i axes, as in PyTorch', (rank) => {
    const shape = [1, ...[9, 10, 11].slice(0, rank), 2];
    const listed = windows(shape, { kernelSize: [3], stride: [2], padding: [1], dilation: [2] });
    const number = windows(shape, { kernelSize: 3, stride: 2, padding: 1, dilation: 2 });
    expect(listed).toEqual(number);
    const pairs = windows(shape, { kernelSize: 3, padding: [[1, 0]] });
    expect(pairs.padding).toEqual(new Array(rank).fill([1, 0]));
  });

  test('lists of no entry or of too few are refused as before, and an entry is named', () => {
    const shape = [1, 8, 8, 8, 1];
    for (const name of ['kernelSize', 'stride', 'dilation'] as const) {
      expect(() => windows(shape, { kernelSize: 2, [name]: [1, 1] })).toThrow(
        `${name}=[1, 1] has 2 numbers for 3 spatial axes; give one number, or one an axis`,
      );
      expect(() => windows(shape, { kernelSize: 2, [name]: [] })).toThrow('has 0 numbers for 3');
      expect(() => windows(shape, { kernelSize: 2, [name]: [0] })).toThrow(`${name}[0]=0 is not`);
    }
    expect(() => windows(shape, { kernelSize: 2, padding: [1, 1] })).toThrow('has 2 entries for 3');
    expect(() => windows(shape, { kernelSize: 2, padding: [2] })).toThrow(
      'padding[0]=2 is not less than the effective kernel 2',
    );
  });

  test('names the axis of a window that does not fit', () => {
    expect(() =>
      windows(
        [1, 8, 3, 1],
        {
          kernelSize: [2, 5],
          padding: [
            [0, 0],
            [1, 0],
          ],
        },
        'maxPool',
      ),
    ).toThrow(
      'maxPool: kernelSize[1]=5 exceeds padded width 4 (3 + 1 + 0); reduce kernelSize or add padding',
    );
  });

  test.each<[string, readonly number[], PoolOptions, typeof ShapeError | typeof OptionError]>([
    ['rank 2', [4, 4], { kernelSize: 2 }, ShapeError],
    ['rank 6', [1, 1, 1, 1, 1, 1], { kernelSize: 1 }, ShapeError],
    ['no channels', [1, 4, 4, 0], { kernelSize: 2 }, ShapeError],
    ['an empty axis', [1, 0, 4, 1], { kernelSize: 2 }, ShapeError],
    ['a negative size', [1, -4, 4, 1], { kernelSize: 2 }, ShapeError],
    ['kernelSize 0', [1, 4, 4, 1], { kernelSize: 0 }, OptionError],
    ['kernelSize 1.5', [1, 4, 4, 1], { kernelSize: 1.5 }, OptionError],
    ['kernelSize for three axes', [1, 4, 4, 1], { kernelSize: [2, 2, 2] }, OptionError],
    ['stride −1', [1, 4, 4, 1], { kernelSize: 2, stride: -1 }, OptionError],
    ['dilation NaN', [1, 4, 4, 1], { kernelSize: 2, dilation: Number.NaN }, OptionError],
    ['padding −1', [1, 4, 4, 1], { kernelSize: 2, padding: -1 }, OptionError],
    ['padding as large as the window', [1, 4, 4, 1], { kernelSize: 2, padding: 2 }, OptionError],
    ['an unknown padding', [1, 4, 4, 1], { kernelSize: 2, padding: 'full' as 'same' }, OptionError],
    ['an unknown policy', [1, 4, 4, 1], { kernelSize: 2, ties: 'none' as 'all' }, OptionError],
    ['ceilMode 1', [1, 4, 4, 1], { kernelSize: 2, ceilMode: 1 as unknown as true }, OptionError],
    ['a misspelt option', [1, 4, 4, 1], { kernelSize: 2, strides: 2 } as PoolOptions, OptionError],
    ['no options', [1, 4, 4, 1], undefined as unknown as PoolOptions, OptionError],
  ])('refuses %s', (_, shape, options, type) => {
    expect(() => windows(shape, options)).toThrow(type);
  });
});
