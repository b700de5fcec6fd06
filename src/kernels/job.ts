// A job: what WASM kernels must know of a geometry and its options, in 32-bit words.
import { Word } from '../memory/codes.js';
import type { Geometry } from '../window/geometry.js';

/** The bytes of one cell in a thread's list. */
const cellBytes = 16;
/** For 1, 2 and 3 spatial axes: which of them each of the kernels' three axes is, or −1. */
const axesOf: Readonly<Record<number, readonly number[]>> = {
  1: [-1, -1, 0],
  2: [0, -1, 1],
  3: [0, 1, 2],
};

/** What kernels that walk over windows must know. */
export interface Job {
  readonly geometry: Geometry;
  /** Whether the mask has one byte per cell. */
  readonly dense?: boolean;
  /** Whether several maxima share their row's gradient. */
  readonly split?: boolean;
  /** The exponent of a norm. */
  readonly p?: number;
}

/** Whether two jobs are written with the same words. */
export function sameJob(a: Job | undefined, b: Job): boolean {
  return (
    a !== undefined &&
    a.geometry === b.geometry &&
    (a.dense ?? false) === (b.dense ?? false) &&
    (a.split ?? false) === (b.split ?? false) &&
    (a.p ?? 0) === (b.p ?? 0)
  );
}

/**
 * The bytes of a job: its words, and with a geometry its tables and a list of a window's cells for
 * each thread.
 */
export function jobBytes(job: Job | undefined, threads: number): number {
  if (job === undefined) return Word.count * 4;
  return listsOffset(job.geometry) * 4 + threads * job.geometry.windowSize * cellBytes;
}

/**
 * Writes a geometry and its options for the kernels: numbers, and for each axis a table of the
 * coordinate at every (output, offset), all computed by the geometry. The operands' addresses are
 * set at each run.
 * @param words all of the memory
 * @param address where the job goes, a multiple of 16
 */
export function writeJob(
  words: Int32Array,
  address: number,
  { geometry, dense = false, split = false, p = 0 }: Job,
): void {
  const { inputSpatial, outputSpatial, kernelSize } = geometry;
  const job = address / 4;
  words[job + Word.dense] = Number(dense);
  words[job + Word.channels] = geometry.channels;
  words[job + Word.windowSize] = geometry.windowSize;
  words[job + Word.lists] = address + listsOffset(geometry) * 4;
  words[job + Word.tiesLast] = Number(geometry.ties === 'last');
  words[job + Word.tiesAll] = Number(geometry.ties === 'all');
  words[job + Word.nanIgnore] = Number(geometry.nan === 'ignore');
  words[job + Word.split] = Number(split);
  words.set(new Int32Array(Float64Array.of(p).buffer), job + Word.exponent);
  words[job + Word.one] = 1;
  words[job + Word.zero] = 0;
  const axes = axesOf[kernelSize.length]!;
  let table = job + Word.count;
  for (let slot = 0; slot < axes.length; slot++) {
    const axis = axes[slot]!;
    const size = kernelSize[axis] ?? 1;
    const outputs = outputSpatial[axis] ?? 1;
    words[job + Word.input0 + slot] = inputSpatial[axis] ?? 1;
    words[job + Word.output0 + slot] = outputs;
    words[job + Word.kernel0 + slot] = size;
    words[job + Word.table0 + slot] = table * 4;
    for (let out = 0; out < outputs; out++) {
      for (let offset = 0; offset < size; offset++) {
        words[table++] = axis < 0 ? 0 : geometry.coordinate(axis, out, offset);
      }
    }
    words[job + Word.counts0 + slot] = table * 4;
    for (let out = 0; out < outputs; out++) {
      words[table++] = axis < 0 ? 1 : geometry.counted(axis, out);
    }
  }
}

/** Where a job's lists start, in words: after the tables, at the next multiple of four. */
function listsOffset({ outputSpatial, kernelSize }: Geometry): number {
  // An unused axis takes two words.
  let words = Word.count + 2 * (3 - kernelSize.length);
  for (let axis = 0; axis < kernelSize.length; axis++) {
    words += outputSpatial[axis]! * (kernelSize[axis]! + 1);
  }
  return words + (4 - (words % 4));
}
