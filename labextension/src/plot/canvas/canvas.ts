// Canvases over a plot: sharp on dense screens, transparent to the pointer.
import { marks, type Scale, type Slice } from 'poolscope/internal';
import { boxOf, type CellGrid, cellSize, clipOf } from './cell-grid.js';
import { inkOn, type Palette } from './palette.js';

/** Creates a canvas that lies over a plot; `style/` keeps the pointer from it. */
export function createOverlay(className: string): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.className = className;
  canvas.setAttribute('aria-hidden', 'true');
  return canvas;
}

/** Clears a canvas, sets its size in CSS pixels and returns its context. */
export function clearCanvas(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
): CanvasRenderingContext2D {
  const density = window.devicePixelRatio || 1;
  const [across, down] = [Math.round(width * density), Math.round(height * density)];
  if (canvas.width !== across || canvas.height !== down) {
    canvas.width = across;
    canvas.height = down;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('canvas: this browser gives no 2d context');
  context.setTransform(density, 0, 0, density, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/**
 * Shows an overlay, or hides it while there is nothing on it: a browser makes a layer of every canvas, which costs time at
 * each frame, however empty it is.
 */
export function showLayer(canvas: HTMLCanvasElement, isDrawn: boolean): void {
  canvas.style.visibility = isDrawn ? '' : 'hidden';
}

/** Values in rows and columns. */
type Cells = Pick<Slice, 'rows' | 'columns' | 'values'>;

/** A slice as an image with one pixel per cell. */
export function sliceImage({ rows, columns, values }: Cells, colour: Palette): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = columns;
  canvas.height = rows;
  const context = canvas.getContext('2d');
  if (context === null || rows * columns === 0) return canvas;
  const image = context.createImageData(columns, rows);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < pixels.length; i++) pixels[i] = colour(values[i]!);
  context.putImageData(image, 0, 0);
  return canvas;
}

/** Draws the part of a slice's image that a grid shows, with hard edges. */
export function drawCells(
  context: CanvasRenderingContext2D,
  image: HTMLCanvasElement,
  grid: CellGrid,
): void {
  if (image.width * image.height === 0) return;
  const [top, bottom] = [Math.min(...grid.y), Math.max(...grid.y)];
  context.imageSmoothingEnabled = false;
  context.drawImage(
    image,
    grid.x[0] + 0.5,
    top + 0.5,
    grid.x[1] - grid.x[0],
    bottom - top,
    grid.left,
    grid.top,
    grid.width,
    grid.height,
  );
}

/** The smallest cells, in pixels, in which NaN has a cross. */
const leastForCross = 6;

/**
 * Draws a cross in each cell of a slice that is NaN and on screen: it is told from data by more than its colour.
 * @returns whether there are any
 */
export function drawCrosses(
  context: CanvasRenderingContext2D,
  { rows, columns, values }: Cells,
  grid: CellGrid,
  scale: Scale,
): boolean {
  const size = cellSize(grid);
  const side = Math.min(size.width, size.height);
  if (side < leastForCross) return false;
  // Of a winner the ends are seen beside its dot, which is in the middle of small cells.
  const clear = side < marks.dot.corner.leastCell ? 0.5 : 1.5;
  const [top, bottom] = [Math.min(...grid.y), Math.max(...grid.y)];
  const first = Math.max(0, Math.floor(grid.x[0] + 0.5));
  const last = Math.min(columns - 1, Math.ceil(grid.x[1] - 0.5));
  let isAny = false;
  context.beginPath();
  for (let row = Math.max(0, Math.floor(top + 0.5)); row < Math.min(rows, bottom + 0.5); row++) {
    for (let column = first; column <= last; column++) {
      if (!Number.isNaN(values[row * columns + column])) continue;
      isAny = true;
      const box = boxOf(grid, row, column);
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      const arm = Math.min(10, side / 2 - clear);
      context.moveTo(x - arm, y - arm);
      context.lineTo(x + arm, y + arm);
      context.moveTo(x - arm, y + arm);
      context.lineTo(x + arm, y - arm);
    }
  }
  if (!isAny) return false;
  context.strokeStyle = inkOn(scale, Number.NaN);
  context.lineWidth = 1.25;
  context.stroke();
  return true;
}

/** Keeps marks within the cells, but for the outlines of the outermost. */
export function clipMarks(
  context: CanvasRenderingContext2D,
  grid: CellGrid,
  slice: Pick<Slice, 'rows' | 'columns'>,
): void {
  const { left, top, width, height } = clipOf(grid, slice, 2);
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
}
