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
    const [rx, ry] = ringRadii({ width, height });
    const [x, y] = [left + width / 2, top + height / 2];
    context.moveTo(x + rx, y);
    context.ellipse(x, y, rx, ry, 0, 0, 2 * Math.PI);
  }
  strokeWithHalo(context, why === 'wrong' ? wrongInk : listedInk, 2);
}

/** How far the line of a ring, with its white, reaches into it, and the space between it and a number, in pixels. */
const ringInset = { line: 2, space: 1.5 };
/** The largest halves of a ring's width and height. */
const largestRing = { width: 26, height: 18 };

/**
 * The room for a number within a ring, in a cell of a size: a ring is less wide where the number ends than in its middle.
 * @param reach how far from the middle of the cell the number goes, up or down
 */
export function roomInRing(cell: Pick<Box, 'width' | 'height'>, reach: number): number {
  const [rx, ry] = ringRadii(cell);
  const share = 1 - (reach / (ry - ringInset.line)) ** 2;
  return 2 * ((rx - ringInset.line) * Math.sqrt(Math.max(0, share)) - ringInset.space);
}

/** Half of the width and of the height of a ring: as large as its cell, up to some, and large enough to be seen. */
function ringRadii({ width, height }: Pick<Box, 'width' | 'height'>): [number, number] {
  const least = 2.5;
  return [
    Math.max(least, Math.min(largestRing.width, width / 2)),
    Math.max(least, Math.min(largestRing.height, height / 2)),
  ];
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
