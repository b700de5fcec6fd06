// A window's values in their places, with its winners and the cell that is looked at.
import type { Tensor } from 'poolscope';
import { type Scale, shortNumber } from 'poolscope/internal';
import { drawOutline } from '../../panel/outline.js';
import { clearCanvas, drawCells, drawCrosses, sliceImage } from '../../plot/canvas/canvas.js';
import { type Box, boxOf, type CellGrid } from '../../plot/canvas/cell-grid.js';
import { ink, inkOn, paletteOf } from '../../plot/canvas/palette.js';
import type { Subject } from '../model/subject.js';
import type { Contest } from '../sentences/contests.js';

/** The largest picture, in pixels, its largest cells, and the smallest that have numbers. */
const largest = { width: 164, height: 74 };
const largestCell = { width: 41, height: 24 };
const leastForNumbers = { width: 40, height: 16 };
/** Around the picture, for the outline of a winner at its edge. */
const margin = 2;

/** Not in the page, where text in a canvas has the page laid out first. */
const sheet = document.createElement('canvas');

/** What is not a cell of the input, or not known: a veil on the page's own colour, light or dark; and its point. */
const blank = 'rgb(125 135 148 / 18%)';
const point = '#7d8794';

/** A picture to fill, and the window that it shows. */
export interface WindowPicture {
  readonly canvas: HTMLCanvasElement;
  readonly contest: Contest;
}

/** The values of x, and their colours. */
interface Values {
  readonly x: Tensor;
  readonly scale: Scale;
}

/**
 * Draws windows' cells in their places: winners in a box, the cell that is looked at with a dot in its
 * corner, a point in the padding. In 3-d one depth after the other, side by side. They are drawn on one sheet
 * and cut out of it: a browser copies all of a canvas that has changed before it draws from it.
 * @param scale the colours of x; without them the cells are blank
 */
export function drawWindows(
  pictures: readonly WindowPicture[],
  { geometry, x }: Subject,
  scale: Scale | undefined,
): void {
  if (pictures.length === 0) return;
  const [depths, rows, inOneDepth] = [1, 1, ...geometry.kernelSize].slice(-3) as [
    number,
    number,
    number,
  ];
  const columns = depths * inOneDepth;
  const grid = gridFor(rows, columns);
  const [width, height] = [grid.width + 2 * margin, grid.height + 2 * margin];
  // In whole pixels of the screen, so that what is cut out stays sharp.
  const density = window.devicePixelRatio || 1;
  const [across, down] = [Math.round(width * density), Math.round(height * density)];
  const context = clearCanvas(sheet, width, (down / density) * pictures.length);
  context.font = '10px sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  // In the order of the picture, in which depths are beside each other.
  const placeOf = (cell: number): { row: number; column: number } => {
    const [depth, at] = [Math.floor(cell / (rows * inOneDepth)), cell % (rows * inOneDepth)];
    return { row: Math.floor(at / inOneDepth), column: depth * inOneDepth + (at % inOneDepth) };
  };
  // One window below the other: a new canvas for each takes longer than its cells.
  const values = new Float64Array(rows * columns * pictures.length);
  for (const [i, { contest }] of pictures.entries()) {
    for (const [at, cell] of contest.cells.entries()) {
      const { row, column } = placeOf(at);
      values[(i * rows + row) * columns + column] = cell < 0 ? 0 : (x?.data[cell] ?? 0);
    }
  }
  const all = { rows: rows * pictures.length, columns, values };
  const known = scale && x && { x, scale, image: sliceImage(all, paletteOf(scale)) };
  for (const [i, { contest }] of pictures.entries()) {
    const first = i * rows;
    const part: CellGrid = {
      ...grid,
      top: grid.top + (i * down) / density,
      y: [first + rows - 0.5, first - 0.5],
    };
    if (known !== undefined) {
      drawCells(context, known.image, part);
      drawCrosses(context, all, part, known.scale);
    } else {
      context.fillStyle = blank;
      context.fillRect(part.left, part.top, part.width, part.height);
    }
    const boxes = contest.cells.map((_, at) => {
      const { row, column } = placeOf(at);
      return boxOf(part, first + row, column);
    });
    drawNumbers(context, contest, boxes, known);
    drawDepths(context, part, depths);
    drawWinners(context, contest, boxes);
  }
  for (const [i, { canvas }] of pictures.entries()) {
    const own = clearCanvas(canvas, width, height);
    own.drawImage(sheet, 0, i * down, across, down, 0, 0, across / density, down / density);
  }
}

/** Writes the values where there is room, and leaves what is not a cell of the input blank. */
function drawNumbers(
  context: CanvasRenderingContext2D,
  { cells }: Contest,
  boxes: readonly Box[],
  known: Values | undefined,
): void {
  for (const [at, cell] of cells.entries()) {
    const { left, top, width, height } = boxes[at]!;
    const isNumbered = width >= leastForNumbers.width && height >= leastForNumbers.height;
    const [middle, centre] = [left + width / 2, top + height / 2];
    if (cell < 0) {
      context.clearRect(left, top, width, height);
      context.fillStyle = blank;
      context.fillRect(left, top, width, height);
      context.fillStyle = point;
      if (isNumbered) context.fillText('·', middle, centre);
    } else if (known !== undefined && isNumbered) {
      const value = known.x.data[cell]!;
      // Its cross says it, as in the heatmaps.
      if (Number.isNaN(value)) continue;
      context.fillStyle = inkOn(known.scale, value);
      context.fillText(shortNumber(value), middle, centre);
    }
  }
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

/** Boxes the winners, and marks the cell that is looked at. */
function drawWinners(
  context: CanvasRenderingContext2D,
  { cells, winners, cell: own }: Contest,
  boxes: readonly Box[],
): void {
  const won = new Set(winners);
  for (const [at, cell] of cells.entries()) {
    if (cell < 0 || !(won.has(cell) || cell === own)) continue;
    const box = boxes[at]!;
    if (won.has(cell)) drawOutline(context, box, 1.5);
    if (cell === own) drawCorner(context, box.left + box.width, box.top);
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
