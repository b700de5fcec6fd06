import { deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import * as zarr from 'zarrita';
import { firstSelection } from '../../labextension/src/files/source/selection.js';
import { ZarrFile } from '../../labextension/src/files/zarr/zarr-file.js';
import { fileLimits } from '../../src/formats/file-limits.js';
import { readZarr } from '../../src/formats/zarr/metadata.js';
import type { FilePart, Folder } from '../../src/store/folder.js';

// Packed chunks of Zarr that lie of their sizes, or hold anything: they are drawn, or refused in one line,
// and what is sound can be read thereafter. zarrita and Node pack them.

vi.setConfig({ testTimeout: 120_000 });

const seed = 20261129;
console.info(`packed chunks: seed ${seed}`);

class MemoryFolder implements Folder {
  readonly name = 'run.zarr';
  private readonly files: Map<string, Uint8Array>;

  constructor(files: Map<string, Uint8Array>) {
    this.files = files;
  }

  async read(path: string, start: number, end: number): Promise<FilePart | undefined> {
    expect(end - start).toBeLessThanOrEqual(fileLimits.chunk);
    const file = this.files.get(path);
    // From the end where `start` is negative, as a server reads a range.
    const bytes = file?.slice(start, start < 0 ? undefined : end);
    return file && bytes && { bytes, total: file.length };
  }

  async folders(): Promise<string[]> {
    return [];
  }
}

const bytes = { name: 'bytes', configuration: { endian: 'little' } };
const shape = [12, 16];
const values = Float32Array.from({ length: 12 * 16 }, (_, i) => i % 7);

/** Files of an array in chunks of 6 × 8 that zarrita packs. */
async function packed(codecs: object[]): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const store = {
    get: async (key: string) => files.get(key.slice(1)),
    set: async (key: string, content: Uint8Array) => void files.set(key.slice(1), content.slice()),
  };
  const array = await zarr.create(zarr.root(store), {
    shape,
    chunkShape: [6, 8],
    dtype: 'float32',
    codecs: codecs as never,
  });
  await zarr.set(array, null, { data: values, shape, stride: [16, 1] });
  return files;
}

/** The same whose metadata names another codec, and whose plain chunks were packed by it. */
function repacked(
  files: Map<string, Uint8Array>,
  codecs: object[],
  pack: (chunk: Uint8Array) => Uint8Array,
): Map<string, Uint8Array> {
  const meta = JSON.parse(new TextDecoder().decode(files.get('zarr.json')));
  return new Map(
    [...files].map(([name, content]) => [
      name,
      name === 'zarr.json'
        ? new TextEncoder().encode(JSON.stringify({ ...meta, codecs }))
        : Uint8Array.from(pack(content)),
    ]),
  );
}

/** A shard of the one chunk that it has, with its index behind it. */
function shard(chunk: Uint8Array): Uint8Array {
  const index = new DataView(new ArrayBuffer(16));
  index.setBigUint64(8, BigInt(chunk.length), true);
  return Uint8Array.of(...chunk, ...new Uint8Array(index.buffer));
}

type Kind = 'gzip' | 'zlib' | 'zstd' | 'blosc' | 'lz4' | 'transpose' | 'sharding_indexed';
const sound = {} as Record<Kind, Map<string, Uint8Array>>;

beforeAll(async () => {
  const plain = await packed([bytes]);
  const own = (name: string, configuration: object): Promise<Map<string, Uint8Array>> =>
    packed([bytes, { name, configuration }]);
  sound.zstd = await own('zstd', { level: 1, checksum: false });
  sound.lz4 = await own('lz4', { acceleration: 1 });
  sound.blosc = await own('blosc', {
    cname: 'lz4',
    clevel: 5,
    shuffle: 'shuffle',
    typesize: 4,
    blocksize: 0,
  });
  sound.transpose = await packed([{ name: 'transpose', configuration: { order: [1, 0] } }, bytes]);
  for (const [name, pack] of [
    ['gzip', gzipSync],
    ['zlib', deflateSync],
  ] as const) {
    sound[name] = repacked(plain, [bytes, { name, configuration: {} }], pack);
  }
  const sharding = { chunk_shape: [6, 8], codecs: [bytes], index_codecs: [bytes] };
  sound.sharding_indexed = repacked(
    plain,
    [{ name: 'sharding_indexed', configuration: sharding }],
    shard,
  );
});

/** What a plane draws of files; undefined where it is refused, in one line. */
async function drawn(files: Map<string, Uint8Array>): Promise<number[] | undefined> {
  const meta = readZarr(files.get('zarr.json')!, 'run.zarr');
  if (meta.kind !== 'array') throw new Error('no array');
  try {
    const plane = await new ZarrFile(new MemoryFolder(files), '', meta).plane(
      firstSelection(meta),
      'real',
    );
    return [...plane.values];
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toMatch(/^[^\p{Cc}\p{Zl}\p{Zp}\u202e]{1,500}$/u);
    expect((error as Error).message).toMatch(/^Chunk [01], [01] (can’t be unpacked|has)/);
    return undefined;
  }
}

test('packed chunks of complex128 are refused with what helps, plain ones and complex64 drawn', async () => {
  const text = new TextDecoder().decode((await packed([bytes])).get('zarr.json'));
  const open = (dtype: string, codecs: object[]): Promise<unknown> => {
    const meta = { ...JSON.parse(text), data_type: dtype, fill_value: [1, 2], codecs };
    const array = readZarr(new TextEncoder().encode(JSON.stringify(meta)), 'run.zarr');
    if (array.kind !== 'array') throw new Error('no array');
    const file = new ZarrFile(new MemoryFolder(new Map()), '', array);
    return file.plane(firstSelection(array), 'imaginary').then(({ values: [first] }) => first);
  };
  const gzip = { name: 'gzip', configuration: { level: 1 } };
  await expect(open('complex128', [bytes, gzip])).rejects.toThrow(
    'Packed chunks of complex128 are not read. Save it without a compressor, or its real and imaginary part as arrays of their own.',
  );
  expect(await open('complex128', [bytes])).toBe(2);
  expect(await open('complex64', [bytes, gzip])).toBe(2);
});

/** A chunk that is cut, changed in some bytes, most of them of its head, or holds a size that lies. */
const damage = fc.oneof(
  fc.nat(400).map((length) => (chunk: Uint8Array) => chunk.slice(0, length % chunk.length)),
  fc
    .array(fc.tuple(fc.oneof(fc.nat(24), fc.nat(400)), fc.nat(255)), { minLength: 1, maxLength: 6 })
    .map((changes) => (chunk: Uint8Array) => {
      const copy = chunk.slice();
      for (const [at, byte] of changes) copy[at % copy.length] = byte;
      return copy;
    }),
  fc
    .tuple(fc.nat(40), fc.constantFrom(0, 1, 2 ** 16, 2 ** 28, 2 ** 31, 2 ** 32 - 1), fc.boolean())
    .map(([at, size, fromEnd]) => (chunk: Uint8Array) => {
      const copy = chunk.slice();
      const place = Math.min(at, copy.length - 4);
      const view = new DataView(copy.buffer);
      view.setUint32(fromEnd ? copy.length - 4 - place : place, size, true);
      return copy;
    }),
  fc.uint8Array({ maxLength: 64 }).map((content) => () => content),
);

const kinds: Kind[] = ['gzip', 'zlib', 'zstd', 'blosc', 'lz4', 'transpose', 'sharding_indexed'];

describe.each(kinds)('chunks by %s', (kind) => {
  test('that are sound are drawn', async () => {
    expect(await drawn(sound[kind])).toEqual([...values]);
  });

  test('that are damaged are drawn or refused in one line, and spoil no other', async () => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(damage, async (change) => {
        const files = new Map(sound[kind]);
        files.set('c/0/0', change(files.get('c/0/0')!));
        if ((await drawn(files)) === undefined) refused++;
      }),
      { seed, numRuns: 400 },
    );
    expect(refused).toBeGreaterThan(50);
    expect(await drawn(sound[kind])).toEqual([...values]);
  });
});
