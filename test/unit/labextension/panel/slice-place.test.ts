import { describe, expect, test } from 'vitest';
import { nearestCell, scrollTo } from '../../../../labextension/src/files/source/selection.js';
import { placeIn, sliceText } from '../../../../labextension/src/panel/slice-place.js';
import { random } from '../../../../src/tensor/random.js';
import { type Panel, panelAxes, panels, slice } from '../../../../src/view/model/panels.js';
import { heatmap } from '../../../../src/view/views.js';

function panelOf(...shape: number[]): Panel {
  return panels(heatmap(random(0).randn(...shape)))[0]!;
}

/** Every index of an array. */
function indices(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (made, size) =>
      made.flatMap((index) => Array.from({ length: size }, (_, at) => [...index, at])),
    [[]],
  );
}

describe('a cell’s place in a slice', () => {
  test.each([[[]], [[4]], [[3, 4]], [[2, 4, 3]], [[2, 3, 4, 2]], [[2, 2, 3, 4, 2]]])(
    'of an array of %j is where its index is drawn, and undefined in another slice',
    (shape) => {
      const panel = panelOf(...shape);
      const shown = slice(panel, { batch: 1, channel: 1, depth: 1 });
      const drawn = new Map<string, { row: number; column: number }>();
      for (let row = 0; row < shown.rows; row++) {
        for (let column = 0; column < shown.columns; column++) {
          drawn.set(shown.index(row, column).join(), { row, column });
        }
      }
      for (const index of indices(shape)) {
        expect(placeIn(shown, panelAxes(shape), index)).toEqual(drawn.get(index.join()));
      }
    },
  );

  test('is undefined in an empty array', () => {
    const panel = panelOf(0, 3);
    expect(placeIn(slice(panel, {}), panelAxes([0, 3]), [0, 0])).toBeUndefined();
  });
});

describe('a slice in NumPy’s notation', () => {
  test.each([
    [[8], 'x[:]'],
    [[3, 4], 'x[:, :]'],
    [[2, 4, 3], 'x[1, :, 2]'],
    [[2, 3, 4, 3], 'x[1, :, :, 2]'],
    [[2, 5, 3, 4, 3], 'x[1, 4, :, :, 2]'],
    [[0, 4], 'x'],
  ])('of an array of %j is %s', (shape, text) => {
    const shown = slice(panelOf(...shape), { batch: 1, channel: 2, depth: 4 });
    expect(sliceText('x', shape, panelAxes(shape), shown)).toBe(text);
  });

  test.each([
    [[2, 3, 4, 3], 'NCHW', 'x[1, 2, :, :]'],
    [[2, 4, 3], 'NCL', 'x[1, 2, :]'],
    [[2, 5, 3, 4, 3], 'NCDHW', 'x[1, 2, 4, :, :]'],
    [[1, 3, 4, 3], 'CHW', 'x[2, :, :]'],
    [[1, 3, 4, 1], 'HW', 'x[:, :]'],
  ] as const)('of an array of %j that the user has as %s is %s', (shape, layout, text) => {
    const shown = slice(panelOf(...shape), { batch: 1, channel: 2, depth: 4 });
    expect(sliceText('x', shape, panelAxes(shape), shown, layout)).toBe(text);
  });

  test('names the rows and columns where it has only a part of them', () => {
    const part = {
      rows: 512,
      columns: 4,
      index: (row: number, column: number) => [row + 88, column],
    };
    const shown = { ...part, values: new Float64Array(0), place: () => undefined };
    expect(sliceText('x', [1000, 4], { rowAxis: 0, columnAxis: 1 }, shown)).toBe('x[88:600, :]');
  });
});

describe('the part of a large array on screen', () => {
  const shape = [4, 1000, 300];
  const selection = { rowAxis: 1, columnAxis: 2, at: [2, 100, 0] };

  test.each([
    ['stays where it holds the cell', [2, 611, 299], [2, 100, 0]],
    ['moves down as far as needed', [2, 612, 0], [2, 101, 0]],
    ['moves up as far as needed', [2, 30, 0], [2, 30, 0]],
    ['moves to another matrix', [3, 611, 0], [3, 100, 0]],
  ])('%s', (_, index, at) => {
    expect(scrollTo(shape, selection, index)).toEqual(at);
  });

  test.each([
    [
      [2, 50, 7],
      [2, 100, 7],
    ],
    [
      [0, 900, 7],
      [2, 611, 7],
    ],
    [
      [2, 400, 7],
      [2, 400, 7],
    ],
  ])('moves the cursor along from %j to %j', (index, kept) => {
    expect(nearestCell(shape, selection, index)).toEqual(kept);
  });
});
