import fc from 'fast-check';
import { tensor } from '../../src/tensor/from-data.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import type { PoolOptions } from '../../src/window/options.js';

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
function axisOf(mostKernel: number): fc.Arbitrary<Axis> {
  return fc
    .record({
      kernel: fc.integer({ min: 1, max: mostKernel }),
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
}

const axis: fc.Arbitrary<Axis> = axisOf(3);

/** Axes of large windows: up to 40 cells, or up to 12 in each of two directions. */
const largeAxes: fc.Arbitrary<Axis[]> = fc.oneof(
  fc.tuple(axisOf(40)),
  fc.tuple(axisOf(12), axisOf(12)),
);

/** Axes as they are most common: 2 by 2, and 3 by 3 with and without a step, padded by 1. */
const commonAxes: fc.Arbitrary<Axis[]> = fc
  .constantFrom([2, 2, 0], [3, 2, 1], [3, 1, 1])
  .chain(([kernel, stride, side]) => {
    const one = fc.integer({ min: 2, max: 15 }).map(
      (size): Axis => ({
        size,
        kernel: kernel!,
        stride: stride!,
        dilation: 1,
        padding: [side!, side!],
      }),
    );
    return fc.array(one, { minLength: 2, maxLength: 3 });
  });

/** Poolings of 1 to 3 spatial axes, every option of the windows; the batch may be empty. */
export const poolings: fc.Arbitrary<Pooling> = poolingsOf(
  fc.array(axis, { minLength: 1, maxLength: 3 }),
  fc.integer({ min: 1, max: 3 }),
);

/** Poolings that meet every kernel and its tails: with many channels, and common windows often. */
export const kernelPoolings: fc.Arbitrary<Pooling> = poolingsOf(
  fc.oneof(fc.array(axis, { minLength: 1, maxLength: 3 }), commonAxes, largeAxes),
  fc.integer({ min: 1, max: 70 }),
);

/** Poolings of so many channels that cells of large windows are read side by side, or just not. */
export const widePoolings: fc.Arbitrary<Pooling> = poolingsOf(
  fc.oneof(fc.tuple(axisOf(18)), fc.tuple(axisOf(5), axisOf(9))),
  fc.constantFrom(511, 512, 516, 520),
);

function poolingsOf(
  axes: fc.Arbitrary<Axis[]>,
  channels: fc.Arbitrary<number>,
): fc.Arbitrary<Pooling> {
  return fc
    .record({
      axes,
      batch: fc.integer({ min: 0, max: 2 }),
      channels,
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
}

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

/** Axes whose windows overlap: in pairs, and from five cells at stride 1 on with running maxima. */
const overlappingAxis: fc.Arbitrary<Axis> = fc
  .record({
    kernel: fc.integer({ min: 2, max: 8 }),
    stride: fc.constantFrom(1, 1, 2, 2, 3),
    dilation: fc.constantFrom(1, 1, 1, 2),
    spare: fc.integer({ min: 0, max: 12 }),
  })
  .chain(({ kernel, stride, dilation, spare }) => {
    const extent = dilation * (kernel - 1) + 1;
    const side = fc.integer({ min: 0, max: Math.min(2, extent - 1) });
    return fc.tuple(side, side).map((padding) => ({
      kernel,
      stride: Math.min(stride, kernel - 1),
      dilation,
      padding,
      size: extent + spare,
    }));
  });

/** Axes of long windows at stride 1, beside which the input is long or short: two of 16 cells on have wide codes. */
const longAxis: fc.Arbitrary<Axis> = fc
  .record({
    kernel: fc.constantFrom(5, 6, 7, 9, 16, 17, 21),
    dilation: fc.constantFrom(1, 1, 1, 2),
    spare: fc.integer({ min: 0, max: 24 }),
  })
  .chain(({ kernel, dilation, spare }) => {
    const side = fc.integer({ min: 0, max: kernel >> 1 });
    return fc.tuple(side, side).map((padding) => {
      const least = dilation * (kernel - 1) + 1 - padding[0] - padding[1];
      return { kernel, stride: 1, dilation, padding, size: Math.max(1, least) + spare };
    });
  });

/** Axes of windows that share no cell, from some that are large enough for their winners to be found at the end. */
const apartAxis = (least: number, most: number): fc.Arbitrary<Axis> =>
  fc
    .record({
      kernel: fc.integer({ min: least, max: most }),
      gap: fc.constantFrom(0, 0, 1),
      spare: fc.integer({ min: 0, max: most }),
    })
    .chain(({ kernel, gap, spare }) => {
      const side = fc.integer({ min: 0, max: kernel - 1 });
      return fc.tuple(side, side).map((padding) => {
        const size = Math.max(1, kernel - padding[0] - padding[1] + spare);
        return { kernel, stride: kernel + gap, dilation: 1, padding, size };
      });
    });

const nine: fc.Arbitrary<Axis> = fc
  .record({ size: fc.integer({ min: 3, max: 14 }), side: fc.constantFrom(0, 1) })
  .map(({ size, side }) => ({ size, kernel: 3, stride: 2, dilation: 1, padding: [side, side] }));

/** Poolings whose channels are whole blocks of vectors, and whose windows overlap or are large. */
export const blockPoolings: fc.Arbitrary<Pooling> = poolingsOf(
  fc.oneof(
    fc.array(overlappingAxis, { minLength: 1, maxLength: 2 }),
    fc.array(longAxis, { minLength: 1, maxLength: 2 }),
    fc.array(apartAxis(16, 34), { minLength: 2, maxLength: 2 }),
    fc.tuple(apartAxis(4, 8), apartAxis(4, 8), apartAxis(8, 20)),
    fc.array(nine, { minLength: 2, maxLength: 2 }),
    fc.tuple(nine, nine, overlappingAxis),
  ),
  fc.constantFrom(16, 32, 48),
);
