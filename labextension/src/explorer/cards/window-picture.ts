// A window's values in their places, with its winners and the cell that is looked at.
import { type Scale, shortNumber } from 'poolscope/internal';
import { drawOutline } from '../../panel/outline.js';
import { clearCanvas, drawCells, drawCrosses, sliceImage } from '../../plot/canvas/canvas.js';
import { boxOf, type CellGrid } from '../../plot/canvas/cell-grid.js';
import { ink, inkOn, paletteOf } from '../../plot/canvas/palette.js';
import type { Subject } from '../model/subject.js';
import type { Contest } from '../sentences/contests.js';

/** The largest picture, in pixels, its largest cells, and the smallest that have numbers. */
const largest = { width: 164, height: 74 };
const largestCell = { width: 41, height: 24 };
const leastForNumbers = { width: 40, height: 16 };
/** Around the picture, for the outline of a winner at its edge. */
const margin = 2;

/** Not in the page, where text in a canvas has the page laid out first: once for each card. */
const aside = document.createElement('canvas');

/** What is not a cell of the input, or not known: a veil on the page's own colour, light or dark; and its point. */
const blank = 'rgb(125 135 148 / 18%)';
const point = '#7d8794';

/**
 * Draws a window's cells in their places: winners in a box, the cell that is looked at with a dot in its
 * corner, a point in the padding. In 3-d one depth after the other, side by side.
 * @param scale the colours of x; without them the cells are blank
 */
export function drawWindow(
  canvas: HTMLCanvasElement,
  { geometry, x }: Subject,
  { cells, winners, cell: own }: Contest,
  scale: Scale | undefined,
): void {
  const [depths, rows, inOneDepth] = [1, 1, ...geometry.kernelSize].slice(-3) as [
    number,
    number,
    number,
  ];
  const columns = depths * inOneDepth;
  const grid = gridFor(rows, columns);
  const [width, height] = [grid.width + 2 * margin, grid.height + 2 * margin];
  const context = clearCanvas(aside, width, height);
  // In the order of the picture, in which depths are beside each other.
  const placeOf = (column: number): { row: number; column: number } => {
    const [depth, at] = [Math.floor(column / (rows * inOneDepth)), column % (rows * inOneDepth)];
    return { row: Math.floor(at / inOneDepth), column: depth * inOneDepth + (at % inOneDepth) };
  };
  const values = new Float64Array(rows * columns);
  for (const [column, cell] of cells.entries()) {
    const place = placeOf(column);
    values[place.row * columns + place.column] = cell < 0 ? 0 : (x?.data[cell] ?? 0);
  }
  const isShown = x !== undefined && scale !== undefined;
  if (isShown) {
    drawCells(context, sliceImage({ rows, columns, values }, paletteOf(scale)), grid);
    drawCrosses(context, { rows, columns, values }, grid, scale);
  } else {
    context.fillStyle = blank;
    context.fillRect(grid.left, grid.top, grid.width, grid.height);
  }
  const isNumbered =
    grid.width / columns >= leastForNumbers.width && grid.height / rows >= leastForNumbers.height;
  context.font = '10px sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const [column, cell] of cells.entries()) {
    const place = placeOf(column);
    const box = boxOf(grid, place.row, place.column);
    const [middle, centre] = [box.left + box.width / 2, box.top + box.height / 2];
    if (cell < 0) {
      context.clearRect(box.left, box.top, box.width, box.height);
      context.fillStyle = blank;
      context.fillRect(box.left, box.top, box.width, box.height);
      context.fillStyle = point;
      if (isNumbered) context.fillText('·', middle, centre);
    } else if (isShown && isNumbered) {
      const value = x.data[cell]!;
      // Its cross says it, as in the heatmaps.
      if (Number.isNaN(value)) continue;
      context.fillStyle = inkOn(scale, value);
      context.fillText(shortNumber(value), middle, centre);
    }
  }
  drawDepths(context, grid, depths);
  const won = new Set(winners);
  for (const [column, cell] of cells.entries()) {
    if (cell < 0 || !(won.has(cell) || cell === own)) continue;
    const place = placeOf(column);
    const box = boxOf(grid, place.row, place.column);
    if (won.has(cell)) drawOutline(context, box, 1.5);
    if (cell === own) drawCorner(context, box.left + box.width, box.top);
  }
  clearCanvas(canvas, width, height).drawImage(aside, 0, 0, width, height);
}

/** The place of a window's cells: as large as numbers need, smaller where there are many. */
function gridFor(rows: number, columns: number): CellGrid {
  const shrink = Math.min(
    1,
    largest.width / (columns * largestCell.width),
    largest.height / (rows * largestCell.height),
  );
  return {
    left: margin,
    top: margin,
    width: Math.max(columns * largestCell.width * shrink, 1),
    height: Math.max(rows * largestCell.height * shrink, 1),
    x: [-0.5, columns - 0.5],
    y: [rows - 0.5, -0.5],
  };
}

/** Keeps the depths of a 3-d window apart. */
function drawDepths(
  context: CanvasRenderingContext2D,
  { left, top, width, height }: CellGrid,
  depths: number,
): void {
  context.fillStyle = '#ffffff';
  for (let depth = 1; depth < depths; depth++) {
    context.fillRect(left + (width * depth) / depths - 1.5, top, 3, height);
  }
}

/** Marks the cell that is looked at in a corner, so that its number stays legible. */
function drawCorner(context: CanvasRenderingContext2D, right: number, top: number): void {
  context.beginPath();
  context.arc(right - 4.5, top + 4.5, 3, 0, 2 * Math.PI);
  context.fillStyle = '#ffc400';
  context.fill();
  context.lineWidth = 1;
  context.strokeStyle = ink;
  context.stroke();
}
