// biome-ignore-all lint/style/useImportType: AssemblyScript knows no `import type`
// AssemblyScript. What is put right when maxima are found: rows without one.
import { Word } from '../../../memory/codes';
import { word } from '../lib/lanes';
import { nanIgnoreFlag } from '../lib/winners';
import { Frame } from './max-frame';

/** Corrects the rows of windows without a real cell, and of those that are all NaN. */
export function finish(f: Frame, from: i32, to: i32): void {
  const job = f.job;
  const output1 = word(job, Word.output1);
  const output2 = word(job, Word.output2);
  const channels = word(job, Word.channels);
  const rows = output1 * output2 * channels;
  const first = (f.batch * word(job, Word.output0) + from) * rows;
  if (f.flags & nanIgnoreFlag) {
    for (let row = first; row < first + (to - from) * rows; row++) {
      const at = <usize>word(job, Word.target) + f.bytes(row);
      const value = f.size === 4 ? <f64>load<f32>(at) : load<f64>(at);
      // biome-ignore lint/suspicious/noGlobalIsNan: AssemblyScript's is generic
      if (isNaN(value)) putNone(f, row);
    }
  }
  if (!word(job, Word.mayBeEmpty)) return;
  let row = first;
  for (let o0 = from; o0 < to; o0++) {
    for (let o1 = 0; o1 < output1; o1++) {
      for (let o2 = 0; o2 < output2; o2++) {
        const empty = !hasReal(job, 0, o0) || !hasReal(job, 1, o1) || !hasReal(job, 2, o2);
        for (let c = 0; c < channels; c++) {
          if (empty) {
            const at = <usize>word(job, Word.target) + f.bytes(row);
            memory.copy(at, f.lowest(), f.bytes(1));
            putNone(f, row);
          }
          row++;
        }
      }
    }
  }
}

/** Writes the code of a row without a maximum: all bits are set. */
function putNone(f: Frame, row: i32): void {
  memory.fill(<usize>word(f.job, Word.mask) + f.codeBytes(row), 255, f.codeBytes(1));
}

/** Whether a window has a real cell along an axis. */
function hasReal(job: usize, axis: i32, output: i32): bool {
  const kernel = word(job, Word.kernel0 + axis);
  const start = output * word(job, Word.stride0 + axis) - word(job, Word.pad0 + axis);
  for (let k = 0; k < kernel; k++) {
    const at = start + k * word(job, Word.dilation0 + axis);
    if (at >= 0 && at < word(job, Word.input0 + axis)) return true;
  }
  return false;
}
