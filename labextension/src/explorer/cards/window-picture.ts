// A window's values in their places, with its winners and the cell that is looked at.
import type { Geometry, Tensor } from 'poolscope';
import type { Scale } from 'poolscope/internal';
import { roomInCell, setNumberFont, textsThatFit, writeNumber } from '../../panel/cell-values.js';
import { drawDot } from '../../panel/dots.js';
import { drawOutline } from '../../panel/outline.js';
import { clearCanvas, drawCells, drawCrosses, sliceImage } from '../../plot/canvas/canvas.js';
import { type Box, boxOf, type CellGrid, cellSize } from '../../plot/canvas/cell-grid.js';
import { inkOn, paletteOf } from '../../plot/canvas/palette.js';
import type { Subject } from '../model/subject.js';
import type { Contest } from '../sentences/contests.js';

/** The largest picture, in pixels, its largest cells, and the least height of those that have numbers. */
const largest = { width: 164, height: 74 };
const largestCell = { width: 41, height: 24 };
const leastForNumbers = 16;
/** Around the picture, for the outline of a cell at its edge. */
const margin = 2;

/** Not in the page, where text in a canvas has the page laid out first. */
const sheet = document.createElement('canvas');

/** What is not a cell of the input, or not known: a veil on the page's own colour, light or dark; and its point. */
const blank = 'rgb(125 135 148 / 18%)';
const point = '#7d8794';

/** A window, and the picture to fill with it; without one it is only compared with the others. */
export interface WindowPicture {
  readonly contest: Contest;
  readonly canvas?: HTMLCanvasElement;
}

/** The size of the pictures of a view's windows, in pixels. */
export function pictureSize({ geometry }: Subject): { width: number; height: number } {
  const { rows, columns } = cellsOf(geometry);
  const { width, height } = gridFor(rows, columns);
  return { width: width + 2 * margin, height: height + 2 * margin };
}

/** How many cells of a window are below and beside each other. In 3-d one depth is beside the other. */
function cellsOf({ kernelSize }: Geometry): { depths: number; rows: number; columns: number } {
  const [depths, rows, inOneDepth] = [1, 1, ...kernelSize].slice(-3) as [number, number, number];
  return { depths, rows, columns: depths * inOneDepth };
}

/** The values of x, their colours, and their texts by the place in the picture, where these fit. */
interface Values {
  readonly x: Tensor;
  readonly scale: Scale;
  readonly texts: readonly string[] | undefined;
}

/**
 * Draws windows' cells in their places, with the signs of the heatmaps: a dot for winners, a box around the
 * cell that is looked at; a point in the padding. They are drawn on one sheet and cut out of it: a browser copies all of a
 * canvas that has changed before it draws from it.
 * @param scale the colours of x; without them the cells are blank
 */
export function drawWindows(
  pictures: readonly WindowPicture[],
  subject: Subject,
  scale: Scale | undefined,
): void {
  if (pictures.every(({ canvas }) => canvas === undefined)) return;
  const { x } = subject;
  const { depths, rows, columns } = cellsOf(subject.geometry);
  const inOneDepth = columns / depths;
  const grid = gridFor(rows, columns);
  const { width, height } = pictureSize(subject);
  // In whole pixels of the screen, so that what is cut out stays sharp.
  const density = window.devicePixelRatio || 1;
  const [across, down] = [Math.round(width * density), Math.round(height * density)];
  const context = clearCanvas(sheet, width, (down / density) * pictures.length);
  setNumberFont(context);
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
  const { width: wide, height: high } = cellSize(grid);
  const known = scale &&
    x && {
      x,
      scale,
      image: sliceImage(all, paletteOf(scale)),
      // All windows in one notation, to be compared.
      texts:
        high < leastForNumbers
          ? undefined
          : textsThatFit(context, [...values], scale, roomInCell(wide)),
    };
  for (const [i, { canvas, contest }] of pictures.entries()) {
    if (canvas === undefined) continue;
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
    const places = contest.cells.map((_, at) => {
      const { row, column } = placeOf(at);
      const box = boxOf(part, first + row, column);
      return { box, text: known?.texts?.[(first + row) * columns + column] };
    });
    drawNumbers(context, contest, places, known);
    drawDepths(context, part, depths);
    drawMarks(context, contest, places);
  }
  for (const [i, { canvas }] of pictures.entries()) {
    if (canvas === undefined) continue;
    const own = clearCanvas(canvas, width, height);
    own.drawImage(sheet, 0, i * down, across, down, 0, 0, across / density, down / density);
  }
}

/** A cell's place in the picture, and its number, where there is room. */
interface Place {
  readonly box: Box;
  readonly text: string | undefined;
}

/** Writes the values where there is room, and leaves what is not a cell of the input blank. */
function drawNumbers(
  context: CanvasRenderingContext2D,
  { cells }: Contest,
  places: readonly Place[],
  known: Values | undefined,
): void {
  for (const [at, cell] of cells.entries()) {
    const { box, text } = places[at]!;
    if (cell < 0) {
      context.clearRect(box.left, box.top, box.width, box.height);
      context.fillStyle = blank;
      context.fillRect(box.left, box.top, box.width, box.height);
      context.fillStyle = point;
      if (box.height >= leastForNumbers) writeNumber(context, '·', box);
    } else if (known !== undefined && text !== undefined) {
      const value = known.x.data[cell]!;
      // Its cross says it, as in the heatmaps.
      if (Number.isNaN(value)) continue;
      context.fillStyle = inkOn(known.scale, value);
      writeNumber(context, text, box);
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

/** Draws a box around the cell that is looked at, and on top a dot in each winner. */
function drawMarks(
  context: CanvasRenderingContext2D,
  { cells, winners, cell: own }: Contest,
  places: readonly Place[],
): void {
  const won = new Set(winners);
  const at = own === undefined ? -1 : cells.indexOf(own);
  if (at >= 0) drawOutline(context, places[at]!.box, 2);
  for (const [i, cell] of cells.entries()) {
    if (cell >= 0 && won.has(cell)) drawDot(context, places[i]!.box);
  }
}
