import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  type AxisLayout,
  axisLayouts,
  exactLayout,
  indexText,
  userOrder,
} from '../../../src/core/layout.js';
import { tensor } from '../../../src/tensor/from-data.js';
import { userTensor } from '../../../src/tensor/layout.js';

// Python is held to the same vectors in test/python/core/test_layout.py.

interface Vector {
  name: string;
  layout: AxisLayout;
  exact: AxisLayout | null;
  shape: number[];
  userShape: number[];
  /** Pairs of a channels-last index and the user's. */
  cells: [number[], number[]][];
}

const path = new URL('../../vectors/shared/layouts.json', import.meta.url);
const { vectors } = JSON.parse(readFileSync(path, 'utf8')) as { vectors: Vector[] };

describe('a layout has the index that NumPy has after moving axes', () => {
  test.each(vectors)('$name', ({ layout, exact, shape, userShape, cells }) => {
    expect(userOrder(shape, layout)).toEqual(userShape);
    expect(exactLayout('test', layout, shape)).toBe(exact ?? undefined);
    const x = tensor(
      Int32Array.from({ length: shape.reduce((product, size) => product * size) }, (_, i) => i),
      shape,
    );
    const own = userTensor(x, exact ?? undefined);
    expect(own.shape).toEqual(userShape);
    expect(cells.length).toBeGreaterThan(0);
    for (const [index, of] of cells) {
      expect(indexText(index, layout)).toBe(of.join(', '));
      expect(own.at(...of)).toBe(x.at(...index));
    }
  });

  test('for each layout there is', () => {
    expect(new Set(vectors.map(({ layout }) => layout))).toEqual(new Set(axisLayouts));
  });
});

describe('exactLayout', () => {
  test('refuses a layout of other axes, or one that hides some', () => {
    const refused = (layout: AxisLayout, shape: number[]): (() => unknown) => {
      return () => exactLayout('explore', layout, shape);
    };
    expect(refused('NCL', [2, 4, 4, 3])).toThrow(
      'explore: layout="NCL" names 1 spatial axes where there are 2',
    );
    expect(refused('CHW', [2, 4, 4, 3])).toThrow('leaves out a batch of 2');
    expect(refused('HW', [1, 4, 4, 3])).toThrow('leaves out 3 channels');
  });

  test('leaves matrices and rows as they are', () => {
    expect(userOrder([4, 5], 'NCHW')).toEqual([4, 5]);
  });
});
