import { describe, expect, test } from 'vitest';
import { OptionError, ShapeError } from '../../../src/core/errors.js';
import { avgPool } from '../../../src/ops/avg-pool.js';
import { lpPool, lpPoolBackward } from '../../../src/ops/lp-pool.js';
import { tensor } from '../../../src/tensor/from-data.js';
import { random } from '../../../src/tensor/random.js';
import type { PoolOptions } from '../../../src/window/options.js';
import { windows } from '../../../src/window/windows.js';
import { geometries } from '../window/geometries.js';

/** A tensor of one batch and one channel from a row of numbers. */
const strip = (...values: number[]) => tensor(values, [1, values.length, 1]);
const whole = (count: number): PoolOptions => ({ kernelSize: count });

describe('lpPool', () => {
  test('is the Euclidean norm by default, the sum of absolute values for p = 1', () => {
    expect([...lpPool(strip(3, 4, -6, 8), whole(2)).data]).toEqual([5, 10]);
    expect([...lpPool(strip(3, 4, -6, 8), { ...whole(2), p: 1 }).data]).toEqual([7, 14]);
  });

  test('takes absolute values for odd p, as ONNX does', () => {
    // 3³ + 4³ + 5³ = 6³, whatever the signs.
    expect(lpPool(strip(-3, 4, -5), { ...whole(3), p: 3 }).data[0]).toBeCloseTo(6, 14);
  });

  test('takes any exponent of 1 or more', () => {
    expect(lpPool(strip(1, 4), { ...whole(2), p: 1.5 }).data[0]).toBeCloseTo(9 ** (2 / 3), 14);
  });

  test('counts padding as 0, and gives 0 where no cell is real', () => {
    const options = { kernelSize: 2, stride: 1, dilation: 3, padding: 2 };
    expect([...lpPool(strip(7), options).data]).toEqual([0, 0]);
    expect([...lpPoolBackward(strip(1, 1), { x: strip(7) }, options).data]).toEqual([0]);
  });

  test('rounds every step where x is float32', () => {
    // 4097² = 2^24 + 2^13 + 1 is no float32; the nearest is 2^24 + 2^13.
    const x = tensor(Float32Array.of(4097, 0), [1, 2, 1]);
    expect(lpPool(x, whole(2)).data[0]).toBe(Math.fround(Math.sqrt(2 ** 24 + 2 ** 13)));
  });

  test.each(geometries)('to the power p is the sum over the window, %s', (_, shape, options) => {
    const x = random(1).randn(...shape);
    const geo = windows(shape, options);
    for (const p of [1, 2, 3, 2.5]) {
      const powers = tensor(
        x.data.map((value) => Math.abs(value) ** p),
        shape,
      );
      const averages = avgPool(powers, options);
      const norms = lpPool(x, { ...options, p });
      norms.data.forEach((norm, row) => {
        expect(norm ** p).toBeCloseTo(averages.data[row]! * geo.divisor(row), 11);
      });
    }
  });

  test.each([0, 0.5, Number.NaN, -1, '2'])('refuses p = %s', (p) => {
    expect(() => lpPool(strip(1), { kernelSize: 1, p: p as number })).toThrow(OptionError);
  });

  test('points from the infinite norm to maxPool', () => {
    expect(() => lpPool(strip(1), { kernelSize: 1, p: Infinity })).toThrow(
      'lpPool: p=Infinity is not an exponent of a norm; use maxPool on absolute values',
    );
  });
});

describe('lpPoolBackward', () => {
  test('gives x / norm for p = 2, the sign for p = 1', () => {
    expect([...lpPoolBackward(strip(10), { x: strip(3, -4) }, whole(2)).data]).toEqual([6, -8]);
    const signs = lpPoolBackward(strip(10), { x: strip(3, -4, 0) }, { ...whole(3), p: 1 });
    expect([...signs.data].map((value) => value + 0)).toEqual([10, -10, 0]);
  });

  test('gives 0, not NaN, where the norm is 0', () => {
    expect([...lpPoolBackward(strip(1), { x: strip(0, 0) }, whole(2)).data]).toEqual([0, 0]);
    expect([...lpPoolBackward(strip(1), { x: strip(0, 0) }, { ...whole(2), p: 1 }).data]).toEqual([
      0, 0,
    ]);
  });

  // The norm is homogeneous of degree 1, so by Euler's theorem Σ x·∂norm/∂x = norm in each window.
  test.each(geometries)('gives gradients with Σ x·din = Σ norm·dout, %s', (_, shape, options) => {
    const x = random(1).randn(...shape);
    const dout = random(2).randn(...windows(shape, options).outputShape);
    for (const p of [1, 2, 3, 2.5]) {
      const din = lpPoolBackward(dout, { x }, { ...options, p });
      const norms = lpPool(x, { ...options, p });
      const along = Array.from(x.data).reduce((sum, value, i) => sum + value * din.data[i]!, 0);
      const whole = Array.from(norms.data).reduce(
        (sum, value, row) => sum + value * dout.data[row]!,
        0,
      );
      expect(along).toBeCloseTo(whole, 10);
    }
  });

  test('takes the norms that lpPool gave, and does not compute them again', () => {
    const [x, dout] = [strip(3, -4), strip(10)];
    const output = lpPool(x, whole(2));
    expect([...lpPoolBackward(dout, { x, output }, whole(2)).data]).toEqual([6, -8]);
    // Twice the norm halves each share.
    expect([...lpPoolBackward(dout, { x, output: strip(10) }, whole(2)).data]).toEqual([3, -4]);
    expect([...output.data]).toEqual([5]);
    expect(() => lpPoolBackward(dout, { x, output: strip(5, 5) }, whole(2))).toThrow(ShapeError);
    const output32 = tensor(Float32Array.of(5), [1, 1, 1]);
    expect(() => lpPoolBackward(dout, { x, output: output32 }, whole(2))).toThrow(
      'lpPoolBackward: saved.output.dtype="float32" is not supported here; give float64',
    );
  });

  test('refuses a dout of another shape or dtype than the output', () => {
    expect(() => lpPoolBackward(strip(1, 2), { x: strip(1, 2) }, whole(2))).toThrow(ShapeError);
    expect(() => lpPoolBackward(strip(1), strip(1, 2) as never, whole(2))).toThrow(
      'lpPoolBackward: saved=Tensor holds no x; give { x }, the tensor that lpPool was given',
    );
    const x32 = tensor(Float32Array.of(1, 2), [1, 2, 1]);
    expect(() => lpPoolBackward(strip(1), { x: x32 }, whole(2))).toThrow(
      'lpPoolBackward: dout.dtype="float64" is not supported here; give float32',
    );
  });
});
