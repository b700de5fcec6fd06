import { dtypeOf, type TypedArray } from '../dtype.js';
import type { Geometry } from '../geometry.js';
import { Task, Type, Word } from './assembly/codes.js';
import { type Engine, engine } from './engine.js';
import { jobBytes, writeJob } from './job.js';
import type { Kernels } from './kernels.js';
import { reference } from './reference.js';

/** Host operands pass through scratch memory, some images at a time, so that it stays in the cache. */
const tileBytes = 2 ** 18;

/** SIMD in WebAssembly; what has no kernel yet is computed by `reference`. */
export const wasm: Kernels = {
  ...reference,
  name: 'wasm',

  maxPool(x, geometry, output, mask) {
    const special =
      isTwoByTwo(geometry) &&
      mask.form === 'columns' &&
      geometry.ties === 'first' &&
      geometry.nan === 'propagate';
    compute({
      operation: 'maxPool',
      task: special ? Task.maxPool2x2 : Task.maxPool,
      geometry,
      dense: mask.form === 'dense',
      split: false,
      parts: partsOf(geometry.outputSpatial),
      source: x,
      target: output,
      mask: mask.bytes,
      masks: true,
    });
  },

  maxPoolBackward(dout, mask, geometry, share, din) {
    const special = isTwoByTwo(geometry);
    compute({
      operation: 'maxPoolBackward',
      task: special ? Task.maxPoolBackward2x2 : Task.maxPoolBackward,
      geometry,
      dense: mask.form === 'dense',
      split: share === 'split',
      parts: partsOf(special ? geometry.outputSpatial : geometry.inputSpatial),
      source: dout,
      target: din,
      mask: mask.bytes,
      masks: false,
    });
  },
};

/** Whether the windows are 2×2, stride 2, all real: there are kernels of their own for these. */
function isTwoByTwo(geometry: Geometry): boolean {
  const { kernelSize, stride, padding, dilation, inputSpatial, outputSpatial } = geometry;
  if (kernelSize.length !== 2) return false;
  for (let axis = 0; axis < 2; axis++) {
    if (kernelSize[axis] !== 2 || stride[axis] !== 2 || dilation[axis] !== 1) return false;
    if (padding[axis]![0] !== 0 || 2 * outputSpatial[axis]! > inputSpatial[axis]!) return false;
  }
  return true;
}

/** How many parts an image has: along its first axis, unless that is the only one. */
function partsOf(spatial: readonly number[]): number {
  return spatial.length === 1 ? 1 : spatial[0]!;
}

interface Call {
  operation: string;
  task: Task;
  geometry: Geometry;
  dense: boolean;
  split: boolean;
  /** How many parts of an image can be computed apart. */
  parts: number;
  /** What is read, and what is filled. */
  source: TypedArray;
  target: TypedArray;
  mask: Uint8Array;
  /** Whether the mask is filled too, or read. */
  masks: boolean;
}

/** Runs a task where its operands are, or by way of scratch memory. */
function compute(call: Call): void {
  const { geometry, source, target, mask } = call;
  if (geometry.batch === 0) return;
  const memory = engine()!;
  const bytes = aligned(jobBytes(geometry, memory.threads));
  if (!memory.holds(source) || !memory.holds(target) || !memory.holds(mask)) {
    computeInTiles(memory, call, bytes);
    return;
  }
  const address = memory.scratch(call.operation, bytes);
  const { words } = memory;
  writeJob(words, address, geometry, call.dense, call.split);
  const job = address / 4;
  words[job + Word.source] = source.byteOffset;
  words[job + Word.target] = target.byteOffset;
  words[job + Word.mask] = mask.byteOffset;
  const resident = source.byteLength + target.byteLength + mask.byteLength;
  memory.run(call.task, typeOf(source), address, geometry.batch * call.parts, resident);
}

/** An operand, and where its images are: at home in WASM memory, or some at a time in scratch. */
interface Place {
  word: Word;
  array: TypedArray;
  written: boolean;
  address: number;
  /** The scratch memory of an operand on the host. */
  scratch?: TypedArray;
  imageLength: number;
  imageBytes: number;
}

/** Copies the operands that are on the host in and out, some images at a time. */
function computeInTiles(memory: Engine, call: Call, bytes: number): void {
  const { geometry, source, target, mask, masks } = call;
  const { batch } = geometry;
  const place = (word: Word, array: TypedArray, written: boolean): Place => {
    const imageLength = array.length / batch;
    const imageBytes = imageLength * array.BYTES_PER_ELEMENT;
    return { word, array, written, address: array.byteOffset, imageLength, imageBytes };
  };
  const places = [
    place(Word.source, source, false),
    place(Word.mask, mask, masks),
    place(Word.target, target, true),
  ];
  const guests = places.filter(({ array }) => !memory.holds(array));
  const guestBytes = guests.reduce((total, { imageBytes }) => total + imageBytes, 0);
  const images = Math.min(batch, Math.ceil(tileBytes / (guestBytes + 1)));
  const address = memory.scratch(
    call.operation,
    guests.reduce((total, { imageBytes }) => total + aligned(images * imageBytes), bytes),
  );
  const { words } = memory;
  writeJob(words, address, geometry, call.dense, call.split);
  let next = address + bytes;
  for (const guest of guests) {
    guest.address = next;
    guest.scratch = memory.view(dtypeOf(guest.array)!, next, images * guest.imageLength);
    next += aligned(images * guest.imageBytes);
  }
  const type = typeOf(source);
  for (let first = 0; first < batch; first += images) {
    const count = Math.min(images, batch - first);
    for (const { word, address: at, scratch, array, written, imageLength, imageBytes } of places) {
      words[address / 4 + word] = scratch === undefined ? at + first * imageBytes : at;
      if (scratch === undefined || written) continue;
      scratch.set(array.subarray(first * imageLength, (first + count) * imageLength));
    }
    memory.run(call.task, type, address, count * call.parts, 0);
    for (const { scratch, array, written, imageLength } of guests) {
      if (!written) continue;
      array.set(scratch!.subarray(0, count * imageLength), first * imageLength);
    }
  }
}

function typeOf(array: TypedArray): Type {
  return Type[dtypeOf(array) as keyof typeof Type];
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / 16) * 16;
}
