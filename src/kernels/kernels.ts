import type { TypedArray } from '../dtype.js';
import type { Geometry } from '../geometry.js';

/** What a row with several maxima gives each of them: all of dout, or an equal part. */
export type Share = 'full' | 'split';

/**
 * How a mask's cells are held: `dense`, `rows·windowSize` bytes of 0 and 1; or `columns`, one byte a
 * row that names its only true column, or `noColumn`.
 */
export interface MaskCells {
  readonly form: 'dense' | 'columns';
  readonly bytes: Uint8Array;
}

/** What an empty row holds in the form `columns`. */
export const noColumn = 255;

/**
 * What a backend computes. The operations check arguments and allocate results; a kernel gets
 * arrays that fit and fills them, whatever they held before. Every backend gives the same bits as `reference` (any NaN
 * standing for any other), which is the normative meaning.
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
  /** Adds `dout·sign(x)·(|x| / norm)^(p−1)` to each row's real cells, in row order, into a zeroed `din`. */
  lpPoolBackward(
    dout: TypedArray,
    x: TypedArray,
    geometry: Geometry,
    p: number,
    din: TypedArray,
  ): void;
}
