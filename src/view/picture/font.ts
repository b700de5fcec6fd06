// The letters of pictures: made by scripts/font-atlas.py from DejaVu Sans, and read by Python too.
// Bitstream Vera is copyright (c) 2003 by Bitstream, Inc., its Arev letters (c) 2006 by Tavmjong Bah;
// DejaVu's changes are in the public domain. The licence, which permits this use:
// docs/licenses/dejavu.txt.
import font from '../../../labextension/poolscope/view/picture/font.json' with { type: 'json' };

/** A typeface at one size: its letters side by side, 4 bits of coverage a pixel, row-major. */
export interface Face {
  readonly height: number;
  readonly ascent: number;
  readonly letters: string;
  /** The advance of each letter, which is its image's width. */
  readonly widths: readonly number[];
  /** Base64; each letter starts on a byte, the first pixel of a byte is in its high bits. */
  readonly data: string;
}

export const faces: { readonly title: Face; readonly label: Face } = font;
