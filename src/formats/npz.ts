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

/** What the deflated members of one archive may become in all. */
const maxInflatedBytes = 2 ** 30;

const suffix = '.npy';

/** What a saved view says of its arrays, beside them: docs/saved-view.md. */
export const aboutName = 'poolscope.json';

/**
 * The arrays of a NumPy `.npz` archive (`np.savez`, `np.savez_compressed`), each read as `readNpy`
 * does, under the names they were saved with. Compressed arrays may take 1 GiB in all; unpacking
 * stops where a member holds more than it declares. In a saved view the member that describes it is
 * passed over.
 * @throws OptionError for bytes that are no zip archive, a member that is no `.npy`, a name that
 *   stands twice, and sizes that the bytes present don't justify; whatever `readNpy` throws
 * @example
 * readNpz(writeNpz({ dout: tensor([1, 2]) })).dout.toArray() // [1, 2]
 */
export function readNpz(bytes: Uint8Array | ArrayBuffer): Record<string, Tensor> {
  const operation = 'readNpz';
  return readArrays(readMembers(toBytes(operation, bytes), operation), operation);
}

/**
 * A NumPy `.npz` archive of tensors, compressed; the same tensors give the same bytes.
 * @throws DTypeError for a value that is no tensor
 * @example
 * Object.keys(readNpz(writeNpz({ x: tensor([1]), mask: tensor([true]) }))) // ['x', 'mask']
 */
export function writeNpz(tensors: Readonly<Record<string, Tensor>>): Uint8Array {
  return writeArchive(tensors);
}

/** Arrays, after a text that describes them where there is one. */
export function writeArchive(
  tensors: Readonly<Record<string, Tensor>>,
  about?: string,
): Uint8Array {
  const files = Object.entries(tensors).map(([name, x]): [string, Uint8Array] => [
    `${name}${suffix}`,
    writeNpy(x),
  ]);
  if (about !== undefined) files.unshift([aboutName, new TextEncoder().encode(about)]);
  // The first moment that a zip archive can name, in local time, as its format has it.
  return zipSync(Object.fromEntries(files), { mtime: new Date(1980, 0, 1) });
}

/** A member and how its content is had. */
export interface Member extends ZipMember {
  content(): Uint8Array;
}

/** The members of an archive, of which none is unpacked yet. */
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

/** The arrays among an archive's members, by name. */
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
