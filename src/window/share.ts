// How a mask's cells are stored, and how rows with several maxima share a gradient.
/** What each maximum of a row with several gets: all of the row's dout, or an equal part. */
export type Share = 'full' | 'split';

/** The names of `Share`, the default first. */
export const shares: readonly [Share, ...Share[]] = ['full', 'split'];

/**
 * How a mask's cells are stored: `dense`, as `rows·windowSize` bytes of 0 and 1; or `columns`, as
 * one byte per row with the row's only true column, or `noColumn`.
 */
export interface MaskCells {
  readonly form: 'dense' | 'columns';
  readonly bytes: Uint8Array;
}

/** The byte of a row without a maximum, in the form `columns`. */
export const noColumn = 255;
