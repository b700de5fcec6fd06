import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { avgPool, avgPoolBackward } from '../../src/ops/avg-pool.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { col2im, im2col } from '../../src/window/matrix.js';
import { windows } from '../../src/window/windows.js';
import { integers, poolings, tensorOf } from './arbitraries.js';

const products = (a: Tensor, b: Tensor) => [...a.data].map((value, i) => value * b.data[i]!);

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

const inner = (a: Tensor, b: Tensor) => sum(products(a, b));

const magnitude = (a: Tensor, b: Tensor) => sum(products(a, b).map(Math.abs));

describe('adjoints: the inner product on one side is that on the other', () => {
  test('⟨im2col(x), m⟩ = ⟨x, col2im(m)⟩, exactly, for integers', () => {
    const cases = poolings.chain((pooling) => {
      const geometry = windows(pooling.shape, pooling.options);
      return fc.record({
        geometry: fc.constant(geometry),
        x: tensorOf(pooling.shape, integers),
        m: tensorOf([geometry.rows, geometry.windowSize], integers),
      });
    });
    fc.assert(
      fc.property(cases, ({ geometry, x, m }) => {
        expect(inner(im2col(x, geometry), m)).toBe(inner(x, col2im(m, geometry)));
      }),
    );
  });

  test.each([true, false])(
    '⟨avgPool(x), dout⟩ = ⟨x, avgPoolBackward(dout)⟩, countIncludePad: %s',
    (countIncludePad) => {
      const cases = poolings.chain(({ shape, options }) => {
        const geometry = windows(shape, { ...options, countIncludePad });
        return fc.record({
          options: fc.constant({ ...options, countIncludePad }),
          geometry: fc.constant(geometry),
          x: tensorOf(shape, integers),
          dout: tensorOf(geometry.outputShape, integers),
        });
      });
      fc.assert(
        fc.property(cases, ({ options, geometry, x, dout }) => {
          const forward = avgPool(x, options);
          const backward = avgPoolBackward(dout, geometry);
          // Each term is off by a few roundings at most, and their sum by as many as it has terms.
          const terms = x.size + dout.size + geometry.windowSize;
          const tolerance = terms * 2 ** -53 * (magnitude(forward, dout) + magnitude(x, backward));
          expect(Math.abs(inner(forward, dout) - inner(x, backward))).toBeLessThanOrEqual(
            tolerance,
          );
        }),
      );
    },
  );
});
