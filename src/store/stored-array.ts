// An array of a stored call: chunks of whole entries, as plain bytes.
import { sizeOf } from '../core/shape.js';
import { fileLimits } from '../formats/file-limits.js';
import { type NpyElements, npyElements } from '../formats/npy-elements.js';
import { chunkKey, readZarr, type ZarrArray, type ZarrGroup } from '../formats/zarr/metadata.js';
import { storeError } from './error.js';
import type { Folder } from './folder.js';

/** The types that a store holds. */
const storedTypes = ['f4', 'f8', 'i1', 'u1', 'i4', 'i8', 'b1'];

/** An array whose first axis is the batch; some entries are read at a time. */
export class StoredArray {
  readonly meta: ZarrArray;
  private readonly folder: Folder;
  private readonly path: string;
  private readonly where: string;

  private constructor(folder: Folder, path: string, meta: ZarrArray) {
    this.folder = folder;
    this.path = path;
    this.where = `${folder.name}/${path}`;
    this.meta = meta;
    this.check();
  }

  /** @throws OptionError, one line, for metadata that is not as docs/store.md describes it */
  static async open(folder: Folder, path: string): Promise<StoredArray> {
    const meta = await readMetadata(folder, path);
    if (meta.kind === 'array') return new StoredArray(folder, path, meta);
    throw storeError(`${folder.name}/${path}`, 'node_type', 'group', 'is not an array');
  }

  /** How many entries there are, finished or not. */
  get entries(): number {
    return this.meta.shape[0]!;
  }

  /** The shape of one entry. */
  get entryShape(): readonly number[] {
    return this.meta.shape.slice(1);
  }

  get entryBytes(): number {
    return sizeOf(this.entryShape) * this.meta.width;
  }

  /**
   * Reads the entries from `first` up to, not including, `end`.
   * @returns their elements; undefined where the first chunk of them is missing
   * @throws OptionError that names a chunk that is missing among others, or has another size
   */
  async read(first: number, end: number): Promise<NpyElements | undefined> {
    const { meta, entryBytes } = this;
    const bytes = new Uint8Array((end - first) * entryBytes);
    const size = meta.chunk[0]! * entryBytes;
    for (let at = first; at < end; ) {
      const chunk = Math.floor(at / meta.chunk[0]!);
      const last = Math.min(end, (chunk + 1) * meta.chunk[0]!);
      const from = (at - chunk * meta.chunk[0]!) * entryBytes;
      const key = chunkKey(meta, [chunk, ...this.entryShape.map(() => 0)]);
      const to = from + (last - at) * entryBytes;
      const part = await this.folder.read(`${this.path}/${key}`, from, to);
      if (part === undefined && at === first) return undefined;
      if (part === undefined) throw storeError(this.where, 'chunk', chunk, 'is missing');
      if (part.total !== size || part.bytes.length !== to - from) {
        const problem = `is damaged: it has ${part.total} bytes and not ${size}`;
        throw storeError(this.where, 'chunk', chunk, problem);
      }
      bytes.set(part.bytes, (at - first) * entryBytes);
      at = last;
    }
    return npyElements(meta, bytes);
  }

  private check(): void {
    const { shape, chunk, codecs, type, littleEndian, keys } = this.meta;
    const fail = (argument: string, value: unknown, problem: string): never => {
      throw storeError(this.where, argument, value, problem);
    };
    if (shape.length < 2) fail('shape', shape, 'has no entries');
    if (chunk.slice(1).join() !== shape.slice(1).join()) {
      fail('chunk_shape', chunk, 'does not hold whole entries');
    }
    if (!storedTypes.includes(type)) fail('data_type', this.meta.dtype, 'is not stored');
    if (codecs.length !== 1 || codecs[0]!.name !== 'bytes' || !littleEndian) {
      const names = codecs.map(({ name }) => name);
      fail('codecs', names, 'are read by no check: a store holds plain little-endian bytes');
    }
    if (keys.first !== 'c' || keys.separator !== '/')
      fail('chunk_key_encoding', keys, 'is not c/0');
    if (this.entryBytes > fileLimits.entry) {
      fail('shape', shape, `has entries of more than ${fileLimits.entry} bytes`);
    }
  }
}

/**
 * Reads the `zarr.json` of a folder.
 * @throws OptionError, one line, where there is none, or one that can't be used
 */
export async function readMetadata(folder: Folder, path: string): Promise<ZarrArray | ZarrGroup> {
  const where = path === '' ? folder.name : `${folder.name}/${path}`;
  const file = path === '' ? 'zarr.json' : `${path}/zarr.json`;
  const part = await folder.read(file, 0, fileLimits.zarrMetadata + 1);
  if (part === undefined) throw storeError(where, 'zarr.json', undefined, 'is not there');
  return readZarr(part.bytes, where);
}
