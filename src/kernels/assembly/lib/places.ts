// AssemblyScript. What windows that share no cell give theirs: one value for all cells of a window.
import { lanes } from './lanes';
import { entryBytes } from './winners';

/** From so many bytes on, a call that copies a line is faster than a loop. */
const worthACall: usize = 2048;

/**
 * Writes rows, divided, into all listed places, of which lines of `perLine` bytes of the list follow
 * each other; then those of the windows that follow by steps of some bytes. They are added to +0, so
 * −0 gives +0.
 */
export function place<T>(
  list: usize,
  listEnd: usize,
  perLine: usize,
  shift: usize,
  from: usize,
  rows: i32,
  divisor: i32,
  windows: i32,
  step: usize,
): void {
  const bytes = <usize>rows * sizeof<T>();
  const lineBytes = (perLine / entryBytes) * bytes;
  if (lineBytes < worthACall || list === listEnd) {
    placeRows<T>(list, listEnd, shift, from, rows, divisor, windows, step);
    return;
  }
  for (; windows > 0; windows--) {
    placeRows<T>(list, list + entryBytes, shift, from, rows, divisor, 1, 0);
    copyLines(list, listEnd, perLine, shift, bytes, lineBytes);
    from += bytes;
    shift += step;
  }
}

/** Copies a window's first cell to the others: along its line, then to other lines. */
function copyLines(
  list: usize,
  listEnd: usize,
  perLine: usize,
  shift: usize,
  bytes: usize,
  lineBytes: usize,
): void {
  const first = load<usize>(list) + shift;
  for (let done = bytes; done < lineBytes; ) {
    const more = min(done, lineBytes - done);
    memory.copy(first + done, first, more);
    done += more;
  }
  for (list += perLine; list < listEnd; list += perLine) {
    memory.copy(load<usize>(list) + shift, first, lineBytes);
  }
}

function placeRows<T>(
  list: usize,
  listEnd: usize,
  by: usize,
  from: usize,
  rows: i32,
  divisor: i32,
  windows: i32,
  step: usize,
): void {
  const factor = v128.splat<T>(<T>divisor);
  const zero = v128.splat<T>(0);
  const whole = rows & ~(lanes<T>() - 1);
  for (; windows > 0; windows--) {
    let shift = by;
    for (let row = 0; row < whole; row += lanes<T>()) {
      const value = v128.add<T>(zero, v128.div<T>(v128.load(from), factor));
      for (let at = list; at < listEnd; at += entryBytes) {
        v128.store(load<usize>(at) + shift, value);
      }
      from += 16;
      shift += 16;
    }
    for (let row = whole; row < rows; row++) {
      const value = <T>0 + load<T>(from) / <T>divisor;
      for (let at = list; at < listEnd; at += entryBytes) {
        store<T>(load<usize>(at) + shift, value);
      }
      from += sizeof<T>();
      shift += sizeof<T>();
    }
    by += step;
  }
}
