import { describe, expect, test } from 'vitest';
import { Subject } from '../../../../../labextension/src/explorer/model/subject.js';
import {
  hasTiePolicy,
  policySteps,
} from '../../../../../labextension/src/explorer/model/tie-policy.js';
import { tiedIn } from '../../../../../labextension/src/explorer/sentences/ties.js';
import { runSteps } from '../../../../../src/core/steps.js';
import { maxPool } from '../../../../../src/ops/max-pool.js';
import { explore } from '../../../../../src/view/views.js';
import { maskFrom } from '../../../../../src/window/mask/mask-from.js';
import { windows } from '../../../../../src/window/windows.js';
import { strip } from '../subjects.js';

// Two windows of two cells: both cells of the first are 3, the second has its maximum at cell 2.
const x = strip(3, 3, 4, 2);
const dout = strip(10, 5);
const { mask } = maxPool(x, { kernelSize: 2 });

function dinUnder(subject: Subject): number[] {
  return [...subject.din.data];
}

describe('a tie policy', () => {
  test('computes the mask and din anew, and takes both back', () => {
    const subject = new Subject(explore({ x, mask, dout }));
    const before = subject.version;
    expect(dinUnder(subject)).toEqual([10, 0, 5, 0]);
    const seen = (['last', 'all', 'split', 'first'] as const).map((policy) => {
      subject.tiePolicy = policy;
      return [dinUnder(subject), [...subject.tensorOf('mask').data]];
    });
    expect(seen).toEqual([
      [
        [0, 10, 5, 0],
        [0, 1, 1, 0],
      ],
      [
        [10, 10, 5, 0],
        [1, 1, 1, 0],
      ],
      [
        [5, 5, 5, 0],
        [1, 1, 1, 0],
      ],
      [
        [10, 0, 5, 0],
        [1, 0, 1, 0],
      ],
    ]);
    subject.tiePolicy = undefined;
    expect(dinUnder(subject)).toEqual([10, 0, 5, 0]);
    expect(subject.mask).toBe(mask);
    expect(subject.version).toBeGreaterThan(before);
  });

  test('changes what is expected of a din that was given, which stays', () => {
    const din = strip(0, 10, 5, 0);
    const subject = new Subject(explore({ x, mask, dout, din }));
    expect(subject.isDinGiven).toBe(true);
    expect(subject.checks.findings.map(({ name }) => name)).toContain('din-differs');
    subject.tiePolicy = 'last';
    expect(subject.din).toBe(din);
    expect([...subject.checks.expected.data]).toEqual([0, 10, 5, 0]);
    expect(subject.checks.findings.map(({ name }) => name)).not.toContain('din-differs');
    expect([...subject.dinBefore.data]).toEqual([10, 0, 5, 0]);
  });

  test('is known of a mask that one of them gives', () => {
    const of = (ties: 'first' | 'last' | 'all', share: 'full' | 'split' = 'full') =>
      runSteps(
        policySteps(explore({ x, mask: maxPool(x, { kernelSize: 2, ties }).mask, dout, share })),
      );
    expect([of('first'), of('last'), of('all'), of('all', 'split')]).toEqual([
      'first',
      'last',
      'all',
      'split',
    ]);
    const other = maskFrom([1, 0, 0, 1], windows([1, 4, 1], { kernelSize: 2 }));
    expect(runSteps(policySteps(explore({ x, mask: other, dout })))).toBeUndefined();
  });

  test('needs x', () => {
    expect(hasTiePolicy(explore({ mask, dout }))).toBe(false);
    expect(hasTiePolicy(explore({ x, mask, dout }))).toBe(true);
  });
});

test('the ties of a channel are its windows with several maxima, and their cells', () => {
  const { rows, cells } = tiedIn(new Subject(explore({ x, mask, dout })), 0, 0);
  expect([[...rows], [...cells]]).toEqual([[0], [0, 1]]);
});
