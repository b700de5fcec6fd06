// The directory of a zip archive, found and read without the rest of the archive.
// The format: PKWARE's APPNOTE, sections 4.3 and 4.5.3,
// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT.
import { formatValue, OptionError } from '../core/errors.js';
import { limits } from '../core/limits.js';

/** Deflate (RFC 1951) can't expand more: a match of 258 bytes takes at least 2 bits. */
const maxRatio = limits.inflation;
const maxMembers = limits.members;
const maxDirectoryBytes = limits.directory;

const endLength = 22;
const locatorLength = 20;
const zip64EndLength = 56;
const marks = { end: 0x06054b50, locator: 0x07064b50, wideEnd: 0x06064b50, member: 0x02014b50 };

/** How many bytes from the end of an archive always tell where its directory is. */
export const zipTailBytes: number = zip64EndLength + locatorLength + endLength + 65_535;

/** Where the directory of an archive is, and how many members it lists. */
export interface ZipDirectory {
  readonly start: number;
  /** It ends where the archive's end record begins. */
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
  /** Where the next member's header starts, or the directory: all of it lies before. */
  readonly end: number;
  /** The CRC-32 of its unpacked content, as declared. */
  readonly crc: number;
  /** Its name's bytes, which its own header repeats. */
  readonly nameBytes: Uint8Array;
}

/** The bytes of a member's own header before its name. */
const ownHeaderBytes = 30;

/** The most bytes that a member's own header may have, for `zipContentStart`. */
export function zipMemberHeaderBytes({ at, end, packed, nameBytes }: ZipMember): number {
  return Math.min(end - at - packed, ownHeaderBytes + nameBytes.length + 65_535);
}

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
  const fail = (reason: string): OptionError => archiveError(operation, tail, reason);
  const [disk, startDisk, onDisk] = [4, 6, 8].map((at) => view.getUint16(end + at, true));
  let directory = {
    members: view.getUint16(end + 10, true),
    length: view.getUint32(end + 12, true),
    start: view.getUint32(end + 16, true),
  };
  let directoryEnd = from + end;
  let isWhole = disk === 0 && startDisk === 0 && onDisk === directory.members;
  const locator = end - locatorLength;
  if (locator >= 0 && view.getUint32(locator, true) === marks.locator) {
    directoryEnd = readCount(view, locator + 8);
    const wide = directoryEnd - from;
    if (
      !(wide >= 0 && wide + zip64EndLength <= locator) ||
      view.getUint32(wide, true) !== marks.wideEnd
    ) {
      throw fail('the end of its directory is not where it says');
    }
    const narrow = directory;
    directory = {
      members: readCount(view, wide + 32),
      length: readCount(view, wide + 40),
      start: readCount(view, wide + 48),
    };
    const repeats = (given: number, due: number, most: number): boolean =>
      given === most || given === due;
    if (
      !repeats(narrow.members, directory.members, 0xffff) ||
      !repeats(narrow.length, directory.length, 0xffffffff) ||
      !repeats(narrow.start, directory.start, 0xffffffff)
    ) {
      throw fail('its two end records differ');
    }
    isWhole &&= readCount(view, wide + 24) === directory.members;
  }
  if (!isWhole) throw fail('it is one of several parts, or its counts of members differ');
  if (directory.start + directory.length !== directoryEnd) {
    throw fail(
      `its directory of ${directory.length} bytes at ${directory.start} does not end at ${directoryEnd}, where its end record is`,
    );
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
 * there are as many as the archive's end says, names are unique, nothing is encrypted, no member
 * declares more than its packed bytes can hold, and none overlaps another.
 * @param bytes the directory's bytes
 * @param directory what `zipDirectory` found
 * @throws OptionError for a directory that fails a check
 * @example
 * const archive = writeNpz({ x: tensor([1]) });
 * const directory = zipDirectory(archive, archive.length);
 * const { start, length } = directory;
 * zipMembers(archive.subarray(start, start + length), directory)[0].name // 'x.npy'
 */
export function zipMembers(
  bytes: Uint8Array,
  directory: ZipDirectory,
  operation = 'zipMembers',
): ZipMember[] {
  const view = viewOf(bytes);
  const names = new Set<string>();
  const listed: ZipMember[] = [];
  for (let at = 0; at < bytes.length; ) {
    const { member, next } = readMember(bytes, view, at, operation);
    if (names.has(member.name)) {
      throw memberError(operation, member, 'stands in the archive twice', 'rename one');
    }
    if (listed.length === directory.members) break;
    names.add(member.name);
    const most = member.deflated ? member.packed * maxRatio : member.packed;
    if (member.size > most || (!member.deflated && member.size < most)) {
      throw memberError(
        operation,
        member,
        `declares ${member.size} bytes of ${member.packed} ${member.deflated ? 'compressed, more than they hold' : 'that are not compressed'}`,
      );
    }
    listed.push(member);
    at = next;
    if (at === bytes.length && listed.length === directory.members) {
      return withEnds(listed, directory.start, operation);
    }
  }
  // Of an archive without members only its end is there; bytes before it would be lost in silence.
  if (bytes.length === 0 && directory.members === 0 && directory.start === 0) return [];
  const count = directory.members;
  throw archiveError(
    operation,
    bytes,
    `its directory does not list the ${count} that its end says`,
  );
}

/** Finds where each member ends at the latest; none may reach into what follows it. */
function withEnds(
  listed: readonly ZipMember[],
  directoryStart: number,
  operation: string,
): ZipMember[] {
  const ends = new Map<ZipMember, number>();
  let end = directoryStart;
  for (const member of [...listed].sort((a, b) => b.at - a.at)) {
    const { at, packed, nameBytes } = member;
    if (at + ownHeaderBytes + nameBytes.length + packed > end)
      throw overlapError(operation, member);
    ends.set(member, end);
    end = at;
  }
  return listed.map((member) => ({ ...member, end: ends.get(member)! }));
}

/**
 * The byte at which a member's content starts. The header before it has to say what the directory
 * says; where a member was written as a stream, its sizes and its CRC-32 may be 0 there.
 * @param header the `zipMemberHeaderBytes(member)` bytes that start at `member.at`
 * @throws OptionError for bytes that are not this member's header
 */
export function zipContentStart(
  member: ZipMember,
  header: Uint8Array,
  operation = 'zipContentStart',
): number {
  const { at, end, packed, size, crc, deflated, nameBytes } = member;
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

/** The newest version that the APPNOTE describes, 6.3, in tenths. */
const newestVersion = 63;

/** Encrypted, a patch of another file, or encrypted in another way. */
const unreadableFlags = 0x61;

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
  const nameBytes = directory.slice(at + fixed, nameEnd);
  const name = new TextDecoder().decode(nameBytes);
  const method = view.getUint16(at + 10, true);
  if ((view.getUint16(at + 8, true) & unreadableFlags) !== 0)
    throw fail(`${formatValue(name)} is encrypted`);
  const version = view.getUint8(at + 6);
  if (version > newestVersion)
    throw fail(`${formatValue(name)} needs version ${version / 10} of the format`);
  if (method !== 0 && method !== 8) {
    throw fail(`${formatValue(name)} is compressed by method ${method}, not by deflate`);
  }
  const [size, packed, start] = readZip64Sizes(view, nameEnd, extraEnd, [
    view.getUint32(at + 24, true),
    view.getUint32(at + 20, true),
    view.getUint32(at + 42, true),
  ]);
  const crc = view.getUint32(at + 16, true);
  // Its end is known once all are.
  const member = {
    name,
    nameBytes,
    packed,
    size,
    crc,
    deflated: method === 8,
    at: start,
    end: start,
  };
  return { member, next };
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

/** The error for a member whose facts can't all be true. */
export function memberError(
  operation: string,
  { name: value }: ZipMember,
  problem: string,
  remedy = 'the archive is broken',
): OptionError {
  return new OptionError({ operation, argument: 'bytes', value, problem, remedy });
}

function overlapError(operation: string, member: ZipMember): OptionError {
  return memberError(operation, member, 'overlaps what follows it');
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
