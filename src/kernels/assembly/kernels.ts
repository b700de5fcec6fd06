// AssemblyScript. The module's one entry.
import { Task, Type } from './codes';
import { maxPoolBackward, maxPoolBackward2x2 } from './max-backward';
import { maxPool, maxPool2x2 } from './max-forward';

/**
 * Does the parts `begin` to `end` of a task on elements of a type; `job` is the address of its
 * words (see codes.ts), `thread` tells whose list to use.
 */
export function run(task: Task, type: Type, job: usize, thread: i32, begin: i32, end: i32): void {
  if (type === Type.float32) runFloat<f32>(task, job, thread, begin, end);
  else if (type === Type.float64) runFloat<f64>(task, job, thread, begin, end);
  else if (type === Type.uint8) runForward<u8>(task, job, thread, begin, end);
  else if (type === Type.int8) runForward<i8>(task, job, thread, begin, end);
  else runForward<i32>(task, job, thread, begin, end);
}

function runFloat<T>(task: Task, job: usize, thread: i32, begin: i32, end: i32): void {
  if (task === Task.maxPoolBackward) maxPoolBackward<T>(job, thread, begin, end);
  else if (task === Task.maxPoolBackward2x2) maxPoolBackward2x2<T>(job, begin, end);
  else runForward<T>(task, job, thread, begin, end);
}

function runForward<T>(task: Task, job: usize, thread: i32, begin: i32, end: i32): void {
  if (task === Task.maxPool2x2) maxPool2x2<T>(job, begin, end);
  else maxPool<T>(job, thread, begin, end);
}
