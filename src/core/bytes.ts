const hostIsLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** A copy of bytes in the host's order, from elements of `width` bytes in the order given; its own inverse. */
export function toHostOrder(bytes: Uint8Array, width: number, littleEndian: boolean): Uint8Array {
  const copy = new Uint8Array(bytes); // not slice(), which in Node's Buffer is a view
  if (littleEndian === hostIsLittleEndian) return copy;
  for (let start = 0; start < copy.length; start += width) {
    copy.subarray(start, start + width).reverse();
  }
  return copy;
}

/** Cells of 0 and 1, eight a byte, the first in the lowest bit; the last byte is filled with 0. */
export function packBits(cells: ArrayLike<number>): Uint8Array {
  const bits = new Uint8Array(Math.ceil(cells.length / 8));
  for (let i = 0; i < cells.length; i++) {
    if (cells[i]) bits[i >> 3] = bits[i >> 3]! | (1 << (i & 7));
  }
  return bits;
}

/** The first `count` cells of packed bits, as 0 and 1. */
export function unpackBits(bits: Uint8Array, count: number): Uint8Array {
  const cells = new Uint8Array(count);
  for (let i = 0; i < count; i++) cells[i] = (bits[i >> 3]! >> (i & 7)) & 1;
  return cells;
}
