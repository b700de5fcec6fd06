import type { Box } from '../plot/cell-grid.js';

// Black between white lines is visible on every colour of the scales, in both themes.
export const halo = '#ffffff';
export const ink = '#101418';

/** Draws a box in ink with a white line on both sides. */
export function drawOutline(context: CanvasRenderingContext2D, box: Box, width: number): void {
  const { left, top, height } = box;
  for (const [colour, line] of [
    [halo, width + 2],
    [ink, width],
  ] as const) {
    context.strokeStyle = colour;
    context.lineWidth = line;
    context.strokeRect(left, top, box.width, height);
  }
}
