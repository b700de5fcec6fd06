import { dtypeOf, type TypedArray } from '../dtype.js';
import type { Geometry } from '../geometry.js';
import { Task, Type, Word } from './assembly/codes.js';
import { engine } from './engine.js';
import { jobOf, placeJob } from './job.js';
import type { Kernels } from './kernels.js';
import { reference } from './reference.js';

/** Host operands pass through scratch memory, some images at a time, so that it stays in the cache. */
const tileBytes = 2 ** 18;

/** SIMD in WebAssembly; what has no kernel yet is computed by `reference`. */
export const wasm: Kernels = {
  ...reference,
  name: 'wasm',

  maxPool(x, geometry, output, mask) {
    const dense = mask.form === 'dense';
    const special = isTwoByTwo(geometry) && !dense && takesFirst(geometry);
    compute({
      operation: 'maxPool',
      task: special ? Task.maxPool2x2 : Task.maxPool,
      geometry,
      dense,
      split: false,
      parts: parts(geometry.outputSpatial),
      operands: [
        { word: Word.source, array: x, written: false },
        { word: Word.target, array: output, written: true },
        { word: Word.mask, array: mask.bytes, written: true },
      ],
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
      parts: parts(special ? geometry.outputSpatial : geometry.inputSpatial),
      operands: [
        { word: Word.source, array: dout, written: false },
        { word: Word.mask, array: mask.bytes, written: false },
        { word: Word.target, array: din, written: true },
      ],
    });
  },
};

/** The geometry of the document, for which there are kernels of its own. */
function isTwoByTwo(geometry: Geometry): boolean {
  const { kernelSize, stride, padding, dilation, inputSpatial, outputSpatial } = geometry;
  return (
    kernelSize.length === 2 &&
    kernelSize.every((size) => size === 2) &&
    stride.every((step) => step === 2) &&
    dilation.every((step) => step === 1) &&
    padding.every(([low]) => low === 0) &&
    outputSpatial.every((size, axis) => 2 * size <= inputSpatial[axis]!)
  );
}

/** How many parts an image has: along its first axis, unless that is the only one. */
function parts(spatial: readonly number[]): number {
  return spatial.length === 1 ? 1 : spatial[0]!;
}

function takesFirst({ ties, nan }: Geometry): boolean {
  return ties === 'first' && nan === 'propagate';
}

interface Operand {
  word: Word;
  array: TypedArray;
  written: boolean;
}

interface Call {
  operation: string;
  task: Task;
  geometry: Geometry;
  dense: boolean;
  split: boolean;
  /** How many parts of an image can be computed apart. */
  parts: number;
  operands: readonly Operand[];
}

/** An operand, and where its images are: at home in WASM memory, or some at a time in scratch. */
interface Place extends Operand {
  address: number;
  /** The scratch memory of an operand on the host. */
  scratch?: TypedArray;
  imageLength: number;
  imageBytes: number;
}

/** Runs a task where its operands are; those on the host are copied in and out, image by image. */
function compute(call: Call): void {
  const { batch } = call.geometry;
  if (batch === 0) return;
  const memory = engine()!;
  const type = Type[dtypeOf(call.operands[0]!.array) as keyof typeof Type];
  const places = call.operands.map((operand): Place => {
    const imageLength = operand.array.length / batch;
    const imageBytes = imageLength * operand.array.BYTES_PER_ELEMENT;
    return { ...operand, address: operand.array.byteOffset, imageLength, imageBytes };
  });
  const guests = places.filter(({ array }) => !memory.holds(array));
  const guestBytes = guests.reduce((total, { imageBytes }) => total + imageBytes, 0);
  const images =
    guests.length === 0 ? batch : Math.min(batch, Math.ceil(tileBytes / (guestBytes + 1)));
  const residentBytes =
    guests.length > 0 ? 0 : batch * places.reduce((total, place) => total + place.imageBytes, 0);
  const job = jobOf(call.geometry, memory.threads, call.dense, call.split);
  const jobBytes = aligned(job.bytes);
  let next = memory.scratch(
    call.operation,
    guests.reduce((total, { imageBytes }) => total + aligned(images * imageBytes), jobBytes),
  );
  const words = memory.view('int32', next, job.words.length) as Int32Array;
  words.set(job.words);
  placeJob(words, next);
  const jobAddress = next;
  next += jobBytes;
  for (const guest of guests) {
    guest.address = next;
    guest.scratch = memory.view(dtypeOf(guest.array)!, next, images * guest.imageLength);
    next += aligned(images * guest.imageBytes);
  }
  for (let first = 0; first < batch; first += images) {
    const count = Math.min(images, batch - first);
    for (const { word, address, scratch, array, written, imageLength, imageBytes } of places) {
      words[word] = scratch === undefined ? address + first * imageBytes : address;
      if (scratch === undefined || written) continue;
      scratch.set(array.subarray(first * imageLength, (first + count) * imageLength));
    }
    const task = { task: call.task, type, job: jobAddress, parts: count * call.parts };
    memory.run(task, residentBytes);
    for (const { scratch, array, written, imageLength } of guests) {
      if (!written) continue;
      array.set(scratch!.subarray(0, count * imageLength), first * imageLength);
    }
  }
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / 16) * 16;
}
