// Runs a task of the kernels: gives them their job, and copies host operands in and out.
import { dtypeOf, type TypedArray } from '../core/dtype.js';
import { type Task, Type, Word } from '../memory/codes.js';
import { type Engine, engine } from '../memory/engine.js';
import { alignUp } from '../memory/heap.js';
import { type Job, jobBytes, sameJob, writeJob } from './job.js';

/**
 * Host operands pass through scratch memory of this size, some images at a time: it fits the cache.
 */
const tileBytes = 2 ** 18;

/** A size that caches don't exceed much: larger sources are read from main memory. */
const cacheBytes = 2 ** 23;

/**
 * An array of a call, and the job's word for its address. What is asked of it is noted at once: if
 * scratch memory makes the memory grow, an array in it is detached, at least in a browser.
 */
export interface Operand {
  readonly word: Word;
  readonly array: TypedArray;
  readonly written: boolean;
  readonly resident: boolean;
  readonly byteOffset: number;
  readonly length: number;
}

export function readFrom(array: TypedArray, word: Word = Word.source): Operand {
  return operandOf(array, word, false);
}

export function writeTo(array: TypedArray, word: Word = Word.target): Operand {
  return operandOf(array, word, true);
}

function operandOf(array: TypedArray, word: Word, written: boolean): Operand {
  const { byteOffset, length } = array;
  return { word, array, written, resident: engine()!.holds(array), byteOffset, length };
}

export interface Call {
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

function bytesIn({ array, length }: Operand): number {
  return length * array.BYTES_PER_ELEMENT;
}

/** Runs a task on resident operands in place, or on host operands through scratch memory. */
export function compute(call: Call): void {
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
  memory.run(
    call.task,
    typeOf(operands[0].array),
    address,
    images * parts,
    leastParts(call),
    resident,
  );
}

/** How many times the lines that it reads beside its own a thread should have of its own. */
const timesShared = 4;

/**
 * The fewest parts that are worth a thread's turn: where windows overlap, it goes through its neighbours' lines
 * too. From half an image on, whole images, which share none.
 */
function leastParts({ job, parts }: Call): number {
  if (job === undefined || parts === 1) return 1;
  const { kernelSize, stride, dilation } = job.geometry;
  const shared = (kernelSize[0]! - 1) * dilation[0]! + 1 - stride[0]!;
  if (shared <= 0) return 1;
  const least = timesShared * shared;
  return 2 * least < parts ? least : parts;
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
    memory.run(call.task, type, address, count * parts, 1, 0);
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
