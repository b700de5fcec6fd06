// `readNpz` and `writeNpz`: tensors to and from .npz archives.
import { zipSync } from 'fflate';
import { checkFunction, checkOptions, checkReadable } from '../core/arguments.js';
import { OptionError, oneLine, PoolscopeError } from '../core/errors.js';
import { limits } from '../core/limits.js';
import type { Tensor } from '../tensor/tensor.js';
import { npyOf, parseNpy, toBytes } from './npy.js';
import { checkZipDescriptor, isStreamed, zipDescriptorBytes } from './zip/descriptor.js';
import { type ZipMember, zipMembers } from './zip/directory.js';
import { zipDirectory, zipTailBytes } from './zip/end.js';
import { archiveError, memberError } from './zip/error.js';
import { startsMember, zipContentStart, zipMemberHeaderBytes } from './zip/member-header.js';
import { ZipUnpacker } from './zip/unpacker.js';

const suffix = '.npy';

/** The most bytes of an array's name in an archive; with its ending 16 bits count them. */
const maxNameBytes = 65_535 - suffix.length;

/** The member of a saved view that describes its arrays: docs/saved-view.md. */
export const aboutName = 'poolscope.json';

/** A member of an archive that could not be read, and why. */
export interface UnreadMember {
  /** Its name in the archive, with its ending. */
  readonly name: string;
  readonly reason: string;
}

/** How much an archive may unpack to. */
export interface UnpackOptions {
  /**
   * The most bytes that its compressed members may take together, unpacked. By default 256 MiB, and
   * 64 bytes for each byte of the archive.
   */
  readonly mostBytes?: number | undefined;
}

/** What `readNpz` does with members that it can't read, and how much it unpacks. */
export interface ReadNpzOptions extends UnpackOptions {
  /** Called with each of them. By default `console.warn` names it. */
  readonly onUnread?: ((member: UnreadMember) => void) | undefined;
}

/**
 * Reads the arrays of a NumPy `.npz` archive (`np.savez`, `np.savez_compressed`), each as `readNpy`
 * does. A member that can't be read, such as one that NumPy pickled, is left out and named by
 * `onUnread`. Compressed arrays may take 256 MiB in all, unpacked, and 64 bytes for each byte of the
 * archive; `mostBytes` says otherwise. Unpacking stops if a member holds more than it declares. The description of a saved view is skipped.
 * @returns tensors by the names they were saved with
 * @throws OptionError for bytes that are not a zip archive, a repeated name, sizes that the
 *   archive's bytes can't hold; where no member can be read, the first one's error
 * @example
 * readNpz(writeNpz({ dout: tensor([1, 2]) })).dout.toArray() // [1, 2]
 */
export function readNpz(
  bytes: Uint8Array | ArrayBuffer,
  options: ReadNpzOptions = {},
): Record<string, Tensor> {
  const operation = 'readNpz';
  checkOptions(operation, options, ['mostBytes', 'onUnread']);
  const { onUnread = warn, mostBytes } = options;
  checkFunction(operation, 'onUnread', onUnread, 'give one, or none');
  const archive = toBytes(operation, bytes);
  const read: [string, Tensor][] = [];
  const errors: [string, PoolscopeError][] = [];
  const arrayOf = arrayReader(operation, mostInflated(operation, archive, mostBytes));
  for (const member of arrayMembers(readMembers(archive, operation))) {
    try {
      read.push([arrayName(member), arrayOf(member)]);
    } catch (error) {
      if (!(error instanceof PoolscopeError)) throw error;
      errors.push([member.name, error]);
    }
  }
  const [first] = errors;
  if (read.length === 0 && first !== undefined) throw first[1];
  for (const [name, { message: reason }] of errors) onUnread({ name, reason });
  return Object.fromEntries(read);
}

function warn({ name, reason }: UnreadMember): void {
  console.warn(`readNpz: left out ${oneLine(name)}: ${reason}`);
}

/**
 * Writes tensors as a NumPy `.npz` archive, compressed.
 * @returns the archive's bytes; the same tensors always give the same bytes
 * @throws DTypeError for a value that is not a tensor
 * @example
 * Object.keys(readNpz(writeNpz({ x: tensor([1]), mask: tensor([true]) }))) // ['x', 'mask']
 */
export function writeNpz(tensors: Readonly<Record<string, Tensor>>): Uint8Array {
  return writeArchive('writeNpz', tensors);
}

/** Writes an archive of arrays, after a description of them if there is one. */
export function writeArchive(
  operation: string,
  tensors: Readonly<Record<string, Tensor>>,
  about?: string,
): Uint8Array {
  checkReadable(operation, 'tensors', tensors, 'give { x }, a tensor for each name');
  const files = Object.entries(tensors).map(([name, x]): [string, Uint8Array] => {
    checkName(name);
    return [`${name}${suffix}`, npyOf(operation, name, x)];
  });
  if (about !== undefined) files.unshift([aboutName, new TextEncoder().encode(about)]);
  // The earliest date that a zip archive can hold: so the bytes don't depend on the clock.
  return zipSync(Object.fromEntries(files), { mtime: new Date(1980, 0, 1) });
}

/** @throws OptionError for a name that an archive can't hold, or not so that it is read again */
function checkName(name: string): void {
  const bytes = new TextEncoder().encode(name);
  // What is no Unicode becomes U+FFFD, and Python ends a name at a NUL.
  const isKept = !/[\0\ufffd]/.test(new TextDecoder().decode(bytes));
  if (isKept && bytes.length <= maxNameBytes) return;
  throw new OptionError({
    operation: 'writeNpz',
    argument: 'name',
    value: name,
    problem: "can't be the name of an array in an archive",
    derivation: `at most ${maxNameBytes} bytes of UTF-8, without NUL`,
    remedy: 'give another name',
  });
}

/** A member of an archive, whose content is unpacked on request. */
export interface Member extends ZipMember {
  content(): Uint8Array;
}

/** Reads an archive's directory; no member is unpacked yet. */
export function readMembers(archive: Uint8Array, operation: string): Member[] {
  const tail = archive.subarray(Math.max(0, archive.length - zipTailBytes));
  const directory = zipDirectory(tail, archive.length, operation);
  const { start, length } = directory;
  const listed = archive.subarray(start, start + length);
  // NumPy tells an archive by its first bytes, even where the first member is not asked for.
  if (start > 0 && !startsMember(archive)) {
    throw archiveError(operation, archive, 'it does not begin with a member');
  }
  return zipMembers(listed, directory, operation).map((member) => ({
    ...member,
    content: () => {
      const header = archive.subarray(member.at, member.at + zipMemberHeaderBytes(member));
      const from = zipContentStart(member, header, operation);
      const end = from + member.packed;
      if (isStreamed(header)) {
        const after = archive.subarray(end, Math.min(end + zipDescriptorBytes, member.end));
        checkZipDescriptor(member, after, operation);
      }
      const unpacker = new ZipUnpacker(member, operation);
      unpacker.push(archive.subarray(from, end));
      return unpacker.end();
    },
  }));
}

/** Unpacks the arrays among an archive's members, by name; each of them has to be readable. */
export function readArrays(
  members: readonly Member[],
  operation: string,
  most: number,
): Record<string, Tensor> {
  const arrayOf = arrayReader(operation, most);
  return Object.fromEntries(
    arrayMembers(members).map((member): [string, Tensor] => [arrayName(member), arrayOf(member)]),
  );
}

/** The most bytes that an archive's members may unpack to. */
export function mostInflated(operation: string, archive: Uint8Array, given?: number): number {
  if (given === undefined) return limits.inflated + limits.growth * archive.length;
  if (Number.isSafeInteger(given) && given >= 0) return given;
  throw new OptionError({
    operation,
    argument: 'mostBytes',
    value: given,
    problem: 'is not a number of bytes',
    remedy: 'give an integer of 0 or more',
  });
}

function arrayMembers(members: readonly Member[]): Member[] {
  return members.filter(({ name }) => name !== aboutName);
}

function arrayName({ name }: Member): string {
  return name.slice(0, -suffix.length);
}

/** Returns what reads an archive's members one after the other, within the most that they may take together. */
function arrayReader(operation: string, most: number): (member: Member) => Tensor {
  let inflated = 0;
  return ({ name, deflated, size, content }) => {
    if (!name.endsWith(suffix)) {
      const remedy = 'write the archive with np.savez';
      throw memberError(operation, { name }, 'is not an .npy member', remedy);
    }
    const all = deflated ? inflated + size : inflated;
    if (all > most) {
      throw memberError(
        operation,
        { name },
        `would bring the archive to ${all} bytes, more than ${most}`,
        `where you trust it, give { mostBytes: ${all} }, or save it with np.savez, uncompressed`,
      );
    }
    inflated = all;
    return parseNpy(content(), { operation, member: `${name}: ` });
  };
}
