// AssemblyScript. Memory is asked for in several places at once: it answers sooner than to one
// reader that follows line upon line, and there is no instruction that would prefetch.
import { Word } from '../../../memory/codes';
import { word } from './lanes';

/** More than this would push itself out of a core's own cache again. */
const most: i32 = 2 ** 17;
const cacheLine: usize = 64;

/**
 * Touches every cache line (up to the last few) of a block that will be read from its start to its
 * end, in eight streams; where the source is small enough to be in a cache, does nothing.
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
