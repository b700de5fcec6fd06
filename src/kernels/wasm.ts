// The WASM backend: which task of the kernels computes what, on which operands.
import type { TypedArray } from '../core/dtype.js';
import { Task, Word } from '../memory/codes.js';
import type { Geometry } from '../window/geometry.js';
import type { MaskCells } from '../window/mask/share.js';
import { compute, readFrom, writeTo } from './compute.js';
import type { Kernels } from './contract.js';
import type { Job } from './job.js';
import { reference } from './reference.js';

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
 * The number of parts of an image: its size along the first spatial axis, 1 if that is the only
 * one.
 */
function partsOf(spatial: readonly number[]): number {
  return spatial.length === 1 ? 1 : spatial[0]!;
}
