import { describe, expect, test } from 'vitest';
import {
  assignVariants,
  tieVariants,
  whyNoTies,
} from '../../../../labextension/src/explorer/model/comparison.js';
import { Subject } from '../../../../labextension/src/explorer/model/subject.js';
import { maxPool } from '../../../../src/ops/max-pool.js';
import { tensor } from '../../../../src/tensor/from-data.js';
import { random } from '../../../../src/tensor/random.js';
import { View } from '../../../../src/view/view.js';
import { strip, subjectOf } from './subjects.js';

describe('tie policies side by side', () => {
  const x = tensor([[[7], [7], [1], [2]]]);
  const { mask } = maxPool(x, { kernelSize: 2 });
  const dout = tensor([[[10], [4]]]);

  test('are computed from x, and compared with the din of the view', () => {
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

  test('need x, and numbers in it', () => {
    const without = subjectOf({ mask, dout });
    expect(tieVariants(without)).toEqual([]);
    expect(whyNoTies(without)).toContain('no x');
    const bools = subjectOf({ x: tensor([[[true], [true], [false], [true]]]), mask, dout });
    expect(tieVariants(bools)).toEqual([]);
    expect(whyNoTies(bools)).toContain('bools');
    expect(whyNoTies(subjectOf({ x, mask, dout }))).toBeUndefined();
  });

  test('keep the pooling’s other options', () => {
    const values = random(4).randn(1, 7, 7, 2);
    const options = { kernelSize: 3, stride: 2, padding: 1, dilation: 2, ceilMode: true };
    const pooled = maxPool(values, options);
    const own = subjectOf({ x: values, mask: pooled.mask, dout: pooled.output });
    expect(tieVariants(own).map(({ differing }) => differing)).toEqual([0, 0, 0, 0]);
  });

  test('count NaN in both as equal', () => {
    const lost = tensor([[[Number.NaN], [4]]]);
    const [first] = tieVariants(subjectOf({ x, mask, dout: lost }));
    expect(first!.differing).toBe(0);
  });
});

test('assigning instead of adding loses what earlier windows gave', () => {
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

describe('a difference', () => {
  const { mask } = maxPool(strip(0, 9, 0), { kernelSize: 2, stride: 1 });

  test('leaves out what is rounding', () => {
    // 0.1 + 0.2 is 0.30000000000000004.
    const subject = subjectOf({ mask, dout: strip(0.1, 0.2), din: strip(0, 0.3, 0) });
    const [added] = assignVariants(subject);
    expect(added).toMatchObject({ differing: 0, first: undefined });
    expect([...added!.difference.data]).toEqual([0, 0, 0]);
  });

  test('leaves out the edge of a part, where windows outside gave too', () => {
    const view = new View({
      kind: 'pool',
      title: 'a part',
      mask,
      dout: strip(1, 2),
      din: strip(0, 3, 99),
      cut: { whole: [1, 9, 1], origin: [0, 0, 0], shape: [1, 3, 1] },
    });
    const [added, assigned] = assignVariants(new Subject(view));
    expect(added).toMatchObject({ differing: 0 });
    expect([...assigned!.difference.data]).toEqual([0, -1, 0]);
  });
});
