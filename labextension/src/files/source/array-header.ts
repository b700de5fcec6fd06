import type { ElementLayout } from 'poolscope/internal';

/** What an array's elements are, and how they lie. */
export interface ArrayHeader extends ElementLayout {
  readonly shape: readonly number[];
  /** The type's usual name: `float64`, `bfloat16`. */
  readonly dtype: string;
  /** Bytes per element. */
  readonly width: number;
  /** Whether the elements are in column-major (Fortran) order. */
  readonly fortran: boolean;
}
