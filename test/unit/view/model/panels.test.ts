import { describe, expect, test } from 'vitest';
import { maxPool } from '../../../../src/ops/max-pool.js';
import { tensor } from '../../../../src/tensor/from-data.js';
import { type Panel, panels, slice } from '../../../../src/view/model/panels.js';
import { explore, heatmap, maskView } from '../../../../src/view/views.js';

/** A panel of an array that counts up from 0, so that a value is its cell's flat index. */
function counting(...shape: number[]): Panel {
  const cells = shape.reduce((product, size) => product * size, 1);
  return panels(
    heatmap(
      tensor(
        Float64Array.from({ length: cells }, (_, i) => i),
        shape,
      ),
    ),
  )[0]!;
}

describe('panels', () => {
  const x = tensor([
    [
      [[1], [2]],
      [[3], [0]],
    ],
  ]);
  const { output, mask } = maxPool(x, { kernelSize: 2 });

  test('of a pool are x, mask, dout and din, coloured by what they are', () => {
    const all = panels(explore({ x, mask, dout: output }));
    expect(all.map(({ name, role }) => [name, role])).toEqual([
      ['x', 'activation'],
      ['mask', 'mask'],
      ['dout', 'gradient'],
      ['din', 'gradient'],
    ]);
  });

  test('of a pool without x begin with the mask', () => {
    const all = panels(explore({ mask, dout: output }));
    expect(all.map(({ name }) => name)).toEqual(['mask', 'dout', 'din']);
  });

  test("draw a mask on the input's grid", () => {
    const [panel] = panels(maskView(mask));
    expect(panel!.tensor.toArray()).toEqual([
      [
        [[false], [false]],
        [[true], [false]],
      ],
    ]);
  });

  test('of a bool array is a mask', () => {
    expect(panels(heatmap(tensor([true, false])))[0]!.role).toBe('mask');
  });

  test.each([
    [[], []],
    [[5], []],
    [[5, 4], []],
    [
      [2, 5, 3],
      ['batch 2', 'channel 3'],
    ],
    [
      [2, 5, 4, 3],
      ['batch 2', 'channel 3'],
    ],
    [
      [2, 6, 5, 4, 3],
      ['batch 2', 'depth 6', 'channel 3'],
    ],
    [
      [2, 7, 6, 5, 4, 3],
      ['batch 2', 'axis 1 7', 'axis 2 6', 'channel 3'],
    ],
  ])('of shape %j have the sliders %j', (shape, sliders) => {
    expect(counting(...shape).axes.map(({ name, size }) => `${name} ${size}`)).toEqual(sliders);
  });
});

describe('a slice', () => {
  test('takes the channel and batch at a position: index ((b·3 + i)·2 + j)·4 + c', () => {
    const { rows, columns, values, index } = slice(counting(2, 3, 2, 4), { batch: 1, channel: 2 });
    expect([rows, columns]).toEqual([3, 2]);
    expect([...values]).toEqual([26, 30, 34, 38, 42, 46]);
    expect(index(2, 1)).toEqual([1, 2, 1, 2]);
  });

  test('takes the depth of a volume: index (((b·2 + d)·2 + i)·2 + j)·1 + c', () => {
    expect([...slice(counting(1, 2, 2, 2, 1), { depth: 1 }).values]).toEqual([4, 5, 6, 7]);
  });

  test('begins at 0 where no position is given, and stops at the last cell', () => {
    const panel = counting(2, 1, 2, 2);
    expect([...slice(panel, {}).values]).toEqual([0, 2]);
    expect([...slice(panel, { batch: 9, channel: 9 }).values]).toEqual([5, 7]);
  });

  test.each([
    [[], 1, 1],
    [[3], 1, 3],
    [[1, 3, 1], 1, 3],
    [[4, 3], 4, 3],
    [[0, 3, 2, 1], 0, 0],
  ])('of shape %j has %i rows and %i columns', (shape, rows, columns) => {
    const made = slice(counting(...shape), {});
    expect([made.rows, made.columns, made.values.length]).toEqual([rows, columns, rows * columns]);
  });

  test('of a scalar has the empty index', () => {
    expect(slice(counting(), {}).index(0, 0)).toEqual([]);
  });

  test('finds the place of a cell, and none for a cell of another slice', () => {
    const made = slice(counting(2, 3, 2, 4), { batch: 1, channel: 2 });
    for (let row = 0; row < 3; row++) {
      for (let column = 0; column < 2; column++) {
        const flat = ((1 * 3 + row) * 2 + column) * 4 + 2;
        expect(made.place(flat)).toEqual({ row, column });
        expect(made.place(flat + 1)).toBeUndefined();
        expect(made.place(flat - 24)).toBeUndefined();
      }
    }
  });
});
