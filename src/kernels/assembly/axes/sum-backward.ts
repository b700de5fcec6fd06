// biome-ignore-all lint/style/useImportType: AssemblyScript knows no `import type`
// AssemblyScript. Average and Lp pooling backward, axis by axis: what reaches a cell is added along the
// last axis first, then across, each time in the windows' order. In an Lp pooling these are shares,
// dout / norm^(p−1), and the sum is weighed by the cell.
import { Word } from '../../../memory/codes';
import { divisorOf } from '../lib/cells';
import { word } from '../lib/lanes';
import { exponentOf } from '../lib/powers';
import { divide } from '../lib/quotients';
import { addEntry } from '../lib/winners';
import { Frame } from './max-frame';
import { putRows } from './max-put';
import { slotOf } from './max-ring';
import { firstOutput, holds, isHeld, lastOutput } from './outputs';
import { placeImage } from './sum-apart';
import { shareRows, weighBySize } from './sum-shares';
import { sumFrame } from './typed-frames';

/** With fewer channels, cells are added to one by one unless the stride is 1. */
const fewChannels: i32 = 12;

/** Stands for an exponent of norms other than 1 and 2. */
const otherPower: i32 = 3;

/** Fills the parts from `begin` to `end` of din, counted over (image, first axis). */
export function sumBackward<T>(job: usize, thread: i32, begin: i32, end: i32, lp: bool): void {
  const f = sumFrame<T>(job, thread);
  f.power = 0;
  if (lp) {
    const p = exponentOf(job);
    f.power = p === 1 ? 1 : p === 2 ? 2 : otherPower;
  }
  fillParts(f, begin, end);
}

function fillParts(f: Frame, begin: i32, end: i32): void {
  const job = f.job;
  const input0 = word(job, Word.input0);
  const input2 = word(job, Word.input2);
  const channels = word(job, Word.channels);
  f.lines = word(job, Word.input1);
  for (let part = begin; part < end; ) {
    const from = part % input0;
    const to = min(input0, from + end - part);
    f.batch = part / input0;
    if (word(job, Word.direct) === 2) {
      placeImage(f, from, to);
      part += to - from;
      continue;
    }
    for (let c = 0; c < channels; c += word(job, Word.tileChannels)) {
      f.channel = c;
      f.channels = min(channels - c, word(job, Word.tileChannels));
      for (let i = 0; i < input2; i += word(job, Word.tileOutputs)) {
        f.output = i;
        f.outputs = min(input2 - i, word(job, Word.tileOutputs));
        f.rows = f.outputs * f.channels;
        f.lineRows = (f.rows + f.block - 1) & ~(f.block - 1);
        gatherAlong(f, 0, from, to);
      }
    }
    part += to - from;
  }
}

/** Adds along axis 0 or 1: the input's coordinates from `from` to `to`. */
function gatherAlong(f: Frame, axis: i32, from: i32, to: i32): void {
  const job = f.job;
  const slots = word(job, Word.slots0 + axis);
  const held = changetype<usize>(f) + <usize>word(job, Word.heldAt0 + axis);
  for (let slot = 0; slot < slots; slot++) store<i32>(held + (slot << 2), -1);
  for (let at = from; at < to; at++) {
    const first = firstOutput(job, axis, at);
    const last = lastOutput(job, axis, at);
    for (let o = first; o <= last; o++) {
      const slot = o % slots;
      if (!holds(job, axis, o, at) || load<i32>(held + (slot << 2)) === o) continue;
      makeLine(f, axis, o, slotOf(f, axis, slot));
      store<i32>(held + (slot << 2), o);
    }
    let end = f.list;
    for (let o = first; o <= last; o++) {
      if (holds(job, axis, o, at)) end = addEntry(end, slotOf(f, axis, o % slots), 0, 0);
    }
    putLine(f, axis, at, end);
  }
}

/** Makes what the windows at an output coordinate give, added along all later axes. */
function makeLine(f: Frame, axis: i32, output: i32, out: usize): void {
  const job = f.job;
  const input1 = word(job, Word.input1);
  const output1 = word(job, Word.output1);
  if (axis === 0 && (input1 > 1 || output1 > 1 || word(job, Word.kernel1) > 1)) {
    f.plane = output;
    f.planeValues = out;
    gatherAlong(f, 1, 0, input1);
  } else if (axis === 0) {
    spreadLine(f, output, 0, out);
  } else {
    spreadLine(f, f.plane, output, out);
  }
}

/** Writes a line of sums: into din, or into the plane that the second axis makes. */
function putLine(f: Frame, axis: i32, at: i32, listEnd: usize): void {
  if (axis === 1) {
    const out = f.planeValues + f.bytes(at * f.lineRows);
    f.putBest(listEnd, 0, out, 0, f.lineRows);
    return;
  }
  const job = f.job;
  const input1 = word(job, Word.input1);
  const channels = word(job, Word.channels);
  const whole = f.channels === channels;
  const rows = whole ? f.rows : f.channels;
  for (let i1 = 0; i1 < input1; i1++) {
    const line = (f.batch * word(job, Word.input0) + at) * input1 + i1;
    const first = (line * word(job, Word.input2) + f.output) * channels + f.channel;
    let out = <usize>word(job, Word.target) + f.bytes(first);
    let from = i1 * f.lineRows;
    for (let piece = whole ? 1 : f.outputs; piece > 0; piece--) {
      putRows(f, listEnd, from, out, 0, rows);
      if (f.power > 0) {
        weighBySize(f, f.pair, addEntry(f.pair, out, 0, 0), 0, out, rows, 1, 0, 0);
      }
      from += rows;
      out += f.bytes(channels);
    }
    if (f.power > 0 && word(job, Word.mayBeEmpty)) clearOthers(f, at, i1, f.bytes(first));
  }
}

/** Clears the cells of a line that are in no window: a weight of ∞ or NaN makes no 0 of a 0. */
function clearOthers(f: Frame, i0: i32, i1: i32, first: usize): void {
  const job = f.job;
  const lineHeld = isHeld(job, 0, i0) && isHeld(job, 1, i1);
  const kernel2 = word(job, Word.kernel2);
  const stride2 = word(job, Word.stride2);
  const start = <usize>word(job, Word.target) + first;
  const bytes = f.bytes(f.channels);
  let i = 0;
  // Windows without gaps hold all cells up to where the last one ends.
  if (lineHeld && word(job, Word.dilation2) === 1 && kernel2 >= stride2) {
    const end = (word(job, Word.output2) - 1) * stride2 - word(job, Word.pad2) + kernel2;
    i = max(0, end - f.output);
  }
  for (; i < f.outputs; i++) {
    if (lineHeld && isHeld(job, 2, f.output + i)) continue;
    memory.fill(start + <usize>i * f.bytes(word(job, Word.channels)), 0, bytes);
  }
}

/** Adds, along the last axis, what each window of a line gives. */
function spreadLine(f: Frame, o0: i32, o1: i32, out: usize): void {
  const job = f.job;
  const stride = word(job, Word.stride2);
  const kernel = word(job, Word.kernel2);
  const dilation = word(job, Word.dilation2);
  const bytes = f.bytes(f.channels);
  // The outputs that reach the tile's cells start so far before them; some may not exist.
  const reach = (kernel - 1) * dilation;
  const from = ceilOf(f.output + word(job, Word.pad2) - reach, stride);
  const to = (f.output + f.outputs - 1 + word(job, Word.pad2)) / stride + 1;
  divideLine(f, o0, o1, from, to);
  if (stride === 1) {
    let end = f.list;
    for (let k = 0; k < kernel; k++) {
      end = addEntry(end, f.phases + <usize>(k * dilation) * bytes, 0, 0);
    }
    f.putBest(end, 0, out, 0, f.rows);
    return;
  }
  if (f.channels % f.block === 0) {
    spreadPhases(f, from, out);
    return;
  }
  for (let i = 0; i < f.outputs; i++) {
    const at = f.output + i;
    const first = firstOutput(job, 2, at);
    const last = lastOutput(job, 2, at);
    if (f.channels < fewChannels) {
      if (f.size === 4) addFew<f32>(f, first, last, from, at, out);
      else addFew<f64>(f, first, last, from, at, out);
    } else {
      let end = f.list;
      for (let o = first; o <= last; o++) {
        if (holds(job, 2, o, at)) end = addEntry(end, f.phases + <usize>(o - from) * bytes, 0, 0);
      }
      if (i + 1 < f.outputs) f.putBest(end, 0, out, 0, f.channels);
      else putRows(f, end, 0, out, 0, f.channels);
    }
    out += bytes;
  }
}

/**
 * Adds what each window of a line gives, cells a stride apart after each other: what they get is as far
 * apart as the windows. Whole blocks of channels are written, and nothing beyond them.
 */
function spreadPhases(f: Frame, from: i32, out: usize): void {
  const job = f.job;
  const stride = word(job, Word.stride2);
  const reach = (word(job, Word.kernel2) - 1) * word(job, Word.dilation2);
  const bytes = f.bytes(f.channels);
  for (let phase = 0; phase < min(stride, f.outputs); phase++) {
    const at = f.output + phase + word(job, Word.pad2);
    let end = f.list;
    for (let o = ceilOf(at - reach, stride); o * stride <= at; o++) {
      if ((at - o * stride) % word(job, Word.dilation2) !== 0) continue;
      end = addEntry(end, f.phases + <usize>(o - from) * bytes, 0, 0);
    }
    let rows = 0;
    for (let i = phase; i < f.outputs; i += stride) {
      f.putBest(end, rows, out + <usize>i * bytes, 0, f.channels);
      rows += f.channels;
    }
  }
}

/** A quotient, rounded up, whatever the sign. */
function ceilOf(value: i32, by: i32): i32 {
  return value > 0 ? (value + by - 1) / by : value / by;
}

/** Adds what the outputs from `first` to `last` give a cell, channel by channel. */
function addFew<T>(f: Frame, first: i32, last: i32, from: i32, at: i32, out: usize): void {
  for (let c = 0; c < f.channels; c++) {
    let total: T = 0;
    for (let o = first; o <= last; o++) {
      if (!holds(f.job, 2, o, at)) continue;
      total += load<T>(f.phases + <usize>((o - from) * f.channels + c) * sizeof<T>());
    }
    store<T>(out, total);
    out += sizeof<T>();
  }
}

/** Writes the parts of the outputs from `from` to `to`, 0 for those that don't exist. */
function divideLine(f: Frame, o0: i32, o1: i32, from: i32, to: i32): void {
  const job = f.job;
  const channels = word(job, Word.channels);
  const output2 = word(job, Word.output2);
  const line = (f.batch * word(job, Word.output0) + o0) * word(job, Word.output1) + o1;
  const bytes = f.bytes(f.channels);
  let out = f.phases;
  for (let o = from; o < to; ) {
    if (o < 0 || o >= output2) {
      memory.fill(out, 0, bytes);
      out += bytes;
      o++;
      continue;
    }
    const divisor = divisorAt(f, o0, o1, o);
    let next = o + 1;
    // All that have one divisor at once, if their channels follow each other.
    if (f.channels === channels) {
      while (next < min(to, output2) && divisorAt(f, o0, o1, next) === divisor) next++;
    }
    const first = f.bytes((line * output2 + o) * channels + f.channel);
    const source = <usize>word(job, Word.source) + first;
    const rows = (next - o) * f.channels;
    if (f.power > 1) shareRows(f, <usize>word(job, Word.norms) + first, source, out, rows);
    else if (f.size === 4) divide<f32>(source, out, rows, divisor);
    else divide<f64>(source, out, rows, divisor);
    out += <usize>(next - o) * bytes;
    o = next;
  }
}

/** By what a window's gradient is divided here: 1 for a norm, whose share is weighed by each cell. */
function divisorAt(f: Frame, o0: i32, o1: i32, o2: i32): i32 {
  return f.power > 0 ? 1 : divisorOf(f.job, o0, o1, o2);
}
