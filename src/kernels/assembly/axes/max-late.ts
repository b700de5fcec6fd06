// biome-ignore-all lint/style/useImportType: AssemblyScript knows no `import type`
// AssemblyScript. Large windows that share no cell, of float32 without NaN: a line's maximum is found without its
// column, which is looked for where the window's maximum turns out to be.
import { Word } from '../../../memory/codes';
import { nanLanes, word } from '../lib/lanes';
import { storeBlock, sumOf } from '../lib/winners';
import { Frame } from './max-frame';
import { startOf } from './outputs';

/** Windows of so many cells, of so many lines, are worth looking through a line of each for its winner. */
const largeWindow: i32 = 512;
const fewestLines: i32 = 16;

/** Whether winners are looked for when the maxima are there. */
export function goesLate(f: Frame): bool {
  const job = f.job;
  for (let axis = 0; axis < 3; axis++) {
    if (word(job, Word.kernel0 + axis) > word(job, Word.stride0 + axis)) return false;
    if (word(job, Word.dilation0 + axis) > 1) return false;
    if (axis < 2 && word(job, Word.running0 + axis)) return false;
  }
  const windowSize = word(job, Word.windowSize);
  return (
    f.float &&
    f.size === 4 &&
    (f.codeSize === 1 || f.codeSize === 2) &&
    word(job, Word.direct) === 1 &&
    word(job, Word.channels) % f.block === 0 &&
    windowSize >= largeWindow &&
    windowSize >= fewestLines * word(job, Word.kernel2)
  );
}

/**
 * Pools the line whose first cell is at `source` along the last axis, with 0 for columns; false if there may be a
 * NaN. Channels are whole blocks.
 */
export function lateLine(f: Frame, source: usize, out: usize, outCodes: usize): bool {
  const job = f.job;
  const step = f.bytes(word(job, Word.channels));
  let nan = i64x2.splat(0);
  for (let o = f.output; o < f.output + f.outputs; o++) {
    const start = startOf(job, 2, o, 0);
    const from = max(0, start);
    const cells = min(start + word(job, Word.kernel2), word(job, Word.input2)) - from;
    const window = source + f.bytes(from * word(job, Word.channels));
    for (let row = 0; row < f.channels; row += f.block) {
      let at = window + f.bytes(row);
      let best0 = v128.load(at);
      let best1 = v128.load(at, 16);
      let best2 = v128.load(at, 32);
      let best3 = v128.load(at, 48);
      let sum = sumOf<f32>(best0, best1, best2, best3);
      for (let cell = 1; cell < cells; cell++) {
        at += step;
        const value0 = v128.load(at);
        const value1 = v128.load(at, 16);
        const value2 = v128.load(at, 32);
        const value3 = v128.load(at, 48);
        best0 = f32x4.pmax(best0, value0);
        best1 = f32x4.pmax(best1, value1);
        best2 = f32x4.pmax(best2, value2);
        best3 = f32x4.pmax(best3, value3);
        sum = f32x4.add(sum, sumOf<f32>(value0, value1, value2, value3));
      }
      nan = v128.or(nan, nanLanes<f32>(sum));
      storeBlock(out + f.bytes(row), best0, best1, best2, best3);
    }
    memory.fill(outCodes, 0, f.codeBytes(f.channels));
    out += f.bytes(f.channels);
    outCodes += f.codeBytes(f.channels);
  }
  return !v128.any_true(nan);
}

/** Completes the columns of the windows of an output of the first axis: their codes name the winners' lines. */
export function findWinners<M>(f: Frame, o0: i32): void {
  const job = f.job;
  const channels = word(job, Word.channels);
  const input1 = word(job, Word.input1);
  const input2 = word(job, Word.input2);
  const kernel1 = word(job, Word.kernel1);
  const kernel2 = word(job, Word.kernel2);
  const top = o0 * word(job, Word.stride0) - word(job, Word.pad0);
  const step = f.bytes(channels);
  const line = (f.batch * word(job, Word.output0) + o0) * word(job, Word.output1);
  for (let o1 = 0; o1 < word(job, Word.output1); o1++) {
    const left = o1 * word(job, Word.stride1) - word(job, Word.pad1);
    for (let o2 = f.output; o2 < f.output + f.outputs; o2++) {
      const start = startOf(job, 2, o2, 0);
      const from = max(0, start);
      const row = ((line + o1) * word(job, Word.output2) + o2) * channels + f.channel;
      for (let c = 0; c < f.channels; c++) {
        const value = load<f32>(<usize>word(job, Word.target) + f.bytes(row + c));
        const code = <usize>word(job, Word.mask) + f.codeBytes(row + c);
        const winner = <i32>load<M>(code) / kernel2;
        const at0 = top + winner / kernel1;
        const at1 = left + (winner % kernel1);
        let at = f.image + f.bytes(((at0 * input1 + at1) * input2 + from) * channels + c);
        let column = from - start;
        while (load<f32>(at) !== value && column + 1 < kernel2) {
          column++;
          at += step;
        }
        store<M>(code, <M>(winner * kernel2 + column));
      }
    }
  }
}
