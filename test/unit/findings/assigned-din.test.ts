import { describe, expect, test } from 'vitest';
import { DTypeError, OptionError, ShapeError } from '../../../src/core/errors.js';
import { assignedDin, maxPool, maxPoolBackward, tensor } from '../../../src/index.js';

/** Windows [1, 3], [3, 2] and [2, 5], so that cell 1 wins the first two. */
const x = tensor([1, 3, 2, 5], [1, 4, 1]);
const { mask } = maxPool(x, { kernelSize: 2, stride: 1 });
const dout = tensor([10, 20, 40], [1, 3, 1]);

describe('a din with = in place of +=', () => {
  test('keeps the last gradient of a cell, where the right one has their sum', () => {
    expect([...assignedDin(mask, dout).data]).toEqual([0, 20, 0, 40]);
    expect([...maxPoolBackward(dout, mask).data]).toEqual([0, 30, 0, 40]);
  });

  test('shares a gradient among ties, if asked to', () => {
    const equal = maxPool(tensor([7, 7, 1], [1, 3, 1]), {
      kernelSize: 2,
      stride: 1,
      ties: 'all',
    }).mask;
    const two = tensor([10, 20], [1, 2, 1]);
    expect([...assignedDin(equal, two, 'split').data]).toEqual([5, 20, 0]);
  });

  test('says what is wrong with an argument', () => {
    const short = tensor([10, 20], [1, 2, 1]);
    expect(() => assignedDin(mask, short)).toThrow(ShapeError);
    expect(() => assignedDin(mask, tensor([1, 2, 3], [1, 3, 1], { dtype: 'int32' }))).toThrow(
      DTypeError,
    );
    expect(() => assignedDin({} as never, dout)).toThrow(DTypeError);
    expect(() => assignedDin(mask, dout, 'half' as never)).toThrow(OptionError);
  });
});
