import { assignedDin, type Mask, maxPool, maxPoolBackward, Tensor, type Ties } from 'poolscope';
import type { Subject } from './subject.js';

/** A din under other rules, and how it differs from the one that is looked at. */
export interface Variant {
  /** The rule in words, e.g. `ties: 'all'`. */
  readonly rule: string;
  readonly din: Tensor;
  /** This din minus the one looked at; 0 where both hold the same, NaN and infinities included. */
  readonly difference: Tensor;
  /** How many cells differ. */
  readonly differing: number;
  /** The first that does, as a flat index. */
  readonly first: number | undefined;
}

/** What can be compared. */
export type Comparing = 'ties' | 'assigned';

/**
 * Din under each tie policy, from x: the first, the last, or every maximum gets the whole dout of
 * its window, or all share it equally.
 * @returns nothing where there is no x: the mask alone does not tell what was tied
 */
export function tieVariants(subject: Subject): Variant[] {
  const { x, geometry, dout } = subject;
  if (x === undefined || x.dtype === 'bool') return [];
  const { kernelSize, stride, padding, dilation, ceilMode, nan } = geometry;
  const maskUnder = (ties: Ties): Mask =>
    maxPool(x, { kernelSize, stride, padding, dilation, ceilMode, nan, ties }).mask;
  const all = maskUnder('all');
  return [
    variant(subject, "ties: 'first'", maxPoolBackward(dout, maskUnder('first'))),
    variant(subject, "ties: 'last'", maxPoolBackward(dout, maskUnder('last'))),
    variant(subject, "ties: 'all'", maxPoolBackward(dout, all)),
    variant(subject, "ties: 'all', share: 'split'", maxPoolBackward(dout, all, { share: 'split' })),
  ];
}

/** Din as it should be, and as it is where each window assigns its gradient in place of adding it. */
export function assignVariants(subject: Subject): Variant[] {
  const { mask, dout, share } = subject;
  return [
    variant(subject, 'gradients add (+=)', maxPoolBackward(dout, mask, { share })),
    variant(subject, 'the last one stays (=)', assignedDin(mask, dout, share)),
  ];
}

function variant({ din: shown }: Subject, rule: string, din: Tensor): Variant {
  const difference = new Float64Array(din.size);
  let [differing, first]: [number, number | undefined] = [0, undefined];
  for (let cell = 0; cell < din.size; cell++) {
    const [own, other] = [din.data[cell]!, shown.data[cell]!];
    if (own === other || (Number.isNaN(own) && Number.isNaN(other))) continue;
    difference[cell] = own - other;
    differing++;
    first ??= cell;
  }
  return { rule, din, difference: new Tensor(difference, din.shape, 'float64'), differing, first };
}
