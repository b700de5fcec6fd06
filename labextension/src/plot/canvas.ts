// Canvases over a plot: sharp on dense screens, transparent to the pointer.
import type { Slice } from 'poolscope/internal';
import type { CellGrid } from './cell-grid.js';
import type { Palette } from './palette.js';

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

/** A slice as an image with one pixel per cell. */
export function sliceImage({ rows, columns, values }: Slice, colour: Palette): HTMLCanvasElement {
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
