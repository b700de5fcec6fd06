import { describe, expect, test } from 'vitest';
import {
  boxOf,
  cellAt,
  cellSize,
  clipOf,
} from '../../../../labextension/src/plot/canvas/cell-grid.js';

// Two rows of four cells, 10 pixels each, 5 pixels right of and 7 below the corner; y runs downwards.
const grid = { left: 5, top: 7, width: 40, height: 20, x: [-0.5, 3.5], y: [1.5, -0.5] } as const;
/** The last two columns of it, twice as wide. */
const zoomed = { ...grid, x: [1.5, 3.5] } as const;

describe('a grid of cells on a plot', () => {
  test('gives all cells the same size', () => {
    expect(cellSize(grid)).toEqual({ width: 10, height: 10 });
    expect(cellSize(zoomed)).toEqual({ width: 20, height: 10 });
  });

  test('gives the box of a cell and of a block of cells', () => {
    expect(boxOf(grid, 1, 2)).toEqual({ left: 25, top: 17, width: 10, height: 10 });
    expect(boxOf(zoomed, 0, 2, 2, 2)).toEqual({ left: 5, top: 7, width: 40, height: 20 });
  });

  test.each([
    [grid, 5, 7, { row: 0, column: 0 }],
    [grid, 14.9, 16.9, { row: 0, column: 0 }],
    [grid, 15, 17, { row: 1, column: 1 }],
    [zoomed, 24.9, 8, { row: 0, column: 2 }],
    [zoomed, 25, 8, { row: 0, column: 3 }],
  ])('finds the cell at a place', (on, left, top, cell) => {
    expect(cellAt(on, left, top)).toEqual(cell);
  });

  test.each([
    [4.9, 10],
    [45, 10],
    [10, 6.9],
    [10, 27],
  ])('has no cell outside itself, at (%d, %d)', (left, top) => {
    expect(cellAt(grid, left, top)).toBeUndefined();
  });
});

describe('the box for marks', () => {
  const whole = {
    left: 20,
    top: 10,
    width: 80,
    height: 60,
    x: [-0.5, 7.5],
    y: [5.5, -0.5],
  } as const;
  const size = { rows: 6, columns: 8 };

  test('has a margin around the whole slice', () => {
    expect(clipOf(whole, size, 2)).toEqual({ left: 18, top: 8, width: 84, height: 64 });
  });

  test('ends at the axis where the zoom cuts the slice off', () => {
    expect(clipOf({ ...whole, x: [1.5, 7.5], y: [3.5, -0.5] }, size, 2)).toEqual({
      left: 20,
      top: 8,
      width: 82,
      height: 62,
    });
  });
});
