import fc from 'fast-check';
import {
  backend,
  maskFrom,
  maxPool,
  maxPoolBackward,
  type NanRule,
  type PoolOptions,
  type Share,
  setBackend,
  type Tensor,
  type Ties,
  tensor,
  tidy,
  windows,
} from 'poolscope';
import { afterEach, describe, expect, test } from 'vitest';

// `reference` is the meaning: `wasm` gives the same bits, any NaN standing for any other.

afterEach(() => setBackend('wasm'));

function onEach<Result>(compute: () => Result): [Result, Result] {
  setBackend('reference');
  const expected = compute();
  setBackend('wasm');
  return [expected, compute()];
}

/** The elements so that equal means the same bits: Object.is tells −0 from 0, and NaN is NaN. */
function bits(x: Tensor): number[] {
  return [...x.data];
}

function isFloat(x: Tensor): boolean {
  return x.dtype === 'float32' || x.dtype === 'float64';
}

/** Few different values, so that ties are common. */
const value = fc.constantFrom(0, -0, 1, -1, 2, -3.5, NaN, Infinity, -Infinity);
const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  uint8: Uint8Array,
  int8: Int8Array,
  int32: Int32Array,
};

interface Case {
  shape: number[];
  options: PoolOptions;
  dtype: keyof typeof arrays;
  share: Share;
  seed: number[];
}

interface Axis {
  size: number;
  kernel: number;
  stride: number;
  dilation: number;
  padding: [number, number];
}

/** Geometries of 1 to 3 axes, near enough to each other that the special kernels come up often. */
const cases: fc.Arbitrary<Case> = fc
  .integer({ min: 1, max: 3 })
  .chain((rank) => {
    const axis = fc.record({
      size: fc.integer({ min: 1, max: 9 }),
      kernel: fc.integer({ min: 1, max: 4 }),
      stride: fc.integer({ min: 1, max: 3 }),
      dilation: fc.constantFrom(1, 1, 1, 2),
      padding: fc.tuple(fc.nat(), fc.nat()),
    });
    const special = fc.record({
      size: fc.integer({ min: 2, max: 9 }),
      kernel: fc.constant(2),
      stride: fc.constant(2),
      dilation: fc.constant(1),
      padding: fc.constant<[number, number]>([0, 0]),
    });
    return fc.record({
      axes: fc.oneof(
        fc.array(axis, { minLength: rank, maxLength: rank }),
        fc.array(special, { minLength: 2, maxLength: 2 }),
      ),
      batch: fc.integer({ min: 0, max: 3 }),
      channels: fc.integer({ min: 1, max: 21 }),
      ceilMode: fc.boolean(),
      ties: fc.constantFrom<Ties>('first', 'last', 'all'),
      nan: fc.constantFrom<NanRule>('propagate', 'ignore'),
      dtype: fc.constantFrom(...(Object.keys(arrays) as (keyof typeof arrays)[])),
      share: fc.constantFrom<Share>('full', 'split'),
      seed: fc.array(value, { minLength: 64, maxLength: 64 }),
    });
  })
  .map(({ axes: either, batch, channels, ceilMode, ties, nan, dtype, share, seed }) => {
    const axes: readonly Axis[] = either;
    const extent = axes.map(({ kernel, dilation }) => dilation * (kernel - 1) + 1);
    return {
      shape: [batch, ...axes.map(({ size }, i) => Math.max(size, extent[i]!)), channels],
      options: {
        kernelSize: axes.map(({ kernel }) => kernel),
        stride: axes.map(({ stride }) => stride),
        dilation: axes.map(({ dilation }) => dilation),
        padding: axes.map(({ padding }, i): [number, number] => [
          padding[0] % extent[i]!,
          padding[1] % extent[i]!,
        ]),
        ceilMode,
        ties,
        nan,
      },
      dtype,
      share,
      seed,
    };
  });

/** Elements that repeat in no step of the layout. */
function filled({ dtype, seed }: Case, shape: readonly number[]): Tensor {
  const size = shape.reduce((product, axis) => product * axis, 1);
  const values = Array.from({ length: size }, (_, i) => seed[(i * 7 + (i >> 3)) % 64]!);
  const data = arrays[dtype].from(values);
  return tensor(data, shape);
}

describe('the WASM kernels give what the reference gives', () => {
  test('where WebAssembly has SIMD, they are what computes', () => {
    expect(backend()).toBe('wasm');
  });

  test('max pooling, forward and backward, any geometry, dtype and rule', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const x = filled(given, given.shape);
        const [expected, actual] = onEach(() => maxPool(x, given.options));
        expect(bits(actual.output)).toEqual(bits(expected.output));
        const dout = filled(given, expected.output.shape);
        tidy(() => {
          const resident = maxPool(x.to('wasm'), given.options);
          expect(bits(resident.output)).toEqual(bits(expected.output));
          expect([...resident.mask.data]).toEqual([...expected.mask.data]);
          if (!isFloat(x)) return;
          const { share } = given;
          expect(bits(maxPoolBackward(dout, resident.mask, { share }))).toEqual(
            bits(maxPoolBackward(dout, actual.mask, { share })),
          );
        });
        if (isFloat(x)) {
          const [din, own] = onEach(() =>
            maxPoolBackward(dout, maxPool(x, given.options).mask, { share: given.share }),
          );
          expect(bits(own)).toEqual(bits(din));
        }
        expect([...actual.mask.data]).toEqual([...expected.mask.data]);
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  test('the backward pass of any mask from outside, with any number of maxima a row', () => {
    fc.assert(
      fc.property(cases, fc.array(fc.boolean(), { minLength: 61, maxLength: 61 }), (given, on) => {
        const geometry = windows(given.shape, given.options);
        const cells = Array.from({ length: geometry.rows }, (_, row) =>
          geometry.cells(row).map((cell, column) => cell >= 0 && on[(row * 5 + column) % 61]!),
        );
        const mask = maskFrom(cells.flat(), geometry);
        const dtype = given.dtype === 'float64' ? 'float64' : 'float32';
        const dout = filled({ ...given, dtype }, geometry.outputShape);
        const [din, own] = onEach(() => maxPoolBackward(dout, mask, { share: given.share }));
        expect(bits(own)).toEqual(bits(din));
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});
