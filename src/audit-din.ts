import { type Comparison, compareCells, distanceOf } from './compare.js';
import { maximaOfRows } from './counts.js';
import type { TypedArray } from './dtype.js';
import { eachWindow } from './each-window.js';
import type { Share } from './kernels/kernels.js';
import type { Mask } from './mask.js';
import { maxPoolBackward } from './ops/max-pool.js';
import { Tensor, zeros } from './tensor.js';

/**
 * What a given din is: `full` or `split`, what `maxPoolBackward` gives with that `share`;
 * `assigned`, what is left where gradients of several rows were assigned and should have been
 * added; or `other`.
 */
export type DinKind = Share | 'assigned' | 'other';

/** A given din against the one that dout and the mask give. */
export interface DinMatch {
  readonly as: DinKind;
  /** The given din (a) against the right one (b): the split one for `split`, else the full one. */
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
}

/** Recognizes a din; numbers count as equal where rounding could have made the difference. */
export function matchDin(mask: Mask, dout: Tensor, din: Tensor): DinMatch {
  const { as, comparison } = dinDifference(mask, dout, din);
  if (as !== 'split') return { as, comparison };
  return { as, comparison: dinDifference(mask, dout, din, 'split').comparison };
}

/**
 * How a din differs from what dout and the mask give, and what it is instead. Numbers count as
 * equal where gradients added in another order or precision could have made the difference.
 * @param skip cells (flat indices) that can't be told
 * @example
 * const { mask } = maxPool(tensor([[[1], [3], [2]]]), { kernelSize: 2, stride: 1 });
 * dinDifference(mask, tensor([[[10], [5]]]), tensor([[[0], [5], [0]]])).as // 'assigned'
 */
export function dinDifference(
  mask: Mask,
  dout: Tensor,
  din: Tensor,
  share: Share = 'full',
  skip: (cell: number) => boolean = () => false,
): DinDifference {
  const bound = roundingBound(mask, dout, din);
  const own = against(din, maxPoolBackward(dout, mask, { share }), bound, skip);
  const isMadeAs = (other: Tensor): boolean => {
    const differs = differing(din, other, bound, skip);
    const [cells, given, made] = [din.size, din.data, other.data];
    for (let cell = 0; cell < cells; cell++) {
      if (given[cell] !== made[cell] && differs(cell)) return false;
    }
    return true;
  };
  const kind = (): DinKind => {
    const other = share === 'full' ? 'split' : 'full';
    if (own.comparison.close) return share;
    // Where no row has several maxima, or no cell several windows, these are what was ruled out.
    const ties = maximaOfRows(mask).some((maxima) => maxima > 1);
    if (ties && isMadeAs(maxPoolBackward(dout, mask, { share: other }))) return other;
    const { overlaps } = mask.geometry;
    return overlaps && isMadeAs(assignedDin(mask, dout, share)) ? 'assigned' : 'other';
  };
  let as: DinKind | undefined;
  return {
    ...own,
    get as() {
      as ??= kind();
      return as;
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
  return against(din, right, roundingBound(mask, dout, din), skip);
}

type OfCell<Value> = (cell: number) => Value;

function against(
  din: Tensor,
  right: Tensor,
  bound: OfCell<number>,
  skip: OfCell<boolean>,
): DinComparison {
  return {
    right,
    comparison: compareCells(din, right, bound, 'rounding', skip),
    differs: differing(din, right, bound, skip),
  };
}

function differing(
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
    most ??= magnitudes(mask, dout);
    return precision * most[cell]!;
  };
}

/** The magnitudes that each cell of din is the sum of, added up. */
function magnitudes(mask: Mask, dout: Tensor): TypedArray {
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
