// AssemblyScript. A prefetch of memory. WebAssembly has no instruction for it, but main memory is
// read faster in several streams at once than line after line.
import { Word } from '../../../memory/codes';
import { word } from './lanes';

/** A larger block would evict itself from a core's own cache. */
const most: i32 = 2 ** 17;
const cacheLine: usize = 64;

/**
 * Reads a byte of every cache line of a block, except the last few, in eight streams, before the
 * block is used from start to end. Does nothing if the source is small enough to be in a cache.
 */
export function fetch(job: usize, block: usize, bytes: i32): void {
  if (!word(job, Word.far) || bytes > most) return;
  const stream = <usize>(bytes >> 3) & ~(cacheLine - 1);
  for (let at = block; at < block + stream; at += cacheLine) {
    load<u8>(at);
    load<u8>(at + stream);
    load<u8>(at + stream * 2);
    load<u8>(at + stream * 3);
    load<u8>(at + stream * 4);
    load<u8>(at + stream * 5);
    load<u8>(at + stream * 6);
    load<u8>(at + stream * 7);
  }
}
