import fc from 'fast-check';
import { type PoolOptions, type Tensor, tensor } from 'poolscope';

/** An input shape and options that make windows over it. */
export interface Pooling {
  shape: number[];
  options: PoolOptions & {
    kernelSize: number[];
    stride: number[];
    padding: [number, number][];
    dilation: number[];
    ceilMode: boolean;
  };
}

interface Axis {
  size: number;
  kernel: number;
  stride: number;
  dilation: number;
  padding: [number, number];
}

/** One spatial axis: padding less than the effective kernel, and room for one window. */
const axis: fc.Arbitrary<Axis> = fc
  .record({
    kernel: fc.integer({ min: 1, max: 3 }),
    stride: fc.integer({ min: 1, max: 4 }),
    dilation: fc.integer({ min: 1, max: 3 }),
  })
  .chain(({ kernel, stride, dilation }) => {
    const extent = dilation * (kernel - 1) + 1;
    const side = fc.integer({ min: 0, max: extent - 1 });
    return fc
      .record({ padding: fc.tuple(side, side), spare: fc.integer({ min: 0, max: 4 }) })
      .map(({ padding, spare }) => ({
        kernel,
        stride,
        dilation,
        padding,
        size: Math.max(1, extent - padding[0] - padding[1]) + spare,
      }));
  });

/** Poolings of 1 to 3 spatial axes, every option of the windows; the batch may be empty. */
export const poolings: fc.Arbitrary<Pooling> = fc
  .record({
    axes: fc.array(axis, { minLength: 1, maxLength: 3 }),
    batch: fc.integer({ min: 0, max: 2 }),
    channels: fc.integer({ min: 1, max: 3 }),
    ceilMode: fc.boolean(),
  })
  .map(({ axes, batch, channels, ceilMode }) => ({
    shape: [batch, ...axes.map(({ size }) => size), channels],
    options: {
      kernelSize: axes.map(({ kernel }) => kernel),
      stride: axes.map(({ stride }) => stride),
      padding: axes.map(({ padding }) => padding),
      dilation: axes.map(({ dilation }) => dilation),
      ceilMode,
    },
  }));

/** How many elements a shape holds. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** A float64 tensor of a shape, its elements drawn one by one. */
export function tensorOf(
  shape: readonly number[],
  elements: fc.Arbitrary<number>,
): fc.Arbitrary<Tensor> {
  const length = sizeOf(shape);
  return fc
    .array(elements, { minLength: length, maxLength: length })
    .map((values) => tensor(Float64Array.from(values), shape));
}

/** A float64 tensor of a shape that holds the integers from 0 on, shuffled: no two are equal. */
export function distinctTensorOf(shape: readonly number[]): fc.Arbitrary<Tensor> {
  const length = sizeOf(shape);
  const sorted = Array.from({ length }, (_, i) => i);
  return fc
    .shuffledSubarray(sorted, { minLength: length })
    .map((values) => tensor(Float64Array.from(values), shape));
}

/** Integers that sums of float64 hold exactly. */
export const integers: fc.Arbitrary<number> = fc.integer({ min: -1000, max: 1000 });

/** Numbers where a maximum is delicate: ties, both zeros, infinities, NaN. */
export const delicate: fc.Arbitrary<number> = fc.constantFrom(
  -Infinity,
  -1,
  -0,
  0,
  1,
  Infinity,
  Number.NaN,
);
