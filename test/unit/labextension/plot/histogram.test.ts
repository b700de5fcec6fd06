import fc from 'fast-check';
import { expect, test } from 'vitest';
import { histogram } from '../../../../labextension/src/plot/canvas/histogram.js';

test('counts each value once, an inner edge in the bin above it, the upper end in the last', () => {
  expect(histogram([0, 0.9, 1, 1.9, 2, 3, 3.9, 4], [0, 4], 4)).toEqual([2, 2, 1, 3]);
});

test('counts what lies beyond the range in the outermost bins, whose colours it has', () => {
  expect(histogram([-9, 0.5, 1.5, 99], [0, 2], 2)).toEqual([2, 2]);
});

test('leaves out what is not finite', () => {
  expect(histogram([0, Number.NaN, 1, Infinity], [0, 1], 2)).toEqual([1, 1]);
});

test('does not overflow for the widest range', () => {
  const most = Number.MAX_VALUE;
  expect(histogram([-most, 0, most], [-most, most], 2)).toEqual([1, 2]);
});

test('counts every finite value, whatever they and the range are', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double(), { maxLength: 60 }),
      fc.tuple(fc.double({ noNaN: true }), fc.double({ noNaN: true })),
      fc.integer({ min: 1, max: 40 }),
      (values, ends, bins) => {
        const counts = histogram(values, ends, bins);
        const finite = values.filter(Number.isFinite);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(finite.length);
      },
    ),
  );
});
