// AssemblyScript. The exports of the kernels' module: `run`, and where its constants end.
import { Task, Type } from '../../memory/codes';
import { maxPool, sumPool } from './axes/pool';
import { sumBackward } from './axes/sum-backward';
import { bytesOf } from './lib/lanes';
import { forward } from './ops/forward';
import { gatherColumns, scatterColumns } from './ops/max-columns';
import { maxPool2x2 } from './ops/max-two-by-two';
import { maxPoolBackward2x2 } from './ops/max-two-by-two-backward';
import { relu, reluBackward } from './ops/relu';
import { scatter } from './ops/scatter';

/** The address at which the module's constants end: memory is free from there. */
export function heapBase(): usize {
  return __heap_base;
}

/**
 * Runs the parts from `begin` to `end` of a task, on elements of a type; `job` is the address of
 * its words (see codes.ts), and `thread` selects a list of cells.
 */
export function run(task: Task, type: Type, job: usize, thread: i32, begin: i32, end: i32): void {
  // What goes through the geometry is the same for all types; they choose the innermost steps.
  switch (task) {
    case Task.maxUnpool:
    case Task.maxPoolBackward:
      scatterColumns(task, bytesOf(type), job, begin, end);
      break;
    case Task.maxUnpoolDense:
    case Task.maxPoolBackwardDense:
      scatter(task, bytesOf(type), job, thread, begin, end);
      break;
    case Task.maxPoolDense:
    case Task.maxUnpoolBackwardDense:
    case Task.lpPool:
      forward(task, type, job, thread, begin, end);
      break;
    default:
      if (type === Type.float32) runFloat<f32>(task, job, thread, begin, end);
      else if (type === Type.float64) runFloat<f64>(task, job, thread, begin, end);
      else if (type === Type.uint8) runAny<u8>(task, job, thread, begin, end);
      else if (type === Type.int8) runAny<i8>(task, job, thread, begin, end);
      else runAny<i32>(task, job, thread, begin, end);
  }
}

function runFloat<T>(task: Task, job: usize, thread: i32, begin: i32, end: i32): void {
  if (task === Task.maxPool2x2) maxPool2x2<T>(job, begin, end);
  else if (task === Task.maxPoolBackward2x2) maxPoolBackward2x2<T>(job, begin, end);
  else if (task === Task.reluBackward) reluBackward<T>(job, begin, end);
  else if (task === Task.avgPool) sumPool<T>(job, thread, begin, end, 0);
  else if (task === Task.l1Pool) sumPool<T>(job, thread, begin, end, 1);
  else if (task === Task.l2Pool) sumPool<T>(job, thread, begin, end, 2);
  else if (task === Task.avgPoolBackward) sumBackward<T>(job, thread, begin, end, false);
  else if (task === Task.lpPoolBackward) sumBackward<T>(job, thread, begin, end, true);
  else if (task === Task.maxUnpoolBackward) gatherColumns<T>(job, begin, end);
  else runAny<T>(task, job, thread, begin, end);
}

/** The tasks that integers support too. */
function runAny<T>(task: Task, job: usize, thread: i32, begin: i32, end: i32): void {
  if (task === Task.maxPool) maxPool<T>(job, thread, begin, end);
  else relu<T>(job, begin, end);
}
