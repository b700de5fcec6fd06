import { type NpyHeader, npyHeaderBytes, readNpyHeader } from 'poolscope/internal';
import { trans } from '../../ui/texts.js';
import { type ByteSource, KeptSource, mostBytes, smallBytes } from './byte-source.js';
import { extentOf, finiteRange, type Part, type Plane, planeOf } from './plane.js';
import type { Selection } from './selection.js';
import { sizeText } from './size-text.js';

/** An `.npy` file of which no more is read than what is drawn. */
export class NpyFile {
  readonly header: NpyHeader;
  private readonly source: ByteSource;

  private constructor(header: NpyHeader, source: ByteSource) {
    this.header = header;
    this.source = source;
  }

  /** @throws PoolscopeError for a file that `readNpyHeader` refuses: a pickle, one that is cut short */
  static async open(source: ByteSource): Promise<NpyFile> {
    const kept = new KeptSource(source);
    const start = await kept.read(0, Math.min(npyHeaderBytes, kept.length));
    return new NpyFile(readNpyHeader(start, kept.length), kept);
  }

  /** Whether all of the array is looked at for its colours. */
  get isSmall(): boolean {
    return this.source.length <= smallBytes;
  }

  /** @throws Error, one line, where the cells lie too far apart in the file */
  async plane(selection: Selection, part: Part): Promise<Plane> {
    const extent = extentOf(this.header, selection);
    const span = extent.end - extent.start;
    if (span > mostBytes) {
      throw new Error(
        trans.__(
          'These rows and columns lie scattered over %1 of the file, more than the %2 that are read at a time. Choose the axes that lie closest together, or save the array in another order.',
          sizeText(span),
          sizeText(mostBytes),
        ),
      );
    }
    const bytes = await this.source.read(extent.start, extent.end);
    return planeOf(this.header, extent, bytes, part);
  }

  /** Least and greatest finite value of a small file. */
  async range(part: Part): Promise<[number, number]> {
    const bytes = await this.source.read(this.header.start, this.source.length);
    return finiteRange(this.header, bytes, part);
  }
}
