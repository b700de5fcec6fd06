// AssemblyScript. Which outputs' windows hold an input coordinate, along an axis, and where windows start.
import { Word } from '../../../memory/codes';
import { word } from '../lib/lanes';

/** The first output along an axis whose window may hold an input coordinate. */
export function firstOutput(job: usize, axis: i32, at: i32): i32 {
  const stride = word(job, Word.stride0 + axis);
  const reach = (word(job, Word.kernel0 + axis) - 1) * word(job, Word.dilation0 + axis);
  const from = at + word(job, Word.pad0 + axis) - reach;
  return from <= 0 ? 0 : (from + stride - 1) / stride;
}

/** The last one. */
export function lastOutput(job: usize, axis: i32, at: i32): i32 {
  const last = (at + word(job, Word.pad0 + axis)) / word(job, Word.stride0 + axis);
  return min(last, word(job, Word.output0 + axis) - 1);
}

/** Whether an output's window has a cell at an input coordinate within its reach. */
export function holds(job: usize, axis: i32, output: i32, at: i32): bool {
  const distance = at + word(job, Word.pad0 + axis) - output * word(job, Word.stride0 + axis);
  return distance % word(job, Word.dilation0 + axis) === 0;
}

/** Whether a window has a cell at an input coordinate of an axis. */
export function isHeld(job: usize, axis: i32, at: i32): bool {
  for (let o = firstOutput(job, axis, at); o <= lastOutput(job, axis, at); o++) {
    if (holds(job, axis, o, at)) return true;
  }
  return false;
}

/** The first output from `from` on whose window's lines are in a phase of the dilation. */
export function nextOutput(job: usize, axis: i32, from: i32, to: i32, phase: i32): i32 {
  const dilation = word(job, Word.dilation0 + axis);
  const stride = word(job, Word.stride0 + axis);
  const pad = word(job, Word.pad0 + axis);
  let o = from;
  while (o < to && (o * stride - pad - phase) % dilation !== 0) o++;
  return o;
}

/** Where an output's window starts among the lines of its phase; before them if below 0. */
export function startOf(job: usize, axis: i32, output: i32, phase: i32): i32 {
  const stride = word(job, Word.stride0 + axis);
  const start = output * stride - word(job, Word.pad0 + axis) - phase;
  return start / word(job, Word.dilation0 + axis);
}
