import { type Comparison, compareCells, distanceOf } from './compare.js';
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

/** A given din against the one that dout and the mask give with a `share`. */
export interface DinDifference {
  readonly as: DinKind;
  /** What dout and the mask give. */
  readonly right: Tensor;
  /** The given din (a) against the right one (b). */
  readonly comparison: Comparison;
  /** Whether a cell differs by more than rounding. */
  readonly differs: (cell: number) => boolean;
}

/** Recognizes a din; numbers count as equal where rounding could have made the difference. */
export function matchDin(mask: Mask, dout: Tensor, din: Tensor): DinMatch {
  const { as, comparison } = differenceOf(mask, dout, din, 'full');
  if (as !== 'split') return { as, comparison };
  return { as, comparison: differenceOf(mask, dout, din, 'split').comparison };
}

/**
 * How a din differs from what dout and the mask give with a `share`.
 * @param skip cells that can't be told
 */
export function differenceOf(
  mask: Mask,
  dout: Tensor,
  din: Tensor,
  share: Share,
  skip: (cell: number) => boolean = () => false,
): DinDifference {
  const bound = roundingBound(mask, dout, din);
  const against = (other: Tensor): Comparison => compareCells(din, other, bound, 'rounding', skip);
  const right = maxPoolBackward(dout, mask, { share });
  const comparison = against(right);
  const differs = (cell: number): boolean => {
    const distance = distanceOf(din.data[cell]!, right.data[cell]!);
    if (distance === 0 || skip(cell)) return false;
    return distance === Infinity || distance > bound(cell);
  };
  const kind = (): DinKind => {
    const other = share === 'full' ? 'split' : 'full';
    if (comparison.close) return share;
    if (against(maxPoolBackward(dout, mask, { share: other })).close) return other;
    return against(assignedDin(mask, dout, share)).close ? 'assigned' : 'other';
  };
  return { as: kind(), right, comparison, differs };
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
  let most: Tensor | undefined;
  return (cell) => {
    most ??= maxPoolBackward(
      new Tensor(Float64Array.from(dout.data, Math.abs), dout.shape, 'float64'),
      mask,
    );
    return precision * most.data[cell]!;
  };
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
  eachWindow(geometry, (row, cells) => {
    const start = row * windowSize;
    let maxima = 1;
    if (share === 'split') {
      maxima = 0;
      for (let column = 0; column < windowSize; column++) maxima += data[start + column]!;
    }
    for (let column = 0; column < windowSize; column++) {
      if (data[start + column]) din.data[cells[column]!] = dout.data[row]! / maxima;
    }
  });
  return din;
}
