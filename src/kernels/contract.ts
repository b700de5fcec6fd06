// The contract of a backend: what each kernel fills, from what, to the last bit.
import type { TypedArray } from '../core/dtype.js';
import type { Geometry } from '../window/geometry.js';
import type { MaskCells, Share } from '../window/mask/share.js';

/**
 * What a backend computes. The operations check arguments and allocate results; a kernel gets
 * arrays that fit and overwrites all of the ones it fills. Every backend gives the same bits as
 * `reference`, which defines the meaning; any NaN may stand for any other. The one exception is Lp
 * pooling with a p other than 1 and 2: it may differ by a few ulp, since implementations of `pow`
 * round differently.
 */
export interface Kernels {
  readonly name: string;
  /** Fills `output`, one maximum per row, and `mask`, by the geometry's rules for ties and NaN. */
  maxPool(x: TypedArray, geometry: Geometry, output: TypedArray, mask: MaskCells): void;
  /**
   * Fills `din`: starting from 0, adds each row's gradient to the cells its mask selects, in row
   * order.
   */
  maxPoolBackward(
    dout: TypedArray,
    mask: MaskCells,
    geometry: Geometry,
    share: Share,
    din: TypedArray,
  ): void;
  /**
   * Fills `output` with the sum of each row's real cells in x's precision, added along the last axis
   * first, then across (decision 18), divided by the geometry's divisor; 0 for a row without a real cell.
   */
  avgPool(x: TypedArray, geometry: Geometry, output: TypedArray): void;
  /**
   * Fills `din`: starting from 0, adds each row's gradient, divided as in `avgPool`, to its real
   * cells: along the last axis first, then across, each time in row order.
   */
  avgPoolBackward(dout: TypedArray, geometry: Geometry, din: TypedArray): void;
  /**
   * Fills `output` with the p-norm of each row's real cells, every step in x's precision, added as in
   * `avgPool`.
   */
  lpPool(x: TypedArray, geometry: Geometry, p: number, output: TypedArray): void;
  /**
   * Fills `din`: each row's share, `dout / norm^(p−1)`, 0 for a norm of 0, is added as in
   * `avgPoolBackward`, and each cell's sum multiplied by `sign(x)·|x|^(p−1)`. A cell in no window
   * gets 0, and for a p of 1 a cell of 0. `norms` are those of the forward pass if they are `known`; else
   * it has room for a number a row, of which nothing is asked afterwards.
   */
  lpPoolBackward(
    dout: TypedArray,
    x: TypedArray,
    geometry: Geometry,
    p: number,
    norms: TypedArray,
    known: boolean,
    din: TypedArray,
  ): void;
  /**
   * Fills `output`: the value of each row in the cells its mask selects, of several rows the last;
   * else 0.
   */
  maxUnpool(x: TypedArray, mask: MaskCells, geometry: Geometry, output: TypedArray): void;
  /**
   * Fills `dx` with each row's sum of dout over the cells its mask selects, in column order from 0.
   * The geometry's windows don't overlap.
   */
  maxUnpoolBackward(dout: TypedArray, mask: MaskCells, geometry: Geometry, dx: TypedArray): void;
  /** Fills `output` with x where it is above 0 or NaN, else 0; `mask` with 1 and 0 accordingly. */
  relu(x: TypedArray, output: TypedArray, mask: Uint8Array): void;
  /** Fills `din` with dout where the mask is not 0, else 0. */
  reluBackward(dout: TypedArray, mask: Uint8Array, din: TypedArray): void;
}
