// biome-ignore-all lint/style/useImportType: AssemblyScript knows no `import type`
// AssemblyScript. Averages and norms of windows that share little: their cells are added where they
// lie, a line of each window after the other.
import { Word } from '../../../memory/codes';
import { divisorOf } from '../lib/cells';
import { fetch } from '../lib/fetch';
import { word } from '../lib/lanes';
import { averageAbreast, Powers, reduceWindow, Values } from '../lib/sums';
import { addEntry, entryBytes } from '../lib/winners';
import { Frame } from './max-frame';

/** The list of so many lines: more leave a core's own cache before they are added. */
const mostFetched: usize = 16 * entryBytes;

/** Writes the averages or norms of whole windows: the outputs from `from` to `to` of the first axis. */
export function sumWindows(f: Frame, from: i32, to: i32): void {
  const job = f.job;
  const output1 = word(job, Word.output1);
  const output2 = word(job, Word.output2);
  const bytes = f.bytes(word(job, Word.channels));
  const row = (f.batch * word(job, Word.output0) + from) * output1 * output2;
  let out = <usize>word(job, Word.target) + <usize>row * bytes;
  let fetched: usize = 0;
  for (let o0 = from; o0 < to; o0++) {
    for (let o1 = 0; o1 < output1; o1++) {
      for (let o2 = 0; o2 < output2; ) {
        const end = listLines(f, o0, o1, o2);
        let abreast = false;
        if (COMPACT === 0) abreast = goesAbreast(f);
        // Sums in registers go to and fro between lines and cells: lines are fetched in order first.
        const rest = <usize>(word(job, Word.input2) - o2 * word(job, Word.stride2)) * bytes;
        for (
          let at = f.list;
          at < end && end - f.list <= mostFetched && !abreast;
          at += entryBytes
        ) {
          const line = load<usize>(at);
          if (line < fetched) continue;
          fetch(job, line, rest);
          fetched = line + rest;
        }
        const windows = alike(f, o2);
        reduceListed(f, end, out, max(1, divisorOf(job, o0, o1, o2)), windows);
        o2 += windows;
        out += <usize>windows * bytes;
      }
    }
  }
}

/** The coordinate of an offset of a window along an axis, −1 if it is not real. */
function coordinate(job: usize, axis: i32, output: i32, offset: i32): i32 {
  const at =
    output * word(job, Word.stride0 + axis) +
    offset * word(job, Word.dilation0 + axis) -
    word(job, Word.pad0 + axis);
  return at < word(job, Word.input0 + axis) ? at : -1;
}

/**
 * How many windows from an output of the last axis on have its lines, but for a shift, and its divisor.
 * They are as many as a thread's buffers have room for.
 */
export function alike(f: Frame, o2: i32): i32 {
  const job = f.job;
  const stride = word(job, Word.stride2);
  const reach = (word(job, Word.kernel2) - 1) * word(job, Word.dilation2) + 1;
  const counts = <usize>word(job, Word.counts2);
  const count = load<i32>(counts + (o2 << 2));
  let start = o2 * stride - word(job, Word.pad2);
  if (start < 0) return 1;
  let next = o2 + 1;
  const room = f.phaseBytes / (word(job, Word.channels) * f.size);
  for (const most = min(o2 + room, word(job, Word.output2)); next < most; next++) {
    start += stride;
    if (start + reach > word(job, Word.input2)) break;
    if (load<i32>(counts + (next << 2)) !== count) break;
  }
  return next - o2;
}

/** Lists the first real cell of each of a window's lines, of which each has as many. */
function listLines(f: Frame, o0: i32, o1: i32, o2: i32): usize {
  const job = f.job;
  const input2 = word(job, Word.input2);
  const dilation2 = word(job, Word.dilation2);
  const start = o2 * word(job, Word.stride2) - word(job, Word.pad2);
  const skipped = start < 0 ? (dilation2 - 1 - start) / dilation2 : 0;
  const first = start + skipped * dilation2;
  const bytes = f.bytes(word(job, Word.channels));
  f.cells = min(word(job, Word.kernel2) - skipped, (input2 - first + dilation2 - 1) / dilation2);
  let end = f.list;
  if (f.cells <= 0) return end;
  for (let k0 = 0; k0 < word(job, Word.kernel0); k0++) {
    const at0 = coordinate(job, 0, o0, k0);
    if (at0 < 0) continue;
    const plane = end;
    for (let k1 = 0; k1 < word(job, Word.kernel1); k1++) {
      const at1 = coordinate(job, 1, o1, k1);
      if (at1 < 0) continue;
      const cell = (at0 * word(job, Word.input1) + at1) * input2 + first;
      end = addEntry(end, f.image + <usize>cell * bytes, 0, 0);
    }
    // Each plane with real lines has as many.
    f.perPlane = <i32>(end - plane);
  }
  return end;
}

/** Whether each cell of a listed window's lines, none of them cut, is read in order, beside the others of its line. */
function goesAbreast(f: Frame): bool {
  const job = f.job;
  return (
    word(job, Word.abreast) === 1 &&
    f.cells === word(job, Word.kernel2) &&
    f.perPlane === entryBytes
  );
}

/** Writes the averages or norms of a listed window, and of some that follow it. */
function reduceListed(f: Frame, end: usize, out: usize, divisor: i32, windows: i32): void {
  if (f.size === 4) reduceAs<f32>(f, end, out, divisor, windows);
  else reduceAs<f64>(f, end, out, divisor, windows);
}

function reduceAs<T>(f: Frame, end: usize, out: usize, divisor: i32, windows: i32): void {
  if (f.power > 0) reduceBy<T, Powers>(f, end, out, divisor, windows);
  else reduceBy<T, Values>(f, end, out, divisor, windows);
}

function reduceBy<T, P>(f: Frame, end: usize, out: usize, divisor: i32, windows: i32): void {
  const rows = word(f.job, Word.channels);
  const step = f.bytes(word(f.job, Word.stride2) * rows);
  const cellStep = f.bytes(word(f.job, Word.dilation2) * rows);
  const plane = f.perPlane;
  if (COMPACT === 0) {
    if (sizeof<P>() === sizeof<Values>() && goesAbreast(f)) {
      for (let window = 0; window < windows; window++) {
        const to = out + <usize>window * f.bytes(rows);
        averageAbreast<T>(f.list, end, <usize>window * step, cellStep, to, rows, divisor);
      }
      return;
    }
  }
  reduceWindow<T, P>(
    f.power,
    f.list,
    end,
    plane,
    f.cells,
    cellStep,
    out,
    rows,
    divisor,
    windows,
    step,
  );
}
