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
