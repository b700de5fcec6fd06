import { unzipSync, zipSync } from 'fflate';
import { OptionError, PoolscopeError } from './errors.js';
import { bytesOf, parseNpy, writeNpy } from './npy.js';
import type { Tensor } from './tensor.js';

/** No deflated byte becomes more than this many: a match of 258 bytes takes 2 bits. */
const highestRatio = 1032;

/** What the deflated members of one archive may become in all. */
const mostInflated = 2 ** 30;

const suffix = '.npy';

/** What a saved view says of its arrays, beside them: docs/saved-view.md. */
const about = 'poolscope.json';

/**
 * The arrays of a NumPy `.npz` archive (`np.savez`, `np.savez_compressed`), each read as `readNpy`
 * does, under the names they were saved with. Compressed arrays may take 1 GiB in all. In a saved
 * view the member that describes it is passed over.
 * @throws OptionError for bytes that are no zip archive, a member that is no `.npy`, a name that
 *   stands twice, and sizes that the bytes present don't justify; whatever `readNpy` throws
 * @example
 * readNpz(writeNpz({ dout: tensor([1, 2]) })).dout.toArray() // [1, 2]
 */
export function readNpz(bytes: Uint8Array | ArrayBuffer): Record<string, Tensor> {
  const operation = 'readNpz';
  const arrays = unzipped(bytesOf(operation, bytes)).map(([name, file]): [string, Tensor] => [
    name.slice(0, -suffix.length),
    parseNpy(file, { operation, member: `${name}: ` }),
  ]);
  return Object.fromEntries(arrays);
}

/**
 * A NumPy `.npz` archive of tensors, compressed; the same tensors give the same bytes.
 * @throws DTypeError for a value that is no tensor
 * @example
 * Object.keys(readNpz(writeNpz({ x: tensor([1]), mask: tensor([true]) }))) // ['x', 'mask']
 */
export function writeNpz(tensors: Readonly<Record<string, Tensor>>): Uint8Array {
  const files = Object.entries(tensors).map(([name, x]): [string, Uint8Array] => [
    `${name}${suffix}`,
    writeNpy(x),
  ]);
  // The first moment that a zip archive can name, in local time, as its format has it.
  return zipSync(Object.fromEntries(files), { mtime: new Date(1980, 0, 1) });
}

function unzipped(archive: Uint8Array): [string, Uint8Array][] {
  const sizes = new Map<string, number>();
  let stored = 0;
  let inflated = 0;
  const refuse = (name: string, problem: string, remedy: string): OptionError =>
    new OptionError({ operation: 'readNpz', argument: 'bytes', value: name, problem, remedy });
  try {
    // Every member passes the filter before fflate allocates its declared size, and no more.
    const files = unzipSync(archive, {
      filter({ name, size, originalSize, compression }) {
        if (name === about) return false;
        if (!name.endsWith(suffix)) {
          throw refuse(name, 'is no .npy member', 'write the archive with np.savez');
        }
        if (sizes.has(name)) throw refuse(name, 'stands in the archive twice', 'rename one');
        sizes.set(name, originalSize);
        stored += size;
        if (compression !== 0) inflated += originalSize;
        if (stored > archive.length || originalSize > size * highestRatio) {
          throw refuse(
            name,
            `declares ${originalSize} bytes of ${size} compressed, more than the archive holds`,
            'the archive is broken',
          );
        }
        if (inflated > mostInflated) {
          throw refuse(
            name,
            `would bring the archive to ${inflated} bytes, more than ${mostInflated}`,
            'save it with np.savez, uncompressed, or in parts',
          );
        }
        return true;
      },
    });
    for (const [name, file] of Object.entries(files)) {
      if (file.length === sizes.get(name)) continue;
      throw refuse(
        name,
        `declares ${sizes.get(name)} bytes and holds ${file.length}`,
        'the archive is broken',
      );
    }
    return Object.entries(files);
  } catch (error) {
    if (error instanceof PoolscopeError) throw error;
    throw new OptionError({
      operation: 'readNpz',
      argument: 'bytes',
      value: archive,
      problem: 'is no zip archive that can be read',
      derivation: error instanceof Error ? error.message : String(error),
      remedy: 'write it with np.savez',
    });
  }
}
