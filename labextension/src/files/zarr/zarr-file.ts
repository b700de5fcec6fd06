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
import { type Block, copyBlock, type Part, type Plane, planeOf } from '../source/plane.js';
import { inTurns, mostRequests, requestsAtOnce, requestsOf, sizeOf } from '../source/requests.js';
import { longestOf, type Selection } from '../source/selection.js';
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

/** Packed chunks of so many bytes together are unpacked at a time, or one. */
const packedBytes = 2 ** 25;

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
      Math.min(longestOf(selection), (shape[axis] ?? 1) - (selection.at[axis] ?? 0));
    const isEmpty = shape.includes(0);
    const [rows, columns] = isEmpty
      ? [0, 0]
      : [side(selection.rowAxis), side(selection.columnAxis)];
    const pieces = this.piecesOf(selection, rows, columns);
    const cells = new Uint8Array(rows * columns * width);
    const drawn = { selection, cells, columns };
    const missing = this.isPlain
      ? await this.readPlain(pieces, drawn)
      : await this.readPacked(pieces, drawn);
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
    if (count > fileLimits.chunksOfSlice) throw this.tooMany(count);
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

  /** Reads of plain chunks the parts that hold what is drawn; returns how many are missing. */
  private async readPlain(pieces: readonly Piece[], drawn: Drawn): Promise<number> {
    const { header, folder, path } = this;
    const { width } = header;
    const size = this.chunkBytes;
    const steps = header.chunk.map((_, axis) =>
      header.chunk.slice(axis + 1).reduce((product, n) => product * n, 1),
    );
    const apart = stepsOf(drawn.selection, steps);
    const most = Math.max(1, Math.floor(mostRequests / pieces.length));
    const requests = pieces.flatMap((piece) => {
      const start = startOf(piece, steps) * width;
      const extent = { ...apart, start, rows: piece.block.rows, columns: piece.block.columns };
      const parts = requestsOf(extent, width, most);
      if (!parts) throw this.tooMany(pieces.length);
      return parts.map((part) => ({ ...part, piece }));
    });
    if (requests.length > mostRequests || sizeOf(requests) > mostBytes) {
      throw this.tooMany(pieces.length);
    }
    const missing = new Set<Piece>();
    await inTurns(requests, requestsAtOnce, async ({ start, end, block, piece }) => {
      const key = chunkKey(header, piece.at);
      const place = {
        ...block,
        row: piece.block.row + block.row,
        column: piece.block.column + block.column,
      };
      const part = await folder.read(path === '' ? key : `${path}/${key}`, start, end);
      if (part === undefined) {
        missing.add(piece);
        this.fillIn(place, drawn);
      } else if (part.total === size && part.bytes.length === end - start) {
        copyBlock({ ...apart, bytes: part.bytes }, place, width, drawn.cells, drawn.columns);
      } else {
        throw new Error(
          trans.__('Chunk %1 has %2 bytes, and %3 are due.', oneLine(key), part.total, size),
        );
      }
    });
    return missing.size;
  }

  /** Unpacks the chunks that hold what is drawn, and keeps none; returns how many are missing. */
  private async readPacked(pieces: readonly Piece[], drawn: Drawn): Promise<number> {
    if (pieces.length * this.chunkBytes > 4 * mostBytes) throw this.tooMany(pieces.length);
    if (this.packed === undefined) {
      const { PackedChunks } = await import(/* webpackChunkName: "zarr" */ './chunks.js');
      this.packed ??= new PackedChunks(this.folder, this.path, this.header, this.fill);
    }
    const { packed } = this;
    const { width } = this.header;
    let missing = 0;
    const atOnce = Math.max(1, Math.min(requestsAtOnce, Math.floor(packedBytes / this.chunkBytes)));
    await inTurns(pieces, atOnce, async (piece) => {
      const chunk = await packed.chunk(piece.at);
      if (chunk === undefined) {
        missing++;
        this.fillIn(piece.block, drawn);
        return;
      }
      const bytes = chunk.bytes.subarray(startOf(piece, chunk.steps) * width);
      const apart = stepsOf(drawn.selection, chunk.steps);
      copyBlock({ ...apart, bytes }, piece.block, width, drawn.cells, drawn.columns);
    });
    packed.trim();
    return missing;
  }

  /** Puts the fill value where a chunk is missing. */
  private fillIn({ row, column, rows, columns }: Block, drawn: Drawn): void {
    const { width } = this.header;
    for (let i = row; i < row + rows; i++) {
      for (let j = column; j < column + columns; j++) {
        drawn.cells.set(this.fill, (i * drawn.columns + j) * width);
      }
    }
  }

  private tooMany(chunks: number): Error {
    return new Error(
      trans.__(
        'These rows and columns lie in %1 chunks of %2, more than are read at a time. Choose other axes, or save the array in other chunks.',
        chunks,
        sizeText(this.chunkBytes),
      ),
    );
  }
}

/** What is drawn: the cells, which lie row by row, are filled in chunk by chunk. */
interface Drawn {
  readonly selection: Selection;
  readonly cells: Uint8Array;
  readonly columns: number;
}

/** How many elements of a chunk two rows, and two columns, are apart. */
function stepsOf(
  { rowAxis, columnAxis }: Selection,
  steps: readonly number[],
): { rowStep: number; columnStep: number } {
  return { rowStep: steps[rowAxis] ?? 0, columnStep: steps[columnAxis] ?? 0 };
}

/** The element of a chunk at which a piece of it begins. */
function startOf({ first }: Piece, steps: readonly number[]): number {
  return first.reduce((sum, index, axis) => sum + index * steps[axis]!, 0);
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
