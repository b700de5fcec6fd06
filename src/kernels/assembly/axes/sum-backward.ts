// biome-ignore-all lint/style/useImportType: AssemblyScript knows no `import type`
// AssemblyScript. Average pooling backward, axis by axis: the gradients that reach a cell are added
// along the last axis first, then across, each time in the windows' order.
import { Word } from '../../../memory/codes';
import { divisorOf } from '../lib/cells';
import { word } from '../lib/lanes';
import { divide, place } from '../lib/sums';
import { addEntry } from '../lib/winners';
import { Frame } from './max-frame';
import { putRows, slotOf } from './max-pool';
import { sumFrame } from './typed-frames';

/** With fewer channels, cells are added to one by one unless the stride is 1. */
const fewChannels: i32 = 12;

/** Fills the parts from `begin` to `end` of din, counted over (image, first axis). */
export function averageBackward<T>(job: usize, thread: i32, begin: i32, end: i32): void {
  fillParts(sumFrame<T>(job, thread), begin, end);
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

/** The first output along an axis whose window may hold an input coordinate. */
function firstOutput(job: usize, axis: i32, at: i32): i32 {
  const stride = word(job, Word.stride0 + axis);
  const reach = (word(job, Word.kernel0 + axis) - 1) * word(job, Word.dilation0 + axis);
  const from = at + word(job, Word.pad0 + axis) - reach;
  return from <= 0 ? 0 : (from + stride - 1) / stride;
}

function lastOutput(job: usize, axis: i32, at: i32): i32 {
  const last = (at + word(job, Word.pad0 + axis)) / word(job, Word.stride0 + axis);
  return min(last, word(job, Word.output0 + axis) - 1);
}

/** Whether an output's window has a cell at an input coordinate within its reach. */
function holds(job: usize, axis: i32, output: i32, at: i32): bool {
  const distance = at + word(job, Word.pad0 + axis) - output * word(job, Word.stride0 + axis);
  return distance % word(job, Word.dilation0 + axis) === 0;
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
      from += rows;
      out += f.bytes(channels);
    }
  }
}

/** Adds, along the last axis, the divided gradients of a line of windows. */
function spreadLine(f: Frame, o0: i32, o1: i32, out: usize): void {
  const job = f.job;
  const stride = word(job, Word.stride2);
  const kernel = word(job, Word.kernel2);
  const dilation = word(job, Word.dilation2);
  const bytes = f.bytes(f.channels);
  // With stride 1 the outputs that reach the tile's first cell start so far before it.
  const reach = (kernel - 1) * dilation;
  const from =
    stride === 1 ? f.output + word(job, Word.pad2) - reach : firstOutput(job, 2, f.output);
  const to =
    stride === 1
      ? f.output + f.outputs + word(job, Word.pad2)
      : lastOutput(job, 2, f.output + f.outputs - 1) + 1;
  divideLine(f, o0, o1, from, to);
  if (stride === 1) {
    let end = f.list;
    for (let k = 0; k < kernel; k++) {
      end = addEntry(end, f.phases + <usize>(k * dilation) * bytes, 0, 0);
    }
    f.putBest(end, 0, out, 0, f.rows);
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

/** Writes the divided gradients of the outputs from `from` to `to`, 0 for those that don't exist. */
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
    const divisor = divisorOf(job, o0, o1, o);
    let next = o + 1;
    // All that have one divisor at once, if their channels follow each other.
    if (f.channels === channels) {
      while (next < min(to, output2) && divisorOf(job, o0, o1, next) === divisor) next++;
    }
    const first = (line * output2 + o) * channels + f.channel;
    const source = <usize>word(job, Word.source) + f.bytes(first);
    const rows = (next - o) * f.channels;
    if (f.size === 4) divide<f32>(source, out, rows, divisor);
    else divide<f64>(source, out, rows, divisor);
    out += <usize>(next - o) * bytes;
    o = next;
  }
}

/** Writes each gradient, divided, into its window's cells, which are in no other window. */
function placeImage(f: Frame, from: i32, to: i32): void {
  const job = f.job;
  const output0 = word(job, Word.output0);
  const output1 = word(job, Word.output1);
  const output2 = word(job, Word.output2);
  const channels = word(job, Word.channels);
  const stride2 = word(job, Word.stride2);
  const planeBytes = word(job, Word.input1) * word(job, Word.input2) * channels * f.size;
  const image =
    <usize>word(job, Word.target) + <usize>(f.batch * word(job, Word.input0) * planeBytes);
  let zeroed = from;
  for (let o0 = firstOutput(job, 0, from); o0 <= lastOutput(job, 0, to - 1); o0++) {
    const start = o0 * word(job, Word.stride0) - word(job, Word.pad0);
    const reached = min(to, start + word(job, Word.kernel0));
    if (word(job, Word.mayBeEmpty) && reached > zeroed) {
      memory.fill(image + <usize>(zeroed * planeBytes), 0, (reached - zeroed) * planeBytes);
    }
    zeroed = max(zeroed, reached);
    for (let o1 = 0; o1 < output1; o1++) {
      let end = f.list;
      let listed = -1;
      const line = ((f.batch * output0 + o0) * output1 + o1) * output2;
      for (let o2 = 0; o2 < output2; o2++) {
        const at = o2 * stride2 - word(job, Word.pad2);
        const inside = at >= 0 && at + word(job, Word.kernel2) <= word(job, Word.input2);
        if (listed < 0 || !inside) {
          end = listPlaces(f, image, o0, o1, o2, from, to);
          listed = inside ? at : -1;
        }
        const shift = listed < 0 ? 0 : f.bytes((at - listed) * channels);
        const dout = <usize>word(job, Word.source) + f.bytes((line + o2) * channels);
        const divisor = divisorOf(job, o0, o1, o2);
        if (f.size === 4) place<f32>(f.list, end, shift, dout, channels, divisor);
        else place<f64>(f.list, end, shift, dout, channels, divisor);
      }
    }
  }
  memory.fill(image + <usize>(zeroed * planeBytes), 0, (to - zeroed) * planeBytes);
}

/** Lists where a window's cells are in din, of those whose first coordinate is in [from, to). */
function listPlaces(f: Frame, image: usize, o0: i32, o1: i32, o2: i32, from: i32, to: i32): usize {
  const job = f.job;
  let end = f.list;
  for (let k0 = 0; k0 < word(job, Word.kernel0); k0++) {
    const i0 = o0 * word(job, Word.stride0) + k0 - word(job, Word.pad0);
    if (i0 < from || i0 >= to) continue;
    for (let k1 = 0; k1 < word(job, Word.kernel1); k1++) {
      const i1 = o1 * word(job, Word.stride1) + k1 - word(job, Word.pad1);
      if (i1 < 0 || i1 >= word(job, Word.input1)) continue;
      for (let k2 = 0; k2 < word(job, Word.kernel2); k2++) {
        const i2 = o2 * word(job, Word.stride2) + k2 - word(job, Word.pad2);
        if (i2 < 0 || i2 >= word(job, Word.input2)) continue;
        const cell = (i0 * word(job, Word.input1) + i1) * word(job, Word.input2) + i2;
        const at = image + f.bytes(cell * word(job, Word.channels));
        end = addEntry(end, at, 0, 0);
      }
    }
  }
  return end;
}
