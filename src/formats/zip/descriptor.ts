// The data descriptor: what a member that was written as a stream says of itself after its content.
import type { ZipMember } from './directory.js';
import { memberError } from './error.js';
import { readCount, viewOf } from './fields.js';

const mark = 0x08074b50;

/** The most bytes that a descriptor takes: its mark, the CRC-32, and two sizes of 64 bits. */
export const zipDescriptorBytes = 24;

/** Whether a member's own header says that its sizes and its CRC-32 follow its content. */
export function isStreamed(header: Uint8Array): boolean {
  return ((header[6] ?? 0) & 8) !== 0;
}

/**
 * Holds a member's data descriptor against the directory. Its mark may be missing, and its sizes
 * may have 32 or 64 bits, whatever the headers have (APPNOTE, sections 4.3.9.3 and 4.3.9.5).
 * @param after the bytes that follow the content, at most `zipDescriptorBytes` of them, and none
 *   beyond the member's end
 * @throws OptionError where no descriptor stands there that says what the directory does
 */
export function checkZipDescriptor(
  member: ZipMember,
  after: Uint8Array,
  operation = 'checkZipDescriptor',
): void {
  const view = viewOf(after);
  const isDescriptor = (at: number, width: 4 | 8): boolean => {
    if (after.length < at + 4 + 2 * width) return false;
    const size = (from: number): number =>
      width === 4 ? view.getUint32(from, true) : readCount(view, from);
    return (
      view.getUint32(at, true) === member.crc &&
      size(at + 4) === member.packed &&
      size(at + 4 + width) === member.size
    );
  };
  const isMarked = after.length >= 4 && view.getUint32(0, true) === mark;
  const starts = isMarked ? [4, 0] : [0];
  if (starts.some((at) => isDescriptor(at, 4) || isDescriptor(at, 8))) return;
  throw memberError(operation, member, 'has another CRC-32 or size after it than in the directory');
}
