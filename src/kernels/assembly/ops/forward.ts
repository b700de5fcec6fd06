// AssemblyScript. A walk over the windows of any geometry, for kernels that give one number per row.
import { Task, Type, Word } from '../../../memory/codes';
import { listCells, listOf, wholeAt } from '../lib/cells';
import { bytesOf, word } from '../lib/lanes';
import { writeNorms } from './lp';
import { poolRows } from './max-rows';
import { gatherRows } from './unpool';

/** Computes the outputs from `begin` to `end`, counted over (image, first axis). */
export function forward(
  task: Task,
  type: Type,
  job: usize,
  thread: i32,
  begin: i32,
  end: i32,
): void {
  const size = bytesOf(type);
  const input0 = word(job, Word.input0);
  const output0 = word(job, Word.output0);
  const output1 = word(job, Word.output1);
  const output2 = word(job, Word.output2);
  const step = word(job, Word.channels) * size;
  const imageBytes = input0 * word(job, Word.input1) * word(job, Word.input2) * step;
  const list = listOf(job, thread);
  let position = begin * output1 * output2;
  for (let unit = begin; unit < end; unit++) {
    const o0 = unit % output0;
    const image = <usize>word(job, Word.source) + <usize>((unit / output0) * imageBytes);
    for (let o1 = 0; o1 < output1; o1++) {
      let listEnd = list;
      let listed = -1;
      for (let o2 = 0; o2 < output2; o2++) {
        const start = wholeAt(job, o2);
        if (listed < 0 || start < 0) {
          listEnd = listCells(size, job, list, image, o0, o1, o2, 0, input0);
          listed = start;
        }
        const shift = <usize>((start - listed) * step);
        if (type === Type.float32) writeFloats<f32>(task, job, list, listEnd, shift, position);
        else if (type === Type.float64) writeFloats<f64>(task, job, list, listEnd, shift, position);
        else if (type === Type.uint8) poolRows<u8>(job, list, listEnd, shift, position);
        else if (type === Type.int8) poolRows<i8>(job, list, listEnd, shift, position);
        else poolRows<i32>(job, list, listEnd, shift, position);
        position++;
      }
    }
  }
}

function writeFloats<T>(
  task: Task,
  job: usize,
  list: usize,
  listEnd: usize,
  shift: usize,
  position: i32,
): void {
  if (task === Task.maxPoolDense) poolRows<T>(job, list, listEnd, shift, position);
  else if (task === Task.lpPool) writeNorms<T>(job, list, listEnd, shift, position);
  else gatherRows<T>(job, list, listEnd, shift, position);
}
