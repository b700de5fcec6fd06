// biome-ignore-all lint/style/useImportType: AssemblyScript knows no `import type`
// AssemblyScript. Pooling axis by axis: a thread's images, or slices of their channels, tile by tile.
import { Word } from '../../../memory/codes';
import { word } from '../lib/lanes';
import { foldWindows } from './max-direct';
import { finish } from './max-finish';
import { Frame } from './max-frame';
import { goesLate } from './max-late';
import { poolAxis } from './max-tile';
import { sumWindows } from './sum-direct';
import { maxFrame, sumFrame } from './typed-frames';

/** Averages, or the norms of a power of 1 or 2: the outputs from `begin` to `end`. */
export function sumPool<T>(job: usize, thread: i32, begin: i32, end: i32, power: i32): void {
  const f = sumFrame<T>(job, thread);
  f.power = power;
  poolParts(f, begin, end);
}

/** Pools the outputs from `begin` to `end`, counted over (image, first axis). */
export function maxPool<T>(job: usize, thread: i32, begin: i32, end: i32): void {
  poolParts(maxFrame<T>(job, thread), begin, end);
}

/** What is the same for all types: they are in the frame. */
function poolParts(f: Frame, begin: i32, end: i32): void {
  const job = f.job;
  if (COMPACT === 0) {
    f.late = goesLate(f);
    if (word(job, Word.slices)) {
      poolSlices(f, begin, end);
      return;
    }
  }
  const output0 = word(job, Word.output0);
  const channels = word(job, Word.channels);
  for (let unit = begin; unit < end; ) {
    const from = unit % output0;
    const to = min(output0, from + end - unit);
    f.batch = unit / output0;
    const image = imageAt(f);
    f.image = image;
    f.channels = channels;
    const direct = word(job, Word.direct);
    if (direct !== 2 && direct !== 5) poolTiles(f, image, from, to, 0, channels);
    else if (f.codeSize > 0) foldWindows(f, from, to);
    else sumWindows(f, from, to);
    if (f.codeSize > 0) finish(f, from, to);
    unit += to - from;
  }
}

/** Pools the parts from `begin` to `end`, counted over (image, slice of channels), whole blocks but for the last. */
function poolSlices(f: Frame, begin: i32, end: i32): void {
  const job = f.job;
  const slices = word(job, Word.slices);
  const channels = word(job, Word.channels);
  const blocks = (channels + 15) >> 4;
  const width = ((blocks + slices - 1) / slices) << 4;
  for (let part = begin; part < end; part++) {
    f.batch = part / slices;
    const first = (part % slices) * width;
    poolTiles(f, imageAt(f), 0, word(job, Word.output0), first, min(channels, first + width));
  }
}

/** The address of the batch's image. */
function imageAt(f: Frame): usize {
  const job = f.job;
  const cells = word(job, Word.input0) * word(job, Word.input1) * word(job, Word.input2);
  return <usize>word(job, Word.source) + f.bytes(f.batch * cells * word(job, Word.channels));
}

/** Pools an image in tiles: the outputs from `from` to `to` of the first axis, of channels from `first` to `end`. */
function poolTiles(f: Frame, image: usize, from: i32, to: i32, first: i32, end: i32): void {
  const job = f.job;
  const output2 = word(job, Word.output2);
  for (let c = first; c < end; c += word(job, Word.tileChannels)) {
    f.channel = c;
    f.channels = min(end - c, word(job, Word.tileChannels));
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
