// The first bytes of a packed member, without the memory that all of it would take.
import { Inflater, TooMuch } from '../../core/bytes/inflate.js';
import { archiveError } from './error.js';

/** Packed bytes that are unpacked at a time: they grow 1032-fold at most. */
const step = 2 ** 10;
/** The most bytes that deflate copies at a time. */
const longestCopy = 258;

/**
 * Unpacks the first bytes of a deflated member.
 * @param packed its packed bytes, or the first of them
 * @param most how many are wanted
 * @throws OptionError for bytes that can't be unpacked
 * @example
 * const archive = writeNpz({ x: tensor([1]) });
 * const directory = zipDirectory(archive, archive.length);
 * const { start, length } = directory;
 * const [x] = zipMembers(archive.subarray(start, start + length), directory);
 * const header = archive.subarray(x.at, x.at + zipMemberHeaderBytes(x));
 * const packed = archive.subarray(zipContentStart(x, header)).subarray(0, x.packed);
 * unpackHead(packed, 6)[0] // 147: an .npy begins with 0x93
 */
export function unpackHead(packed: Uint8Array, most: number, operation = 'unpackHead'): Uint8Array {
  // Room beyond for a copy that passes the last wanted byte.
  const target = new Uint8Array(most + longestCopy);
  const inflater = new Inflater(target);
  try {
    for (let at = 0; at < packed.length && inflater.filled < most; at += step) {
      inflater.push(packed.subarray(at, at + step));
    }
  } catch (error) {
    if (!(error instanceof TooMuch)) {
      const reason = error instanceof Error ? error.message : String(error);
      throw archiveError(operation, packed, reason);
    }
  }
  return target.subarray(0, Math.min(most, inflater.filled));
}
