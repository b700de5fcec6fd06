// The dots of cells that won.

import { dotIn } from 'poolscope/internal';
import type { Box } from '../plot/canvas/cell-grid.js';
import { halo, ink } from '../plot/canvas/palette.js';
import { strokeWithHalo } from './outline.js';

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
