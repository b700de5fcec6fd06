// What a given din is: as dout and the mask ask for, or made in another way, or wrong.

import type { TypedArray } from '../core/dtype.js';
import { maxPoolBackward } from '../ops/max-pool.js';
import { type Comparison, compareCells, distanceOf } from '../tensor/compare.js';
import { Tensor, zeros } from '../tensor/tensor.js';
import { eachWindow } from '../window/each-window.js';
import type { Mask } from '../window/mask.js';
import type { Share } from '../window/share.js';
import { maximaOfRows } from './counts.js';

/**
 * What a given din is: `full` or `split`, what `maxPoolBackward` gives with that `share`;
 * `assigned`, what is left where gradients of several rows were assigned and should have been
 * added; or `other`.
 */
export type DinKind = Share | 'assigned' | 'other';

/** A given din against the one that dout and the mask give. */
export interface DinMatch {
  readonly as: DinKind;
  /** The given din (a) against the one of its share (b), or of the share that was asked for. */
  readonly comparison: Comparison;
}

/** A din against another, rounding aside. */
export interface DinComparison {
  /** What the din is compared with. */
  readonly right: Tensor;
  /** The din (a) against the other (b). */
  readonly comparison: Comparison;
  /** Whether a cell (a flat index) differs by more than rounding. */
  readonly differs: (cell: number) => boolean;
}

/** A given din against the one that dout and the mask give with a `share`. */
export interface DinDifference extends DinComparison {
  /** What the given din is; found out when first asked for. */
  readonly as: DinKind;
  /** The same with its own comparison; made when first asked for. */
  readonly match: DinMatch;
}

/** A backward pass whose din was given. */
export interface GivenDin {
  readonly mask: Mask;
  readonly dout: Tensor;
  readonly din: Tensor;
  /** By default `full`. */
  readonly share?: Share | undefined;
  /** What dout, mask and share give, where that was computed before. */
  readonly expected?: Tensor | undefined;
}

/**
 * How a din differs from what dout and the mask give, and what it is instead. Numbers count as
 * equal where gradients added in another order or precision could have made the difference.
 * @param skip cells (flat indices) that can't be told
 * @example
 * const { mask } = maxPool(tensor([[[1], [3], [2]]]), { kernelSize: 2, stride: 1 });
 * const dout = tensor([[[10], [5]]]);
 * dinDifference({ mask, dout, din: tensor([[[0], [5], [0]]]) }).as // 'assigned'
 */
export function dinDifference(
  { mask, dout, din, share = 'full', expected }: GivenDin,
  skip: (cell: number) => boolean = () => false,
): DinDifference {
  const bound = roundingBound(mask, dout, din);
  const right = expected ?? maxPoolBackward(dout, mask, { share });
  const own = compareWithin(din, right, bound, skip);
  const isMadeAs = (other: Tensor): boolean => {
    const differs = differsBeyond(din, other, bound, skip);
    const [cells, given, made] = [din.size, din.data, other.data];
    for (let cell = 0; cell < cells; cell++) {
      if (given[cell] !== made[cell] && differs(cell)) return false;
    }
    return true;
  };
  const find = (): DinMatch => {
    const { comparison } = own;
    if (comparison.close) return { as: share, comparison };
    // Where no row has several maxima, or no cell several windows, these are what was ruled out.
    if (maximaOfRows(mask).some((maxima) => maxima > 1)) {
      const as = share === 'full' ? 'split' : 'full';
      const other = maxPoolBackward(dout, mask, { share: as });
      if (isMadeAs(other))
        return { as, comparison: compareWithin(din, other, bound, skip).comparison };
    }
    const { overlaps } = mask.geometry;
    const isAssigned = overlaps && isMadeAs(assignedDin(mask, dout, share));
    return { as: isAssigned ? 'assigned' : 'other', comparison };
  };
  let match: DinMatch | undefined;
  return {
    ...own,
    get match() {
      match ??= find();
      return match;
    },
    get as() {
      return this.match.as;
    },
  };
}

/**
 * A din against another that was made of dout and a mask, rounding aside.
 * @param skip cells (flat indices) that can't be told
 */
export function compareDin(
  mask: Mask,
  dout: Tensor,
  din: Tensor,
  right: Tensor,
  skip: (cell: number) => boolean = () => false,
): DinComparison {
  return compareWithin(din, right, roundingBound(mask, dout, din), skip);
}

type OfCell<Value> = (cell: number) => Value;

function compareWithin(
  din: Tensor,
  right: Tensor,
  bound: OfCell<number>,
  skip: OfCell<boolean>,
): DinComparison {
  return {
    right,
    comparison: compareCells(din, right, bound, 'rounding', skip),
    differs: differsBeyond(din, right, bound, skip),
  };
}

function differsBeyond(
  a: Tensor,
  b: Tensor,
  bound: OfCell<number>,
  skip: OfCell<boolean>,
): OfCell<boolean> {
  const [left, right] = [a.data, b.data];
  return (cell) => {
    if (left[cell] === right[cell]) return false;
    const distance = distanceOf(left[cell]!, right[cell]!);
    if (distance === 0 || skip(cell)) return false;
    return !(distance < Infinity && distance <= bound(cell));
  };
}

/**
 * What a cell of din may be off by where gradients were added in another order or precision, as a
 * part of the sum of their magnitudes.
 */
export function dinTolerance(mask: Mask, dout: Tensor, din: Tensor): number {
  const float32 = dout.dtype === 'float32' || din.dtype === 'float32';
  return mask.windowSize * 2 ** (float32 ? -23 : -52);
}

/** What a cell may be off by: the error of adding the gradients it can get, in any order. */
function roundingBound(mask: Mask, dout: Tensor, din: Tensor): (cell: number) => number {
  const precision = dinTolerance(mask, dout, din);
  let most: TypedArray | undefined;
  return (cell) => {
    most ??= sumMagnitudes(mask, dout);
    return precision * most[cell]!;
  };
}

/** The magnitudes that each cell of din is the sum of, added up. */
function sumMagnitudes(mask: Mask, dout: Tensor): TypedArray {
  const sizes = new Float64Array(dout.data);
  for (let row = 0; row < sizes.length; row++) sizes[row] = Math.abs(sizes[row]!);
  return maxPoolBackward(new Tensor(sizes, dout.shape, 'float64'), mask).data;
}

/**
 * The classic mistake: `=` in place of `+=` where windows overlap, so that the last row's gradient
 * is all that is left of several.
 * @returns what `maxPoolBackward` would give with that mistake
 * @example
 * const { mask } = maxPool(tensor([[[1], [3], [2]]]), { kernelSize: 2, stride: 1 });
 * assignedDin(mask, tensor([[[10], [5]]])).toArray() // [[[0], [5], [0]]]
 */
export function assignedDin(mask: Mask, dout: Tensor, share: Share = 'full'): Tensor {
  const { data, geometry, windowSize } = mask;
  const din = zeros(geometry.inputShape, dout.dtype);
  const [from, to] = [dout.data, din.data];
  eachWindow(geometry, (row, cells) => {
    const start = row * windowSize;
    let maxima = 1;
    if (share === 'split') {
      maxima = 0;
      for (let column = 0; column < windowSize; column++) maxima += data[start + column]!;
    }
    for (let column = 0; column < windowSize; column++) {
      if (data[start + column]) to[cells[column]!] = from[row]! / maxima;
    }
  });
  return din;
}
