// The directory of a zip archive, read without the rest of the archive.
// The format: PKWARE's APPNOTE, sections 4.3 and 4.5.3,
// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT.
import { formatValue, type OptionError } from '../../core/errors.js';
import { limits } from '../../core/limits.js';
import type { ZipDirectory } from './end.js';
import { archiveError, memberError, overlapError } from './error.js';
import { ownHeaderBytes, readZip64Sizes, unreadableFlags, viewOf } from './fields.js';

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
    // A match of deflate (RFC 1951) gives 258 bytes at most, and takes 2 bits at least.
    const most = member.deflated ? member.packed * limits.inflation : member.packed;
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

const memberMark = 0x02014b50;

/** The newest version that the APPNOTE describes, 6.3, in tenths. */
const newestVersion = 63;

function readMember(
  directory: Uint8Array,
  view: DataView,
  at: number,
  operation: string,
): { member: ZipMember; next: number } {
  const fixed = 46;
  const fail = (reason: string): OptionError => archiveError(operation, directory, reason);
  if (at + fixed > directory.length || view.getUint32(at, true) !== memberMark) {
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
