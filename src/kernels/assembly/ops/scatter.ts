// AssemblyScript. A walk over the windows of any geometry, for kernels that add to or fill their
// cells. Cells start at +0, so a sum of −0 alone gives +0.
import { Task, Word } from '../../../memory/codes';
import { listCells, listOf, wholeAt } from '../lib/cells';
import { word } from '../lib/lanes';
import { scatterMaxima } from './max-scatter';
import { placeRows } from './unpool';

/**
 * Computes the parts from `begin` to `end` of the input's grid, counted over (image, first axis).
 * It visits all windows that reach them, in row order, but writes no other cells: threads never
 * share one. Elements have `size` bytes.
 */
export function scatter(
  task: Task,
  size: i32,
  job: usize,
  thread: i32,
  begin: i32,
  end: i32,
): void {
  const input0 = word(job, Word.input0);
  for (let part = begin; part < end; ) {
    const from = part % input0;
    const to = min(input0, from + end - part);
    scatterImage(task, size, job, thread, part / input0, from, to);
    part += to - from;
  }
}

function scatterImage(
  task: Task,
  size: i32,
  job: usize,
  thread: i32,
  b: i32,
  from: i32,
  to: i32,
): void {
  const kernel0 = word(job, Word.kernel0);
  const output0 = word(job, Word.output0);
  const output1 = word(job, Word.output1);
  const output2 = word(job, Word.output2);
  const step = word(job, Word.channels) * size;
  const partBytes = word(job, Word.input1) * word(job, Word.input2) * step;
  const list = listOf(job, thread);
  const image = <usize>word(job, Word.target) + <usize>(b * word(job, Word.input0) * partBytes);
  const end = image + <usize>(to * partBytes);
  let zeroed = from;
  for (let o0 = 0; o0 < output0; o0++) {
    const reach = reachOf(job, o0, kernel0, from, to);
    if (reach === 0) continue;
    if (reach > zeroed) {
      // Zeroed just before they are added to, so that they are in the cache then.
      memory.fill(image + <usize>(zeroed * partBytes), 0, (reach - zeroed) * partBytes);
      zeroed = reach;
    }
    let position = (b * output0 + o0) * output1 * output2;
    for (let o1 = 0; o1 < output1; o1++) {
      let listEnd = list;
      let listed = -1;
      for (let o2 = 0; o2 < output2; o2++) {
        const start = wholeAt(job, o2);
        if (listed < 0 || start < 0) {
          listEnd = listCells(size, job, list, image, o0, o1, o2, from, to);
          listed = start;
        }
        const shift = <usize>((start - listed) * step);
        if (task === Task.maxUnpoolDense) {
          // Values are only moved, so their width is all that matters.
          if (size === 1) placeRows<u8>(job, list, listEnd, shift, position);
          else if (size === 4) placeRows<u32>(job, list, listEnd, shift, position);
          else placeRows<u64>(job, list, listEnd, shift, position);
        } else if (size === 4) {
          scatterMaxima<f32>(job, list, listEnd, shift, position);
        } else {
          scatterMaxima<f64>(job, list, listEnd, shift, position);
        }
        position++;
      }
    }
  }
  const rest = image + <usize>(zeroed * partBytes);
  memory.fill(rest, 0, end - rest);
}

/** One more than the last coordinate in [from, to) of the windows at o0; 0 if there is none. */
function reachOf(job: usize, o0: i32, kernel0: i32, from: i32, to: i32): i32 {
  const table0 = <usize>word(job, Word.table0) + <usize>((o0 * kernel0) << 2);
  for (let k0 = kernel0 - 1; k0 >= 0; k0--) {
    const i0 = load<i32>(table0 + (k0 << 2));
    if (i0 >= from && i0 < to) return i0 + 1;
  }
  return 0;
}
