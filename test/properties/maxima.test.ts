import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Finding } from '../../src/findings/finding/finding.js';
import { findings } from '../../src/findings/findings.js';
import { maxPool } from '../../src/ops/max-pool.js';
import { tensor } from '../../src/tensor/from-data.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { maskFrom } from '../../src/window/mask/mask-from.js';
import { delicate, poolings, sizeOf, tensorOf } from './arbitraries.js';

/** A pooling of any kind, x with ties, NaN and infinities, dout with zeros, and a number to draw with. */
const cases = poolings.chain(({ shape, options }) =>
  fc.record({
    x: fc.oneof(tensorOf(shape, delicate), tensorOf(shape, fc.integer({ min: -2, max: 2 }))),
    options: fc.constant(options),
    isSingle: fc.boolean(),
    ties: fc.constantFrom('first' as const, 'last' as const, 'all' as const),
    nan: fc.constantFrom('propagate' as const, 'ignore' as const),
    drawn: fc.nat(),
  }),
);

function named(found: readonly Finding[], name: string): Finding | undefined {
  return found.find((finding) => finding.name === name);
}

/** The gradients 0, 1, 2, 0, 1, … */
function gradientsOf(output: Tensor, isSingle: boolean): Tensor {
  const values = Float64Array.from(output.data, (_, i) => i % 3);
  return tensor(isSingle ? Float32Array.from(values) : values, output.shape);
}

/** The columns of a window that hold its maximum, from values that are undefined in the padding. */
function holders(values: readonly (number | undefined)[], nan: string): number[] {
  const columns = [...values.keys()].filter((column) => values[column] !== undefined);
  const nans = columns.filter((column) => Number.isNaN(values[column]));
  if (nans.length > 0 && nan === 'propagate') return nans;
  const numbers = columns.filter((column) => !Number.isNaN(values[column]));
  const most = Math.max(...numbers.map((column) => values[column]!));
  return numbers.filter((column) => values[column] === most);
}

const patience = 60_000;

test(
  'a mask of x is never an error, and one with a moved maximum is, at that row',
  () => {
    let moved = 0;
    fc.assert(
      fc.property(cases, ({ x, options, isSingle, ties, nan, drawn }) => {
        const { mask, output } = maxPool(x, { ...options, ties, nan });
        const dout = gradientsOf(output, isSingle);
        const { geometry, windowSize } = mask;
        const found = findings({ x, mask, dout });
        expect(named(found, 'not-maximum')).toBeUndefined();

        const held = Array.from({ length: mask.rows }, (_, row) => {
          const cells = geometry.cells(row);
          const values = cells.map((cell) => (cell < 0 ? undefined : x.data[cell]!));
          return { row, cells, values, maxima: holders(values, nan) };
        });
        const tied = held.filter(({ maxima }) => maxima.length > 1);
        expect(named(found, 'ties')?.count ?? 0).toBe(tied.length);
        const depending = new Set(
          tied
            .filter(({ row }) => dout.data[row] !== 0)
            .flatMap(({ cells, maxima }) => maxima.map((column) => cells[column])),
        );
        if (tied.length > 0) {
          expect(named(found, 'ties')!.text).toContain(`: ${depending.size} cells of din depend`);
        }

        const smaller = held.flatMap(({ row, values, maxima }) =>
          maxima.length === 0
            ? []
            : [...values.keys()]
                .filter((column) => values[column] !== undefined && !maxima.includes(column))
                .map((column) => [row, column] as const),
        );
        if (smaller.length === 0) return;
        moved++;
        const [row, column] = smaller[drawn % smaller.length]!;
        const wrong = mask.data.slice();
        wrong.fill(0, row * windowSize, (row + 1) * windowSize);
        wrong[row * windowSize + column] = 1;
        const error = named(findings({ x, mask: maskFrom(wrong, geometry), dout }), 'not-maximum')!;
        expect(error).toMatchObject({ severity: 'error', count: 1 });
        expect(error.place(0)).toEqual({ row });
        const at = geometry.inputIndex(geometry.cell(row, column)).join(', ');
        expect(error.text).toContain(`, row ${row}: x(${at}) = `);
      }),
      { numRuns: 1200 },
    );
    expect(moved).toBeGreaterThan(400);
  },
  patience,
);

test('a channel is dead exactly where each of its numbers is 0', () => {
  fc.assert(
    fc.property(cases, fc.array(fc.boolean()), ({ x, options, nan }, killed) => {
      const channels = x.shape.at(-1)!;
      const values = x.data.map((value, cell) => (killed[cell % channels] ? 0 : value));
      const own = tensor(values as Float64Array, x.shape);
      const { mask, output } = maxPool(own, { ...options, nan });
      const dead = Array.from({ length: channels }, (_, channel) => channel).filter((channel) =>
        [...values].every((value, cell) => cell % channels !== channel || value === 0),
      );
      const found = findings({ x: own, mask, dout: gradientsOf(output, false) }).find(
        ({ name, array }) => name === 'dead-channels' && array === 'x',
      );
      const places = Array.from({ length: found?.count ?? 0 }, (_, k) => found!.place(k));
      const expected = sizeOf(x.shape) === 0 ? [] : dead;
      expect(places).toEqual(expected.map((cell) => ({ array: 'x', cell })));
    }),
    { numRuns: 200 },
  );
});
