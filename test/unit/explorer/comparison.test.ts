import { maxPool, tensor } from 'poolscope';
import { describe, expect, test } from 'vitest';
import {
  assignVariants,
  tieVariants,
} from '../../../labextension/src/explorer/model/comparison.js';
import { subjectOf } from './subjects.js';

describe('tie policies side by side', () => {
  const x = tensor([[[7], [7], [1], [2]]]);
  const { mask } = maxPool(x, { kernelSize: 2 });
  const dout = tensor([[[10], [4]]]);

  test('are computed from x, and subtracted from the din that is looked at', () => {
    const variants = tieVariants(subjectOf({ x, mask, dout }));
    expect(
      variants.map(({ rule, din, difference, differing, first }) => [
        rule,
        [...din.data],
        [...difference.data],
        differing,
        first,
      ]),
    ).toEqual([
      ["ties: 'first'", [10, 0, 0, 4], [0, 0, 0, 0], 0, undefined],
      ["ties: 'last'", [0, 10, 0, 4], [-10, 10, 0, 0], 2, 0],
      ["ties: 'all'", [10, 10, 0, 4], [0, 10, 0, 0], 1, 1],
      ["ties: 'all', share: 'split'", [5, 5, 0, 4], [-5, 5, 0, 0], 2, 0],
    ]);
  });

  test('need x', () => {
    expect(tieVariants(subjectOf({ mask, dout }))).toEqual([]);
  });

  test('count a NaN in both as the same', () => {
    const lost = tensor([[[Number.NaN], [4]]]);
    const [first] = tieVariants(subjectOf({ x, mask, dout: lost }));
    expect(first!.differing).toBe(0);
  });
});

test('assigning in place of adding loses what earlier windows gave', () => {
  // The 3 wins both windows: 10 + 5, of which only the last stays.
  const { mask } = maxPool(tensor([[[1], [3], [2]]]), { kernelSize: 2, stride: 1 });
  const variants = assignVariants(subjectOf({ mask, dout: tensor([[[10], [5]]]) }));
  expect(
    variants.map(({ din, difference, differing }) => [...din.data, ...difference.data, differing]),
  ).toEqual([
    [0, 15, 0, 0, 0, 0, 0],
    [0, 5, 0, 0, -10, 0, 1],
  ]);
});
