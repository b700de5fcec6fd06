// An .npy file that is read in parts.
import { npyHeaderBytes, readNpyHeader } from 'poolscope/internal';
import { type ByteSource, CachedSource } from './byte-source.js';
import { FlatArray } from './flat-array.js';

/** An `.npy` file; only what is drawn is read. */
export class NpyFile extends FlatArray {
  /** @throws PoolscopeError for a file that `readNpyHeader` refuses: a pickle, one that is cut short */
  static async open(source: ByteSource): Promise<NpyFile> {
    const kept = new CachedSource(source);
    const start = await kept.read(0, Math.min(npyHeaderBytes, kept.length));
    return new NpyFile(readNpyHeader(start, kept.length), kept);
  }
}
