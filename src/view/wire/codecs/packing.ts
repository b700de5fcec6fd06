// Arrays compressed for a payload: which cells are not 0, their bytes by significance, deflated.
// A ReLU leaves a third to a half of its cells 0, and of the others' bytes the exponents repeat.
import { deflateSync } from 'fflate';
import { packBits } from '../../../core/bytes/bytes.js';
import { Inflater } from '../../../core/bytes/inflate.js';
import type { Steps } from '../../../core/steps.js';

/** What `packing` says of an array that was packed. */
export const packingName = 'sparse-deflate';

/** Smaller arrays are sent as they are, and so are those that packing makes hardly smaller. */
const leastBytes = 1024;
const leastGain = 0.9;

/** How many packed bytes are inflated between two pauses. */
const inflateStep = 2 ** 12;
/** Cells between two pauses. */
const cellStep = 2 ** 16;

/**
 * Packs an array's little-endian bytes: a bit for each cell, 1 where any of its bits is set; then of
 * those cells all first bytes, all second bytes and so on; deflated (RFC 1951). Bits of bools
 * (`width` 0) are only deflated.
 * @returns the packed bytes; undefined where they would not be clearly fewer
 */
export function packBytes(bytes: Uint8Array, width: number): Uint8Array | undefined {
  if (bytes.length < leastBytes) return undefined;
  const packed = deflateSync(width === 0 ? bytes : sparse(bytes, width));
  return packed.length <= leastGain * bytes.length ? packed : undefined;
}

function sparse(bytes: Uint8Array, width: number): Uint8Array {
  const cells = bytes.length / width;
  const isSet = new Uint8Array(cells);
  let count = 0;
  for (let cell = 0; cell < cells; cell++) {
    let any = 0;
    for (let at = cell * width; at < (cell + 1) * width; at++) any |= bytes[at]!;
    if (any === 0) continue;
    isSet[cell] = 1;
    count++;
  }
  const bits = packBits(isSet);
  const result = new Uint8Array(bits.length + count * width);
  result.set(bits);
  for (let cell = 0, to = bits.length; cell < cells; cell++) {
    if (isSet[cell] === 0) continue;
    for (let byte = 0; byte < width; byte++)
      result[to + byte * count] = bytes[cell * width + byte]!;
    to++;
  }
  return result;
}

/**
 * Unpacks what `packBytes` made, never into more bytes than that many cells have.
 * @param width bytes a cell; 0 for bits of bools
 * @returns the cells' little-endian bytes; undefined for bytes that don't hold exactly that
 */
export function* unpackBytes(
  packed: Uint8Array,
  cells: number,
  width: number,
): Steps<Uint8Array | undefined> {
  const bitBytes = Math.ceil(cells / 8);
  // Room for all cells: pages that are never written to take no memory.
  const content = new Uint8Array(bitBytes + cells * width);
  const inflater = new Inflater(content);
  try {
    for (let at = 0; at < packed.length; at += inflateStep) {
      inflater.push(packed.subarray(at, at + inflateStep));
      yield;
    }
    inflater.end();
  } catch {
    return undefined;
  }
  const { filled } = inflater;
  const bits = content.subarray(0, bitBytes);
  const values = content.subarray(bitBytes, filled);
  if (filled < bitBytes || values.length !== countBits(bits) * width) return undefined;
  // Bits past the last cell would count as cells.
  if (cells % 8 !== 0 && bits.at(-1)! >> (cells % 8) !== 0) return undefined;
  return width === 0 ? bits : yield* spread(bits, values, cells, width);
}

function* spread(
  bits: Uint8Array,
  values: Uint8Array,
  cells: number,
  width: number,
): Steps<Uint8Array> {
  const bytes = new Uint8Array(cells * width);
  const count = values.length / width;
  let from = 0;
  for (let cell = 0; cell < cells; cell++) {
    if (cell % cellStep === 0) yield;
    if (((bits[cell >> 3]! >> (cell & 7)) & 1) === 0) continue;
    for (let byte = 0; byte < width; byte++)
      bytes[cell * width + byte] = values[from + byte * count]!;
    from++;
  }
  return bytes;
}

function countBits(bytes: Uint8Array): number {
  let count = 0;
  for (let byte of bytes) {
    for (; byte !== 0; byte &= byte - 1) count++;
  }
  return count;
}
