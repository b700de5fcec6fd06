// The numbers that several records of a zip archive have in common.

/** Encrypted, a patch of another file, or encrypted in another way. */
export const unreadableFlags = 0x61;

/** The bytes of a member's own header before its name. */
export const ownHeaderBytes = 30;

/**
 * Sizes that don't fit 32 bits are in the Zip64 extra field (APPNOTE, section 4.5.3), in this
 * order. Where a field is cut short they are infinite, which fits no archive.
 */
export function readZip64Sizes(
  view: DataView,
  from: number,
  to: number,
  sizes: [number, number, number],
): [number, number, number] {
  const wide = 1;
  for (let at = from; at + 4 <= to; ) {
    const end = at + 4 + view.getUint16(at + 2, true);
    if (end > to) return [Infinity, Infinity, Infinity];
    if (view.getUint16(at, true) === wide) {
      let next = at + 4;
      return sizes.map((size) => {
        if (size !== 0xffffffff) return size;
        next += 8;
        return next > end ? Infinity : readCount(view, next - 8);
      }) as [number, number, number];
    }
    at = end;
  }
  return sizes;
}

/** Reads a 64-bit count; one too large to be exact as a number is larger than any file. */
export function readCount(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}

/** A view of all of the bytes. */
export function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
