import { assignedDin, type Mask, maxPool, maxPoolBackward, Tensor, type Ties } from 'poolscope';
import { compareDin } from 'poolscope/internal';
import { trans } from '../../ui/texts.js';
import type { Subject } from './subject.js';

/** A din under other rules, and how it differs from the one that is looked at. */
export interface Variant {
  /** The rule in words, e.g. `ties: 'all'`. */
  readonly rule: string;
  readonly din: Tensor;
  /**
   * This din minus the one looked at; 0 where both hold the same (NaN and infinities included) but
   * for rounding, and at the edge of a part, where windows outside it may have given.
   */
  readonly difference: Tensor;
  /** How many cells differ. */
  readonly differing: number;
  /** The first that does, as a flat index. */
  readonly first: number | undefined;
}

/** What can be compared. */
export type Comparing = 'ties' | 'assigned';

/** Why there are no tie policies to compare; undefined where there are. */
export function noTies({ x }: Subject): string | undefined {
  if (x === undefined) {
    return trans.__('Tie policies are recomputed from x, and this view has no x.');
  }
  return x.dtype === 'bool' ? trans.__('Tie policies need numbers, and x holds bools.') : undefined;
}

/**
 * Din under each tie policy, from x: the first, the last, or every maximum gets the whole dout of
 * its window, or all share it equally.
 * @returns nothing where `noTies` says why
 */
export function tieVariants(subject: Subject): Variant[] {
  const { x, geometry, dout } = subject;
  if (x === undefined || noTies(subject) !== undefined) return [];
  const { kernelSize, stride, padding, dilation, ceilMode, nan } = geometry;
  const maskUnder = (ties: Ties): Mask =>
    maxPool(x, { kernelSize, stride, padding, dilation, ceilMode, nan, ties }).mask;
  const under = (ties: Ties): Variant => {
    const mask = maskUnder(ties);
    return variant(subject, `ties: '${ties}'`, mask, maxPoolBackward(dout, mask));
  };
  const all = maskUnder('all');
  const split = maxPoolBackward(dout, all, { share: 'split' });
  return [
    ...(['first', 'last', 'all'] as const).map(under),
    variant(subject, "ties: 'all', share: 'split'", all, split),
  ];
}

/** Din as it should be, and as it is where each window assigns its gradient in place of adding it. */
export function assignVariants(subject: Subject): Variant[] {
  const { mask, dout, share, expected } = subject;
  return [
    variant(subject, trans.__('gradients add (+=)'), mask, expected),
    variant(subject, trans.__('the last one stays (=)'), mask, assignedDin(mask, dout, share)),
  ];
}

function variant(subject: Subject, rule: string, mask: Mask, din: Tensor): Variant {
  const { dout, din: shown, edge } = subject;
  const { comparison, differs } = compareDin(mask, dout, shown, din, edge);
  const [own, other] = [din.data, shown.data];
  const difference = new Float64Array(own.length);
  let first: number | undefined;
  for (let cell = 0; comparison.count > 0 && cell < own.length; cell++) {
    if (!differs(cell)) continue;
    difference[cell] = own[cell]! - other[cell]!;
    first ??= cell;
  }
  return {
    rule,
    din,
    difference: new Tensor(difference, din.shape, 'float64'),
    differing: comparison.count,
    first,
  };
}
