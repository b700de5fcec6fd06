import { describe, expect, test } from 'vitest';
import { DTypeError, ShapeError } from '../../../src/core/errors.js';
import { avgPool, avgPoolBackward } from '../../../src/ops/avg-pool.js';
import { allClose } from '../../../src/tensor/compare.js';
import { tensor } from '../../../src/tensor/from-data.js';
import { random } from '../../../src/tensor/random.js';
import { col2im, im2col } from '../../../src/window/matrix.js';
import type { PoolOptions } from '../../../src/window/options.js';
import { windows } from '../../../src/window/windows.js';
import { geometries } from '../window/geometries.js';

/** A tensor of one batch and one channel from a row of numbers. */
const strip = (...values: number[]) => tensor(values, [1, values.length, 1]);

describe('avgPool divides by', () => {
  test('the window size where the window lies on the input', () => {
    expect(avgPool(strip(1, 3, 5, 9), { kernelSize: 2 }).toArray()).toEqual([[[2], [7]]]);
  });

  test('padded cells too, unless countIncludePad is false', () => {
    const options = { kernelSize: 3, stride: 1, padding: 1 };
    // Sums 1 + 2, 1 + 2 + 6, 2 + 6.
    expect([...avgPool(strip(1, 2, 6), options).data]).toEqual([1, 3, 8 / 3]);
    const real = avgPool(strip(1, 2, 6), { ...options, countIncludePad: false });
    expect([...real.data]).toEqual([1.5, 3, 4]);
  });

  test('no cells beyond the padding, where ceilMode lets the last window reach there', () => {
    // Windows at −1, 1, 3 of 3 cells; the padded input ends after position 4: the last has 2 cells.
    const options = { kernelSize: 3, stride: 2, padding: 1, ceilMode: true };
    expect([...avgPool(strip(3, 3, 3, 4), options).data]).toEqual([2, 10 / 3, 2]);
    const real = avgPool(strip(3, 3, 3, 4), { ...options, countIncludePad: false });
    expect([...real.data]).toEqual([3, 10 / 3, 4]);
  });

  test('the dilated cells only', () => {
    // Cells at o and o + 2.
    expect([...avgPool(strip(1, 2, 3, 4), { kernelSize: 2, stride: 1, dilation: 2 }).data]).toEqual(
      [2, 3],
    );
  });
});

describe('avgPool', () => {
  test.each([true, false])('gives 0 where no cell is real, with countIncludePad %s', (count) => {
    // One cell, padded by 2 on both sides; cells at o − 2 and o + 1: window 1 has only padding.
    const options = { kernelSize: 2, stride: 1, dilation: 3, padding: 2, countIncludePad: count };
    const geo = windows([1, 1, 1], options);
    expect([0, 1].map((row) => geo.cells(row))).toEqual([
      [-1, -1],
      [-1, -1],
    ]);
    expect([...avgPool(strip(7), options).data]).toEqual([0, 0]);
    expect([...avgPoolBackward(tensor([1, 1], [1, 2, 1]), geo).data]).toEqual([0]);
  });

  test('adds in float32 where x is float32', () => {
    // 2^24 + 1 is no float32, so the second cell is lost before the third is added.
    const values = [2 ** 24, 1, 1, 0];
    const x32 = tensor(Float32Array.from(values), [1, 4, 1]);
    expect(avgPool(x32, { kernelSize: 4 }).data[0]).toBe(2 ** 22);
    expect(avgPool(strip(...values), { kernelSize: 4 }).data[0]).toBe(2 ** 22 + 0.5);
  });

  test('keeps NaN and infinities to the windows that hold them', () => {
    const x = strip(Number.NaN, 1, Infinity, 1, 2, 4);
    expect([...avgPool(x, { kernelSize: 2 }).data]).toEqual([Number.NaN, Infinity, 3]);
  });

  test('takes an empty batch', () => {
    expect(avgPool(tensor(new Float32Array(0), [0, 4, 1]), { kernelSize: 2 }).shape).toEqual([
      0, 2, 1,
    ]);
  });

  test('refuses integers, whose averages are none, and no tensor', () => {
    expect(() => avgPool(tensor([1, 2], [1, 2, 1], { dtype: 'int32' }), { kernelSize: 2 })).toThrow(
      'avgPool: x.dtype="int32" is not supported here; give float32, float64',
    );
    expect(() => avgPool([1] as never, { kernelSize: 1 })).toThrow(DTypeError);
  });

  const cases: [string, number[], PoolOptions][] = [
    ...geometries,
    [
      '2-d without padding',
      [1, 6, 6, 2],
      { kernelSize: 3, stride: 1, countIncludePad: false, padding: 'same' },
    ],
  ];

  test.each(cases)("is the matrix's row sums over the divisors, %s", (_, shape, options) => {
    const x = random(1).randn(...shape);
    const geo = windows(shape, options);
    const matrix = im2col(x, geo);
    const averages = avgPool(x, options);
    for (let row = 0; row < geo.rows; row++) {
      const cells = matrix.data.subarray(row * geo.windowSize, (row + 1) * geo.windowSize);
      expect(averages.data[row]).toBeCloseTo(
        Array.from(cells).reduce((a, b) => a + b, 0) / geo.divisor(row),
        12,
      );
    }
  });

  test.each(cases)(
    'has the matrix filled with dout/divisor as its gradient, %s',
    (_, shape, options) => {
      const geo = windows(shape, options);
      const dout = random(2).randn(...geo.outputShape);
      const matrix = new Float64Array(geo.rows * geo.windowSize);
      for (let i = 0; i < matrix.length; i++) {
        const row = Math.floor(i / geo.windowSize);
        matrix[i] = dout.data[row]! / geo.divisor(row);
      }
      // col2im adds in row order, avgPoolBackward axis by axis: the sums' rounding differs.
      const expected = col2im(tensor(matrix, [geo.rows, geo.windowSize]), geo);
      const comparison = allClose(avgPoolBackward(dout, geo), expected, {
        rtol: 1e-14,
        atol: 1e-14,
      });
      expect(`${comparison}`).toMatch(/^(equal|close) in all of/);
    },
  );

  test.each(cases)('and its backward pass are adjoint, %s', (_, shape, options) => {
    const geo = windows(shape, options);
    const x = random(3).randn(...shape);
    const dout = random(4).randn(...geo.outputShape);
    const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
      Array.from(a).reduce((sum, value, i) => sum + value * b[i]!, 0);
    const forward = dot(avgPool(x, options).data, dout.data);
    expect(dot(x.data, avgPoolBackward(dout, geo).data)).toBeCloseTo(forward, 10);
  });
});

describe('avgPoolBackward', () => {
  test('refuses a dout of another shape, and options in place of the geometry', () => {
    const geo = windows([1, 4, 1], { kernelSize: 2 });
    expect(() => avgPoolBackward(strip(1, 2, 3), geo)).toThrow(ShapeError);
    expect(() => avgPoolBackward(strip(1, 2), { kernelSize: 2 } as never)).toThrow(
      'avgPoolBackward: geometry=Object is not a geometry; make one with windows(x.shape, options)',
    );
  });
});
