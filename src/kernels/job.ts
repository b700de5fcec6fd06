// A job: what WASM kernels must know of a geometry and its options, in 32-bit words.
import { Word } from '../memory/codes.js';
import type { Geometry } from '../window/geometry.js';
import { codeBytes } from '../window/mask/share.js';
import { axesOf, type Plan, type Planned, planOf } from './plan.js';

/** The bytes of one cell in a thread's list. */
const cellBytes = 16;

/** What kernels that walk over windows must know. */
export interface Job {
  readonly geometry: Geometry;
  /** Whether the mask has one byte per cell. */
  readonly dense?: boolean;
  /** Whether several maxima share their row's gradient. */
  readonly split?: boolean;
  /** The exponent of a norm. */
  readonly p?: number;
  /** The bytes of an element, for kernels that go by a plan; others list the cells of windows. */
  readonly planned?: number;
  /** What is planned. */
  readonly plan?: Planned;
  /** The bytes of an element, for kernels that find cells by a table of columns. */
  readonly offsets?: number;
}

/** Whether two jobs are written with the same words. */
export function sameJob(a: Job | undefined, b: Job): boolean {
  return (
    a !== undefined &&
    a.geometry === b.geometry &&
    (a.dense ?? false) === (b.dense ?? false) &&
    (a.split ?? false) === (b.split ?? false) &&
    (a.p ?? 0) === (b.p ?? 0) &&
    (a.planned ?? 0) === (b.planned ?? 0) &&
    a.plan === b.plan &&
    (a.offsets ?? 0) === (b.offsets ?? 0)
  );
}

/**
 * The bytes of a job: its words, and with a geometry its tables and, for each thread, a list of a
 * window's cells or the scratch memory of a plan.
 */
export function jobBytes(job: Job | undefined, threads: number): number {
  if (job === undefined) return Word.count * 4;
  const { geometry } = job;
  if (job.offsets) return (listsOffset(geometry) + geometry.windowSize) * 4;
  const own = planFor(job)?.scratchBytes ?? geometry.windowSize * cellBytes;
  return listsOffset(geometry) * 4 + threads * own;
}

let lastPlan: { job: Job; plan: Plan } | undefined;

/** The plan of a job that goes by one; kept for the next call. */
function planFor(job: Job): Plan | undefined {
  if (job.planned === undefined) return undefined;
  if (lastPlan === undefined || !sameJob(lastPlan.job, job)) {
    lastPlan = { job, plan: planOf(job.geometry, job.planned, job.plan ?? 'maxima') };
  }
  return lastPlan.plan;
}

/**
 * Writes a geometry and its options for the kernels: numbers, and for each axis a table of the
 * coordinate at every (output, offset), all computed by the geometry. The operands' addresses are
 * set at each run.
 * @param words all of the memory
 * @param address where the job goes, a multiple of 16
 */
export function writeJob(words: Int32Array, address: number, given: Job): void {
  const { geometry, dense = false, split = false, p = 0 } = given;
  const { inputSpatial, outputSpatial, kernelSize } = geometry;
  const job = address / 4;
  words[job + Word.dense] = Number(dense);
  words[job + Word.codeBytes] = codeBytes(geometry.windowSize);
  words[job + Word.channels] = geometry.channels;
  words[job + Word.windowSize] = geometry.windowSize;
  words[job + Word.lists] = address + listsOffset(geometry) * 4;
  words[job + Word.scratch] = address + listsOffset(geometry) * 4;
  for (const [word, value] of planFor(given)?.words ?? []) words[job + word] = value;
  if (given.offsets) writeOffsets(words, job, job + listsOffset(geometry), given);
  words[job + Word.mayBeEmpty] = Number(
    given.plan === 'sums-backward'
      ? !coversInput(geometry)
      : geometry.dilation.some((each) => each > 1),
  );
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
    words[job + Word.stride0 + slot] = geometry.stride[axis] ?? 1;
    words[job + Word.dilation0 + slot] = geometry.dilation[axis] ?? 1;
    words[job + Word.pad0 + slot] = geometry.padding[axis]?.[0] ?? 0;
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

/** Whether each cell of the input is in a window. */
function coversInput(geometry: Geometry): boolean {
  return geometry.inputSpatial.every((size, axis) => {
    const held = new Set<number>();
    for (let out = 0; out < geometry.outputSpatial[axis]!; out++) {
      for (let offset = 0; offset < geometry.kernelSize[axis]!; offset++) {
        held.add(geometry.coordinate(axis, out, offset));
      }
    }
    held.delete(-1);
    return held.size === size;
  });
}

/** Writes how many bytes each column's cell is from the window's first one. */
function writeOffsets(
  words: Int32Array,
  job: number,
  table: number,
  { geometry, offsets = 0 }: Job,
): void {
  const { kernelSize, inputSpatial, dilation, channels, windowSize } = geometry;
  words[job + Word.offsets] = table * 4;
  words[job + Word.mayHaveNone] = Number(
    geometry.nan === 'ignore' || dilation.some((each) => each > 1),
  );
  for (let column = 0; column < windowSize; column++) {
    let [rest, bytes, step] = [column, 0, channels * offsets];
    for (let axis = kernelSize.length - 1; axis >= 0; axis--) {
      bytes += (rest % kernelSize[axis]!) * dilation[axis]! * step;
      rest = Math.floor(rest / kernelSize[axis]!);
      step *= inputSpatial[axis]!;
    }
    words[table + column] = bytes;
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
