// biome-ignore-all lint/style/useImportType: AssemblyScript knows no `import type`
// AssemblyScript. Pooled lines are put where they belong: into the ring of the axis before, or into the results.
import { Word } from '../../../memory/codes';
import { divisorOf } from '../lib/cells';
import { word } from '../lib/lanes';
import { divide, squareRoots } from '../lib/quotients';
import { Frame } from './max-frame';
import { foldPairs } from './max-pairs';
import { foldRunning } from './max-running';

/** What `putLines` writes: a line, a pair of them, or a line with a step of running maxima. */
export const single: i32 = 0;
export const pair: i32 = 1;
export const running: i32 = 2;

/** Writes an output line, or a pair of them: the best of the listed ones. */
export function putLines(f: Frame, axis: i32, output: i32, listEnd: usize, how: i32): void {
  const job = f.job;
  const stride = word(job, Word.stride0 + axis);
  const columns = columnsOf(job, axis);
  if (axis === 1) {
    const values = f.planeValues + f.bytes(output * f.lineRows);
    const codes = f.planeCodes + f.codeBytes(output * f.lineRows);
    f.pairStep = f.bytes(f.lineRows);
    f.pairCodeStep = f.codeBytes(f.lineRows);
    if (how === pair) foldPairs(f, listEnd, stride, columns, 0, values, codes, f.lineRows, 1);
    else if (COMPACT === 0 && how === running) runRows(f, listEnd, 0, values, codes, f.lineRows);
    else f.putBest(listEnd, 0, values, codes, f.lineRows);
    return;
  }
  const output1 = word(job, Word.output1);
  const channels = word(job, Word.channels);
  const line = (f.batch * word(job, Word.output0) + output) * output1;
  const outputRows = output1 * word(job, Word.output2) * channels;
  f.pairStep = f.bytes(outputRows);
  f.pairCodeStep = f.codeBytes(outputRows);
  for (let o1 = 0; o1 < output1; o1++) {
    const position = (line + o1) * word(job, Word.output2) + f.output;
    const row = <usize>(position * channels + f.channel);
    let out = <usize>word(job, Word.target) + row * <usize>f.size;
    let outCodes = <usize>word(job, Word.mask) + row * <usize>f.codeSize;
    let from = o1 * f.lineRows;
    const whole = f.channels === channels;
    const rows = whole ? f.rows : f.channels;
    for (let piece = whole ? 1 : f.outputs; piece > 0; piece--) {
      if (how === pair) foldPairs(f, listEnd, stride, columns, from, out, outCodes, rows, 1);
      else if (COMPACT === 0 && how === running) runRows(f, listEnd, from, out, outCodes, rows);
      else putRows(f, listEnd, from, out, outCodes, rows);
      if (f.codeSize === 0) {
        const outputs = whole ? f.outputs : 1;
        const first = whole ? f.output : f.output + f.outputs - piece;
        if (f.size === 4) complete<f32>(f, output, o1, first, outputs, out);
        else complete<f64>(f, output, o1, first, outputs, out);
      }
      from += rows;
      out += f.bytes(channels);
      outCodes += f.codeBytes(channels);
    }
  }
}

function runRows(
  f: Frame,
  listEnd: usize,
  from: i32,
  out: usize,
  outCodes: usize,
  rows: i32,
): void {
  if (f.codeSize === 1) foldRunning<u8>(f, listEnd, from, out, outCodes, rows);
  else foldRunning<u16>(f, listEnd, from, out, outCodes, rows);
}

/** Writes rows into the results, and nothing beyond them. */
export function putRows(
  f: Frame,
  listEnd: usize,
  from: i32,
  out: usize,
  outCodes: usize,
  rows: i32,
): void {
  const whole = rows & ~(f.block - 1);
  if (whole > 0) f.putBest(listEnd, from, out, outCodes, whole);
  const rest = <usize>(rows - whole);
  if (rest === 0) return;
  f.putBest(listEnd, from + whole, f.tail, f.tail + 64, f.block);
  memory.copy(out + f.bytes(whole), f.tail, rest * <usize>f.size);
  if (f.codeSize === 0) return;
  memory.copy(outCodes + f.codeBytes(whole), f.tail + 64, rest * <usize>f.codeSize);
}

/** How much a column's number grows with an offset along an axis. */
export function columnsOf(job: usize, axis: i32): i32 {
  return word(job, Word.kernel2) * (axis === 0 ? word(job, Word.kernel1) : 1);
}

/** Makes averages or norms of sums: of some outputs of the last axis, with a tile's channels. */
function complete<T>(f: Frame, o0: i32, o1: i32, o2: i32, outputs: i32, out: usize): void {
  if (f.power > 0) {
    if (f.power === 2) squareRoots<T>(out, outputs * f.channels);
    return;
  }
  const end = o2 + outputs;
  while (o2 < end) {
    const divisor = divisorOf(f.job, o0, o1, o2);
    let next = o2 + 1;
    while (next < end && divisorOf(f.job, o0, o1, next) === divisor) next++;
    const rows = (next - o2) * f.channels;
    // A divisor of 0 means no real cells: 0 / 1 gives the average 0.
    divide<T>(out, out, rows, max(1, divisor));
    out += <usize>rows * sizeof<T>();
    o2 = next;
  }
}
