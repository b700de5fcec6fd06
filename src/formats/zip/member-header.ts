// The header that stands before a member's content, and repeats what the directory says of it.
import type { OptionError } from '../../core/errors.js';
import type { ZipMember } from './directory.js';
import { archiveError, memberError, overlapError } from './error.js';
import { ownHeaderBytes, readZip64Sizes, unreadableFlags, viewOf } from './fields.js';

/** The most bytes that a member's own header may have, for `zipContentStart`. */
export function zipMemberHeaderBytes({ at, end, packed, nameBytes }: ZipMember): number {
  return Math.min(end - at - packed, ownHeaderBytes + nameBytes.length + 65_535);
}

/**
 * The byte at which a member's content starts. The header before it has to say what the directory
 * says; where a member was written as a stream, its sizes and its CRC-32 may be 0 there.
 * @param header the `zipMemberHeaderBytes(member)` bytes that start at `member.at`
 * @throws OptionError for bytes that are not this member's header, and for a member whose content
 *   can't be read
 */
export function zipContentStart(
  member: ZipMember,
  header: Uint8Array,
  operation = 'zipContentStart',
): number {
  const { at, end, packed, size, crc, deflated, nameBytes, refusal } = member;
  if (refusal) throw memberError(operation, member, ...refusal);
  const view = viewOf(header);
  const differs = (what: string): OptionError =>
    memberError(operation, member, `has another ${what} in its own header than in the directory`);
  if (header.length < ownHeaderBytes || !startsMember(header)) {
    throw archiveError(operation, header, 'a member is not where the directory says');
  }
  const nameEnd = ownHeaderBytes + view.getUint16(26, true);
  const start = nameEnd + view.getUint16(28, true);
  const name = header.subarray(ownHeaderBytes, nameEnd);
  if (name.length !== nameBytes.length || name.some((byte, i) => byte !== nameBytes[i])) {
    throw differs('name');
  }
  if (at + start + packed > end || start > header.length) throw overlapError(operation, member);
  const flags = view.getUint16(6, true);
  if ((flags & unreadableFlags) !== 0) throw differs('way of encryption');
  if (view.getUint16(8, true) !== (deflated ? 8 : 0)) throw differs('compression');
  const [ownSize, ownPacked] = readZip64Sizes(view, nameEnd, start, [
    view.getUint32(22, true),
    view.getUint32(18, true),
    0,
  ]);
  const isStreamed = (flags & 8) !== 0;
  const repeats = (given: number, due: number): boolean =>
    given === due || (isStreamed && given === 0);
  if (!repeats(ownSize, size) || !repeats(ownPacked, packed)) throw differs('size');
  if (!repeats(view.getUint32(14, true), crc)) throw differs('CRC-32');
  return at + start;
}

/** Whether bytes begin as a member's own header does. */
export function startsMember(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && viewOf(bytes).getUint32(0, true) === 0x04034b50;
}
