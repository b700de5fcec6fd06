// Din under other rules: other tie policies, and assigning where gradients should be added.
import { assignedDin, type Mask, maxPool, maxPoolBackward, Tensor, type Ties } from 'poolscope';
import { compareDin } from 'poolscope/internal';
import { trans } from '../../ui/texts.js';
import type { Subject } from './subject.js';

/** Din under another rule, and how it differs from the explorer's din. */
export interface Variant {
  /** The rule as text, e.g. `ties: 'all'`. */
  readonly rule: string;
  readonly din: Tensor;
  /**
   * This din minus the explorer's; 0 where both are equal but for rounding (NaN and infinities
   * included), and at the edge of a part, to which windows outside the part may have given.
   */
  readonly difference: Tensor;
  /** How many cells differ. */
  readonly differing: number;
  /** The first cell that differs, as a flat index. */
  readonly first: number | undefined;
}

/** The comparisons that there are. */
export type Comparing = 'ties' | 'assigned';

/** Why tie policies can't be compared; undefined where they can. */
export function whyNoTies({ x }: Subject): string | undefined {
  if (x === undefined) {
    return trans.__('Tie policies are recomputed from x, and this view has no x.');
  }
  return x.dtype === 'bool' ? trans.__('Tie policies need numbers, and x holds bools.') : undefined;
}

/**
 * Din under each tie policy, computed from x: the first, the last, or every maximum gets all of its
 * window's dout, or all maxima share it equally.
 * @returns an empty list where `whyNoTies` gives a reason
 */
export function tieVariants(subject: Subject): Variant[] {
  const { x, geometry, dout } = subject;
  if (x === undefined || whyNoTies(subject) !== undefined) return [];
  const { kernelSize, stride, padding, dilation, ceilMode, nan } = geometry;
  const maskUnder = (ties: Ties): Mask =>
    maxPool(x, { kernelSize, stride, padding, dilation, ceilMode, nan, ties }).mask;
  const under = (ties: Ties): Variant => {
    const mask = maskUnder(ties);
    return createVariant(subject, `ties: '${ties}'`, mask, maxPoolBackward(dout, mask));
  };
  const all = maskUnder('all');
  const split = maxPoolBackward(dout, all, { share: 'split' });
  return [
    ...(['first', 'last', 'all'] as const).map(under),
    createVariant(subject, "ties: 'all', share: 'split'", all, split),
  ];
}

/** Din as it should be, and din where each window assigns its gradient instead of adding it. */
export function assignVariants(subject: Subject): Variant[] {
  const { mask, dout, share, expected } = subject;
  return [
    createVariant(subject, trans.__('gradients add (+=)'), mask, expected),
    createVariant(
      subject,
      trans.__('the last one stays (=)'),
      mask,
      assignedDin(mask, dout, share),
    ),
  ];
}

function createVariant(subject: Subject, rule: string, mask: Mask, din: Tensor): Variant {
  const { dout, din: shown, isAtCutEdge, pooledIn } = subject;
  const { comparison, differs } = compareDin(mask, dout, shown, din, isAtCutEdge, pooledIn);
  const [values, shownValues] = [din.data, shown.data];
  const difference = new Float64Array(values.length);
  let first: number | undefined;
  for (let cell = 0; comparison.count > 0 && cell < values.length; cell++) {
    if (!differs(cell)) continue;
    difference[cell] = values[cell]! - shownValues[cell]!;
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
