import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maxPool, maxPoolBackward } from '../../src/ops/max-pool.js';
import { tensor } from '../../src/tensor/from-data.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import type { Mask } from '../../src/window/mask/mask.js';
import type { Share } from '../../src/window/mask/share.js';
import type { Ties } from '../../src/window/options.js';
import { windows } from '../../src/window/windows.js';
import {
  delicate,
  distinctTensorOf,
  integers,
  type Pooling,
  poolings,
  sizeOf,
  tensorOf,
} from './arbitraries.js';

/** A pooling, an input for it and a gradient of its output. */
function cases(
  inputs: (shape: number[]) => fc.Arbitrary<Tensor>,
): fc.Arbitrary<Pooling & { x: Tensor; dout: Tensor }> {
  return poolings.chain((pooling) => {
    const { outputShape } = windows(pooling.shape, pooling.options);
    return fc
      .record({ x: inputs(pooling.shape), dout: tensorOf(outputShape, integers) })
      .map((data) => ({ ...pooling, ...data }));
  });
}

const ofDelicate = (shape: number[]) => tensorOf(shape, delicate);

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);

/** How many maxima each row has, and how many real cells. */
function rowsOf({ data, geometry, rows, windowSize }: Mask): { maxima: number; real: number }[] {
  return Array.from({ length: rows }, (_, row) => ({
    maxima: sum(data.subarray(row * windowSize, (row + 1) * windowSize)),
    real: geometry.cells(row).filter((cell) => cell >= 0).length,
  }));
}

/** The batches of a tensor in another order. */
function reordered(x: Tensor, order: readonly number[]): Tensor {
  const step = sizeOf(x.shape.slice(1));
  const parts = order.map((batch) => [...x.data.subarray(batch * step, (batch + 1) * step)]);
  return tensor(Float64Array.from(parts.flat()), x.shape);
}

describe('max pooling', () => {
  test.each<Ties>(['first', 'last'])(
    "under ties '%s' has exactly one maximum in every row with a real cell",
    (ties) => {
      fc.assert(
        fc.property(cases(ofDelicate), ({ x, options }) => {
          for (const { maxima, real } of rowsOf(maxPool(x, { ...options, ties }).mask)) {
            expect(maxima).toBe(real > 0 ? 1 : 0);
          }
        }),
      );
    },
  );

  test("under ties 'all' marks exactly the cells that equal the output, NaN like NaN", () => {
    fc.assert(
      fc.property(cases(ofDelicate), ({ x, options }) => {
        const { output, mask } = maxPool(x, { ...options, ties: 'all' });
        const same = (a: number, b: number) => a === b || (Number.isNaN(a) && Number.isNaN(b));
        for (let row = 0; row < mask.rows; row++) {
          const marks = mask.geometry
            .cells(row)
            .map((cell) => Number(cell >= 0 && same(x.data[cell]!, output.data[row]!)));
          const { windowSize } = mask;
          expect([...mask.data.slice(row * windowSize, (row + 1) * windowSize)]).toEqual(marks);
        }
      }),
    );
  });

  test('gives, bit for bit, a cell of the window that no other exceeds', () => {
    fc.assert(
      fc.property(cases(ofDelicate), ({ x, options }) => {
        const { output, mask } = maxPool(x, options);
        for (let row = 0; row < mask.rows; row++) {
          const cells = mask.geometry.cells(row).filter((cell) => cell >= 0);
          const values = cells.map((cell) => x.data[cell]!);
          const value = output.data[row]!;
          if (values.length === 0) values.push(-Infinity);
          expect(values.some((other) => Object.is(other, value))).toBe(true);
          if (!Number.isNaN(value)) expect(values.filter((other) => !(other <= value))).toEqual([]);
        }
      }),
    );
  });

  test('treats batches alike, in any order', () => {
    fc.assert(
      fc.property(cases(ofDelicate), ({ x, dout, options }) => {
        const order = Array.from({ length: x.shape[0]! }, (_, batch) => batch).reverse();
        const one = maxPool(x, options);
        const other = maxPool(reordered(x, order), options);
        expect(other.output.data).toEqual(reordered(one.output, order).data);
        expect(maxPoolBackward(reordered(dout, order), other.mask).data).toEqual(
          reordered(maxPoolBackward(dout, one.mask), order).data,
        );
      }),
    );
  });
});

describe("max pooling's gradient", () => {
  // Sums of float64 in two orders differ by at most about n roundings of the sum of magnitudes;
  // integers, as here, and halves or quarters of them have none at all.
  const tolerance = (dout: Tensor) =>
    dout.size * 2 ** -53 * sum(dout.data.map((value) => Math.abs(value)));

  /** The sum of dout over the rows that have a maximum: the others pass nothing on. */
  const arriving = (dout: Tensor, mask: Mask) =>
    sum(rowsOf(mask).map(({ maxima }, row) => (maxima > 0 ? dout.data[row]! : 0)));

  test.each<{ ties: Ties; share: Share }>([
    { ties: 'first', share: 'full' },
    { ties: 'last', share: 'full' },
    { ties: 'all', share: 'split' },
  ])('has the sum of what arrives, with ties $ties and share $share', ({ ties, share }) => {
    fc.assert(
      fc.property(cases(ofDelicate), ({ x, dout, options }) => {
        const { mask } = maxPool(x, { ...options, ties });
        const din = maxPoolBackward(dout, mask, { share });
        const difference = Math.abs(sum(din.data) - arriving(dout, mask));
        expect(difference).toBeLessThanOrEqual(tolerance(dout));
      }),
    );
  });

  test('is what finite differences give where there are no ties', () => {
    // Values at least 1 apart and a step of 1/4: no maximum moves, and every number is exact.
    const step = 0.25;
    fc.assert(
      fc.property(cases(distinctTensorOf), ({ x, dout, options }) => {
        const { mask } = maxPool(x, options);
        const counted = rowsOf(mask).map(({ real }) => real > 0);
        const loss = (cell: number, change: number) => {
          const data = Float64Array.from(x.data);
          data[cell]! += change;
          const { output } = maxPool(tensor(data, x.shape), options);
          return sum(dout.data.map((d, row) => (counted[row] ? d * output.data[row]! : 0)));
        };
        const slopes = Array.from(
          x.data,
          (_, cell) => (loss(cell, step) - loss(cell, -step)) / (2 * step),
        );
        const din = Array.from(maxPoolBackward(dout, mask).data);
        expect(din.map((value, cell) => value - slopes[cell]!)).toEqual(slopes.map(() => 0));
      }),
      { numRuns: 50 },
    );
  });
});
