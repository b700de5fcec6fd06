// An .npy file that is read in parts.
import { type NpyHeader, npyHeaderBytes, readNpyHeader } from 'poolscope/internal';
import { trans } from '../../ui/texts.js';
import { type ByteSource, CachedSource, mostBytes, smallBytes } from './byte-source.js';
import { extentOf, finiteRange, type Part, type Plane, readPlane } from './plane.js';
import type { Selection } from './selection.js';
import { sizeText } from './size-text.js';

/** An `.npy` file; only what is drawn is read. */
export class NpyFile {
  readonly header: NpyHeader;
  private readonly source: ByteSource;

  private constructor(header: NpyHeader, source: ByteSource) {
    this.header = header;
    this.source = source;
  }

  /** @throws PoolscopeError for a file that `readNpyHeader` refuses: a pickle, one that is cut short */
  static async open(source: ByteSource): Promise<NpyFile> {
    const kept = new CachedSource(source);
    const start = await kept.read(0, Math.min(npyHeaderBytes, kept.length));
    return new NpyFile(readNpyHeader(start, kept.length), kept);
  }

  /** Whether the range of the colours comes from the whole array. */
  get isSmall(): boolean {
    return this.source.length <= smallBytes;
  }

  /**
   * Reads the cells of a selection.
   * @throws Error, one line, where they are too far apart in the file
   */
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
    return readPlane(this.header, extent, bytes, part);
  }

  /** The least and the greatest finite value of a small file. */
  async range(part: Part): Promise<[number, number]> {
    const bytes = await this.source.read(this.header.start, this.source.length);
    return finiteRange(this.header, bytes, part);
  }
}
