// The end of a zip archive, which tells where its directory is.
// The format: PKWARE's APPNOTE, sections 4.3 and 4.5.3,
// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT.
import { OptionError } from '../../core/errors.js';
import { limits } from '../../core/limits.js';
import { archiveError } from './error.js';
import { readCount, viewOf } from './fields.js';

const endLength = 22;
const locatorLength = 20;
const zip64EndLength = 56;
const lie = 'its end records contradict each other, or its directory';
const marks = { end: 0x06054b50, locator: 0x07064b50, wideEnd: 0x06064b50 };

/** How many bytes from the end of an archive always tell where its directory is. */
export const zipTailBytes: number = zip64EndLength + locatorLength + endLength + 65_535;

/** Where the directory of an archive is, and how many members it lists. */
export interface ZipDirectory {
  readonly start: number;
  /** It ends where the archive's end record begins. */
  readonly length: number;
  readonly members: number;
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
  const fail = (reason: string): OptionError => archiveError(operation, tail, reason);
  const isMark = (at: number): boolean => view.getUint32(at, true) === marks.end;
  const isEnd = (at: number): boolean =>
    isMark(at) && at + endLength + view.getUint16(at + 20, true) === tail.length;
  let end = 0;
  const last = tail.length - endLength;
  while (end <= last && !isEnd(end)) end++;
  if (end > last) {
    throw fail('it has no directory at its end: bytes are missing there, or follow it');
  }
  // Readers differ in which of two records they take, and so in the members that they see.
  for (let at = end + endLength; at + 4 <= tail.length; at++) {
    if (isMark(at)) throw fail('its comment holds the mark of another end');
  }
  let directory = {
    members: view.getUint16(end + 10, true),
    length: view.getUint32(end + 12, true),
    start: view.getUint32(end + 16, true),
  };
  let directoryEnd = from + end;
  // Its own disk and the directory's are the first.
  let isWhole =
    view.getUint32(end + 4, true) === 0 && view.getUint16(end + 8, true) === directory.members;
  const locator = end - locatorLength;
  if (locator >= 0 && view.getUint32(locator, true) === marks.locator) {
    directoryEnd = readCount(view, locator + 8);
    const wide = directoryEnd - from;
    // Some readers look where the locator says, others right before it.
    if (
      wide < 0 ||
      wide + zip64EndLength !== locator ||
      view.getUint32(wide, true) !== marks.wideEnd
    ) {
      throw fail(lie);
    }
    const narrow = directory;
    directory = {
      members: readCount(view, wide + 32),
      length: readCount(view, wide + 40),
      start: readCount(view, wide + 48),
    };
    const repeats = (name: keyof ZipDirectory, most: number): boolean =>
      narrow[name] === most || narrow[name] === directory[name];
    if (
      !repeats('members', 0xffff) ||
      !repeats('length', 0xffffffff) ||
      !repeats('start', 0xffffffff)
    ) {
      throw fail(lie);
    }
    isWhole &&=
      readCount(view, wide + 24) === directory.members &&
      // The disks again, that of the locator, and how many there are.
      readCount(view, wide + 16) === 0 &&
      view.getUint32(locator + 4, true) === 0 &&
      view.getUint32(locator + 16, true) <= 1;
  }
  if (!isWhole) throw fail('it is one of several parts, or its counts of members differ');
  if (directory.start + directory.length !== directoryEnd) {
    throw fail(lie);
  }
  if (directory.length > limits.directory || directory.members > limits.members) {
    throw new OptionError({
      operation,
      argument: 'members',
      value: directory.members,
      problem: `are more than ${limits.members}, or listed in more than ${limits.directory} bytes`,
      remedy: 'save fewer arrays in one archive',
    });
  }
  return directory;
}
