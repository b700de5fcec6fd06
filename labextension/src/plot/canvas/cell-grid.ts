// The mapping between cells of a slice and pixels of its plot.
import { marks } from 'poolscope/internal';
import type { SliceSize } from './arrangement.js';

/** The place of a slice's cells on a plot, in pixels from its top left corner. */
export interface CellGrid {
  /** The box in which cells are drawn. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** The part of the slice in that box, in cells; whole numbers are the middles of cells. */
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  /** Of a line, whose one row is as high as the box: where its values are. */
  readonly line?: ValueAxis;
}

/** Where the values of a line are drawn, and in which colour. */
export interface ValueAxis {
  /** The distance of a value from the plot's top, in pixels; NaN is at the bottom, what is infinite at its end. */
  top(value: number): number;
  readonly ink: string;
}

/** A rectangle in pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The width of what is marked in a line of many cells, in pixels. */
const leastVisible = 4;

/** How wide and high a cell is, in pixels. */
export function cellSize({ width, height, x, y }: CellGrid): { width: number; height: number } {
  return { width: width / Math.abs(x[1] - x[0]), height: height / Math.abs(y[1] - y[0]) };
}

/**
 * The box of a block of cells.
 * @example
 * boxOf({ left: 10, top: 0, width: 40, height: 40, x: [-0.5, 3.5], y: [3.5, -0.5] }, 0, 1)
 * // { left: 20, top: 0, width: 10, height: 10 }
 */
export function boxOf(grid: CellGrid, row: number, column: number, rows = 1, columns = 1): Box {
  const size = cellSize(grid);
  return {
    left: grid.left + (column - 0.5 - grid.x[0]) * size.width,
    top: grid.top + (row - 0.5 - Math.min(...grid.y)) * size.height,
    width: columns * size.width,
    height: rows * size.height,
  };
}

/** The side of the box around a point of a line, in pixels. */
const pointSize = marks.dot.line.box;

/** The box around the point of a line's value: marks of a cell go there. */
export function pointBox(
  grid: CellGrid & { readonly line: ValueAxis },
  column: number,
  value: number,
): Box {
  const { left, width } = boxOf(grid, 0, column);
  return {
    left: left + width / 2 - pointSize / 2,
    top: grid.line.top(value) - pointSize / 2,
    width: pointSize,
    height: pointSize,
  };
}

/** The box of a cell's own marks: in a line around the point of its value. */
export function markBox(
  grid: CellGrid,
  { values, columns }: { readonly values: ArrayLike<number>; readonly columns: number },
  { row, column }: { readonly row: number; readonly column: number },
): Box {
  return isLineGrid(grid)
    ? pointBox(grid, column, values[row * columns + column]!)
    : boxOf(grid, row, column);
}

/** Whether a grid is that of a line. */
export function isLineGrid(grid: CellGrid): grid is CellGrid & { readonly line: ValueAxis } {
  return grid.line !== undefined;
}

/** The box of a cell, in a line at least as wide as can be seen. */
export function visibleBox(
  grid: CellGrid,
  row: number,
  column: number,
  rows = 1,
  columns = 1,
): Box {
  const box = boxOf(grid, row, column, rows, columns);
  if (!isLineGrid(grid) || box.width >= leastVisible) return box;
  return { ...box, left: box.left + (box.width - leastVisible) / 2, width: leastVisible };
}

/**
 * The box that marks may fill: the cells, and around them a margin for the outlines of the outermost. On a
 * side where the zoom cuts the slice off there is none: the axis is there.
 */
export function clipOf(grid: CellGrid, { rows, columns }: SliceSize, margin: number): Box {
  const hair = 1e-6;
  const [top, bottom] = [Math.min(...grid.y), Math.max(...grid.y)];
  const [left, right] = [Math.min(...grid.x), Math.max(...grid.x)];
  const before = (end: number): number => (end <= -0.5 + hair ? margin : 0);
  const after = (end: number, size: number): number => (end >= size - 0.5 - hair ? margin : 0);
  return {
    left: grid.left - before(left),
    top: grid.top - before(top),
    width: grid.width + before(left) + after(right, columns),
    height: grid.height + before(top) + after(bottom, rows),
  };
}

/** The cell at a place on the plot; undefined outside the cells. */
export function cellAt(
  grid: CellGrid,
  left: number,
  top: number,
): { row: number; column: number } | undefined {
  const along = (left - grid.left) / grid.width;
  const down = (top - grid.top) / grid.height;
  if (!(along >= 0 && along < 1 && down >= 0 && down < 1)) return undefined;
  return {
    row: Math.floor(0.5 + Math.min(...grid.y) + down * Math.abs(grid.y[1] - grid.y[0])),
    column: Math.floor(0.5 + grid.x[0] + along * (grid.x[1] - grid.x[0])),
  };
}
