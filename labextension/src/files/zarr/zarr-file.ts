// An array of Zarr, of which the chunks are read that hold what is drawn.
import {
  chunkKey,
  type Folder,
  fileLimits,
  innerChunk,
  oneLine,
  type ZarrArray,
} from 'poolscope/internal';
import { trans } from '../../ui/texts.js';
import type { ArrayFile } from '../source/array-file.js';
import { mostBytes } from '../source/byte-source.js';
import { type Block, copyBlock, type Part, type Plane, planeOf, spanOf } from '../source/plane.js';
import { longestSide, type Selection } from '../source/selection.js';
import { sizeText } from '../source/size-text.js';
import type { PackedChunks } from './chunks.js';
import { fillBytes } from './fill.js';

/** A chunk that cells of a plane lie in: where it is in the grid, which cells, and where in it. */
interface Piece {
  readonly at: readonly number[];
  readonly block: Block;
  /** The index in the chunk of the block's first cell. */
  readonly first: readonly number[];
}

/** How many chunks are fetched at a time. */
const atOnce = 8;

/** An array of Zarr; the colours follow what is on screen. */
export class ZarrFile implements ArrayFile {
  readonly header: ZarrArray;
  readonly isSmall = false;
  private readonly folder: Folder;
  private readonly path: string;
  private readonly fill: Uint8Array;
  private packed: PackedChunks | undefined;

  /**
   * @param path of the array's folder below the given one
   * @throws Error, one line, for a fill value that is none
   */
  constructor(folder: Folder, path: string, array: ZarrArray) {
    this.folder = folder;
    this.path = path;
    this.header = array;
    this.fill = fillBytes(array);
  }

  /** @throws Error, one line, where the cells lie in too many chunks, or one can't be read */
  async plane(selection: Selection, part: Part): Promise<Plane> {
    const { shape, width } = this.header;
    const side = (axis: number): number =>
      Math.min(longestSide, (shape[axis] ?? 1) - (selection.at[axis] ?? 0));
    const isEmpty = shape.includes(0);
    const [rows, columns] = isEmpty
      ? [0, 0]
      : [side(selection.rowAxis), side(selection.columnAxis)];
    const pieces = this.piecesOf(selection, rows, columns);
    const cells = new Uint8Array(rows * columns * width);
    let missing = 0;
    const rest = pieces.values();
    const work = async (): Promise<void> => {
      for (const piece of rest) {
        if (!(await this.readPiece(piece, selection, cells, columns))) missing++;
      }
    };
    // Chunks that are unpacked at a time are no more than may be held.
    const { length } = pieces;
    const most = this.isPlain ? atOnce : Math.max(1, Math.floor(mostBytes / this.chunkBytes));
    await Promise.all(Array.from({ length: Math.min(length, atOnce, most) }, work));
    const plane = planeOf(this.header, rows, columns, cells, part);
    if (missing === 0) return plane;
    const note = trans._n(
      '%1 chunk is not there: its cells are the fill value.',
      '%1 chunks are not there: their cells are the fill value.',
      missing,
    );
    return { ...plane, note };
  }

  range(): Promise<[number, number]> {
    return Promise.reject(new Error('zarr: colours follow what is on screen'));
  }

  private get chunkBytes(): number {
    return innerChunk(this.header).reduce((size, n) => size * n, this.header.width);
  }

  private get isPlain(): boolean {
    const { codecs } = this.header;
    return codecs.length === 1 && codecs[0]!.name === 'bytes';
  }

  /** The chunks that hold a plane. */
  private piecesOf({ rowAxis, columnAxis, at }: Selection, rows: number, columns: number): Piece[] {
    if (rows === 0 || columns === 0) return [];
    const chunk = innerChunk(this.header);
    const from = (axis: number): number => at[axis] ?? 0;
    const rowRuns = runsOf(from(rowAxis), rows, chunk[rowAxis] ?? 1);
    const columnRuns = runsOf(from(columnAxis), columns, chunk[columnAxis] ?? 1);
    const count = rowRuns.length * columnRuns.length;
    const bytes = this.chunkBytes;
    if (count > fileLimits.chunksOfSlice || (!this.isPlain && count * bytes > 4 * mostBytes)) {
      throw new Error(
        trans.__(
          'These rows and columns lie in %1 chunks of %2, more than are read at a time. Choose other axes, or save the array in other chunks.',
          count,
          sizeText(bytes),
        ),
      );
    }
    return rowRuns.flatMap((row) =>
      columnRuns.map((column): Piece => {
        const place = (axis: number): [number, number] => {
          if (axis === rowAxis) return [row.chunk, row.within];
          if (axis === columnAxis) return [column.chunk, column.within];
          return [Math.floor(from(axis) / chunk[axis]!), from(axis) % chunk[axis]!];
        };
        const places = chunk.map((_, axis) => place(axis));
        return {
          at: places.map(([chunkAt]) => chunkAt),
          first: places.map(([, within]) => within),
          block: {
            row: row.start,
            column: column.start,
            rows: row.length,
            columns: column.length,
          },
        };
      }),
    );
  }

  /** Reads the cells of a chunk that are drawn; returns whether the chunk is there. */
  private async readPiece(
    { at, block, first }: Piece,
    { rowAxis, columnAxis }: Selection,
    cells: Uint8Array,
    columns: number,
  ): Promise<boolean> {
    const { width } = this.header;
    const chunk = this.isPlain ? await this.plainChunk(at) : await this.packedChunk(at);
    const steps = chunk.steps;
    const start = first.reduce((sum, index, axis) => sum + index * steps[axis]!, 0);
    const apart = { rowStep: steps[rowAxis] ?? 0, columnStep: steps[columnAxis] ?? 0 };
    const bytes = await chunk.read(start * width, (start + spanOf(apart, block)) * width);
    if (bytes !== undefined) {
      copyBlock({ ...apart, bytes }, block, width, cells, columns);
      return true;
    }
    for (let row = 0; row < block.rows; row++) {
      for (let column = 0; column < block.columns; column++) {
        cells.set(this.fill, ((block.row + row) * columns + block.column + column) * width);
      }
    }
    return false;
  }

  private async plainChunk(at: readonly number[]): Promise<Chunk> {
    const { header, folder } = this;
    const steps = header.chunk.map((_, axis) =>
      header.chunk.slice(axis + 1).reduce((size, n) => size * n, 1),
    );
    const size = header.chunk.reduce((product, n) => product * n, header.width);
    const key = chunkKey(header, at);
    const read = async (start: number, end: number): Promise<Uint8Array | undefined> => {
      const part = await folder.read(this.path === '' ? key : `${this.path}/${key}`, start, end);
      if (part === undefined) return undefined;
      if (part.total === size && part.bytes.length === end - start) return part.bytes;
      throw new Error(
        trans.__('Chunk %1 has %2 bytes, and %3 are due.', oneLine(key), part.total, size),
      );
    };
    return { steps, read };
  }

  private async packedChunk(at: readonly number[]): Promise<Chunk> {
    if (this.packed === undefined) {
      const { PackedChunks } = await import(/* webpackChunkName: "zarr" */ './chunks.js');
      this.packed ??= new PackedChunks(this.folder, this.path, this.header, this.fill);
    }
    const chunk = await this.packed.chunk(at);
    if (chunk === undefined) return { steps: at.map(() => 0), read: async () => undefined };
    const { bytes, steps } = chunk;
    return { steps, read: async (start, end) => bytes.subarray(start, end) };
  }
}

/** Bytes of a chunk, and how many elements apart two neighbours along each axis are. */
interface Chunk {
  readonly steps: readonly number[];
  /** @returns undefined where the chunk is missing */
  read(start: number, end: number): Promise<Uint8Array | undefined>;
}

/** Cells along an axis, cut where chunks end. */
function runsOf(
  from: number,
  length: number,
  size: number,
): { chunk: number; within: number; start: number; length: number }[] {
  const runs = [];
  for (let at = from; at < from + length; ) {
    const chunk = Math.floor(at / size);
    const end = Math.min(from + length, (chunk + 1) * size);
    runs.push({ chunk, within: at - chunk * size, start: at - from, length: end - at });
    at = end;
  }
  return runs;
}
