import { type Comparison, compareCells } from './compare.js';
import type { Mask } from './mask.js';
import { maxPoolBackward } from './ops/max-pool.js';
import { Tensor, zeros } from './tensor.js';

/**
 * What a given din is: `full` or `split`, what `maxPoolBackward` gives with that `share`;
 * `assigned`, what is left where gradients of several rows were assigned and should have been
 * added; or `other`.
 */
export type DinKind = 'full' | 'split' | 'assigned' | 'other';

/** A given din against the one that dout and the mask give. */
export interface DinMatch {
  readonly as: DinKind;
  /** The given din (a) against the right one (b): the split one for `split`, else the full one. */
  readonly comparison: Comparison;
}

/** Recognizes a din; numbers count as equal where rounding could have made the difference. */
export function matchDin(mask: Mask, dout: Tensor, din: Tensor): DinMatch {
  const bound = roundingBound(mask, dout, din);
  const against = (right: Tensor): Comparison => compareCells(din, right, bound, 'rounding');
  const full = against(maxPoolBackward(dout, mask));
  if (full.close) return { as: 'full', comparison: full };
  const split = against(maxPoolBackward(dout, mask, { share: 'split' }));
  if (split.close) return { as: 'split', comparison: split };
  const assigned = against(assignedDin(mask, dout)).close;
  return { as: assigned ? 'assigned' : 'other', comparison: full };
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
  const sizes = new Tensor(Float64Array.from(dout.data, Math.abs), dout.shape, 'float64');
  const most = maxPoolBackward(sizes, mask);
  return (cell) => precision * most.data[cell]!;
}

/** The classic mistake: `=` in place of `+=`, so that the last row's gradient is all that is left. */
function assignedDin({ data, geometry, windowSize, rows }: Mask, dout: Tensor): Tensor {
  const din = zeros(geometry.inputShape, dout.dtype);
  for (let row = 0; row < rows; row++) {
    for (const [column, cell] of geometry.cells(row).entries()) {
      if (data[row * windowSize + column]) din.data[cell] = dout.data[row]!;
    }
  }
  return din;
}
