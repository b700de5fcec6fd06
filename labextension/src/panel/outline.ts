// Outlines and rings that stand out on every colour of the scales.
import type { Box } from '../plot/canvas/cell-grid.js';
import { halo, ink } from '../plot/canvas/palette.js';

/** Of what is wrong. */
const wrongInk = '#c62828';
/** Of what a finding lists. */
const listedInk = '#8a5a00';
/** The distance of the lines of a hatch, in pixels. */
const hatchStep = 7;

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

/** Draws a ring in each of some boxes: in red, what the cell holds is wrong; in brown, a finding lists it. */
export function drawRings(
  context: CanvasRenderingContext2D,
  boxes: readonly Box[],
  why: 'wrong' | 'listed',
): void {
  context.beginPath();
  for (const { left, top, width, height } of boxes) {
    const [rx, ry] = [ringRadius(width, widestRing), ringRadius(height, 18)];
    const [x, y] = [left + width / 2, top + height / 2];
    context.moveTo(x + rx, y);
    context.ellipse(x, y, rx, ry, 0, 0, 2 * Math.PI);
  }
  strokeWithHalo(context, why === 'wrong' ? wrongInk : listedInk, 2);
}

/** The room for a number within a ring, in a cell of a width, in pixels. */
export function roomInRing(width: number): number {
  return 2 * ringRadius(width, widestRing) - 4;
}

/** The largest half of a ring's width, in pixels. */
const widestRing = 26;

/** Half of a ring in a cell of a size. */
function ringRadius(size: number, most: number): number {
  return Math.max(2.5, Math.min(most, Math.max(size * 0.42, size / 2 - 3)));
}

/** Hatches boxes with thin lines, dark beside light, that stand out on every colour. */
export function hatch(context: CanvasRenderingContext2D, boxes: readonly Box[]): void {
  for (const [colour, shift] of [
    [halo, 0],
    [ink, 1],
  ] as const) {
    context.beginPath();
    for (const { left, top, width, height } of boxes) {
      for (let along = hatchStep / 2; along < width + height; along += hatchStep) {
        const at = along + shift;
        context.moveTo(left + Math.min(at, width), top + Math.max(0, at - width));
        context.lineTo(left + Math.max(0, at - height), top + Math.min(at, height));
      }
    }
    context.strokeStyle = colour;
    context.lineWidth = 1;
    context.globalAlpha = 0.55;
    context.stroke();
    context.globalAlpha = 1;
  }
}

/** Strokes the current path in a colour, on a white line that stands out on both sides. */
export function strokeWithHalo(
  context: CanvasRenderingContext2D,
  colour: string,
  width: number,
): void {
  for (const [ink, line] of [
    [halo, 4],
    [colour, width],
  ] as const) {
    context.strokeStyle = ink;
    context.lineWidth = line;
    context.stroke();
  }
}
