import { describe, expect } from 'vitest';
import { planeOf } from '../../labextension/src/files/source/plane.js';
import { ZarrFile } from '../../labextension/src/files/zarr/zarr-file.js';
import { readZarr, readZarr2 } from '../../src/formats/zarr/metadata.js';
import type { FilePart, Folder } from '../../src/store/folder.js';
import { agreeing, testEach, type Vector } from './vectors.js';

// Arrays that zarr wrote show the cells that zarr reads, whatever packs, orders or shards them, and
// where chunks are missing.

interface ZarrVector extends Vector {
  version: 2 | 3;
  shape: number[];
  /** Base64 of the array's elements, little-endian, row-major. */
  cells: string;
  /** Base64 of each file of its folder. */
  files: Record<string, string>;
}

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(Buffer.from(base64, 'base64'));

class MemoryFolder implements Folder {
  readonly name = 'array.zarr';
  private readonly files: Readonly<Record<string, string>>;

  constructor(files: Readonly<Record<string, string>>) {
    this.files = files;
  }

  async read(path: string, start: number, end: number): Promise<FilePart | undefined> {
    const file = this.files[path];
    if (file === undefined) return undefined;
    const bytes = bytesOf(file);
    return {
      bytes: start < 0 ? bytes.slice(start) : bytes.slice(start, end),
      total: bytes.length,
    };
  }

  async folders(): Promise<string[]> {
    return [];
  }
}

/** Each index along the axes that are not drawn, 0 along those that are. */
function* slices(shape: readonly number[], drawn: readonly number[]): Generator<number[]> {
  const sizes = shape.map((size, axis) => (drawn.includes(axis) ? 1 : size));
  const count = sizes.reduce((product, size) => product * size, 1);
  for (let slice = 0; slice < count; slice++) {
    let left = slice;
    yield sizes.map((size) => {
      const index = left % size;
      left = Math.floor(left / size);
      return index;
    });
  }
}

describe('zarr’s cells of an array of', () => {
  testEach(agreeing<ZarrVector>('zarr'), async ({ version, shape, cells, files }) => {
    const meta =
      version === 3
        ? readZarr(bytesOf(files['zarr.json']!), 'a')
        : readZarr2(bytesOf(files['.zarray']!), 'a');
    if (meta.kind !== 'array') throw new Error('it is no array');
    const file = new ZarrFile(new MemoryFolder(files), '', meta);
    const { width } = meta;
    const elements = bytesOf(cells);
    const steps = shape.map((_, axis) => shape.slice(axis + 1).reduce((size, n) => size * n, 1));
    // The last two axes, and the first one across.
    const rank = shape.length;
    const choices = [[rank < 2 ? -1 : rank - 2, rank - 1], ...(rank < 2 ? [] : [[rank - 1, 0]])];
    for (const [rowAxis, columnAxis] of choices as [number, number][]) {
      for (const at of slices(shape, [rowAxis, columnAxis])) {
        const [rows, columns] = shape.includes(0)
          ? [0, 0]
          : [shape[rowAxis] ?? 1, shape[columnAxis] ?? 1];
        const bytes = new Uint8Array(rows * columns * width);
        for (let i = 0; i < rows * columns; i++) {
          const [row, column] = [Math.floor(i / columns), i % columns];
          const first = at.reduce((sum, index, axis) => sum + index * steps[axis]!, 0);
          const cell = first + row * (steps[rowAxis] ?? 0) + column * (steps[columnAxis] ?? 0);
          bytes.set(elements.subarray(cell * width, (cell + 1) * width), i * width);
        }
        const due = planeOf({ ...meta, littleEndian: true }, rows, columns, bytes, 'imaginary');
        const shown = await file.plane({ rowAxis, columnAxis, at }, 'imaginary');
        expect([shown.rows, shown.columns]).toEqual([rows, columns]);
        expect(shown.values).toEqual(due.values);
        for (let i = 0; i < rows * columns; i++) {
          const cell = [Math.floor(i / columns), i % columns] as const;
          expect(shown.plainText(...cell)).toBe(due.plainText(...cell));
        }
      }
    }
  });
});
