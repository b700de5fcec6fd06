// The first bytes of a packed member, without the memory that all of it would take.
import { Inflate } from 'fflate';
import { archiveError } from './zip.js';

/** Packed bytes that are unpacked at a time: they grow 1032-fold at most. */
const step = 2 ** 10;

/**
 * Unpacks the first bytes of a deflated member.
 * @param packed its packed bytes, or the first of them
 * @param most how many are wanted
 * @throws OptionError for bytes that can't be unpacked
 * @example
 * const archive = writeNpz({ x: tensor([1]) });
 * const { start, length } = zipDirectory(archive, archive.length);
 * const [x] = zipMembers(archive.subarray(start, start + length), archive.length);
 * unpackHead(archive.subarray(zipContentStart(x, archive)), 6)[0] // 147: an .npy begins with 0x93
 */
export function unpackHead(packed: Uint8Array, most: number, operation = 'unpackHead'): Uint8Array {
  const head = new Uint8Array(most);
  let filled = 0;
  const inflate = new Inflate((bytes) => {
    const part = bytes.subarray(0, most - filled);
    head.set(part, filled);
    filled += part.length;
  });
  try {
    for (let at = 0; at < packed.length && filled < most; at += step) {
      inflate.push(packed.subarray(at, at + step));
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw archiveError(operation, packed, reason);
  }
  return head.subarray(0, filled);
}
