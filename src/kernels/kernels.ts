import type { TypedArray } from '../dtype.js';
import type { Geometry } from '../geometry.js';

/** What a row with several maxima gives each of them: all of dout, or an equal part. */
export type Share = 'full' | 'split';

/**
 * What a backend computes. The operations check arguments and allocate results; a kernel gets
 * arrays that fit and fills them. Every backend gives the same bits as `reference` (any NaN
 * standing for any other), which is the normative meaning.
 */
export interface Kernels {
  readonly name: string;
  /** Fills `output` (one a row) and `mask` (zeroed, `rows·windowSize`). */
  maxPool(x: TypedArray, geometry: Geometry, output: TypedArray, mask: Uint8Array): void;
  /** Adds each row's gradient to the cells that its mask selects, in row order, into a zeroed `din`. */
  maxPoolBackward(
    dout: TypedArray,
    mask: Uint8Array,
    geometry: Geometry,
    share: Share,
    din: TypedArray,
  ): void;
  /**
   * Fills `output` with the sum of each row's real cells, in column order and in x's precision,
   * divided by the geometry's divisor; 0 where there is none.
   */
  avgPool(x: TypedArray, geometry: Geometry, output: TypedArray): void;
  /** Adds each row's gradient, divided as in `avgPool`, to its real cells, in row order, into a zeroed `din`. */
  avgPoolBackward(dout: TypedArray, geometry: Geometry, din: TypedArray): void;
  /** Fills `output` with the p-norm of each row's real cells, every step in x's precision. */
  lpPool(x: TypedArray, geometry: Geometry, p: number, output: TypedArray): void;
  /** Adds `dout·sign(x)·(|x| / norm)^(p−1)` to each row's real cells, in row order, into a zeroed `din`. */
  lpPoolBackward(
    dout: TypedArray,
    x: TypedArray,
    geometry: Geometry,
    p: number,
    din: TypedArray,
  ): void;
}
