// A .safetensors file that is read in parts.
import {
  readSafetensorsHeader,
  type StoredTensor,
  safetensorsHeaderEnd,
  safetensorsPrefix,
  type UnreadTensor,
} from 'poolscope/internal';
import { type ByteSource, CachedSource, PartSource } from './byte-source.js';
import { FlatArray } from './flat-array.js';

/** What is read at first: most headers end in it. */
const firstRead = 2 ** 16;

/** A `.safetensors` file; of its tensors only what is drawn is read. */
export class SafetensorsFile {
  readonly tensors: readonly StoredTensor[];
  /** Those that are not read. */
  readonly unread: readonly UnreadTensor[];
  private readonly source: ByteSource;

  private constructor(
    tensors: readonly StoredTensor[],
    unread: readonly UnreadTensor[],
    source: ByteSource,
  ) {
    this.tensors = tensors;
    this.unread = unread;
    this.source = source;
  }

  /** @throws PoolscopeError for a header that `readSafetensorsHeader` refuses */
  static async open(source: ByteSource): Promise<SafetensorsFile> {
    const { length } = source;
    const start = await source.read(0, Math.min(firstRead, length));
    const end = safetensorsHeaderEnd(start.subarray(0, safetensorsPrefix), length);
    const header = end <= start.length ? start.subarray(0, end) : await source.read(0, end);
    const { tensors, unread } = readSafetensorsHeader(header, length);
    return new SafetensorsFile(tensors, unread, source);
  }

  /** A tensor of it, as an array of its own. */
  array(tensor: StoredTensor): FlatArray {
    const part = new PartSource(this.source, tensor.start, tensor.length);
    return new FlatArray({ ...tensor, start: 0 }, new CachedSource(part));
  }
}
