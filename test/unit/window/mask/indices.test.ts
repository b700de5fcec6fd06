import { describe, expect, test } from 'vitest';
import { maxPool } from '../../../../src/ops/max-pool.js';
import { tensor } from '../../../../src/tensor/from-data.js';
import { toChannelsFirst } from '../../../../src/tensor/layout.js';
import { random } from '../../../../src/tensor/random.js';
import type { IndexConvention } from '../../../../src/window/mask/conventions.js';
import { argmax, maskFromArgmax } from '../../../../src/window/mask/indices.js';
import type { Mask } from '../../../../src/window/mask/mask.js';
import { windows } from '../../../../src/window/windows.js';
import { geometries } from '../geometries.js';

const conventions: IndexConvention[] = [
  'window',
  'pytorch',
  'tensorflow',
  'tensorflow-batch',
  'onnx',
  'onnx-column-major',
];

/** A mask with the maximum of every row at one input cell [b, ...spatial, c] of a 2×2 pooling. */
function maskOfCell(shape: number[], cell: number[]): Mask {
  const x = tensor(new Float64Array(shape.reduce((a, b) => a * b)), shape);
  x.data[cell.reduce((flat, at, axis) => flat * shape[axis]! + at, 0)] = 1;
  return maxPool(x, { kernelSize: 2 }).mask;
}

describe('argmax of a maximum at batch 1, y = 3, x = 2, channel 4 of [2, 4, 6, 5]', () => {
  const [N, H, W, C] = [2, 4, 6, 5] as const;
  const [n, y, x, c] = [1, 3, 2, 4] as const;
  const mask = maskOfCell([N, H, W, C], [n, y, x, c]);

  // The formulas are those of each framework's documentation.
  test.each<[IndexConvention, number]>([
    ['window', 2],
    ['pytorch', y * W + x],
    ['tensorflow', (y * W + x) * C + c],
    ['tensorflow-batch', ((n * H + y) * W + x) * C + c],
    ['onnx', n * C * H * W + c * H * W + y * W + x],
    ['onnx-column-major', n * C * H * W + c * H * W + y + x * H],
  ])("is, as '%s' counts, %i", (convention, index) => {
    const indices = argmax(mask, convention);
    expect(indices.dtype).toBe('int32');
    expect(indices.shape).toEqual([2, 2, 3, 5]);
    expect(indices.at(n, 1, 1, c)).toBe(index);
    const first = argmax(mask, convention, { layout: 'channels-first' });
    expect(first.shape).toEqual([2, 5, 2, 3]);
    expect(first.at(n, c, 1, 1)).toBe(index);
  });
});

describe('argmax counts', () => {
  test('along three spatial axes, the first fastest in column-major order', () => {
    const [D, H, W] = [2, 4, 6] as const;
    const mask = maskOfCell([1, D, H, W, 1], [0, 1, 3, 2, 0]);
    expect(argmax(mask, 'pytorch').at(0, 0, 1, 1, 0)).toBe((1 * H + 3) * W + 2);
    expect(argmax(mask, 'onnx-column-major').at(0, 0, 1, 1, 0)).toBe(1 + D * (3 + H * 2));
    expect(argmax(mask, 'window').at(0, 0, 1, 1, 0)).toBe(0b110);
  });

  test('−1 for a row without a maximum where asked to, or says which row it is', () => {
    const { mask } = maxPool(tensor([[[1], [Number.NaN]]]), { kernelSize: 1, nan: 'ignore' });
    expect([...argmax(mask, 'pytorch', { empty: -1 }).data]).toEqual([0, -1]);
    expect(() => argmax(mask, 'pytorch')).toThrow(
      'argmax: maxima of row 1=0 are not a single index (row 1 is output cell [0, 1, 0]); pass { empty: -1 }',
    );
  });

  test('no row with several maxima', () => {
    const { mask } = maxPool(tensor([[[1], [2], [3], [3]]]), { kernelSize: 2, ties: 'all' });
    expect(() => argmax(mask, 'window', { empty: -1 })).toThrow(
      "argmax: maxima of row 1=2 are not a single index (row 1 is output cell [0, 1, 0]); pool with ties: 'first' or 'last'",
    );
  });

  test('no convention, layout or empty row that it does not know', () => {
    const { mask } = maxPool(tensor([[[1]]]), { kernelSize: 1 });
    expect(() => argmax(mask, undefined as never)).toThrow('argmax: convention=null is unknown');
    expect(() => argmax(mask, 'torch' as never)).toThrow("use 'window', 'pytorch'");
    expect(() => argmax(mask, 'pytorch', { layout: 'NCHW' as never })).toThrow('layout="NCHW"');
    expect(() => argmax(mask, 'pytorch', { empty: 0 as never })).toThrow(
      'empty=0 could be mistaken for an index; give -1',
    );
  });
});

describe.each(geometries)('maskFromArgmax and maskFromBits, %s,', (_, shape, options) => {
  const { mask } = maxPool(random(6).randn(...shape), options);

  test.each(conventions)("are the inverses of argmax as '%s' counts, in both layouts", (name) => {
    for (const layout of ['channels-last', 'channels-first'] as const) {
      const indices = argmax(mask, name, { layout });
      expect(maskFromArgmax(indices, name, mask.geometry, { layout })).toEqual(mask);
    }
  });
});

describe('maskFromArgmax', () => {
  const geo = windows([1, 2, 4, 1], { kernelSize: 2 });
  const padded = windows([1, 2, 1], { kernelSize: 2, padding: 1 });

  test.each([
    ['nested numbers', [[[[1], [6]]]]],
    ['nested bigints', [[[[1n], [6n]]]]],
    ['an int32 array', Int32Array.of(1, 6)],
    ['an int64 array', BigInt64Array.of(1n, 6n)],
    ['a float64 tensor', tensor([[[[1], [6]]]])],
  ])('takes %s', (_, indices) => {
    expect([...maskFromArgmax(indices, 'pytorch', geo).data]).toEqual([0, 1, 0, 0, 0, 0, 1, 0]);
  });

  test('reads a flat array in the order of the layout', () => {
    const two = windows([1, 2, 2], { kernelSize: 1 });
    const first = maskFromArgmax(Int32Array.of(0, 2, 1, 3), 'onnx', two, {
      layout: 'channels-last',
    });
    // Channel 0 is cells 0, 1 of the plane, channel 1 cells 2, 3.
    const last = maskFromArgmax(Int32Array.of(0, 1, 2, 3), 'onnx', two, {
      layout: 'channels-first',
    });
    expect(first).toEqual(last);
  });

  test('reads −1 as an empty row where asked to', () => {
    const mask = maskFromArgmax([[[[1], [-1]]]], 'pytorch', geo, { empty: -1 });
    expect([...mask.data]).toEqual([0, 1, 0, 0, 0, 0, 0, 0]);
    expect(() => maskFromArgmax([[[[1], [-1]]]], 'pytorch', geo)).toThrow(
      "maskFromArgmax: indices at row 1=-1 is out of range (by 'pytorch' there are 8; row 1 is output cell [0, 0, 1, 0]); give integers from 0 to 7",
    );
  });

  test.each([
    [8, 'is out of range'],
    [1.5, 'is out of range'],
    [Number.NaN, 'is out of range'],
    [2 ** 60, 'is out of range'],
    [
      0,
      'is outside its own window (whose cells are 2, 3, 6, 7; row 1 is output cell [0, 0, 1, 0])',
    ],
  ])('refuses %d: it %s', (index, problem) => {
    expect(() => maskFromArgmax([[[[1], [index]]]], 'pytorch', geo)).toThrow(problem);
  });

  test('refuses an index in the padding, and one beyond a bigint that numbers hold', () => {
    expect(() => maskFromArgmax([[[0], [0]]], 'window', padded)).toThrow(
      'maskFromArgmax: indices at row 0=0 lies in the padding (row 0 is output cell [0, 0, 0]); give a real cell',
    );
    expect(() => maskFromArgmax([[[2n ** 64n], [0n]]], 'pytorch', padded)).toThrow(
      'is out of range',
    );
  });

  test("refuses another channel's or batch's index, which another convention would explain", () => {
    const x = random(7).randn(2, 2, 2);
    const { mask } = maxPool(x, { kernelSize: 2 });
    const global = argmax(mask, 'tensorflow-batch');
    expect(() => maskFromArgmax(global, 'onnx', mask.geometry)).toThrow('is outside its plane');
  });

  test("refuses a shape that is not the stated layout's", () => {
    const two = windows([1, 4, 2], { kernelSize: 2 });
    const { mask } = maxPool(random(8).randn(1, 6, 2), { kernelSize: 2 });
    const first = toChannelsFirst(argmax(mask, 'window'));
    expect(() => maskFromArgmax(first, 'window', mask.geometry)).toThrow(
      "maskFromArgmax: indices.shape=[1, 2, 3] is not [1, 3, 2] (the output's, channels-last)",
    );
    expect(() => maskFromArgmax([0, 0, 0, 0], 'window', two)).toThrow('indices.shape=[4]');
    expect(() => maskFromArgmax(Int32Array.of(0), 'window', two)).toThrow('indices.shape=[1]');
    expect(() =>
      maskFromArgmax(
        [
          [
            [true, false],
            [true, false],
          ],
        ] as never,
        'window',
        two,
      ),
    ).toThrow('indices.dtype="bool" is not supported here');
  });
});
