// How a mask's cells are stored, and how rows with several maxima share a gradient.
/** What each maximum of a row with several gets: all of the row's dout, or an equal part. */
export type Share = 'full' | 'split';

/** The names of `Share`, the default first. */
export const shares: readonly [Share, ...Share[]] = ['full', 'split'];

/**
 * How a mask's cells are stored: `dense`, as `rows·windowSize` bytes of 0 and 1; or `columns`, as
 * one code per row: its only true column, or `noColumn(codes)`. Codes have as few bytes as hold
 * both (`codeBytes`).
 */
export interface MaskCells {
  readonly form: 'dense' | 'columns';
  readonly codes: Codes;
}

/** The numbers of a mask: one byte a cell, or a code a row. */
export type Codes = Uint8Array | Uint16Array | Uint32Array;

/** The bytes of a row's code: 1 up to 255 columns, 2 up to 65,535, else 4. */
export function codeBytes(windowSize: number): 1 | 2 | 4 {
  if (windowSize < 2 ** 8) return 1;
  return windowSize < 2 ** 16 ? 2 : 4;
}

/** The code of a row without a maximum: all bits are set. */
export function noColumn({ BYTES_PER_ELEMENT }: Codes): number {
  return 2 ** (8 * BYTES_PER_ELEMENT) - 1;
}

/** Bytes, read as codes of a number of bytes. */
export function codesOf({ buffer, byteOffset, byteLength }: Uint8Array, bytes: 1 | 2 | 4): Codes {
  if (bytes === 1) return new Uint8Array(buffer, byteOffset, byteLength);
  if (bytes === 2) return new Uint16Array(buffer, byteOffset, byteLength / 2);
  return new Uint32Array(buffer, byteOffset, byteLength / 4);
}
