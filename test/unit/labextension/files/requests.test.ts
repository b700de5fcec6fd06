import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ByteSource,
  CachedSource,
} from '../../../../labextension/src/files/source/byte-source.js';
import { FlatArray } from '../../../../labextension/src/files/source/flat-array.js';
import { type Extent, spanOf } from '../../../../labextension/src/files/source/plane.js';
import {
  inTurns,
  joinedGap,
  mostRequests,
  requestBytes,
  requestsAtOnce,
  requestsOf,
  sizeOf,
} from '../../../../labextension/src/files/source/requests.js';
import { ZarrFile } from '../../../../labextension/src/files/zarr/zarr-file.js';
import { readZarr } from '../../../../src/formats/zarr/metadata.js';
import type { FilePart, Folder } from '../../../../src/store/folder.js';

// What is fetched of a large file for the cells that are drawn, told by counting the bytes that are asked for.

/** A file of any size, each of whose bytes is told by its place; it counts what is asked for. */
class CountingSource implements ByteSource {
  readonly length: number;
  readonly parts: [number, number][] = [];
  held = 0;
  mostHeld = 0;

  constructor(length: number) {
    this.length = length;
  }

  async read(start: number, end: number): Promise<Uint8Array> {
    this.parts.push([start, end]);
    this.held += end - start;
    this.mostHeld = Math.max(this.mostHeld, this.held);
    await new Promise((resolve) => setTimeout(resolve));
    this.held -= end - start;
    const bytes = new Uint8Array(end - start);
    for (let i = 0; i < bytes.length; i++) bytes[i] = byteAt(start + i);
    return bytes;
  }

  get sum(): number {
    return this.parts.reduce((sum, [start, end]) => sum + end - start, 0);
  }
}

const byteAt = (place: number): number => place % 251;

/** An array of bytes of a shape, whose elements lie in the file one after the other. */
function arrayOf(shape: readonly number[]): { source: CountingSource; array: FlatArray } {
  const source = new CountingSource(shape.reduce((product, n) => product * n, 1));
  const header = {
    shape,
    dtype: 'uint8',
    type: 'u1',
    width: 1,
    littleEndian: true,
    fortran: false,
    start: 0,
  } as const;
  return { source, array: new FlatArray(header, new CachedSource(source)) };
}

describe('of an array that is larger than 8 MiB', () => {
  test('one channel of many is fetched alone where channels come first', async () => {
    // N = 4, C = 64, 512 × 512: channel 7 of entry 2 is one run of its own.
    const { source, array } = arrayOf([4, 64, 512, 512]);
    const plane = await array.plane({ rowAxis: 2, columnAxis: 3, at: [2, 7, 0, 0] }, 'real');
    expect(source.sum).toBe(512 * 512);
    expect([...plane.values.subarray(0, 300)]).toEqual(
      Array.from({ length: 300 }, (_, i) => byteAt((2 * 64 + 7) * 512 * 512 + i)),
    );
  });

  test('rows that lie far apart are fetched one by one, without what lies between', async () => {
    // Rows of 3 MB, of which the first 512 cells are drawn.
    const { source, array } = arrayOf([600, 3_000_000]);
    const plane = await array.plane({ rowAxis: 0, columnAxis: 1, at: [0, 0] }, 'real');
    expect([source.parts.length, source.sum]).toEqual([512, 512 * 512]);
    expect(plane.values[511 * 512 + 5]).toBe(byteAt(511 * 3_000_000 + 5));
  });

  test('rows that lie close together come together, in parts of at most 2 MiB', async () => {
    const { source, array } = arrayOf([600, 40_000]);
    await array.plane({ rowAxis: 0, columnAxis: 1, at: [0, 0] }, 'real');
    // 53 rows begin within 2 MiB: 10 requests in place of 512.
    expect(source.parts.length).toBe(Math.ceil(512 / 53));
    expect(source.sum).toBeLessThan(512 * 40_000);
    expect(source.mostHeld).toBeLessThanOrEqual(requestsAtOnce * requestBytes);
  });

  test('cells that are far apart along both axes are fetched one by one while they are few', async () => {
    const { source, array } = arrayOf([20, 20, 400_000]);
    const plane = await array.plane({ rowAxis: 0, columnAxis: 1, at: [0, 0, 9] }, 'real');
    expect([source.parts.length, source.sum]).toEqual([400, 400]);
    expect(plane.values[21]).toBe(byteAt(21 * 400_000 + 9));
  });

  test('the next channel of interleaved ones is not fetched again', async () => {
    // Channels last: those of a cell lie side by side, and the slice is 3.2 MB with all of them.
    const { source, array } = arrayOf([4, 224, 224, 64]);
    for (const channel of [0, 1, 63]) {
      await array.plane({ rowAxis: 1, columnAxis: 2, at: [1, 0, 0, channel] }, 'real');
    }
    expect(source.parts).toEqual([[224 * 224 * 64, 2 * 224 * 224 * 64]]);
  });
});

describe('requests', () => {
  const side = fc.integer({ min: 1, max: 512 });
  const steps = fc.constantFrom(1, 3, 64, 1000, 30_000, 200_000, 3_000_000);
  const extents = fc.record({ rows: side, columns: side, inner: steps, factor: fc.nat(40) });

  test('hold each cell once, are small, and no more than their bound', () => {
    fc.assert(
      fc.property(extents, fc.boolean(), ({ rows, columns, inner, factor }, turned) => {
        // Rows do not overlap.
        const outer = inner * columns * (1 + factor);
        const extent: Extent = turned
          ? { rows: columns, columns: rows, rowStep: inner, columnStep: outer, start: 9, end: 0 }
          : { rows, columns, rowStep: outer, columnStep: inner, start: 9, end: 0 };
        const width = 2;
        const requests = requestsOf(extent, width);
        if (requests === undefined) return;
        expect(requests.length).toBeLessThanOrEqual(mostRequests);
        const lengths = requests.map(({ start, end }) => end - start);
        expect(Math.max(...lengths)).toBeLessThanOrEqual(requestBytes);
        expect(lengths).toEqual(requests.map(({ block }) => spanOf(extent, block) * width));
        expect(requests.map(({ start }) => start)).toEqual(
          requests.map(
            ({ block }) =>
              9 + (block.row * extent.rowStep + block.column * extent.columnStep) * width,
          ),
        );
        const cells = requests.map(({ block }) => block.rows * block.columns);
        expect(cells.reduce((sum, n) => sum + n)).toBe(rows * columns);
        const gap = (outer - (columns - 1) * inner - 1) * width;
        if (inner === 1 && gap > joinedGap) expect(sizeOf(requests)).toBe(rows * columns * width);
      }),
      { seed: 20261129, numRuns: 500 },
    );
  });

  test('are made so many at a time, and none after one has failed', async () => {
    let [running, most, begun] = [0, 0, 0];
    const work = async (job: number): Promise<void> => {
      begun++;
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve));
      running--;
      if (job === 20) throw new Error('lost');
    };
    await expect(inTurns(Array.from({ length: 100 }).keys(), 6, work)).rejects.toThrow('lost');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(most).toBe(6);
    expect(begun).toBeLessThan(33);
  });
});

test('cells that would need more than 1,024 requests are refused', async () => {
  const { source, array } = arrayOf([40, 40, 2_000_000]);
  const plane = array.plane({ rowAxis: 0, columnAxis: 1, at: [0, 0, 9] }, 'real');
  await expect(plane).rejects.toThrow('lie scattered over 3.2 GB of the file');
  expect(source.parts).toEqual([]);
});

describe('of an array of Zarr', () => {
  /** Chunks of zeros, each as large as it should be, and what is asked for of them. */
  class CountingFolder implements Folder {
    readonly name = 'x.zarr';
    parts = 0;
    sum = 0;
    private readonly size: number;

    constructor(size: number) {
      this.size = size;
    }

    async read(_: string, start: number, end: number): Promise<FilePart> {
      this.parts++;
      this.sum += end - start;
      return { bytes: new Uint8Array(end - start), total: this.size };
    }

    async folders(): Promise<string[]> {
      return [];
    }
  }

  function fileOf(shape: number[], chunk: number[]): { folder: CountingFolder; file: ZarrFile } {
    const meta = {
      zarr_format: 3,
      node_type: 'array',
      shape,
      data_type: 'uint8',
      chunk_grid: { name: 'regular', configuration: { chunk_shape: chunk } },
      chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
      fill_value: 0,
      codecs: [{ name: 'bytes' }],
      attributes: {},
    };
    const header = readZarr(new TextEncoder().encode(JSON.stringify(meta)), 'x.zarr');
    if (header.kind !== 'array') throw new Error('no array');
    const folder = new CountingFolder(chunk.reduce((product, n) => product * n, 1));
    return { folder, file: new ZarrFile(folder, '', header) };
  }

  test('rows far apart in a plain chunk come without what lies between', async () => {
    const { folder, file } = fileOf([100, 2_000_000], [100, 2_000_000]);
    await file.plane({ rowAxis: 0, columnAxis: 1, at: [0, 0] }, 'real');
    expect([folder.parts, folder.sum]).toEqual([100, 100 * 512]);
  });

  test('many chunks make no more requests than one array', async () => {
    // 64 chunks of 64 × 64, in each of which the cells are 40 bytes apart.
    const { folder, file } = fileOf([512, 512, 40], [64, 64, 40]);
    await file.plane({ rowAxis: 0, columnAxis: 1, at: [0, 0, 3] }, 'real');
    expect(folder.parts).toBe(64);
  });

  test('with one axis is a line of more than 512 values', async () => {
    const { folder, file } = fileOf([3_000_000], [100_000]);
    const plane = await file.plane({ rowAxis: -1, columnAxis: 0, at: [0] }, 'real');
    expect([plane.rows, plane.columns]).toEqual([1, 2 ** 20]);
    expect([folder.parts, folder.sum]).toEqual([11, 2 ** 20]);
  });
});
