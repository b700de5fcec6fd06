// How windows are told apart: a colour and a dash for each, the same on its card and in all heatmaps.
import type { Box } from '../plot/canvas/cell-grid.js';
import { strokeWithHalo } from './outline.js';

/** The look of a window's outline. */
export interface WindowStyle {
  readonly colour: string;
  /** Lengths of strokes and gaps, in pixels; empty for a solid line. */
  readonly dash: readonly number[];
}

// As far from white as from a dark page, 4 : 1 and more; without red, which is what is wrong. No text has them.
const colours = ['#cc38b4', '#bd6800', '#0d8a80', '#7465e6', '#5d8a00', '#1a78d0', '#a36a35'];
const dashes = [[], [7, 3], [2, 2], [8, 2, 2, 2]];

/** How many windows can be told apart. */
export const windowStyles = 12;

/** The style of one of several windows, by its place among them. */
export function windowStyle(place: number): WindowStyle {
  return { colour: colours[place % colours.length]!, dash: dashes[place % dashes.length]! };
}

/** The height of the caps of a span, in pixels. */
const cap = 4;

/**
 * Marks a window on a line: its span of positions, shaded so that the line is seen through it, with a cap above
 * and one below. Of many positions a span has few pixels: an outline would cover all of them.
 */
export function spanWindow(
  context: CanvasRenderingContext2D,
  { left, top, width, height }: Box,
  { colour, dash }: WindowStyle,
): void {
  context.fillStyle = colour;
  context.globalAlpha = 0.3;
  context.fillRect(left, top, width, height);
  context.globalAlpha = 1;
  context.beginPath();
  for (const y of [top + cap / 2, top + height - cap / 2]) {
    context.moveTo(left, y);
    context.lineTo(left + width, y);
  }
  context.strokeStyle = colour;
  context.lineWidth = cap;
  context.setLineDash([...dash]);
  context.stroke();
  context.setLineDash([]);
}

/** Outlines a window on a heatmap. */
export function outlineWindow(
  context: CanvasRenderingContext2D,
  { left, top, width, height }: Box,
  { colour, dash }: WindowStyle,
): void {
  context.beginPath();
  context.rect(left, top, width, height);
  context.setLineDash([...dash]);
  strokeWithHalo(context, colour, 2.5);
  context.setLineDash([]);
}
