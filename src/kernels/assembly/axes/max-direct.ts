// biome-ignore-all lint/style/useImportType: AssemblyScript knows no `import type`
// AssemblyScript. Max pooling where little is shared between windows: cells are compared where they
// lie, all channels of one before the next.
import { Word } from '../../../memory/codes';
import { fetch } from '../lib/fetch';
import { word } from '../lib/lanes';
import { sum } from '../lib/sums';
import { addEntry, Exact, entryBytes, fold, Watched } from '../lib/winners';
import { Frame } from './max-frame';
import { foldNines } from './max-threes';

/** Writes the best of the listed cells, which may be NaN; notes whether one is. */
export function foldCells<T, M>(
  f: Frame,
  end: usize,
  from: i32,
  out: usize,
  outCodes: usize,
  rows: i32,
): void {
  const list = f.list;
  if (isFloat<M>()) {
    sum<T>(f.power, list, end, from, out, rows);
  } else if (f.flags !== 0) {
    fold<T, M, Exact>(f.flags, list, end, from, out, outCodes, rows);
  } else if (fold<T, M, Watched>(0, list, end, from, out, outCodes, rows)) {
    f.exact = true;
    fold<T, M, Exact>(0, list, end, from, out, outCodes, rows);
  }
}

/** Lists a window's real cells along the last axis; `line` is where coordinate 0 lies. */
export function listLine(f: Frame, end: usize, line: usize, output: i32, column: i32): usize {
  const job = f.job;
  const kernel = word(job, Word.kernel2);
  const dilation = word(job, Word.dilation2);
  const step = word(job, Word.channels) * f.size;
  let at = output * word(job, Word.stride2) - word(job, Word.pad2);
  for (let k = 0; k < kernel; k++) {
    if (at >= 0 && at < word(job, Word.input2)) {
      end = addEntry(end, line + <usize>(at * step), 0, column + k);
    }
    at += dilation;
  }
  return end;
}

/** Pools the line whose first cell is at `source` along the last axis; see `poolLine`. */
export function foldLine(f: Frame, source: usize, out: usize, outCodes: usize): void {
  for (let o = 0; o < f.outputs; o++) {
    const end = listLine(f, f.list, source, f.output + o, 0);
    if (end > f.list || f.codeSize === 0) {
      // Up to a block more is written, where the next output's rows follow, but not the next line's.
      const whole = o + 1 < f.outputs ? f.channels : f.channels & ~(f.block - 1);
      if (whole > 0) f.putCells(end, 0, out, outCodes, whole);
      const rest = <usize>(f.channels - whole);
      if (rest > 0) {
        f.putCells(end, whole, f.tail, f.tail + 64, f.block);
        memory.copy(out + f.bytes(whole), f.tail, rest * <usize>f.size);
        if (f.codeSize > 0) {
          memory.copy(outCodes + f.codeBytes(whole), f.tail + 64, rest * <usize>f.codeSize);
        }
      }
    }
    out += f.bytes(f.channels);
    outCodes += f.codeBytes(f.channels);
  }
}

/** Pools whole windows: the outputs from `from` to `to` of the first axis. */
export function foldWindows(f: Frame, from: i32, to: i32): void {
  const job = f.job;
  const output1 = word(job, Word.output1);
  const output2 = word(job, Word.output2);
  const channels = word(job, Word.channels);
  const kernel2 = word(job, Word.kernel2);
  const stride2 = word(job, Word.stride2);
  const reach2 = (kernel2 - 1) * word(job, Word.dilation2) + 1;
  const whole = channels & ~(f.block - 1);
  const rest = <usize>(channels - whole);
  const row = <usize>((f.batch * word(job, Word.output0) + from) * output1 * output2 * channels);
  let out = <usize>word(job, Word.target) + row * <usize>f.size;
  let outCodes = <usize>word(job, Word.mask) + row * <usize>f.codeSize;
  const nines = COMPACT === 0 && word(job, Word.direct) === 5 && f.float && f.flags === 0;
  // The line whose maxima are there, those of `foldNines`.
  let held = -1;
  for (let o0 = from; o0 < to; o0++) {
    for (let o1 = 0; o1 < output1; o1++) {
      let end = f.list;
      // Windows without padding along the line have the same list but for a shift.
      let listed = -1;
      for (let o2 = 0; o2 < output2; o2++) {
        const start = o2 * stride2 - word(job, Word.pad2);
        const inside = start >= 0 && start + reach2 <= word(job, Word.input2);
        if (listed < 0 || !inside) {
          end = listWindow(f, o0, o1, o2);
          if (inside && listed < 0 && !nines) {
            for (let at = f.list; at < end; at += f.perLine) {
              fetch(job, load<usize>(at), f.bytes((word(job, Word.input2) - start) * channels));
            }
          }
          listed = inside ? start : -1;
        }
        if (COMPACT === 0) {
          if (nines && listed === start && end - f.list === 9 * entryBytes) {
            const count = min(output2 - o2, (word(job, Word.input2) - 3 - start) / 2 + 1);
            const line = o0 * 2 - word(job, Word.pad0);
            if (putNines(f, line, held === line, o2, count, out, outCodes)) {
              held = line + 2;
              out += f.bytes(count * channels);
              outCodes += f.codeBytes(count * channels);
              o2 += count - 1;
              listed = -1;
              continue;
            }
            held = -1;
            end = listWindow(f, o0, o1, o2);
          }
        }
        const shift = listed < 0 ? 0 : (start - listed) * channels;
        if (end > f.list) {
          if (whole > 0) f.putCells(end, shift, out, outCodes, whole);
          if (rest > 0) {
            f.putCells(end, shift + whole, f.tail, f.tail + 64, f.block);
            memory.copy(out + f.bytes(whole), f.tail, rest * <usize>f.size);
            memory.copy(outCodes + f.codeBytes(whole), f.tail + 64, rest * <usize>f.codeSize);
          }
        }
        out += f.bytes(channels);
        outCodes += f.codeBytes(channels);
      }
    }
  }
}

/** Writes `count` windows of a row whose first line is `line`; false if there may be a NaN. */
function putNines(
  f: Frame,
  line: i32,
  isHeld: bool,
  output: i32,
  count: i32,
  out: usize,
  outCodes: usize,
): bool {
  const job = f.job;
  const bytes = f.bytes(word(job, Word.input2) * word(job, Word.channels));
  const source = f.image + <usize>line * bytes;
  const cells = f.bytes((output * 2 - word(job, Word.pad2)) * f.channels);
  f.output = output;
  f.outputs = count;
  f.exact = false;
  if (!isHeld) foldLine(f, source, f.phases, f.blockCodes);
  if (f.exact) return false;
  const line1 = source + bytes + cells;
  return !foldNines(f, f.phases, f.blockCodes, line1, line1 + bytes, out, outCodes, count);
}

/** Lists a window's real cells. */
export function listWindow(f: Frame, o0: i32, o1: i32, o2: i32): usize {
  const job = f.job;
  const line = word(job, Word.input2) * word(job, Word.channels) * f.size;
  let end = f.list;
  for (let k0 = 0; k0 < word(job, Word.kernel0); k0++) {
    const at0 =
      o0 * word(job, Word.stride0) + k0 * word(job, Word.dilation0) - word(job, Word.pad0);
    if (at0 < 0 || at0 >= word(job, Word.input0)) continue;
    const plane = end;
    for (let k1 = 0; k1 < word(job, Word.kernel1); k1++) {
      const at1 =
        o1 * word(job, Word.stride1) + k1 * word(job, Word.dilation1) - word(job, Word.pad1);
      if (at1 < 0 || at1 >= word(job, Word.input1)) continue;
      const source = f.image + <usize>((at0 * word(job, Word.input1) + at1) * line);
      const column = (k0 * word(job, Word.kernel1) + k1) * word(job, Word.kernel2);
      const before = end;
      end = listLine(f, end, source, o2, column);
      f.perLine = <i32>(end - before);
    }
    // Each plane with real lines has as many.
    f.perPlane = <i32>(end - plane);
  }
  return end;
}
