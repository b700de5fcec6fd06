import { describe, expect, test } from 'vitest';
import { DTypeError, ShapeError } from '../../../src/core/errors.js';
import { relu, reluBackward } from '../../../src/ops/relu.js';
import { tensor } from '../../../src/tensor/from-data.js';

describe('relu', () => {
  test('passes what is above 0, and its gradient', () => {
    const { output, mask } = relu(tensor([-2, -0, 0, 3]));
    expect(output.toArray()).toEqual([0, 0, 0, 3]);
    expect(reluBackward(tensor([5, 6, 7, 8]), mask).toArray()).toEqual([0, 0, 0, 8]);
  });

  test('keeps NaN, and passes its gradient, as PyTorch does', () => {
    const { output, mask } = relu(tensor([Number.NaN]));
    expect(output.toArray()).toEqual([Number.NaN]);
    expect(reluBackward(tensor([5]), mask).toArray()).toEqual([5]);
  });

  test('selects and never multiplies: an infinite gradient at a cut cell gives 0', () => {
    const { mask } = relu(tensor([-1]));
    expect(reluBackward(tensor([Infinity]), mask).toArray()).toEqual([0]);
  });

  test('refuses a mask of another shape, and one that is not bool', () => {
    const { mask } = relu(tensor([1, 2]));
    expect(() => reluBackward(tensor([1, 2, 3]), mask)).toThrow(ShapeError);
    expect(() => reluBackward(tensor([1, 2]), tensor([1, 0]))).toThrow(DTypeError);
  });

  test.each<[string, unknown]>([
    ['a tensor', tensor([0, 0])],
    ['a result without its mask', { output: tensor([0, 0]) }],
    ['a number', 5],
    ['null', null],
  ])('refuses %s as out, and does not pass over it', (_, out) => {
    expect(() => relu(tensor([1, 2]), { out: out as never })).toThrow(
      /relu: out(\.(output|mask))?=/,
    );
  });
});
