import { packBits, unpackBits } from './bytes.js';
import { DTypeError, OptionError, ShapeError } from './errors.js';
import { checkGeometry, type Geometry } from './geometry.js';
import { checkMask, type Mask, maskFrom } from './mask.js';

/**
 * A mask's cells as bits, row after row, eight a byte, the first in the lowest bit (NumPy's
 * `packbits(mask, bitorder='little')`); what is left of the last byte is 0.
 * @throws DTypeError for anything but a mask
 * @example
 * const { mask } = maxPool(tensor([[[1], [3], [2], [0]]]), { kernelSize: 2 });
 * maskBits(mask) // Uint8Array [6]: cells 0, 1, 1, 0
 */
export function maskBits(mask: Mask): Uint8Array {
  checkMask('maskBits', 'mask', mask);
  return packBits(mask.data);
}

/**
 * The mask of packed bits: the inverse of `maskBits`.
 * @throws DTypeError for anything but bytes; ShapeError for another number of bytes than
 *   `rows·windowSize` bits take; OptionError for a bit beyond them, or a true on a padded cell
 * @example
 * const geo = windows([1, 4, 1], { kernelSize: 2 });
 * maskFromBits(Uint8Array.of(6), geo).data // Uint8Array [0, 1, 1, 0]
 */
export function maskFromBits(bits: Uint8Array, geometry: Geometry): Mask {
  const operation = 'maskFromBits';
  checkGeometry(operation, geometry);
  if (!(bits instanceof Uint8Array)) {
    throw new DTypeError({
      operation,
      argument: 'bits',
      value: bits,
      problem: 'is no Uint8Array',
      remedy: 'give the bytes that maskBits gave',
    });
  }
  const cells = geometry.rows * geometry.windowSize;
  const bytes = Math.ceil(cells / 8);
  if (bits.length !== bytes) {
    throw new ShapeError({
      operation,
      argument: 'bits.length',
      value: bits.length,
      problem: `is not ${bytes}`,
      derivation: `${geometry.rows} rows of ${geometry.windowSize} cells, eight a byte`,
      remedy: 'pass the geometry that the mask had',
    });
  }
  if (cells % 8 > 0 && bits[bytes - 1]! >> (cells % 8) !== 0) {
    throw new OptionError({
      operation,
      argument: `bits[${bytes - 1}]`,
      value: bits[bytes - 1],
      problem: `has bits set beyond the mask's ${cells} cells`,
      remedy: 'put the first cell in the lowest bit, and fill the last byte with 0',
    });
  }
  return maskFrom(unpackBits(bits, cells), geometry);
}
