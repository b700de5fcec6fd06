// `readNpz` and `writeNpz`: tensors to and from .npz archives.
import { zipSync } from 'fflate';
import { OptionError } from '../core/errors.js';
import type { Tensor } from '../tensor/tensor.js';
import { parseNpy, toBytes, writeNpy } from './npy.js';
import {
  type ZipMember,
  zipContentStart,
  zipDirectory,
  zipMemberHeaderBytes,
  zipMembers,
  zipTailBytes,
} from './zip.js';
import { ZipUnpacker } from './zip-unpacker.js';

/** The most bytes that the deflated members of one archive may take together once unpacked. */
const maxInflatedBytes = 2 ** 30;

const suffix = '.npy';

/** The member of a saved view that describes its arrays: docs/saved-view.md. */
export const aboutName = 'poolscope.json';

/**
 * Reads the arrays of a NumPy `.npz` archive (`np.savez`, `np.savez_compressed`), each as `readNpy`
 * does. Compressed arrays may take 1 GiB in all, unpacked; unpacking stops if a member holds more
 * than it declares. The description of a saved view is skipped.
 * @returns tensors by the names they were saved with
 * @throws OptionError for bytes that are not a zip archive, a member that is not an `.npy` file, a
 *   repeated name, sizes that the archive's bytes can't hold; the errors of `readNpy`
 * @example
 * readNpz(writeNpz({ dout: tensor([1, 2]) })).dout.toArray() // [1, 2]
 */
export function readNpz(bytes: Uint8Array | ArrayBuffer): Record<string, Tensor> {
  const operation = 'readNpz';
  return readArrays(readMembers(toBytes(operation, bytes), operation), operation);
}

/**
 * Writes tensors as a NumPy `.npz` archive, compressed.
 * @returns the archive's bytes; the same tensors always give the same bytes
 * @throws DTypeError for a value that is not a tensor
 * @example
 * Object.keys(readNpz(writeNpz({ x: tensor([1]), mask: tensor([true]) }))) // ['x', 'mask']
 */
export function writeNpz(tensors: Readonly<Record<string, Tensor>>): Uint8Array {
  return writeArchive(tensors);
}

/** Writes an archive of arrays, after a description of them if there is one. */
export function writeArchive(
  tensors: Readonly<Record<string, Tensor>>,
  about?: string,
): Uint8Array {
  const files = Object.entries(tensors).map(([name, x]): [string, Uint8Array] => [
    `${name}${suffix}`,
    writeNpy(x),
  ]);
  if (about !== undefined) files.unshift([aboutName, new TextEncoder().encode(about)]);
  // The earliest date that a zip archive can hold: so the bytes don't depend on the clock.
  return zipSync(Object.fromEntries(files), { mtime: new Date(1980, 0, 1) });
}

/** A member of an archive, whose content is unpacked on request. */
export interface Member extends ZipMember {
  content(): Uint8Array;
}

/** Reads an archive's directory; no member is unpacked yet. */
export function readMembers(archive: Uint8Array, operation: string): Member[] {
  const tail = archive.subarray(Math.max(0, archive.length - zipTailBytes));
  const { start, length } = zipDirectory(tail, archive.length, operation);
  const directory = archive.subarray(start, start + length);
  return zipMembers(directory, archive.length, operation).map((member) => ({
    ...member,
    content: () => {
      const header = archive.subarray(member.at, member.at + zipMemberHeaderBytes);
      const from = zipContentStart(member, header, operation);
      const unpacker = new ZipUnpacker(member, operation);
      unpacker.push(archive.subarray(from, from + member.packed));
      return unpacker.end();
    },
  }));
}

/** Unpacks the arrays among an archive's members, by name. */
export function readArrays(members: readonly Member[], operation: string): Record<string, Tensor> {
  const refuse = (name: string, problem: string, remedy: string): OptionError =>
    new OptionError({ operation, argument: 'bytes', value: name, problem, remedy });
  const arrays = members.filter(({ name }) => name !== aboutName);
  let inflated = 0;
  for (const { name, deflated, size } of arrays) {
    if (!name.endsWith(suffix)) {
      throw refuse(name, 'is not an .npy member', 'write the archive with np.savez');
    }
    if (deflated) inflated += size;
    if (inflated > maxInflatedBytes) {
      throw refuse(
        name,
        `would bring the archive to ${inflated} bytes, more than ${maxInflatedBytes}`,
        'save it with np.savez, uncompressed, or in parts',
      );
    }
  }
  return Object.fromEntries(
    arrays.map((member): [string, Tensor] => [
      member.name.slice(0, -suffix.length),
      parseNpy(member.content(), { operation, member: `${member.name}: ` }),
    ]),
  );
}
