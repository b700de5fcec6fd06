// biome-ignore-all lint/style/useImportType: AssemblyScript knows no `import type`
// AssemblyScript. Max pooling axis by axis, the last one first: the cost grows with the input, and
// hardly with the window. Each maximum carries its column along.
import { Word } from '../../../memory/codes';
import { divisorOf } from '../lib/cells';
import { fetch } from '../lib/fetch';
import { word } from '../lib/lanes';
import { divide, squareRoots } from '../lib/sums';
import { addEntry } from '../lib/winners';
import { foldLine, foldWindows } from './max-direct';
import { finish } from './max-finish';
import { Frame } from './max-frame';
import { poolLine } from './max-line';
import { foldPairs, pairLine } from './max-pairs';
import { runLine } from './max-run';
import { mayHaveNaN } from './nan-scan';
import { sumWindows } from './sum-direct';
import { maxFrame, sumFrame } from './typed-frames';

/** Averages, or the norms of a power of 1 or 2: the outputs from `begin` to `end`. */
export function sumPool<T>(job: usize, thread: i32, begin: i32, end: i32, power: i32): void {
  const f = sumFrame<T>(job, thread);
  f.power = power;
  poolParts(f, begin, end);
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

/** Pools the outputs from `begin` to `end`, counted over (image, first axis). */
export function maxPool<T>(job: usize, thread: i32, begin: i32, end: i32): void {
  poolParts(maxFrame<T>(job, thread), begin, end);
}

/** What is the same for all types: they are in the frame. */
function poolParts(f: Frame, begin: i32, end: i32): void {
  const job = f.job;
  const output0 = word(job, Word.output0);
  const channels = word(job, Word.channels);
  const imageCells = word(job, Word.input0) * word(job, Word.input1) * word(job, Word.input2);
  for (let unit = begin; unit < end; ) {
    const from = unit % output0;
    const to = min(output0, from + end - unit);
    f.batch = unit / output0;
    const image = <usize>word(job, Word.source) + f.bytes(f.batch * imageCells * channels);
    f.image = image;
    f.channels = channels;
    const direct = word(job, Word.direct);
    if (direct !== 2 && direct !== 5) poolTiles(f, image, from, to);
    else if (f.codeSize > 0) foldWindows(f, from, to);
    else sumWindows(f, from, to);
    if (f.codeSize > 0) finish(f, from, to);
    unit += to - from;
  }
}

/** Pools an image in tiles: the outputs from `from` to `to` of the first axis. */
function poolTiles(f: Frame, image: usize, from: i32, to: i32): void {
  const job = f.job;
  const output2 = word(job, Word.output2);
  const channels = word(job, Word.channels);
  for (let c = 0; c < channels; c += word(job, Word.tileChannels)) {
    f.channel = c;
    f.channels = min(channels - c, word(job, Word.tileChannels));
    f.image = image + f.bytes(c);
    for (let o = 0; o < output2; o += word(job, Word.tileOutputs)) {
      f.output = o;
      f.outputs = min(output2 - o, word(job, Word.tileOutputs));
      f.rows = f.outputs * f.channels;
      f.lineRows = (f.rows + f.block - 1) & ~(f.block - 1);
      f.exact = f.flags !== 0;
      poolAxis(f, 0, from, to);
    }
  }
}

/** The address of a slot of an axis's ring, which holds one line, or a plane of pooled lines. */
export function slotOf(f: Frame, axis: i32, slot: i32): usize {
  const lines = axis === 0 ? f.lines : 1;
  return ringOf(f, axis) + f.bytes(slot * lines * f.lineRows);
}

function slotCodesOf(f: Frame, axis: i32, slot: i32): usize {
  const lines = axis === 0 ? f.lines : 1;
  const codes = changetype<usize>(f) + <usize>word(f.job, Word.ringCodesAt0 + axis);
  return codes + f.codeBytes(slot * lines * f.lineRows);
}

function ringOf(f: Frame, axis: i32): usize {
  return changetype<usize>(f) + <usize>word(f.job, Word.ringAt0 + axis);
}

/** Pools along axis 0 or 1: the outputs from `from` to `to`. */
function poolAxis(f: Frame, axis: i32, from: i32, to: i32): void {
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
    if (cell <= longCell) fetch(job, source, cell * <usize>word(job, Word.input2));
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

/** Longer cells, in bytes of their channels, are read in order anyway. */
const longCell: usize = 4096;

/** How much a column's number grows with an offset along an axis. */
function columnsOf(job: usize, axis: i32): i32 {
  return word(job, Word.kernel2) * (axis === 0 ? word(job, Word.kernel1) : 1);
}

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
    for (let k = 0; k < lines; k++) {
      const at = start + k * dilation;
      if (at < 0 || at >= input) continue;
      const slot = at % slots;
      if (load<i32>(held + (slot << 2)) === at) continue;
      make(f, axis, at, slot);
      store<i32>(held + (slot << 2), at);
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
    if (end > f.list || f.codeSize === 0) put(f, axis, o, end, isPair);
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
  let output = nextOutput(f, axis, from, to, phase);
  if (output === to) return;
  let begin = max(0, startOf(f, axis, output, phase));
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
        f.putBetter(values, codes, 0, line, lineCodes, slot * columns, sum, sumCodes, rows);
        values = sum;
        codes = sumCodes;
      }
      while (output < to) {
        const start = startOf(f, axis, output, phase);
        if (min(start + kernel, length) - 1 !== at || max(0, start) > begin) break;
        let list = f.list;
        if (start < begin && before < begin) {
          const first = max(0, start) - before;
          const offset = (max(0, start) - start) * columns;
          list = addEntry(list, slotOf(f, axis, first), slotCodesOf(f, axis, first), offset);
        }
        list = addEntry(list, values, codes, (begin - start) * columns);
        put(f, axis, output, list, false);
        output = nextOutput(f, axis, output + 1, to, phase);
      }
    }
    // From the block's end back: the best from each line on, with columns from that line.
    for (let slot = at - begin - 2; slot > 0; slot--) {
      const line = slotOf(f, axis, slot);
      const codes = slotCodesOf(f, axis, slot);
      const next = slotOf(f, axis, slot + 1);
      const nextCodes = slotCodesOf(f, axis, slot + 1);
      f.putBetter(line, codes, 0, next, nextCodes, columns, line, codes, rows);
    }
    // Windows that start in this block and are cut off by the input's end.
    while (output < to && end === length) {
      const start = startOf(f, axis, output, phase);
      if (start >= length) break;
      const slot = start - begin;
      const list = addEntry(f.list, slotOf(f, axis, slot), slotCodesOf(f, axis, slot), 0);
      put(f, axis, output, list, false);
      output = nextOutput(f, axis, output + 1, to, phase);
    }
    before = begin;
    begin += kernel;
  }
}

/** The first output from `from` on whose window's lines are in a phase of the dilation. */
function nextOutput(f: Frame, axis: i32, from: i32, to: i32, phase: i32): i32 {
  const dilation = word(f.job, Word.dilation0 + axis);
  const stride = word(f.job, Word.stride0 + axis);
  const pad = word(f.job, Word.pad0 + axis);
  let o = from;
  while (o < to && (o * stride - pad - phase) % dilation !== 0) o++;
  return o;
}

/** Where an output's window starts among the lines of its phase; before them if below 0. */
function startOf(f: Frame, axis: i32, output: i32, phase: i32): i32 {
  const stride = word(f.job, Word.stride0 + axis);
  const start = output * stride - word(f.job, Word.pad0 + axis) - phase;
  return start / word(f.job, Word.dilation0 + axis);
}

/** Writes an output line, or a pair of them: the best of the listed ones. */
function put(f: Frame, axis: i32, output: i32, listEnd: usize, isPair: bool): void {
  const job = f.job;
  const stride = word(job, Word.stride0 + axis);
  const columns = columnsOf(job, axis);
  if (axis === 1) {
    const values = f.planeValues + f.bytes(output * f.lineRows);
    const codes = f.planeCodes + f.codeBytes(output * f.lineRows);
    f.pairStep = f.bytes(f.lineRows);
    f.pairCodeStep = f.codeBytes(f.lineRows);
    if (isPair) foldPairs(f, listEnd, stride, columns, 0, values, codes, f.lineRows, 1);
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
      if (isPair) foldPairs(f, listEnd, stride, columns, from, out, outCodes, rows, 1);
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
