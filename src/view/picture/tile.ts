// One heatmap of a picture.
import { short } from '../../core/numbers.js';
import type { Slice } from '../model/panels.js';
import { colourOf, isDark, type Scale } from './colour.js';
import { drawDot, leastForBoth, leastForCorner } from './marks.js';
import { type Box, type Colour, labelHeight, type Raster, widthOf } from './raster.js';

/** Cells to draw, row after row. */
export type SliceCells = Pick<Slice, 'rows' | 'columns' | 'values'>;

/** Colours of lines, of text, and of secondary text, on white. */
export const frame: Colour = [200, 206, 214];
export const ink: Colour = [23, 28, 38];
export const muted: Colour = [88, 97, 110];
export const paper: Colour = [255, 255, 255];

const largestCell = 120;
const widenedCell = 132;
const shortestTile = 48;

/** Cells of at least this many pixels are drawn with a gap between them. */
const gapFrom = 16;

/** The smallest cells, in pixels, in which NaN has a cross: half as many on screen. */
const leastForCross = 12;

/** Clips a very long grid to its first rows or columns, so that its cells stay visible. */
export function clip(grid: SliceCells): SliceCells {
  const { rows, columns } = grid;
  if (rows > 64 && rows > 8 * columns) return crop(grid, Math.max(16, 2 * columns), columns);
  if (columns > 64 && columns > 8 * rows && rows > 1) {
    return crop(grid, rows, Math.max(96, 2 * rows));
  }
  return grid;
}

/**
 * The size of all tiles: that of the finest grid. Its cells are square, and larger than a pixel
 * they are whole pixels wide. The cells of a tall matrix are widened: it has no aspect ratio to
 * keep.
 */
export function tileSize(
  grids: readonly SliceCells[],
  width: number,
  height: number,
  matrix: boolean,
): { width: number; height: number } {
  const finest = grids.reduce((a, b) => (b.values.length > a.values.length ? b : a));
  const [rows, columns] = [Math.max(1, finest.rows), Math.max(1, finest.columns)];
  const fitting = Math.min(width / columns, height / rows, largestCell);
  const cell = fitting > 1 ? Math.floor(fitting) : fitting;
  const wide = matrix && rows > 2 * columns ? Math.max(cell, widenedCell) : cell;
  return {
    width: Math.max(1, Math.min(width, Math.round(columns * wide))),
    height: Math.max(shortestTile, Math.round(rows * cell)),
  };
}

/**
 * Draws a grid in a box, cell by cell, with the values written in if all of them fit.
 * @param marks the cells that get a dot, those that are 1; for a grid of at most a cell a pixel
 * @param lowered how far below the middle of their cells the values are, where cells of the picture have dots
 */
export function drawTile(
  raster: Raster,
  box: Box,
  grid: SliceCells,
  scale: Scale,
  marks?: SliceCells,
  lowered = 0,
): void {
  raster.fill(box.x - 2, box.y - 2, box.width + 4, box.height + 4, frame);
  raster.fill(box.x, box.y, box.width, box.height, paper);
  const { rows, columns, values } = shrink(grid, box.height, box.width);
  const [cellWidth, cellHeight] = [Math.floor(box.width / columns), Math.floor(box.height / rows)];
  const space = Math.min(cellWidth, cellHeight) >= gapFrom ? 2 : 0;
  const written =
    !scale.discrete &&
    cellHeight >= labelHeight + 4 &&
    (lowered === 0 || Math.min(cellWidth, cellHeight) - space >= leastForBoth) &&
    values.every((value) => widthOf('label', short(value)) + 12 <= cellWidth);
  const edge = (at: number, cells: number, size: number): number => Math.floor((at * size) / cells);
  for (let row = 0; row < rows; row++) {
    const top = edge(row, rows, box.height);
    const height = edge(row + 1, rows, box.height) - top - (row < rows - 1 ? space : 0);
    for (let column = 0; column < columns; column++) {
      const left = edge(column, columns, box.width);
      const width =
        edge(column + 1, columns, box.width) - left - (column < columns - 1 ? space : 0);
      const value = values[row * columns + column]!;
      const colour = colourOf(scale, value);
      raster.fill(box.x + left, box.y + top, width, height, colour);
      const cell = { x: box.x + left, y: box.y + top, width, height };
      const isMarked = marks?.values[row * columns + column] === 1;
      if (written) {
        const text = short(value);
        const x = cell.x + ((width - widthOf('label', text)) >> 1);
        const y = cell.y + ((height - labelHeight) >> 1) + lowered;
        raster.text('label', text, x, y, isDark(colour) ? paper : ink);
      } else if (Number.isNaN(value) && Math.min(width, height) >= leastForCross) {
        // NaN is told by more than its colour. A dot in the middle leaves the ends of longer arms.
        const hasLong = isMarked && Math.min(width, height) < leastForCorner;
        raster.cross(cell.x, cell.y, width, height, paper, hasLong ? 1 : 3);
      }
      if (isMarked) drawDot(raster, cell);
    }
  }
}

/**
 * Reduces a grid to at most the given rows and columns by blocks of equal size. A block is shown by
 * its value of largest magnitude, NaN before ∞ before all others, so that no odd value vanishes.
 */
function shrink(grid: SliceCells, mostRows: number, mostColumns: number): SliceCells {
  const [high, wide] = [Math.ceil(grid.rows / mostRows), Math.ceil(grid.columns / mostColumns)];
  if (high <= 1 && wide <= 1) return grid;
  const [rows, columns] = [Math.ceil(grid.rows / high), Math.ceil(grid.columns / wide)];
  const values = new Float64Array(rows * columns);
  for (let row = 0; row < grid.rows; row++) {
    const start = Math.floor(row / high) * columns;
    for (let column = 0; column < grid.columns; column++) {
      const at = start + Math.floor(column / wide);
      const value = grid.values[row * grid.columns + column]!;
      if (Number.isNaN(value) || Math.abs(value) > Math.abs(values[at]!)) values[at] = value;
    }
  }
  return { rows, columns, values };
}

function crop(grid: SliceCells, rows: number, columns: number): SliceCells {
  const values = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const start = row * grid.columns;
    values.set(grid.values.subarray(start, start + columns), row * columns);
  }
  return { rows, columns, values };
}
