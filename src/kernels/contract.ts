import type { TypedArray } from '../core/dtype.js';
import type { Geometry } from '../window/geometry.js';
import type { MaskCells, Share } from '../window/share.js';

/**
 * What a backend computes. The operations check arguments and allocate results; a kernel gets
 * arrays that fit and fills them, whatever they held before. Every backend gives the same bits as
 * `reference` (any NaN standing for any other), which is the normative meaning; only Lp pooling with
 * another p than 1 and 2 is free to differ by a few ulp, for want of one `pow`.
 */
export interface Kernels {
  readonly name: string;
  /** Fills `output` (one a row) and `mask`, whose form holds what the geometry's ties ask for. */
  maxPool(x: TypedArray, geometry: Geometry, output: TypedArray, mask: MaskCells): void;
  /** Fills `din`: from 0, each row's gradient is added to the cells its mask selects, in row order. */
  maxPoolBackward(
    dout: TypedArray,
    mask: MaskCells,
    geometry: Geometry,
    share: Share,
    din: TypedArray,
  ): void;
  /**
   * Fills `output` with the sum of each row's real cells, in column order and in x's precision,
   * divided by the geometry's divisor; 0 where there is none.
   */
  avgPool(x: TypedArray, geometry: Geometry, output: TypedArray): void;
  /** Fills `din`: from 0, each row's gradient, divided as in `avgPool`, is added to its real cells, in row order. */
  avgPoolBackward(dout: TypedArray, geometry: Geometry, din: TypedArray): void;
  /** Fills `output` with the p-norm of each row's real cells, every step in x's precision. */
  lpPool(x: TypedArray, geometry: Geometry, p: number, output: TypedArray): void;
  /** Fills `din`: from 0, `dout·sign(x)·(|x| / norm)^(p−1)` is added to each row's real cells, in row order. */
  lpPoolBackward(
    dout: TypedArray,
    x: TypedArray,
    geometry: Geometry,
    p: number,
    din: TypedArray,
  ): void;
  /** Fills `output`: each row's value in the cells its mask selects, the last row's in row order; else 0. */
  maxUnpool(x: TypedArray, mask: MaskCells, geometry: Geometry, output: TypedArray): void;
  /**
   * Fills `dx` with each row's sum of dout over the cells its mask selects, in column order from 0;
   * of a geometry whose windows don't overlap.
   */
  maxUnpoolBackward(dout: TypedArray, mask: MaskCells, geometry: Geometry, dx: TypedArray): void;
  /** Fills `output` with what is above 0, or NaN, and else 0; `mask` with 1 and 0, telling which. */
  relu(x: TypedArray, output: TypedArray, mask: Uint8Array): void;
  /** Fills `din` with dout where the mask is not 0, else 0. */
  reluBackward(dout: TypedArray, mask: Uint8Array, din: TypedArray): void;
}
