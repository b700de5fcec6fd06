import { describe, expect, test } from 'vitest';
import { ShapeError } from '../../../src/core/errors.js';
import { tensor } from '../../../src/tensor/from-data.js';
import { fromChannelsFirst, toChannelsFirst } from '../../../src/tensor/layout.js';

describe('layouts', () => {
  test('NCHW x[b, c, i, j] becomes NHWC x[b, i, j, c], and back', () => {
    const shape = [2, 3, 2, 2];
    const first = tensor(
      Int32Array.from({ length: 24 }, (_, i) => i),
      shape,
    );
    const last = fromChannelsFirst(first);
    expect(last.shape).toEqual([2, 2, 2, 3]);
    expect(last.dtype).toBe('int32');
    for (const [b, c, i, j] of [
      [0, 0, 0, 0],
      [0, 2, 1, 0],
      [1, 1, 0, 1],
    ] as const) {
      expect(last.at(b, i, j, c)).toBe(first.at(b, c, i, j));
    }
    expect(toChannelsFirst(last)).toEqual(first);
  });

  test('a volume keeps the order of its spatial axes', () => {
    const x = tensor(
      Float32Array.from({ length: 24 }, (_, i) => i),
      [1, 2, 2, 3, 2],
    );
    expect(fromChannelsFirst(x).shape).toEqual([1, 2, 3, 2, 2]);
    expect(fromChannelsFirst(x).at(0, 1, 2, 0, 1)).toBe(x.at(0, 1, 1, 2, 0));
  });

  test('refuses an array without a spatial axis', () => {
    expect(() => fromChannelsFirst(tensor([[1]]))).toThrow(ShapeError);
  });
});
