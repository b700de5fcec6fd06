// The directory of a zip archive, found and read without the rest of the archive.
// The format: PKWARE's APPNOTE, sections 4.3 and 4.5.3,
// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT.
import { OptionError } from '../core/errors.js';

/** The most that deflate (RFC 1951) can expand: a match of 258 bytes takes at least 2 bits. */
const maxRatio = 1032;

/** The most members of an archive that is read, and the most bytes of its directory. */
const maxMembers = 10_000;
const maxDirectoryBytes = 2 ** 23;

const endLength = 22;
const locatorLength = 20;
const zip64EndLength = 56;
const marks = { end: 0x06054b50, locator: 0x07064b50, wideEnd: 0x06064b50, member: 0x02014b50 };

/** How many bytes from the end of an archive always tell where its directory is. */
export const zipTailBytes: number = zip64EndLength + locatorLength + endLength + 65_535;

/** Where the directory of an archive is, and how many members it lists. */
export interface ZipDirectory {
  readonly start: number;
  readonly length: number;
  readonly members: number;
}

/** One file of an archive. Its name is never used as a path: nothing is written under it. */
export interface ZipMember {
  readonly name: string;
  /** Its size in the archive, in bytes. */
  readonly packed: number;
  /** Its unpacked size as declared, in bytes. */
  readonly size: number;
  readonly deflated: boolean;
  /** The byte at which its own header starts; `zipContentStart` reads that. */
  readonly at: number;
}

/** How many bytes of a member's own header `zipContentStart` needs. */
export const zipMemberHeaderBytes = 30;

/**
 * Finds the directory of a zip archive by the archive's end.
 * @param tail the last `zipTailBytes` bytes of the archive, or the whole archive if it is shorter
 * @param length the length of the whole archive in bytes
 * @throws OptionError for bytes that don't end an archive, more than 10,000 members, or a directory
 *   of more than 8 MiB
 * @example
 * const archive = writeNpz({ x: tensor([1]) });
 * zipDirectory(archive, archive.length).members // 1
 */
export function zipDirectory(
  tail: Uint8Array,
  length: number,
  operation = 'zipDirectory',
): ZipDirectory {
  const view = viewOf(tail);
  const from = length - tail.length;
  let end = tail.length - endLength;
  const isEnd = (): boolean =>
    view.getUint32(end, true) === marks.end &&
    end + endLength + view.getUint16(end + 20, true) <= tail.length;
  while (end >= 0 && !isEnd()) end--;
  if (end < 0) throw archiveError(operation, tail, 'it has no directory at its end');
  let directory = {
    members: view.getUint16(end + 10, true),
    length: view.getUint32(end + 12, true),
    start: view.getUint32(end + 16, true),
  };
  const locator = end - locatorLength;
  if (locator >= 0 && view.getUint32(locator, true) === marks.locator) {
    const wide = readCount(view, locator + 8) - from;
    if (!(wide >= 0 && wide + zip64EndLength <= locator)) {
      throw archiveError(operation, tail, 'the end of its directory is not where it says');
    }
    if (view.getUint32(wide, true) !== marks.wideEnd) {
      throw archiveError(operation, tail, 'the end of its directory is not where it says');
    }
    directory = {
      members: readCount(view, wide + 32),
      length: readCount(view, wide + 40),
      start: readCount(view, wide + 48),
    };
  }
  if (directory.start + directory.length > length) {
    throw archiveError(operation, tail, 'its directory lies outside of it');
  }
  if (directory.length > maxDirectoryBytes || directory.members > maxMembers) {
    throw new OptionError({
      operation,
      argument: 'members',
      value: directory.members,
      problem: `are more than ${maxMembers}, or listed in more than ${maxDirectoryBytes} bytes`,
      remedy: 'save fewer arrays in one archive',
    });
  }
  return directory;
}

/**
 * Reads the members that a directory lists, in its order. It is checked before a byte is unpacked:
 * names are unique, nothing is encrypted, no member declares more than its packed bytes can hold,
 * and all members together fit the archive.
 * @param directory the directory's bytes, found by `zipDirectory`
 * @param length the length of the whole archive in bytes
 * @throws OptionError for a directory that fails a check
 * @example
 * const archive = writeNpz({ x: tensor([1]) });
 * const { start, length } = zipDirectory(archive, archive.length);
 * zipMembers(archive.subarray(start, start + length), archive.length)[0].name // 'x.npy'
 */
export function zipMembers(
  directory: Uint8Array,
  length: number,
  operation = 'zipMembers',
): ZipMember[] {
  const view = viewOf(directory);
  const names = new Set<string>();
  const members: ZipMember[] = [];
  let packed = 0;
  for (let at = 0; at < directory.length; ) {
    const { member, next } = readMember(directory, view, at, operation);
    const refuse = (problem: string, remedy: string): OptionError =>
      new OptionError({ operation, argument: 'bytes', value: member.name, problem, remedy });
    if (names.has(member.name)) throw refuse('stands in the archive twice', 'rename one');
    if (members.length === maxMembers) throw refuse('is one member too many', 'save fewer arrays');
    names.add(member.name);
    packed += member.packed;
    const most = member.deflated ? member.packed * maxRatio : member.packed;
    if (packed > length || member.size > most) {
      throw refuse(
        `declares ${member.size} bytes of ${member.packed} compressed, more than the archive holds`,
        'the archive is broken',
      );
    }
    members.push(member);
    at = next;
  }
  return members;
}

/**
 * The byte at which a member's content starts.
 * @param header the `zipMemberHeaderBytes` bytes that start at `member.at`
 * @throws OptionError for bytes that are not a member's header
 */
export function zipContentStart(
  { at }: ZipMember,
  header: Uint8Array,
  operation = 'zipContentStart',
): number {
  const view = viewOf(header);
  if (header.length < zipMemberHeaderBytes || view.getUint32(0, true) !== 0x04034b50) {
    throw archiveError(operation, header, 'a member is not where the directory says');
  }
  return at + zipMemberHeaderBytes + view.getUint16(26, true) + view.getUint16(28, true);
}

function readMember(
  directory: Uint8Array,
  view: DataView,
  at: number,
  operation: string,
): { member: ZipMember; next: number } {
  const fixed = 46;
  const fail = (reason: string): OptionError => archiveError(operation, directory, reason);
  if (at + fixed > directory.length || view.getUint32(at, true) !== marks.member) {
    throw fail('its directory holds something else');
  }
  const nameEnd = at + fixed + view.getUint16(at + 28, true);
  const extraEnd = nameEnd + view.getUint16(at + 30, true);
  const next = extraEnd + view.getUint16(at + 32, true);
  if (next > directory.length) throw fail('its directory is cut short');
  const name = new TextDecoder().decode(directory.subarray(at + fixed, nameEnd));
  const method = view.getUint16(at + 10, true);
  if ((view.getUint16(at + 8, true) & 1) !== 0) throw fail(`${JSON.stringify(name)} is encrypted`);
  if (method !== 0 && method !== 8) {
    throw fail(`${JSON.stringify(name)} is compressed by method ${method}, not by deflate`);
  }
  const [size, packed, start] = readZip64Sizes(view, nameEnd, extraEnd, [
    view.getUint32(at + 24, true),
    view.getUint32(at + 20, true),
    view.getUint32(at + 42, true),
  ]);
  return { member: { name, packed, size, deflated: method === 8, at: start }, next };
}

/**
 * Sizes that don't fit 32 bits are in the Zip64 extra field (APPNOTE, section 4.5.3), in this
 * order.
 */
function readZip64Sizes(
  view: DataView,
  from: number,
  to: number,
  sizes: [number, number, number],
): [number, number, number] {
  const [isWide, wide] = [0xffffffff, 1];
  for (let at = from; at + 4 <= to; ) {
    const end = Math.min(to, at + 4 + view.getUint16(at + 2, true));
    if (view.getUint16(at, true) === wide) {
      let next = at + 4;
      return sizes.map((size) => {
        if (size !== isWide || next + 8 > end) return size;
        next += 8;
        return readCount(view, next - 8);
      }) as [number, number, number];
    }
    at = end;
  }
  return sizes;
}

/** Reads a 64-bit count; one too large to be exact as a number is larger than any file. */
function readCount(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/** The error for an archive that can't be read. */
export function archiveError(operation: string, value: unknown, reason: string): OptionError {
  return new OptionError({
    operation,
    argument: 'bytes',
    value,
    problem: 'is not a zip archive that can be read',
    derivation: reason,
    remedy: 'write it with np.savez',
  });
}
