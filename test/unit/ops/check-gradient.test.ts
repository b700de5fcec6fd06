import { describe, expect, test } from 'vitest';
import { OptionError, ShapeError } from '../../../src/core/errors.js';
import { avgPool, avgPoolBackward } from '../../../src/ops/avg-pool.js';
import { checkGradient, type Differentiable } from '../../../src/ops/check-gradient.js';
import {
  globalAvgPool,
  globalAvgPoolBackward,
  globalMaxPool,
} from '../../../src/ops/global-pool.js';
import { lpPool, lpPoolBackward } from '../../../src/ops/lp-pool.js';
import { maxPool, maxPoolBackward } from '../../../src/ops/max-pool.js';
import { maxUnpool, maxUnpoolBackward } from '../../../src/ops/max-unpool.js';
import { relu, reluBackward } from '../../../src/ops/relu.js';
import { tensor } from '../../../src/tensor/from-data.js';
import { random } from '../../../src/tensor/random.js';
import type { Tensor } from '../../../src/tensor/tensor.js';
import { windows } from '../../../src/window/windows.js';
import { geometries } from '../window/geometries.js';

const strip = (...values: number[]): Tensor => tensor(values, [1, values.length, 1]);
const squares = (x: Tensor): Tensor =>
  tensor(
    x.data.map((value) => value * value),
    x.shape,
  );

/** x², with a gradient of `factor`·x·dout: 2 is right. */
const square =
  (factor: number) =>
  (x: Tensor): Differentiable => ({
    output: squares(x),
    backward: (dout) =>
      tensor(
        x.data.map((value, i) => factor * value * dout.data[i]!),
        x.shape,
      ),
  });

describe('checkGradient', () => {
  test('finds a right gradient right', () => {
    const check = checkGradient(square(2), tensor([1, -3, 0]), tensor([1, 10, 1]));
    expect(check).toMatchObject({ ok: true, checked: 3, wrong: 0, kinks: 0, notFinite: 0 });
    expect(String(check)).toMatch(
      /^gradient right: 3 cells checked, 0 skipped at a kink, 0 skipped as not finite; the largest errors:\n/,
    );
  });

  test('finds a wrong one wrong, and reports the worst cells first', () => {
    const check = checkGradient(square(3), tensor([1, -4, 2, 0]), tensor([1, 1, 1, 1]));
    expect(check).toMatchObject({ ok: false, checked: 4, wrong: 3 });
    expect(check.worst.map(({ index }) => index)).toEqual([[1], [2], [0], [3]]);
    expect(check.worst[0]!.backward).toBe(-12);
    expect(check.worst[0]!.difference).toBeCloseTo(-8, 8);
    expect(String(check)).toContain('gradient 3 wrong: 4 cells checked');
  });

  test('finds a NaN in the gradient wrong', () => {
    const check = checkGradient(square(Number.NaN), tensor([1]), tensor([1]));
    expect(check).toMatchObject({ ok: false, wrong: 1 });
  });

  test('skips and counts cells at a kink', () => {
    const f = (x: Tensor): Differentiable => {
      const { output, mask } = relu(x);
      return { output, backward: (dout) => reluBackward(dout, mask) };
    };
    const check = checkGradient(f, tensor([-1, 0, 2]), tensor([1, 1, 1]));
    expect(check).toMatchObject({ ok: true, checked: 2, kinks: 1 });
  });

  test('skips and counts what is not finite, and lets it spoil nothing else', () => {
    const x = tensor([Number.NaN, Infinity, 3]);
    const check = checkGradient(square(2), x, tensor([1, 1, 1]));
    expect(check).toMatchObject({ ok: true, checked: 1, notFinite: 2 });
    expect(checkGradient(square(2), tensor([1, 2]), tensor([Infinity, 1]))).toMatchObject({
      ok: true,
      checked: 1,
      notFinite: 1,
    });
  });

  test('is not satisfied where nothing could be checked', () => {
    const check = checkGradient(square(2), tensor([Number.NaN]), tensor([1]));
    expect(check.ok).toBe(false);
    expect(String(check)).toBe(
      'gradient nothing checked: 0 cells checked, 0 skipped at a kink, 1 skipped as not finite',
    );
  });

  test('computes in float64 for float32 too, and leaves x as it was', () => {
    const x = tensor(new Float32Array([0.1, 0.2]));
    const check = checkGradient(square(2), x, tensor(new Float32Array([1, 1])));
    expect(check.ok).toBe(true);
    expect(check.worst[0]!.error).toBeLessThan(1e-9);
    expect([...x.data]).toEqual([Math.fround(0.1), Math.fround(0.2)]);
  });

  test('refuses what does not fit', () => {
    const x = tensor([1, 2]);
    expect(() => checkGradient(square(2), x, tensor([1]))).toThrow(ShapeError);
    expect(() => checkGradient((y) => y as never, x, x)).toThrow(
      'checkGradient: f(x).output=undefined is not a tensor',
    );
    expect(() => checkGradient((y) => ({ output: y }) as never, x, x)).toThrow('is not a function');
    expect(() => checkGradient((y) => ({ output: y, backward: () => strip(1) }), x, x)).toThrow(
      'f(x).backward(dout).shape=[1, 1, 1] is not [2]',
    );
    expect(() => checkGradient(square(2), x, x, { tolerance: 0 })).toThrow(OptionError);
  });
});

describe.each(geometries)(
  'the gradient that finite differences give, %s, is that of',
  (_, shape, options) => {
    const x = random(12).randn(...shape);
    const dout = random(13).randn(...windows(shape, options).outputShape);
    const right = { ok: true, checked: x.size };

    test('maxPool', () => {
      const f = (y: Tensor): Differentiable => {
        const { output, mask } = maxPool(y, options);
        return { output, backward: (d) => maxPoolBackward(d, mask) };
      };
      expect(checkGradient(f, x, dout)).toMatchObject(right);
    });

    test.each([true, false])('avgPool, countIncludePad %s', (countIncludePad) => {
      const all = { ...options, countIncludePad };
      const f = (y: Tensor): Differentiable => ({
        output: avgPool(y, all),
        backward: (d) => avgPoolBackward(d, windows(y.shape, all)),
      });
      expect(checkGradient(f, x, dout)).toMatchObject(right);
    });

    test.each([1, 1.5, 2, 3])('lpPool, p = %d', (p) => {
      const f = (y: Tensor): Differentiable => ({
        output: lpPool(y, { ...options, p }),
        backward: (d) => lpPoolBackward(d, { x: y }, { ...options, p }),
      });
      expect(checkGradient(f, x, dout)).toMatchObject(right);
    });

    test('globalMaxPool and globalAvgPool', () => {
      const single = random(14).randn(
        ...shape.map((size, axis) => (axis > 0 && axis < shape.length - 1 ? 1 : size)),
      );
      const max = (y: Tensor): Differentiable => {
        const { output, mask } = globalMaxPool(y);
        return { output, backward: (d) => maxPoolBackward(d, mask) };
      };
      const average = (y: Tensor): Differentiable => ({
        output: globalAvgPool(y),
        backward: (d) => globalAvgPoolBackward(d, y.shape),
      });
      expect(checkGradient(max, x, single)).toMatchObject(right);
      expect(checkGradient(average, x, single)).toMatchObject(right);
    });

    test('maxUnpool, overwritten rows included', () => {
      const { output, mask } = maxPool(x, options);
      const f = (y: Tensor): Differentiable => ({
        output: maxUnpool(y, mask),
        backward: (d) => maxUnpoolBackward(d, mask),
      });
      expect(checkGradient(f, output, random(15).randn(...shape))).toMatchObject({
        ok: true,
        checked: output.data.filter(Number.isFinite).length,
      });
    });
  },
);
