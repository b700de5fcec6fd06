// Byte order and packed bits.
const hostIsLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/**
 * Copies elements of `width` bytes from the given byte order into the host's. The same call
 * converts back.
 */
export function toHostOrder(bytes: Uint8Array, width: number, littleEndian: boolean): Uint8Array {
  const copy = new Uint8Array(bytes); // not slice(): a Buffer's slice is a view
  if (littleEndian === hostIsLittleEndian) return copy;
  for (let start = 0; start < copy.length; start += width) {
    copy.subarray(start, start + width).reverse();
  }
  return copy;
}

/** Little-endian elements of `width` bytes in the host's order: the same bytes where that is its own. */
export function fromLittleEndian(bytes: Uint8Array, width: number): Uint8Array {
  return hostIsLittleEndian ? bytes : toHostOrder(bytes, width, true);
}

/** Packs cells of 0 and 1, eight to a byte, the first in the lowest bit; spare bits are 0. */
export function packBits(cells: ArrayLike<number>): Uint8Array {
  const bits = new Uint8Array(Math.ceil(cells.length / 8));
  for (let i = 0; i < cells.length; i++) {
    if (cells[i]) bits[i >> 3] = bits[i >> 3]! | (1 << (i & 7));
  }
  return bits;
}

/** Unpacks bits into cells of 0 and 1, as many as there are cells: the inverse of `packBits`. */
export function unpackBits(bits: Uint8Array, cells: Uint8Array): void {
  for (let i = 0; i < cells.length; i++) cells[i] = (bits[i >> 3]! >> (i & 7)) & 1;
}

/**
 * Whether writing to `out` changes `other`. Its first byte in question may be written to, and is
 * written back.
 */
export function sharesMemory(out: ArrayBufferView, other: ArrayBufferView): boolean {
  const start = Math.max(out.byteOffset, other.byteOffset);
  const end = Math.min(out.byteOffset + out.byteLength, other.byteOffset + other.byteLength);
  if (start >= end) return false;
  if (out.buffer === other.buffer) return true;
  if (!isShared(out.buffer) || !isShared(other.buffer)) return false;
  // Two SharedArrayBuffers may be one memory (`structuredClone` gives such): only a trial tells.
  const [written, read] = [out, other].map(({ buffer }) => new Uint8Array(buffer, start, 1));
  const before = Atomics.load(read!, 0);
  Atomics.xor(written!, 0, 255);
  const isSame = Atomics.load(read!, 0) !== before;
  Atomics.xor(written!, 0, 255);
  return isSame;
}

function isShared(buffer: ArrayBufferLike): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && buffer instanceof SharedArrayBuffer;
}
