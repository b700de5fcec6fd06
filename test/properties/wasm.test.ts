import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { DType } from '../../src/core/dtype.js';
import { backend, setBackend } from '../../src/kernels/select.js';
import { tidy } from '../../src/memory/residency.js';
import { avgPool, avgPoolBackward } from '../../src/ops/avg-pool.js';
import { type LpPoolOptions, lpPool, lpPoolBackward } from '../../src/ops/lp-pool.js';
import { maxPool, maxPoolBackward } from '../../src/ops/max-pool.js';
import { maxUnpool, maxUnpoolBackward } from '../../src/ops/max-unpool.js';
import { relu, reluBackward } from '../../src/ops/relu.js';
import { tensor } from '../../src/tensor/from-data.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { eachWindow } from '../../src/window/each-window.js';
import type { Mask } from '../../src/window/mask/mask.js';
import { maskFrom } from '../../src/window/mask/mask-from.js';
import type { Share } from '../../src/window/mask/share.js';
import type { NanRule, Ties } from '../../src/window/options.js';
import { windows } from '../../src/window/windows.js';
import {
  blockPoolings,
  delicate,
  kernelPoolings,
  type Pooling,
  sizeOf,
  widePoolings,
} from './arbitraries.js';

// The backend `reference` defines the results: `wasm` has to give the same bits (NaN equals NaN).

const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  uint8: Uint8Array,
  int8: Int8Array,
  int32: Int32Array,
};
type Numbers = keyof typeof arrays;

const floats = fc.constantFrom<Numbers>('float32', 'float64');
const numbers = fc.constantFrom<Numbers>('float32', 'float64', 'uint8', 'int8', 'int32');

interface Case extends Pooling {
  dtype: Numbers;
  /** Elements in the order that `filled` takes them; few are different, so that ties are common. */
  values: number[];
}

function casesOf(
  dtypes: fc.Arbitrary<Numbers>,
  pooling: fc.Arbitrary<Pooling> = kernelPoolings,
): fc.Arbitrary<Case> {
  return fc
    .record({
      pooling,
      dtype: dtypes,
      values: fc.array(fc.oneof(delicate, fc.constantFrom(2, -3.5, 0.1)), {
        minLength: 64,
        maxLength: 64,
      }),
    })
    .map(({ pooling, ...rest }) => ({ ...pooling, ...rest }));
}

/** A tensor whose elements repeat in no step of the layout. */
function filled({ dtype, values }: Case, shape: readonly number[]): Tensor {
  const data = Array.from({ length: sizeOf(shape) }, (_, i) => values[(i * 7 + (i >> 3)) % 64]!);
  return tensor(arrays[dtype].from(data), shape);
}

afterEach(() => setBackend('wasm'));

type Results = Record<string, Tensor | Mask>;

/**
 * The results of a computation on the reference, on the kernels, and on the kernels with the tensors
 * that it passes to `place` resident in WASM memory.
 */
function onEach(compute: (place: (x: Tensor) => Tensor) => Results): {
  expected: Results;
  host: Results;
  resident: Results;
} {
  setBackend('reference');
  const expected = compute((x) => x);
  setBackend('wasm');
  const host = compute((x) => x);
  const resident = tidy(() => {
    const results = Object.entries(compute((x) => x.to('wasm')));
    return Object.fromEntries(results.map(([name, result]) => [name, result.to('host')]));
  });
  return { expected, host, resident };
}

/** Expects the same bits in every element: Object.is tells −0 from 0, and NaN is NaN. */
function expectBitsOf(given: Results, expected: Results): void {
  expect(Object.keys(given)).toEqual(Object.keys(expected));
  for (const [name, { data }] of Object.entries(given)) {
    const due = expected[name]!.data;
    expect([name, data.length]).toEqual([name, due.length]);
    const at = data.findIndex((value, i) => !Object.is(value, due[i]));
    if (at >= 0) expect.fail(`element ${at} of ${name} is ${data[at]}, not ${due[at]}`);
  }
}

function expectSameBits(compute: (place: (x: Tensor) => Tensor) => Results): void {
  const { expected, host, resident } = onEach(compute);
  expectBitsOf(host, expected);
  expectBitsOf(resident, expected);
}

const share = fc.constantFrom<Share>('full', 'split');
const rules = fc.record({
  ties: fc.constantFrom<Ties>('first', 'first', 'last', 'all'),
  nan: fc.constantFrom<NanRule>('propagate', 'propagate', 'ignore'),
});

/** A mask from outside: any number of maxima a row, on real cells. */
function anyMask({ shape, options }: Pooling, on: readonly boolean[]): Mask {
  const geometry = windows(shape, options);
  const marks = new Uint8Array(geometry.rows * geometry.windowSize);
  eachWindow(geometry, (row, cells) => {
    for (const [column, cell] of cells.entries()) {
      const isOn = cell >= 0 && on[(row * 5 + column) % 61]!;
      marks[row * cells.length + column] = Number(isOn);
    }
  });
  return maskFrom(marks, geometry);
}

const manyBooleans = fc.array(fc.boolean(), { minLength: 61, maxLength: 61 });

describe('the WASM kernels give the bits of the reference:', () => {
  test('they compute where WebAssembly has SIMD', () => {
    expect(backend()).toBe('wasm');
  });

  test('max pooling forward, for any geometry, dtype and rule', () => {
    fc.assert(
      fc.property(casesOf(numbers), rules, (given, rules) => {
        const x = filled(given, given.shape);
        expectSameBits((place) => ({ ...maxPool(place(x), { ...given.options, ...rules }) }));
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  // Windows in pairs, running maxima, and windows of three by three that keep a line have kernels of their own.
  test('max pooling of overlapping or large windows in whole blocks of channels, with a NaN or infinities or without', () => {
    const trouble = fc.constantFrom<readonly number[]>(
      [],
      [],
      [Number.NaN],
      [Infinity],
      [Infinity, -Infinity],
      [-Infinity, Number.NaN],
    );
    fc.assert(
      fc.property(blockPoolings, trouble, fc.nat(), fc.nat(), (pooling, odd, seed, at) => {
        const length = sizeOf(pooling.shape);
        // Few different numbers, so that ties are common, and signed zeros.
        const data = Float32Array.from(
          { length },
          (_, i) => ((i * 31 + seed + (i >> 4)) % 23) - 11,
        );
        for (const [i, zero] of data.entries()) if (zero === 0 && i % 2 > 0) data[i] = -0;
        for (const [i, value] of odd.entries()) data[(at + i * 977) % length] = value;
        const x = tensor(data, pooling.shape);
        expectSameBits((place) => ({ ...maxPool(place(x), pooling.options) }));
      }),
      { numRuns: 600 },
    );
  }, 60_000);

  test('max pooling backward, for masks of max pooling', () => {
    fc.assert(
      fc.property(casesOf(floats), rules, share, (given, rules, share) => {
        const x = filled(given, given.shape);
        const { mask, output } = maxPool(x, { ...given.options, ...rules });
        const dout = filled(given, output.shape);
        expectSameBits((place) => ({ din: maxPoolBackward(place(dout), mask, { share }) }));
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  test('max pooling backward, for masks from outside', () => {
    fc.assert(
      fc.property(casesOf(floats), manyBooleans, share, (given, on, share) => {
        const mask = anyMask(given, on);
        const dout = filled(given, mask.geometry.outputShape);
        expectSameBits((place) => ({ din: maxPoolBackward(place(dout), mask, { share }) }));
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  test('max unpooling, forward and backward, for any mask', () => {
    fc.assert(
      fc.property(casesOf(numbers), fc.option(manyBooleans), (given, on) => {
        const pooled = filled(given, given.shape);
        const mask = on ? anyMask(given, on) : maxPool(pooled, given.options).mask;
        const x = filled(given, mask.geometry.outputShape);
        expectSameBits((place) => ({
          output: maxUnpool(place(x), mask),
          ...(isFloat(x.dtype) && { dx: maxUnpoolBackward(place(pooled), mask) }),
        }));
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  test('average pooling, forward and backward', () => {
    fc.assert(
      fc.property(casesOf(floats), fc.boolean(), (given, countIncludePad) => {
        const x = filled(given, given.shape);
        const options = { ...given.options, countIncludePad };
        const geometry = windows(given.shape, options);
        const dout = filled(given, geometry.outputShape);
        expectSameBits((place) => ({
          output: avgPool(place(x), options),
          din: avgPoolBackward(place(dout), geometry),
        }));
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  test('average and Lp pooling of many channels', () => {
    fc.assert(
      fc.property(casesOf(fc.constant('float32'), widePoolings), (given) => {
        expectSameBits((place) => ({
          averages: avgPool(place(filled(given, given.shape)), given.options),
          ...lpBothWays(given, 2, place),
        }));
      }),
      { numRuns: 30 },
    );
  }, 60_000);

  // The last layer of many networks has kernels of its own.
  test('average pooling of 7×7 windows of many channels', () => {
    const pooling = fc
      .tuple(fc.constantFrom(7, 8), fc.constantFrom(7, 15), fc.constantFrom(256, 512, 528))
      .map(
        ([height, width, channels]): Pooling => ({
          shape: [1, height, width, channels],
          options: {
            kernelSize: [7, 7],
            stride: [7, 7],
            padding: [
              [height - 7, 0],
              [0, 0],
            ],
            dilation: [1, 1],
            ceilMode: false,
          },
        }),
      );
    fc.assert(
      fc.property(casesOf(floats, pooling), (given) => {
        const x = filled(given, given.shape);
        expectSameBits((place) => ({ averages: avgPool(place(x), given.options) }));
      }),
      { numRuns: 20 },
    );
  }, 60_000);

  test('Lp pooling with p of 1 and 2, forward and backward', () => {
    fc.assert(
      fc.property(casesOf(floats), fc.constantFrom(1, 2), (given, p) => {
        expectSameBits((place) => lpBothWays(given, p, place));
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  test('ReLU, forward and backward', () => {
    fc.assert(
      fc.property(casesOf(numbers), (given) => {
        const x = filled(given, given.shape);
        expectSameBits((place) => {
          const { output, mask } = relu(place(x));
          return { output, mask, ...(isFloat(x.dtype) && { din: reluBackward(place(x), mask) }) };
        });
      }),
      { numRuns: 100 },
    );
  }, 60_000);
});

describe('Lp pooling with another p, whose `pow` the backends do not share,', () => {
  const exponents = fc.constantFrom(1.5, 3, 4.75);

  test('gives norms within 4 ulp of the reference', () => {
    fc.assert(
      fc.property(casesOf(floats), exponents, (given, p) => {
        const { expected, host, resident } = onEach((place) => ({
          output: lpBothWays(given, p, place).output!,
        }));
        for (const { output } of [host, resident]) {
          expected.output!.data.forEach((norm, row) => {
            expectWithin(output!.data[row]!, norm, 4 * ulp(norm, given.dtype));
          });
        }
      }),
      { numRuns: 100 },
    );
  }, 60_000);

  test('gives gradients within the error that this causes in each term of their sums', () => {
    fc.assert(
      fc.property(casesOf(floats), exponents, (given, p) => {
        const { expected, host, resident } = onEach((place) => lpBothWays(given, p, place));
        // Each |x| / norm is off by up to 5 ulp, its power by p − 1 times that, and then one
        // rounding a step. The sums of the terms' sizes come from positive numbers in x and dout.
        const sizes = { ...given, values: given.values.map(Math.abs) };
        const { din: terms } = lpBothWays(sizes, p, (x) => x);
        for (const { din } of [host, resident]) {
          expected.din!.data.forEach((gradient, cell) => {
            const allowed = (5 * (p - 1) + 8) * ulp(terms!.data[cell]!, given.dtype);
            expectWithin(din!.data[cell]!, gradient, allowed);
          });
        }
      }),
      { numRuns: 100 },
    );
  }, 60_000);
});

function lpBothWays(given: Case, p: number, place: (x: Tensor) => Tensor): Results {
  const options: LpPoolOptions = { ...given.options, p };
  const x = place(filled(given, given.shape));
  const dout = place(filled(given, windows(given.shape, given.options).outputShape));
  const output = lpPool(x, options);
  const din = lpPoolBackward(dout, { x }, options);
  return { output, din, again: lpPoolBackward(dout, { x, output }, options) };
}

function isFloat(dtype: DType): boolean {
  return dtype === 'float32' || dtype === 'float64';
}

/** A number's unit in the last place. */
function ulp(value: number, dtype: DType): number {
  const [digits, smallest] = dtype === 'float32' ? [23, -149] : [52, -1074];
  return 2 ** Math.max(smallest, Math.floor(Math.log2(Math.abs(value))) - digits);
}

function expectWithin(actual: number, expected: number, allowed: number): void {
  if (Object.is(actual, expected) || Math.abs(actual - expected) <= allowed) return;
  expect.fail(`${actual} is not within ${allowed} of ${expected}`);
}
