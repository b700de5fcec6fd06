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
  /** Why its content can't be read, and what helps, where that is so. */
  readonly refusal?: readonly [problem: string, remedy: string] | undefined;
  /** The byte at which its own header starts; `zipContentStart` reads that. */
  readonly at: number;
  /** Where the next member's header starts, or the directory: all of it lies before. */
  readonly end: number;
  /** The CRC-32 of its unpacked content, as declared. */
  readonly crc: number;
  /** Its name's bytes, which its own header repeats. */
  readonly nameBytes: Uint8Array;
}

/** A member while the directory is read: its end is known once all are. */
interface Listed extends Omit<ZipMember, 'end'> {
  end: number;
}

/**
 * Reads the members that a directory lists, in its order. It is checked before a byte is unpacked:
 * there are as many as the archive's end says, names are unique, no member that can be read declares
 * more than its packed bytes can hold, none overlaps another, and the first begins the archive.
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
  const listed: Listed[] = [];
  let at = 0;
  while (at < bytes.length && listed.length < directory.members) {
    const { member, next } = readMember(bytes, view, at, operation);
    if (names.has(member.name)) {
      throw memberError(operation, member, 'stands in the archive twice', 'rename one');
    }
    names.add(member.name);
    // A match of deflate (RFC 1951) gives 258 bytes at most, and takes 2 bits at least.
    const most = member.deflated ? member.packed * limits.inflation : member.packed;
    if (!member.refusal && (member.size > most || (!member.deflated && member.size < most))) {
      throw memberError(
        operation,
        member,
        `declares ${member.size} bytes of ${member.packed} ${member.deflated ? 'compressed, more than they hold' : 'that are not compressed'}`,
      );
    }
    listed.push(member);
    at = next;
  }
  const count = directory.members;
  if (at < bytes.length || listed.length < count) {
    throw archiveError(
      operation,
      bytes,
      `its directory does not list the ${count} that its end says`,
    );
  }
  let end = directory.start;
  for (const member of [...listed].sort((a, b) => b.at - a.at)) {
    const { at, packed, nameBytes } = member;
    if (at + ownHeaderBytes + nameBytes.length + packed > end) {
      throw overlapError(operation, member);
    }
    member.end = end;
    end = at;
  }
  // What stands before the members would be lost in silence.
  if (end > 0) throw archiveError(operation, bytes, 'it does not begin with a member');
  return listed;
}

const memberMark = 0x02014b50;

/** The newest version that the APPNOTE describes, 6.3, in tenths. */
const newestVersion = 63;

/** The flag of a name in UTF-8. */
const isUtf8 = 0x800;

/** Methods of compression that other programs use (APPNOTE, section 4.4.5). */
const methods: Readonly<Record<number, string>> = {
  9: 'deflate64',
  12: 'bzip2',
  14: 'lzma',
  93: 'zstd',
  95: 'xz',
};

function refusalOf(flags: number, method: number): ZipMember['refusal'] {
  if (flags & unreadableFlags) {
    return ['is encrypted', 'save it without a password'];
  }
  if (method === 0 || method === 8) return undefined;
  return [
    `is compressed by method ${method} (${methods[method] ?? 'unknown'}), not by deflate`,
    'save it with np.savez_compressed',
  ];
}

function readMember(
  directory: Uint8Array,
  view: DataView,
  at: number,
  operation: string,
): { member: Listed; next: number } {
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
  // A mark of the byte order is a part of the name to Python.
  const name = new TextDecoder('utf-8', { ignoreBOM: true }).decode(nameBytes);
  const method = view.getUint16(at + 10, true);
  const flags = view.getUint16(at + 8, true);
  const version = view.getUint8(at + 6);
  if (version > newestVersion)
    throw fail(`${formatValue(name)} needs version ${version / 10} of the format`);
  // Python ends a name at its first NUL, and refuses bytes that are no UTF-8 where a flag says so.
  if ((flags & isUtf8 ? /[\0\ufffd]/ : /\0/).test(name))
    throw fail(`${formatValue(name)} is no name`);
  const [size, packed, start] = readZip64Sizes(view, nameEnd, extraEnd, [
    view.getUint32(at + 24, true),
    view.getUint32(at + 20, true),
    view.getUint32(at + 42, true),
  ]);
  const crc = view.getUint32(at + 16, true);
  const member = {
    name,
    nameBytes,
    packed,
    size,
    crc,
    deflated: method === 8,
    refusal: refusalOf(flags, method),
    at: start,
    end: start,
  };
  return { member, next };
}
