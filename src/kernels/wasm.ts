// The WASM backend: it gives the kernels their jobs, and copies host operands in and out.
import { dtypeOf, type TypedArray } from '../core/dtype.js';
import { Task, Type, Word } from '../memory/codes.js';
import { type Engine, engine } from '../memory/engine.js';
import { alignUp } from '../memory/heap.js';
import type { Geometry } from '../window/geometry.js';
import type { MaskCells } from '../window/mask/share.js';
import type { Kernels } from './contract.js';
import { type Job, jobBytes, sameJob, writeJob } from './job.js';
import { reference } from './reference.js';

/**
 * Host operands pass through scratch memory of this size, some images at a time: it fits the cache.
 */
const tileBytes = 2 ** 18;

/** A size that caches don't exceed much: larger sources are read from main memory. */
const cacheBytes = 2 ** 23;

/** The backend of SIMD kernels in WebAssembly. */
export const wasm: Kernels = {
  name: 'wasm',

  maxPool(x, geometry, output, mask) {
    const isFloat = x instanceof Float32Array || x instanceof Float64Array;
    const fast =
      isFloat &&
      isTwoByTwo(geometry) &&
      mask.form === 'columns' &&
      geometry.ties === 'first' &&
      geometry.nan === 'propagate';
    const dense = mask.form === 'dense';
    // Integers under windows of 65,536 cells are too rare for kernels of their own.
    if (!isFloat && mask.codes instanceof Uint32Array) {
      reference.maxPool(x, geometry, output, mask);
      return;
    }
    compute({
      operation: 'maxPool',
      task: fast ? Task.maxPool2x2 : dense ? Task.maxPoolDense : Task.maxPool,
      images: geometry.batch,
      parts: partsOf(geometry.outputSpatial),
      job:
        dense || fast
          ? { geometry, dense }
          : { geometry, planned: x.BYTES_PER_ELEMENT, plan: 'maxima' },
      operands: [readFrom(x), writeTo(output), writeTo(bytesOf(mask), Word.mask)],
    });
  },

  maxPoolBackward(dout, mask, geometry, share, din) {
    const dense = mask.form === 'dense';
    const fast = isTwoByTwo(geometry) && fillsVectors(geometry, din, dense);
    compute({
      operation: 'maxPoolBackward',
      task: fast
        ? Task.maxPoolBackward2x2
        : dense
          ? Task.maxPoolBackwardDense
          : Task.maxPoolBackward,
      images: geometry.batch,
      parts: partsOf(fast ? geometry.outputSpatial : geometry.inputSpatial),
      job:
        fast || dense
          ? { geometry, dense, split: share === 'split' }
          : { geometry, offsets: din.BYTES_PER_ELEMENT },
      operands: [readFrom(dout), readFrom(bytesOf(mask), Word.mask), writeTo(din)],
    });
  },

  maxUnpool(x, mask, geometry, output) {
    compute({
      operation: 'maxUnpool',
      task: mask.form === 'dense' ? Task.maxUnpoolDense : Task.maxUnpool,
      images: geometry.batch,
      parts: partsOf(geometry.inputSpatial),
      job: jobOfMask(mask, geometry, x),
      operands: [readFrom(x), readFrom(bytesOf(mask), Word.mask), writeTo(output)],
    });
  },

  maxUnpoolBackward(dout, mask, geometry, dx) {
    compute({
      operation: 'maxUnpoolBackward',
      task: mask.form === 'dense' ? Task.maxUnpoolBackwardDense : Task.maxUnpoolBackward,
      images: geometry.batch,
      parts: partsOf(geometry.outputSpatial),
      job: jobOfMask(mask, geometry, dout),
      operands: [readFrom(dout), readFrom(bytesOf(mask), Word.mask), writeTo(dx)],
    });
  },

  avgPool(x, geometry, output) {
    compute({
      operation: 'avgPool',
      task: Task.avgPool,
      images: geometry.batch,
      parts: partsOf(geometry.outputSpatial),
      job: { geometry, planned: x.BYTES_PER_ELEMENT, plan: 'sums' },
      operands: [readFrom(x), writeTo(output)],
    });
  },

  avgPoolBackward(dout, geometry, din) {
    compute({
      operation: 'avgPoolBackward',
      task: Task.avgPoolBackward,
      images: geometry.batch,
      parts: partsOf(geometry.inputSpatial),
      job: { geometry, planned: dout.BYTES_PER_ELEMENT, plan: 'sums-backward' },
      operands: [readFrom(dout), writeTo(din)],
    });
  },

  lpPool(x, geometry, p, output) {
    compute({
      operation: 'lpPool',
      task: p === 1 ? Task.l1Pool : p === 2 ? Task.l2Pool : Task.lpPool,
      images: geometry.batch,
      parts: partsOf(geometry.outputSpatial),
      job:
        p === 1 || p === 2
          ? { geometry, planned: x.BYTES_PER_ELEMENT, plan: 'norms' }
          : { geometry, p },
      operands: [readFrom(x), writeTo(output)],
    });
  },

  lpPoolBackward(dout, x, geometry, p, norms, known, din) {
    const needsNorms = p !== 1;
    const operands = [
      readFrom(dout),
      readFrom(x, Word.input),
      ...(needsNorms ? [readFrom(norms, Word.norms)] : []),
      writeTo(din),
    ] as const;
    if (needsNorms && !known) wasm.lpPool(x, geometry, p, norms);
    compute({
      operation: 'lpPoolBackward',
      task: Task.lpPoolBackward,
      images: geometry.batch,
      parts: partsOf(geometry.inputSpatial),
      job: { geometry, p, planned: dout.BYTES_PER_ELEMENT, plan: 'sums-backward' },
      operands,
    });
  },

  relu(x, output, mask) {
    compute({
      operation: 'relu',
      task: Task.relu,
      images: x.length,
      parts: 1,
      operands: [readFrom(x), writeTo(output), writeTo(mask, Word.mask)],
    });
  },

  reluBackward(dout, mask, din) {
    compute({
      operation: 'reluBackward',
      task: Task.reluBackward,
      images: dout.length,
      parts: 1,
      operands: [readFrom(dout), readFrom(mask, Word.mask), writeTo(din)],
    });
  },
};

/** The job of a kernel that goes from rows to the cells of a mask, or back. */
function jobOfMask({ form }: MaskCells, geometry: Geometry, operand: TypedArray): Job {
  return form === 'dense'
    ? { geometry, dense: true }
    : { geometry, offsets: operand.BYTES_PER_ELEMENT };
}

/** The bytes of a mask, whatever its codes' width. */
function bytesOf({ codes }: MaskCells): Uint8Array {
  if (codes instanceof Uint8Array) return codes;
  return new Uint8Array(codes.buffer, codes.byteOffset, codes.byteLength);
}

/** Whether all windows are 2×2 with stride 2 and no padding: these have kernels of their own. */
function isTwoByTwo(geometry: Geometry): boolean {
  const { kernelSize, stride, padding, dilation, inputSpatial, outputSpatial } = geometry;
  if (kernelSize.length !== 2) return false;
  for (let axis = 0; axis < 2; axis++) {
    if (kernelSize[axis] !== 2 || stride[axis] !== 2 || dilation[axis] !== 1) return false;
    if (padding[axis]![0] !== 0 || 2 * outputSpatial[axis]! > inputSpatial[axis]!) return false;
  }
  return true;
}

/** Whether whole vectors are filled: by the channels, or along the line, where 1 or 3 are float32. */
function fillsVectors(
  { channels, outputSpatial }: Geometry,
  { BYTES_PER_ELEMENT: size }: TypedArray,
  dense: boolean,
): boolean {
  if (channels * size >= 16) return true;
  return !dense && size === 4 && channels !== 2 && outputSpatial[1]! >= 4;
}

/**
 * An array of a call, and the job's word for its address. What is asked of it is noted at once: if
 * scratch memory makes the memory grow, an array in it is detached, at least in a browser.
 */
interface Operand {
  readonly word: Word;
  readonly array: TypedArray;
  readonly written: boolean;
  readonly resident: boolean;
  readonly byteOffset: number;
  readonly length: number;
}

function readFrom(array: TypedArray, word: Word = Word.source): Operand {
  return operandOf(array, word, false);
}

function writeTo(array: TypedArray, word: Word = Word.target): Operand {
  return operandOf(array, word, true);
}

function operandOf(array: TypedArray, word: Word, written: boolean): Operand {
  const { byteOffset, length } = array;
  return { word, array, written, resident: engine()!.holds(array), byteOffset, length };
}

interface Call {
  readonly operation: string;
  readonly task: Task;
  /** The first determines the task's element type; all hold the same number of images. */
  readonly operands: readonly [Operand, ...Operand[]];
  readonly images: number;
  /** Into how many independent parts an image can be split. */
  readonly parts: number;
  /** What the kernels need besides the operands; left out for kernels that work cell by cell. */
  readonly job?: Job;
}

/**
 * The number of parts of an image: its size along the first spatial axis, 1 if that is the only
 * one.
 */
function partsOf(spatial: readonly number[]): number {
  return spatial.length === 1 ? 1 : spatial[0]!;
}

function bytesIn({ array, length }: Operand): number {
  return length * array.BYTES_PER_ELEMENT;
}

/** Runs a task on resident operands in place, or on host operands through scratch memory. */
function compute(call: Call): void {
  const { operands, images, parts } = call;
  if (images === 0) return;
  const memory = engine()!;
  if (!operands.every(({ resident }) => resident)) {
    computeInTiles(memory, call);
    return;
  }
  const address = memory.scratch(call.operation, jobBytes(call.job, memory.threads));
  ensureJob(memory, address, call.job);
  const { words } = memory;
  words[address / 4 + Word.far] = Number(
    operands.some((operand) => !operand.written && bytesIn(operand) > cacheBytes),
  );
  let resident = 0;
  for (const operand of operands) {
    words[address / 4 + operand.word] = operand.byteOffset;
    resident += bytesIn(operand);
  }
  memory.run(call.task, typeOf(operands[0].array), address, images * parts, resident);
}

/** Writes a job, unless an earlier call left the same one there. */
function ensureJob(memory: Engine, address: number, job: Job | undefined): void {
  if (job !== undefined && sameJob(memory.writtenJob as Job | undefined, job)) return;
  if (job !== undefined) writeJob(memory.words, address, job);
  memory.writtenJob = job;
}

/** An operand with what its images take, and where they lie: in place, or in scratch memory. */
interface PlacedOperand {
  readonly operand: Operand;
  readonly imageLength: number;
  readonly imageBytes: number;
  address: number;
  /** Scratch memory for the images of a tile, of an operand on the host. */
  scratch: TypedArray | undefined;
}

/** Runs a task on some images at a time, copying host operands into scratch memory and back. */
function computeInTiles(memory: Engine, call: Call): void {
  const { operands, parts } = call;
  let bytesOnHost = 0;
  // Objects that are all made alike: it is a good part of a small call's time.
  const placedOperands = operands.map((operand): PlacedOperand => {
    const imageLength = operand.length / call.images;
    const imageBytes = bytesIn(operand) / call.images;
    if (!operand.resident) bytesOnHost += imageBytes;
    return { operand, imageLength, imageBytes, address: operand.byteOffset, scratch: undefined };
  });
  const images = Math.min(call.images, Math.ceil(tileBytes / (bytesOnHost + 1)));
  const ownBytes = alignUp(jobBytes(call.job, memory.threads));
  let bytes = ownBytes;
  for (const { operand, imageBytes } of placedOperands) {
    if (!operand.resident) bytes += alignUp(images * imageBytes);
  }
  const address = memory.scratch(call.operation, bytes);
  ensureJob(memory, address, call.job);
  const { words } = memory;
  words[address / 4 + Word.far] = 0;
  let next = address + ownBytes;
  for (const placed of placedOperands) {
    const { operand, imageLength, imageBytes } = placed;
    if (operand.resident) continue;
    placed.address = next;
    placed.scratch = memory.view(dtypeOf(operand.array)!, next, images * imageLength);
    next += alignUp(images * imageBytes);
  }
  const type = typeOf(operands[0].array);
  for (let first = 0; first < call.images; first += images) {
    const count = Math.min(images, call.images - first);
    for (const placed of placedOperands) {
      const { operand, imageBytes, scratch } = placed;
      const shift = scratch === undefined ? first * imageBytes : 0;
      words[address / 4 + operand.word] = placed.address + shift;
      if (scratch !== undefined && !operand.written) scratch.set(imagesOf(placed, first, count));
    }
    memory.run(call.task, type, address, count * parts, 0);
    for (const placed of placedOperands) {
      const { operand, imageLength, scratch } = placed;
      if (scratch === undefined || !operand.written) continue;
      const made = count === images ? scratch : scratch.subarray(0, count * imageLength);
      operand.array.set(made, first * imageLength);
    }
  }
}

/** Some images of a host operand. */
function imagesOf(
  { operand, imageLength }: PlacedOperand,
  first: number,
  count: number,
): TypedArray {
  const { array, length } = operand;
  if (count * imageLength === length) return array;
  return array.subarray(first * imageLength, (first + count) * imageLength);
}

function typeOf(array: TypedArray): Type {
  return Type[dtypeOf(array) as keyof typeof Type];
}
