import type { Mask } from './mask.js';
import type { Tensor } from './tensor.js';

/** How many rows of a mask hold no maximum, one, or several. */
export interface RowAudit {
  readonly total: number;
  readonly none: number;
  readonly one: number;
  readonly several: number;
}

/** What an array sums to (in float64, in index order), and how many of its cells are not finite. */
export interface ArrayAudit {
  readonly cells: number;
  readonly sum: number;
  readonly nan: number;
  readonly posInf: number;
  readonly negInf: number;
}

/** What `audit` finds in a backward pass. */
export interface Audit {
  readonly rows: RowAudit;
  readonly dout: ArrayAudit;
  readonly din?: ArrayAudit;
}

/**
 * The numbers that tell whether a backward pass is sound: where every row has one maximum,
 * sum(din) is sum(dout), up to rounding.
 * @param dout gradient of the pooling's output
 * @param din gradient of its input; left out of the result where it is not given
 * @example
 * const { mask } = maxPool(tensor([[[1], [3], [2], [0]]]), { kernelSize: 2 });
 * audit(mask, tensor([[[10], [5]]])).rows // { total: 2, none: 0, one: 2, several: 0 }
 */
export function audit(mask: Mask, dout: Tensor, din?: Tensor): Audit {
  return {
    rows: auditRows(mask),
    dout: auditArray(dout),
    ...(din && { din: auditArray(din) }),
  };
}

/** The rows of a mask, counted by how many maxima they hold. */
export function auditRows(mask: Mask): RowAudit {
  const counts = { none: 0, one: 0, several: 0 };
  for (let row = 0; row < mask.rows; row++) {
    let maxima = 0;
    for (let column = 0; column < mask.windowSize; column++) {
      maxima += mask.data[row * mask.windowSize + column]!;
    }
    counts[maxima === 0 ? 'none' : maxima === 1 ? 'one' : 'several']++;
  }
  return { total: mask.rows, ...counts };
}

/** An array's sum, and its cells that are not finite. */
export function auditArray({ data, size }: Tensor): ArrayAudit {
  let [sum, nan, posInf, negInf] = [0, 0, 0, 0];
  for (let i = 0; i < size; i++) {
    const value = data[i]!;
    sum += value;
    if (Number.isFinite(value)) continue;
    if (Number.isNaN(value)) nan++;
    else if (value > 0) posInf++;
    else negInf++;
  }
  return { cells: size, sum, nan, posInf, negInf };
}
