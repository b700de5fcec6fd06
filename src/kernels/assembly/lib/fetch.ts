// AssemblyScript. A prefetch of memory, for which WebAssembly has no instruction.
import { Word } from '../../../memory/codes';
import { word } from './lanes';

/** A larger block would evict itself from a core's own cache. */
const most: usize = 2 ** 17;
const cacheLine: usize = 64;

/**
 * Reads a byte of every cache line of a block, in order, before the block is used in another one:
 * many are on their way at once then, and processors foresee the next. Does nothing if the source is
 * small enough to be in a cache.
 */
export function fetch(job: usize, block: usize, bytes: usize): void {
  if (!word(job, Word.far) || bytes > most) return;
  for (const end = block + bytes; block < end; block += cacheLine) load<u8>(block);
}
