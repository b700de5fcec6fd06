// biome-ignore-all lint/style/useImportType: AssemblyScript knows no `import type`
// AssemblyScript. A tile is pooled axis by axis, the last one first: the cost grows with the input, and
// hardly with the window. Each maximum carries its column along.
import { Word } from '../../../memory/codes';
import { fetch } from '../lib/fetch';
import { word } from '../lib/lanes';
import { addEntry } from '../lib/winners';
import { foldLine } from './max-direct';
import { Frame } from './max-frame';
import { findWinners, lateLine } from './max-late';
import { poolLine } from './max-line';
import { pairLine } from './max-pairs';
import { columnsOf, pair, putLines, running, single } from './max-put';
import { slotCodesOf, slotOf, slotRows } from './max-ring';
import { runLine } from './max-run';
import { runBack } from './max-running';
import { mayHaveNaN } from './nan-scan';
import { nextOutput, startOf } from './outputs';

/** Pools along axis 0 or 1: the outputs from `from` to `to`. */
export function poolAxis(f: Frame, axis: i32, from: i32, to: i32): void {
  if (f.codeSize > 0 && word(f.job, Word.running0 + axis)) {
    const dilation = word(f.job, Word.dilation0 + axis);
    for (let phase = 0; phase < dilation; phase++) runAlong(f, axis, from, to, phase);
  } else {
    foldAlong(f, axis, from, to);
  }
}

/** Makes the line (or plane) at a coordinate, pooled along all later axes. */
function make(f: Frame, axis: i32, at: i32, slot: i32): void {
  const job = f.job;
  const values = slotOf(f, axis, slot);
  const codes = slotCodesOf(f, axis, slot);
  const input1 = word(job, Word.input1);
  if (axis === 0 && (input1 > 1 || word(job, Word.output1) > 1 || word(job, Word.kernel1) > 1)) {
    f.plane = at;
    f.planeValues = values;
    f.planeCodes = codes;
    poolAxis(f, 1, 0, word(job, Word.output1));
    return;
  }
  const line = axis === 0 ? at * input1 : f.plane * input1 + at;
  const cells = line * word(job, Word.input2) * word(job, Word.channels);
  const source = f.image + f.bytes(cells);
  const direct = word(job, Word.direct);
  const cell = f.bytes(word(job, Word.channels));
  if (direct === 1) {
    if (cell > shortCell && cell <= longCell)
      fetch(job, source, cell * <usize>word(job, Word.input2));
    if (COMPACT === 0) {
      if (f.late && !f.exact) {
        if (lateLine(f, source, values, codes)) return;
        f.exact = true;
      }
    }
    foldLine(f, source, values, codes);
    return;
  }
  if (direct > 1 && f.float && f.codeSize < 4 && !f.exact && f.channels >= f.block) {
    f.exact = mayHaveNaN(f, source);
    if (!f.exact) {
      if (direct === 3) runLine(f, source, values, codes);
      else pairLine(f, source, values, codes);
      return;
    }
  }
  poolLine(f, source, values, codes);
}

/** Shorter cells, in bytes of their channels, and longer ones, are read in order anyway. */
const shortCell: usize = 64;
const longCell: usize = 4096;

/** Compares the lines of each window one by one. A line is made when it is first needed. */
function foldAlong(f: Frame, axis: i32, from: i32, to: i32): void {
  const job = f.job;
  const kernel = word(job, Word.kernel0 + axis);
  const stride = word(job, Word.stride0 + axis);
  const dilation = word(job, Word.dilation0 + axis);
  const input = word(job, Word.input0 + axis);
  const slots = word(job, Word.slots0 + axis);
  const columns = columnsOf(job, axis);
  const held = changetype<usize>(f) + <usize>word(job, Word.heldAt0 + axis);
  for (let slot = 0; slot < slots; slot++) store<i32>(held + (slot << 2), -1);
  const paired = word(job, Word.paired0 + axis) && f.float;
  for (let o = from; o < to; ) {
    const start = o * stride - word(job, Word.pad0 + axis);
    let lines = kernel;
    if (paired && !f.exact && o + 1 < to && start >= 0 && start + kernel + stride <= input)
      lines += stride;
    const wasExact = f.exact;
    for (let k = 0; k < lines; k++) {
      const at = start + k * dilation;
      if (at < 0 || at >= input) continue;
      const slot = at % slots;
      if (load<i32>(held + (slot << 2)) === at) continue;
      make(f, axis, at, slot);
      store<i32>(held + (slot << 2), at);
    }
    if (COMPACT === 0) {
      // A line brought a NaN: those before have no columns.
      if (f.late && f.exact && !wasExact) {
        for (let k = 0; k < kernel; k++) {
          const at = start + k * dilation;
          if (at >= 0 && at < input) make(f, axis, at, at % slots);
        }
      }
    }
    // A line may have brought a NaN.
    if (f.exact) lines = kernel;
    let end = f.list;
    for (let k = 0; k < lines; k++) {
      const at = start + k * dilation;
      if (at < 0 || at >= input) continue;
      const slot = at % slots;
      end = addEntry(end, slotOf(f, axis, slot), slotCodesOf(f, axis, slot), k * columns);
    }
    const isPair = lines > kernel;
    if (end > f.list || f.codeSize === 0) putLines(f, axis, o, end, isPair ? pair : single);
    if (COMPACT === 0) {
      if (axis === 0 && end > f.list && f.late && !f.exact) {
        if (f.codeSize === 1) findWinners<u8>(f, o);
        else findWinners<u16>(f, o);
      }
    }
    o += isPair ? 2 : 1;
  }
}

/**
 * Running maxima: lines are cut into blocks of a window's length. A window is the end of one block
 * and the start of the next, so that each line is compared three times, whatever the length.
 * @see M. van Herk, A fast algorithm for local minimum and maximum filters, 1992; J. Gil and
 *   M. Werman, Computing 2-D min, median, and max filters, 1993
 */
function runAlong(f: Frame, axis: i32, from: i32, to: i32, phase: i32): void {
  const job = f.job;
  const kernel = word(job, Word.kernel0 + axis);
  const dilation = word(job, Word.dilation0 + axis);
  const columns = columnsOf(job, axis);
  const rows = f.lineRows * (axis === 0 ? f.lines : 1);
  // In steps of a dilation: the phase's lines, and windows' starts.
  const length = (word(job, Word.input0 + axis) - phase + dilation - 1) / dilation;
  const sum = slotOf(f, axis, kernel);
  const sumCodes = slotCodesOf(f, axis, kernel);
  const whole = f.rows === f.lineRows && (f.channels & 15) === 0;
  const inBlocks = whole && f.float && f.size === 4 && f.codeSize < 4;
  let output = nextOutput(job, axis, from, to, phase);
  if (output === to) return;
  let begin = max(0, startOf(job, axis, output, phase));
  let before = begin;
  while (output < to && begin < length) {
    const end = min(begin + kernel, length);
    let values = slotOf(f, axis, 0);
    let codes = slotCodesOf(f, axis, 0);
    let at = begin;
    for (; at < end && output < to; at++) {
      const slot = at - begin;
      make(f, axis, phase + at * dilation, slot);
      if (slot > 0) {
        const line = slotOf(f, axis, slot);
        const lineCodes = slotCodesOf(f, axis, slot);
        let isPut = false;
        if (COMPACT === 0) {
          const start = startOf(job, axis, output, phase);
          const ends = output < to && start <= begin && min(start + kernel, length) - 1 === at;
          if (ends && inBlocks && !f.exact) {
            // The window that ends here is written in the same step.
            f.runValues = sum;
            f.runCodes = sumCodes;
            f.runOffset = (begin - start) * columns;
            let list = addEntry(f.list, values, codes, 0);
            list = addEntry(list, line, lineCodes, slot * columns);
            if (start < begin && before < begin) list = listBefore(f, axis, list, start, before);
            putLines(f, axis, output, list, running);
            output = nextOutput(job, axis, output + 1, to, phase);
            isPut = true;
          }
        }
        if (!isPut) {
          f.putBetter(values, codes, 0, line, lineCodes, slot * columns, sum, sumCodes, rows);
        }
        values = sum;
        codes = sumCodes;
      }
      while (output < to) {
        const start = startOf(job, axis, output, phase);
        if (min(start + kernel, length) - 1 !== at || max(0, start) > begin) break;
        let list = f.list;
        if (start < begin && before < begin) list = listBefore(f, axis, list, start, before);
        list = addEntry(list, values, codes, (begin - start) * columns);
        putLines(f, axis, output, list, single);
        output = nextOutput(job, axis, output + 1, to, phase);
      }
    }
    // From the block's end back: the best from each line on, with columns from that line.
    let back = at - begin - 2;
    if (COMPACT === 0) {
      if (inBlocks && !f.exact) {
        const first = slotOf(f, axis, 0);
        const firstCodes = slotCodesOf(f, axis, 0);
        const step = slotRows(f, axis);
        if (f.codeSize === 1) runBack<u8>(first, firstCodes, back, step, columns, rows);
        else runBack<u16>(first, firstCodes, back, step, columns, rows);
        back = 0;
      }
    }
    for (let slot = back; slot > 0; slot--) {
      const line = slotOf(f, axis, slot);
      const codes = slotCodesOf(f, axis, slot);
      const next = slotOf(f, axis, slot + 1);
      const nextCodes = slotCodesOf(f, axis, slot + 1);
      f.putBetter(line, codes, 0, next, nextCodes, columns, line, codes, rows);
    }
    // Windows that start in this block and are cut off by the input's end.
    while (output < to && end === length) {
      const start = startOf(job, axis, output, phase);
      if (start >= length) break;
      const slot = start - begin;
      const list = addEntry(f.list, slotOf(f, axis, slot), slotCodesOf(f, axis, slot), 0);
      putLines(f, axis, output, list, single);
      output = nextOutput(job, axis, output + 1, to, phase);
    }
    before = begin;
    begin += kernel;
  }
}

/** Lists the best of a window's lines in the block before, whose first line is at `before`. */
function listBefore(f: Frame, axis: i32, end: usize, start: i32, before: i32): usize {
  const from = max(0, start);
  const slot = from - before;
  const offset = (from - start) * columnsOf(f.job, axis);
  return addEntry(end, slotOf(f, axis, slot), slotCodesOf(f, axis, slot), offset);
}
