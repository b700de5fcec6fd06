import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maxPool } from '../../src/ops/max-pool.js';
import type { IndexConvention } from '../../src/window/mask/conventions.js';
import { argmax, maskFromArgmax } from '../../src/window/mask/indices.js';
import { delicate, poolings, tensorOf } from './arbitraries.js';

describe('indices of maxima', () => {
  const conventions: IndexConvention[] = [
    'window',
    'pytorch',
    'tensorflow',
    'tensorflow-batch',
    'onnx',
    'onnx-column-major',
  ];

  test.each(conventions)("by the convention '%s' give the mask back", (convention) => {
    const cases = poolings.chain(({ shape, options }) =>
      fc.record({ x: tensorOf(shape, delicate), options: fc.constant(options) }),
    );
    fc.assert(
      fc.property(cases, fc.constantFrom('channels-first', 'channels-last'), (given, layout) => {
        const { mask } = maxPool(given.x, given.options);
        const indices = argmax(mask, convention, { layout, empty: -1 });
        const again = maskFromArgmax(indices, convention, mask.geometry, { layout, empty: -1 });
        expect(again.data).toEqual(mask.data);
      }),
    );
  });
});
