// An array whose elements are one run of bytes in a file.
import { trans } from '../../ui/texts.js';
import type { ArrayFile } from './array-file.js';
import { type ByteSource, mostBytes, smallBytes } from './byte-source.js';
import {
  type Block,
  copyBlock,
  type Extent,
  extentOf,
  type FlatHeader,
  finiteRange,
  type Part,
  type Plane,
  planeOf,
  spanOf,
} from './plane.js';
import type { Selection } from './selection.js';
import { sizeText } from './size-text.js';

/** An array whose elements are one run of bytes, to the end of its source. */
export class FlatArray implements ArrayFile {
  readonly header: FlatHeader;
  private readonly source: ByteSource;

  constructor(header: FlatHeader, source: ByteSource) {
    this.header = header;
    this.source = source;
  }

  get isSmall(): boolean {
    return this.source.length <= smallBytes;
  }

  /** @throws Error, one line, where the cells are too far apart in the file */
  async plane(selection: Selection, part: Part): Promise<Plane> {
    const { header, source } = this;
    const extent = extentOf(header, selection);
    const { width } = header;
    const blocks = blocksOf(extent, width);
    const read = blocks.reduce((sum, block) => sum + spanOf(extent, block) * width, 0);
    if (read > mostBytes) {
      throw new Error(
        trans.__(
          'These rows and columns lie scattered over %1 of the file, more than the %2 that are read at a time. Choose the axes that lie closest together, or save the array in another order.',
          sizeText(extent.end - extent.start),
          sizeText(mostBytes),
        ),
      );
    }
    const cells = new Uint8Array(extent.rows * extent.columns * width);
    for (const block of blocks) {
      const first = block.row * extent.rowStep + block.column * extent.columnStep;
      const start = extent.start + first * width;
      const bytes = await source.read(start, start + spanOf(extent, block) * width);
      copyBlock({ ...extent, bytes }, block, width, cells, extent.columns);
    }
    return planeOf(header, extent.rows, extent.columns, cells, part);
  }

  async range(part: Part): Promise<[number, number]> {
    const bytes = await this.source.read(this.header.start, this.source.length);
    return finiteRange(this.header, bytes, part);
  }
}

/**
 * The parts of an extent that are read one after the other, so that little is held of what lies
 * between the cells: all of it where that is small, else as many rows, or columns, as come close.
 */
function blocksOf(extent: Extent, width: number): Block[] {
  const { rows, columns, rowStep, columnStep } = extent;
  const step = Math.max(rowStep, columnStep, 1) * width;
  const most = Math.max(1, Math.floor(smallBytes / step));
  const byRows = rowStep >= columnStep;
  const count = byRows ? rows : columns;
  return Array.from({ length: Math.ceil(count / most) }, (_, i) => {
    const size = Math.min(most, count - i * most);
    return byRows
      ? { row: i * most, column: 0, rows: size, columns }
      : { row: 0, column: i * most, rows, columns: size };
  });
}
