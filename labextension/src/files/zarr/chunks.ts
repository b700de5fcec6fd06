// Packed chunks, unpacked by zarrita; loaded with the first of them.
import { type Folder, fileLimits, innerChunk, oneLine, type ZarrArray } from 'poolscope/internal';
import { type AbsolutePath, type RangeQuery, Array as ZarritaArray } from 'zarrita';
import { trans } from '../../ui/texts.js';
import { guardCodecs } from './codecs.js';

/** Unsigned integers of an element's width: elements are taken as bits, whatever they mean. */
const asBits: Readonly<Record<number, 'uint8' | 'uint16' | 'uint32' | 'uint64'>> = {
  1: 'uint8',
  2: 'uint16',
  4: 'uint32',
  8: 'uint64',
};

type BitArray = ZarritaArray<'uint8' | 'uint16' | 'uint32' | 'uint64'>;

/** Indices of shards of so many bytes together are kept from one slice to the next. */
const keptIndices = 2 ** 20;

/** The chunks of an array whose codecs pack, transpose or shard. */
export class PackedChunks {
  /** It keeps the index of each shard that it has read from. */
  private array: BitArray;
  private readonly size: number;
  private readonly width: number;
  private readonly swaps: boolean;
  private readonly store: ChunkStore;
  private readonly create: () => BitArray;

  /**
   * @param fill what cells hold that a shard leaves out, as the array's bytes
   * @throws Error, one line, for elements that zarrita does not unpack
   */
  constructor(folder: Folder, path: string, header: ZarrArray, fill: Uint8Array) {
    guardCodecs();
    const type = asBits[header.width];
    if (type === undefined) {
      throw new Error(
        trans.__(
          'Packed chunks of %1 are not read. Save it without a compressor, or its real and imaginary part as arrays of their own.',
          header.dtype,
        ),
      );
    }
    this.width = header.width;
    // zarrita gives elements in the order of this machine; they are asked for in the array's.
    this.swaps = !header.littleEndian;
    this.size = innerChunk(header).reduce((product, n) => product * n, 1);
    this.store = new ChunkStore(folder, path);
    const { first, separator } = header.keys;
    const metadata: ConstructorParameters<typeof ZarritaArray>[2] = {
      zarr_format: 3,
      node_type: 'array',
      shape: [...header.shape],
      data_type: type,
      chunk_grid: { name: 'regular', configuration: { chunk_shape: [...header.chunk] } },
      chunk_key_encoding: {
        name: first === '' ? 'v2' : 'default',
        configuration: { separator },
      },
      codecs: header.codecs.map(({ name, configuration }) => ({
        name,
        configuration: { ...configuration },
      })),
      fill_value: bitsOf(header.littleEndian ? fill : fill.toReversed()),
      attributes: {},
    };
    this.create = () => new ZarritaArray(this.store, '/', metadata) as BitArray;
    this.array = this.create();
  }

  /** Lets go of indices that were read for slices drawn before. */
  trim(): void {
    if (this.store.indexBytes <= keptIndices) return;
    this.store.indexBytes = 0;
    this.array = this.create();
  }

  /**
   * Unpacks a chunk; of a sharded array an inner one.
   * @returns its elements' bytes and how far apart neighbours are; undefined where there is none
   * @throws Error, one line, where it is damaged
   */
  async chunk(
    at: readonly number[],
  ): Promise<{ bytes: Uint8Array; steps: readonly number[] } | undefined> {
    let unpacked: { data: ArrayBufferView & { length: number }; stride: number[] };
    try {
      unpacked = await this.array.getChunk([...at]);
    } catch (error) {
      if (error instanceof Missing) return undefined;
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new Error(trans.__('Chunk %1 can’t be unpacked: %2', at.join(', '), oneLine(why)));
    }
    const { data, stride } = unpacked;
    if (data.length !== this.size) {
      throw new Error(
        trans.__('Chunk %1 has %2 cells, and %3 are due.', at.join(', '), data.length, this.size),
      );
    }
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    if (this.swaps) {
      for (let i = 0; i < bytes.length; i += this.width)
        bytes.subarray(i, i + this.width).reverse();
    }
    return { bytes, steps: stride };
  }
}

/** There is no such file: zarrita would make an array of fill values, as large as the chunk. */
class Missing extends Error {}

/** Chunks as zarrita asks for them. */
class ChunkStore {
  /** How much was read of the ends of files, where shards have their indices. */
  indexBytes = 0;
  private readonly folder: Folder;
  private readonly path: string;

  constructor(folder: Folder, path: string) {
    this.folder = folder;
    this.path = path === '' ? '' : `${path}/`;
  }

  async get(key: AbsolutePath): Promise<Uint8Array> {
    const part = await this.folder.read(this.path + key.slice(1), 0, fileLimits.chunk);
    if (part !== undefined && part.total > fileLimits.chunk) {
      throw new Error(
        `it has ${part.total} bytes, more than the ${fileLimits.chunk} that are read`,
      );
    }
    if (part === undefined) throw new Missing();
    return part.bytes;
  }

  async getRange(key: AbsolutePath, range: RangeQuery): Promise<Uint8Array> {
    const length = 'suffixLength' in range ? range.suffixLength : range.length;
    if (!(length > 0 && length <= fileLimits.chunk)) {
      throw new Error(`a part of ${length} bytes, which is not 1 to ${fileLimits.chunk}`);
    }
    const [start, end] =
      'suffixLength' in range ? [-length, 0] : [range.offset, range.offset + length];
    const part = await this.folder.read(this.path + key.slice(1), start, end);
    if (part === undefined) throw new Missing();
    if ('suffixLength' in range) this.indexBytes += length;
    if (part.bytes.length === length) return part.bytes;
    throw new Error(`${part.bytes.length} bytes where ${length} are due`);
  }
}

/** Bytes as a number, the lowest first: a bigint where there are eight. */
function bitsOf(bytes: Uint8Array): number | bigint {
  const bits = bytes.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
  return bytes.length === 8 ? bits : Number(bits);
}
