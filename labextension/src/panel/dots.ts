// The dots of cells that won.

import type { Box } from '../plot/canvas/cell-grid.js';
import { halo, ink } from '../plot/canvas/palette.js';
import { strokeWithHalo } from './outline.js';

/** The smallest cells, in pixels, that have their dot in a corner. */
const leastForCorner = 15;

/** The place and the radius of a winner's dot: the middle of a small cell, the corner of one with room for a number. */
export function dotIn(box: Box, size = 1): { x: number; y: number; radius: number } {
  const shorter = Math.min(box.width, box.height);
  if (shorter < leastForCorner) {
    const radius = Math.max(1.5, (size * shorter) / 4);
    return { x: box.left + box.width / 2, y: box.top + box.height / 2, radius };
  }
  const radius = size * Math.min(4, shorter / 7);
  return { x: box.left + box.width - radius - 1.5, y: box.top + radius + 1.5, radius };
}

/** Starts the circle of a winner's mark. */
function circle(context: CanvasRenderingContext2D, box: Box): void {
  const { x, y, radius } = dotIn(box);
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
}

/** Draws a hollow mark where a winner lies at another depth. */
export function drawRing(context: CanvasRenderingContext2D, box: Box): void {
  circle(context, box);
  strokeWithHalo(context, ink, 1.5);
}

/** Draws a dot at a winner of the windows that are marked. */
export function drawDot(context: CanvasRenderingContext2D, box: Box): void {
  circle(context, box);
  context.fillStyle = ink;
  context.fill();
  context.strokeStyle = halo;
  context.lineWidth = 1.5;
  context.stroke();
}
