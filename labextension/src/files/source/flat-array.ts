// An array whose elements are one run of bytes in a file.
import { trans } from '../../ui/texts.js';
import type { ArrayFile } from './array-file.js';
import { type ByteSource, mostBytes, smallBytes } from './byte-source.js';
import {
  copyBlock,
  type Extent,
  extentOf,
  type FlatHeader,
  finiteRange,
  type Part,
  type Plane,
  planeOf,
} from './plane.js';
import { inTurns, requestsAtOnce, requestsOf, sizeOf } from './requests.js';
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
    const apart = requestsOf(extent, width);
    const span = extent.end - extent.start;
    const cells = new Uint8Array(extent.rows * extent.columns * width);
    if (this.isSmall || (span <= smallBytes && !(apart && 2 * sizeOf(apart) < span))) {
      const block = { row: 0, column: 0, rows: extent.rows, columns: extent.columns };
      const bytes = await this.readAround(extent);
      copyBlock({ ...extent, bytes }, block, width, cells, extent.columns);
      return planeOf(header, extent.rows, extent.columns, cells, part);
    }
    if (apart === undefined || sizeOf(apart) > mostBytes) {
      throw new Error(
        trans.__(
          'These rows and columns lie scattered over %1 of the file, more than the %2 that are read at a time. Choose the axes that lie closest together, or save the array in another order.',
          sizeText(span),
          sizeText(mostBytes),
        ),
      );
    }
    await inTurns(apart, requestsAtOnce, async ({ start, end, block }) => {
      const bytes = await source.read(start, end);
      copyBlock({ ...extent, bytes }, block, width, cells, extent.columns);
    });
    return planeOf(header, extent.rows, extent.columns, cells, part);
  }

  /** Reads an extent as one part, with what lies beside its cells: the next slice may need no other. */
  private async readAround({ start, end, rowStep, columnStep }: Extent): Promise<Uint8Array> {
    const { header, source } = this;
    const { width } = header;
    const step = Math.min(rowStep || Infinity, columnStep || Infinity) * width;
    const isClose = end - start + step <= smallBytes;
    const before = isClose ? (start - header.start) % step : 0;
    const after = isClose ? step - width - before : 0;
    const bytes = await source.read(start - before, Math.min(end + after, source.length));
    return bytes.subarray(before);
  }

  async range(part: Part): Promise<[number, number]> {
    const bytes = await this.source.read(this.header.start, this.source.length);
    return finiteRange(this.header, bytes, part);
  }
}
