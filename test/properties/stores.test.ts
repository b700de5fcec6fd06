import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { MemorySource } from '../../labextension/src/files/source/byte-source.js';
import { SafetensorsFile } from '../../labextension/src/files/source/safetensors-file.js';
import { firstSelection } from '../../labextension/src/files/source/selection.js';
import { ZarrFile } from '../../labextension/src/files/zarr/zarr-file.js';
import { fileLimits } from '../../src/formats/file-limits.js';
import { readZarr, readZarr2 } from '../../src/formats/zarr/metadata.js';
import { viewOfEntry } from '../../src/store/entry.js';
import type { FilePart, Folder } from '../../src/store/folder.js';
import { readStoredCalls } from '../../src/store/stored-call.js';
import { makeSafetensors } from '../fixtures/safetensors.mjs';

// Headers and stores that lie: whatever is changed in them, they are read, or refused in one line,
// and no more is asked for than the limits allow.

vi.setConfig({ testTimeout: 120_000 });

const seed = 20261129;
console.info(`stores: seed ${seed}`);

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** What a stranger may put in place of a value. */
const hostile: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(
    null,
    true,
    -1,
    0,
    0.5,
    1,
    2,
    7,
    2 ** 31,
    2 ** 40,
    2 ** 53,
    1e308,
    '',
    '0x',
  ),
  fc.constantFrom<Json>([], {}, [0], [1e9, 1e9], [2 ** 40, 2 ** 40], [[[[[[1]]]]]], '__proto__'),
  fc.constantFrom<Json>(
    'NaN',
    'float64',
    'zstd',
    'F8_E4M3',
    'lines\n\u2028\u202e',
    'n'.repeat(600),
  ),
  fc.array(fc.integer({ min: -3, max: 2 ** 33 }), { maxLength: 8 }),
  fc.jsonValue() as fc.Arbitrary<Json>,
);

/** The places of all values in JSON. */
function placesIn(value: Json, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, one]) => placesIn(one, [...path, name]))];
}

/** A copy of JSON with another value at a place. */
function changed(value: Json, [name, ...rest]: string[], other: Json): Json {
  if (name === undefined) return other;
  const copy = structuredClone(value) as { [name: string]: Json };
  copy[name] = changed(copy[name]!, rest, other);
  return copy;
}

/** JSON of which one to three values were changed. */
function spoilt(sound: Json): fc.Arbitrary<Json> {
  const places = placesIn(sound);
  const change = fc.tuple(fc.nat(places.length - 1), hostile);
  return fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) =>
    changes.reduce<Json>((json, [at, other]) => {
      try {
        return changed(json, places[at]!, other);
      } catch {
        return json; // the place is gone
      }
    }, sound),
  );
}

const encode = (json: Json): Uint8Array => new TextEncoder().encode(JSON.stringify(json));

/** Runs what may be refused; the line of the refusal is looked at. */
async function tried<Result>(run: () => Result | Promise<Result>): Promise<Result | undefined> {
  try {
    return await run();
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    expect(error).toBeInstanceOf(Error);
    expect([TypeError, RangeError, ReferenceError, SyntaxError]).not.toContain(
      (error as Error).constructor,
    );
    expect(message).toMatch(/^[^\p{Cc}\p{Zl}\p{Zp}\u202e]{1,1500}$/u);
    return undefined;
  }
}

/** Files in memory; each read is held to the limits. */
class MemoryFolder implements Folder {
  readonly name = 'run.zarr';
  reads = 0;
  private readonly files: Map<string, Uint8Array>;

  constructor(files: Record<string, Uint8Array>) {
    this.files = new Map(Object.entries(files));
  }

  async read(path: string, start: number, end: number): Promise<FilePart | undefined> {
    expect(end - start).toBeLessThanOrEqual(fileLimits.chunk);
    this.reads++;
    const file = this.files.get(path);
    return file && { bytes: file.slice(start, end), total: file.length };
  }

  async folders(path: string): Promise<string[]> {
    const start = path === '' ? '' : `${path}/`;
    const names = [...this.files.keys()].flatMap((file) => {
      const [name, ...below] = file.startsWith(start) ? file.slice(start.length).split('/') : [];
      return name !== undefined && below.length > 0 ? [name] : [];
    });
    return [...new Set(names)];
  }
}

describe('a .safetensors file', () => {
  const header = {
    a: { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] },
    b: { dtype: 'BF16', shape: [4], data_offsets: [24, 32] },
    __metadata__: { format: 'pt' },
  };

  test('whose header lies is read within its bytes, or refused in one line', async () => {
    let read = 0;
    await fc.assert(
      fc.asyncProperty(spoilt(header), async (json) => {
        const source = new MemorySource(makeSafetensors(json as object | null, 32));
        const file = await tried(() => SafetensorsFile.open(source));
        for (const tensor of file?.tensors ?? []) {
          expect(tensor.start + tensor.length).toBeLessThanOrEqual(source.length);
          const array = file!.array(tensor);
          await array.plane(firstSelection(array.header), 'real');
          read++;
        }
      }),
      { seed, numRuns: 1000 },
    );
    expect(read).toBeGreaterThan(50);
  });

  test('of any bytes is refused in one line', async () => {
    const sound = makeSafetensors(header, 32);
    await fc.assert(
      fc.asyncProperty(fc.nat(sound.length - 1), fc.nat(255), async (at, byte) => {
        const source = new MemorySource(sound.with(at, byte));
        const file = await tried(() => SafetensorsFile.open(source));
        for (const { start, length } of file?.tensors ?? []) {
          expect(start + length).toBeLessThanOrEqual(source.length);
        }
      }),
      { seed, numRuns: 1000 },
    );
  });
});

describe('an array of Zarr', () => {
  const bytes = { name: 'bytes', configuration: { endian: 'little' } };
  const version3: Json = {
    zarr_format: 3,
    node_type: 'array',
    shape: [5, 6],
    data_type: 'float32',
    chunk_grid: { name: 'regular', configuration: { chunk_shape: [2, 4] } },
    chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
    fill_value: 0,
    codecs: [bytes],
    attributes: {},
  };
  const inner: Json = { chunk_shape: [1, 2], codecs: [bytes], index_codecs: [bytes] };
  const cases: [string, Json, typeof readZarr][] = [
    ['3', version3, readZarr],
    [
      '3 in shards',
      { ...(version3 as object), codecs: [{ name: 'sharding_indexed', configuration: inner }] },
      readZarr,
    ],
    [
      '3, packed',
      { ...(version3 as object), codecs: [bytes, { name: 'gzip', configuration: {} }] },
      readZarr,
    ],
    [
      '2',
      {
        zarr_format: 2,
        shape: [5, 6],
        chunks: [2, 4],
        dtype: '>f4',
        order: 'F',
        compressor: null,
        filters: null,
        fill_value: 'NaN',
      },
      readZarr2,
    ],
  ];

  test.each(cases)(
    'of version %s that lies is drawn, or refused in one line',
    async (_, sound, read) => {
      expect(read(encode(sound), 'x').kind).toBe('array');
      let drawn = 0;
      await fc.assert(
        fc.asyncProperty(spoilt(sound), async (json) => {
          const meta = await tried(() => read(encode(json), 'run.zarr/0'));
          if (meta?.kind !== 'array') return;
          const folder = new MemoryFolder({});
          const file = await tried(() => new ZarrFile(folder, '', meta));
          const plane = await tried(async () => file?.plane(firstSelection(meta), 'real'));
          expect(folder.reads).toBeLessThanOrEqual(fileLimits.chunksOfSlice);
          if (plane === undefined) return;
          // Nothing is there, so every cell is the fill value.
          expect(new Set(plane.values).size).toBeLessThanOrEqual(1);
          drawn++;
        }),
        { seed, numRuns: 1000 },
      );
      expect(drawn).toBeGreaterThan(20);
    },
  );
});

describe('a store', () => {
  const array = (shape: number[], type: string, fill = 0): Json => ({
    zarr_format: 3,
    node_type: 'array',
    shape,
    data_type: type,
    chunk_grid: { name: 'regular', configuration: { chunk_shape: [3, ...shape.slice(1)] } },
    chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
    fill_value: fill,
    codecs: [{ name: 'bytes', configuration: { endian: 'little' } }],
    attributes: {},
  });
  const group = (attributes: Json): Json => ({
    zarr_format: 3,
    node_type: 'group',
    attributes: { poolscope: attributes },
  });
  const sound: Record<string, Json> = {
    'zarr.json': group({ version: 1, model: 'Net' }),
    '0/zarr.json': group({
      name: 'pool',
      turn: 0,
      where: 'net.py:3',
      op: 'max',
      function: 'max_pool2d',
      sizes: [4, 4],
      options: { kernel_size: [2, 2], stride: [2, 2], padding: [0, 0], dilation: [1, 1] },
      extra: {},
      channels: 1,
      output: [2, 2],
      layout: 'NCHW',
      dtype: 'float32',
      backward: 'seen',
      notes: [],
      unchecked: [],
    }),
    '0/x/zarr.json': array([3, 4, 4, 1], 'float32'),
    '0/indices/zarr.json': array([3, 2, 2, 1], 'int32'),
    '0/dout/zarr.json': array([3, 2, 2, 1], 'float32'),
    '0/din/zarr.json': array([3, 4, 4, 1], 'float32'),
    '0/steps/zarr.json': array([1, 3], 'int64', -1),
  };
  const raw = (data: ArrayBufferView): Uint8Array => new Uint8Array(data.buffer);
  const chunks: Record<string, Uint8Array> = {
    '0/x/c/0/0/0/0': raw(Float32Array.from({ length: 48 }, (_, i) => i)),
    '0/indices/c/0/0/0/0': raw(Int32Array.from({ length: 12 }, (_, i) => [5, 7, 13, 15][i % 4]!)),
    '0/dout/c/0/0/0/0': raw(new Float32Array(12).fill(1)),
    '0/din/c/0/0/0/0': raw(new Float32Array(48)),
    '0/steps/c/0/0': raw(BigInt64Array.of(0n, 0n, 3n, -1n, -1n, -1n, -1n, -1n, -1n)),
  };
  const encoded = (metadata: Record<string, Json>): Record<string, Uint8Array> =>
    Object.fromEntries(Object.entries(metadata).map(([name, json]) => [name, encode(json)]));

  const look = async (files: Record<string, Uint8Array>): Promise<number> => {
    const calls = await tried(() => readStoredCalls(new MemoryFolder(files)));
    const [call] = calls ?? [];
    if (call === undefined) return 0;
    const shown = await tried(() => viewOfEntry(call, call.entries - 1));
    return shown?.view.x === undefined ? 0 : 1;
  };

  test('that is sound opens at each entry', async () => {
    const [call] = await readStoredCalls(new MemoryFolder({ ...encoded(sound), ...chunks }));
    expect((await viewOfEntry(call!, 2)).view.kind).toBe('pool');
  });

  test('whose metadata lies opens, or is refused in one line by an error of the library', async () => {
    const names = Object.keys(sound);
    let opened = 0;
    await fc.assert(
      fc.asyncProperty(
        fc
          .constantFrom(...names)
          .chain((name) => fc.tuple(fc.constant(name), spoilt(sound[name]!))),
        async ([name, json]) => {
          opened += await look({ ...encoded({ ...sound, [name]: json }), ...chunks });
        },
      ),
      { seed, numRuns: 1000 },
    );
    // Most lies are found; some of these change nothing that a view needs.
    expect(opened).toBeGreaterThan(20);
  });

  test('whose chunks are damaged opens, or is refused in one line', async () => {
    const names = Object.keys(chunks);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.nat(191),
        fc.nat(255),
        async (name, at, byte) => {
          const file = chunks[name]!;
          const damaged =
            byte < 16 ? file.slice(0, at % file.length) : file.with(at % file.length, byte);
          await look({ ...encoded(sound), ...chunks, [name]: damaged });
        },
      ),
      { seed, numRuns: 1000 },
    );
  });
});
