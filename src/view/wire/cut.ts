// The part of a view that fits into a payload.
import type { DType, TypedArray } from '../../core/dtype.js';
import { OptionError } from '../../core/errors.js';
import { limits } from '../../core/limits.js';
import { sizeOf } from '../../core/shape.js';
import { Tensor, zeros } from '../../tensor/tensor.js';
import type { Cut } from '../../window/edge.js';
import type { Geometry } from '../../window/geometry.js';
import { Mask } from '../../window/mask/mask.js';
import { windows } from '../../window/windows.js';
import { encodedLength, maxCells } from './codecs/array-codec.js';

/** The most bytes of the arrays' data; the rest is for title, sizes, options and audit. */
const dataRoom = limits.payload - 4096;

/** The arrays of a pooling, which may be cut for a payload. */
export interface PoolArrays {
  readonly mask?: Mask | undefined;
  /** Of a pooling without a mask. */
  readonly geometry?: Geometry | undefined;
  readonly x?: Tensor | undefined;
  readonly dout?: Tensor | undefined;
  readonly din?: Tensor | undefined;
}

/** Cuts an array to the part that fits into a payload; without a cut it is the array itself. */
export function cutHeatmap(value: Tensor, room: number = dataRoom): { value: Tensor; cut?: Cut } {
  const { dtype, shape } = value;
  const kept = largestFitting(shape, (sizes) => {
    const cells = sizeOf(sizes);
    return cells <= maxCells && encodedLength(dtype, cells) <= room;
  });
  if (kept === shape) return { value };
  return { value: cropTensor(value, kept), cut: cutOf(shape, kept) };
}

/**
 * Cuts a pooling to the part that fits into a payload: whole windows, and their part of the input.
 * @param derived whether din follows from dout and mask, so that it need not be sent
 */
export function cutPool<Arrays extends PoolArrays>(
  arrays: Arrays,
  derived: boolean,
  room: number = dataRoom,
): Arrays & { cut?: Cut } {
  const { x, mask, dout, din } = arrays;
  const geometry = mask?.geometry ?? arrays.geometry!;
  const { windowSize } = geometry;
  const whole = geometry.outputShape;
  const shared = geometry.stride.some((stride, axis) => stride < effectiveKernel(geometry, axis));
  const kept = largestFitting(whole, (sizes) => {
    const rows = sizeOf(sizes);
    const input = sizeOf(inputPartOf(geometry, sizes).shape);
    // At the edge of a spatial cut din has gradients from windows outside, so it must be sent.
    const edged = shared && sizes.slice(1, -1).some((size, axis) => size < whole[axis + 1]!);
    const length = (dtype: DType | undefined, cells: number): number =>
      dtype === undefined ? 0 : encodedLength(dtype, cells);
    const bytes =
      length(mask && 'bool', rows * windowSize) +
      length(x?.dtype, input) +
      length(dout?.dtype, rows) +
      length(derived && !edged ? undefined : din?.dtype, input);
    return Math.max(input, rows * windowSize) <= maxCells && bytes <= room;
  });
  if (kept === whole) return arrays;
  const { shape, padding } = inputPartOf(geometry, kept);
  const { kernelSize, stride, dilation, ceilMode, ties, nan, countIncludePad } = geometry;
  const options = { kernelSize, stride, dilation, ceilMode, ties, nan, countIncludePad };
  const part = windows(shape, { ...options, padding });
  const sizes = [
    [...whole, windowSize],
    [...kept, windowSize],
  ] as const;
  return {
    ...arrays,
    mask: mask && new Mask(crop(mask.data, ...sizes, 'bool') as Uint8Array, part),
    geometry: part,
    x: x && cropTensor(x, shape),
    dout: dout && cropTensor(dout, kept),
    din: din && cropTensor(din, shape),
    cut: cutOf(geometry.inputShape, shape),
  };
}

/**
 * The largest sizes that fit: the shape itself, else fewer batches, then fewer channels, then all
 * spatial axes limited to the same size. From rank 3 on the first axis is the batch, the last the
 * channels.
 */
function largestFitting(
  shape: readonly number[],
  fits: (sizes: readonly number[]) => boolean,
): readonly number[] {
  if (fits(shape)) return shape;
  const sizes = [...shape];
  const ends = shape.length < 3 ? [] : [0, shape.length - 1];
  for (const axis of ends) {
    const at = (size: number): number[] => sizes.with(axis, size);
    sizes[axis] = greatestFitting(sizes[axis]!, (size) => fits(at(size)));
    if (fits(sizes)) return sizes;
  }
  const limited = (limit: number): number[] =>
    sizes.map((size, axis) => (ends.includes(axis) ? size : Math.min(size, limit)));
  return limited(greatestFitting(Math.max(...sizes), (limit) => fits(limited(limit))));
}

/** The greatest number from 1 to `most` that fits, by bisection; 1 if none does. */
function greatestFitting(most: number, fits: (size: number) => boolean): number {
  let [low, high] = [1, most];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The part of the input that the first windows along each axis look at, and its padding. */
function inputPartOf(
  geometry: Geometry,
  sizes: readonly number[],
): { shape: number[]; padding: (readonly [number, number])[] } {
  const axes = geometry.inputSpatial.map((size, axis) => {
    const [low, high] = geometry.padding[axis]!;
    const out = sizes[axis + 1]!;
    if (out === geometry.outputSpatial[axis]) return { size, padding: [low, high] as const };
    const reach = (out - 1) * geometry.stride[axis]! + effectiveKernel(geometry, axis) - low;
    return { size: Math.min(size, reach), padding: [low, Math.max(0, reach - size)] as const };
  });
  return {
    shape: [sizes[0]!, ...axes.map(({ size }) => size), sizes.at(-1)!],
    padding: axes.map(({ padding }) => padding),
  };
}

/** Some entries along an axis: one, or the first and the one after the last. */
export type Range = number | readonly [number, number];

/**
 * Some batch entries and channels of a pooling's arrays.
 * @returns the arrays themselves where that is all of them
 * @throws OptionError for a range that is empty or not there
 */
export function partOfPool<Arrays extends PoolArrays>(
  operation: string,
  arrays: Arrays,
  { batch, channels }: { readonly batch?: Range; readonly channels?: Range },
): Arrays & { cut?: Cut } {
  const { x, mask, dout, din } = arrays;
  const geometry = mask?.geometry ?? arrays.geometry!;
  const [first, end] = readRange(operation, 'batch', batch, geometry.batch);
  const [low, high] = readRange(operation, 'channels', channels, geometry.channels);
  if (end - first === geometry.batch && high - low === geometry.channels) return arrays;
  const partOf = (shape: readonly number[]): number[] => [
    end - first,
    ...shape.slice(1, -1),
    high - low,
  ];
  const originOf = (shape: readonly number[]): number[] => [
    first,
    ...shape.slice(1, -1).map(() => 0),
    low,
  ];
  const tensorOf = (array: Tensor | undefined): Tensor | undefined =>
    array && cropTensor(array, partOf(array.shape), originOf(array.shape));
  const shape = partOf(geometry.inputShape);
  const { kernelSize, stride, padding, dilation, ceilMode, ties, nan, countIncludePad } = geometry;
  const options = { kernelSize, stride, padding, dilation, ceilMode, ties, nan, countIncludePad };
  const part = windows(shape, options, operation);
  // With the cells of a window as an axis of their own.
  const { outputShape, windowSize } = geometry;
  const rows = [...outputShape, windowSize];
  const kept = [...partOf(outputShape), windowSize];
  return {
    ...arrays,
    mask:
      mask &&
      new Mask(
        crop(mask.data, rows, kept, 'bool', [...originOf(outputShape), 0]) as Uint8Array,
        part,
      ),
    geometry: part,
    x: tensorOf(x),
    dout: tensorOf(dout),
    din: tensorOf(din),
    cut: {
      whole: geometry.inputShape,
      origin: originOf(shape),
      shape,
    },
  };
}

function readRange(
  operation: string,
  argument: string,
  given: unknown,
  size: number,
): readonly [number, number] {
  if (given === undefined) return [0, size];
  const [first, end]: unknown[] = Array.isArray(given)
    ? given
    : [given, typeof given === 'number' ? given + 1 : given];
  const isWithin =
    Number.isSafeInteger(first) && Number.isSafeInteger(end) && (first as number) >= 0;
  if (isWithin && (first as number) < (end as number) && (end as number) <= size) {
    return [first as number, end as number];
  }
  throw new OptionError({
    operation,
    argument,
    value: given,
    problem: `is not within 0 to ${size - 1}`,
    remedy: 'give one entry, or [first, end]',
  });
}

function effectiveKernel({ dilation, kernelSize }: Geometry, axis: number): number {
  return dilation[axis]! * (kernelSize[axis]! - 1) + 1;
}

function cropTensor(
  { data, shape, dtype }: Tensor,
  to: readonly number[],
  origin?: readonly number[],
): Tensor {
  return new Tensor(crop(data, shape, to, dtype, origin), to, dtype);
}

/** Copies a part of an array: the cells from an index on, by default the first, within smaller sizes. */
function crop(
  data: TypedArray,
  shape: readonly number[],
  to: readonly number[],
  dtype: DType,
  origin: readonly number[] = to.map(() => 0),
): TypedArray {
  const out = zeros(to, dtype).data;
  let at = 0;
  const copy = (axis: number, start: number): void => {
    const [from, size] = [origin[axis]!, to[axis]!];
    if (axis === to.length - 1) {
      out.set(data.subarray(start + from, start + from + size), at);
      at += size;
      return;
    }
    const step = sizeOf(shape.slice(axis + 1));
    for (let i = from; i < from + size; i++) copy(axis + 1, start + i * step);
  };
  copy(0, 0);
  return out;
}

function cutOf(whole: readonly number[], shape: readonly number[]): Cut {
  return { whole, origin: whole.map(() => 0), shape };
}
