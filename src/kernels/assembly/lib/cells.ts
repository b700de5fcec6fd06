// AssemblyScript. Lists of a window's real cells, made once for all its channels.
import { Word } from '../../../memory/codes';
import { word } from './lanes';

/** Bytes of a listed cell: the address of its first channel, and its column (64 bits). */
export const cellBytes: i32 = 16;
/** The offset of the column in a listed cell. */
export const columnAt: i32 = 8;

/** The address of a thread's list. */
export function listOf(job: usize, thread: i32): usize {
  return <usize>word(job, Word.lists) + <usize>(thread * word(job, Word.windowSize) * cellBytes);
}

/**
 * Lists the real cells of the window at output (o0, o1, o2) of the image that starts at `image`, in
 * column order, but only those whose first coordinate is in [from, to). Returns the list's end.
 */
export function listCells(
  elementBytes: i32,
  job: usize,
  list: usize,
  image: usize,
  o0: i32,
  o1: i32,
  o2: i32,
  from: i32,
  to: i32,
): usize {
  const kernel0 = word(job, Word.kernel0);
  const kernel1 = word(job, Word.kernel1);
  const kernel2 = word(job, Word.kernel2);
  const input1 = word(job, Word.input1);
  const input2 = word(job, Word.input2);
  const size = word(job, Word.channels) * elementBytes;
  const table0 = <usize>word(job, Word.table0) + <usize>((o0 * kernel0) << 2);
  const table1 = <usize>word(job, Word.table1) + <usize>((o1 * kernel1) << 2);
  const table2 = <usize>word(job, Word.table2) + <usize>((o2 * kernel2) << 2);
  for (let k0 = 0; k0 < kernel0; k0++) {
    const i0 = load<i32>(table0 + (k0 << 2));
    if (i0 < from || i0 >= to) continue;
    for (let k1 = 0; k1 < kernel1; k1++) {
      const i1 = load<i32>(table1 + (k1 << 2));
      if (i1 < 0) continue;
      const line = image + <usize>((i0 * input1 + i1) * input2 * size);
      const column = (k0 * kernel1 + k1) * kernel2;
      for (let k2 = 0; k2 < kernel2; k2++) {
        const i2 = load<i32>(table2 + (k2 << 2));
        if (i2 < 0) continue;
        store<usize>(list, line + <usize>(i2 * size));
        store<i64>(list, <i64>(column + k2), columnAt);
        list += cellBytes;
      }
    }
  }
  return list;
}

/**
 * The coordinate at which a window starts along the last axis if all its cells there are real, else
 * −1. Such windows of one line have the same list but for a shift.
 */
export function wholeAt(job: usize, o2: i32): i32 {
  const kernel2 = word(job, Word.kernel2);
  const row = <usize>word(job, Word.table2) + <usize>((o2 * kernel2) << 2);
  return load<i32>(row + ((kernel2 - 1) << 2)) < 0 ? -1 : load<i32>(row);
}

/** The divisor of the averages at output (o0, o1, o2). */
export function divisorOf(job: usize, o0: i32, o1: i32, o2: i32): i32 {
  const count0 = load<i32>(<usize>word(job, Word.counts0) + <usize>(o0 << 2));
  const count1 = load<i32>(<usize>word(job, Word.counts1) + <usize>(o1 << 2));
  const count2 = load<i32>(<usize>word(job, Word.counts2) + <usize>(o2 << 2));
  return count0 * count1 * count2;
}
