// The dots of a picture, which has two pixels for one of a page.
import { parseColour } from './colour.js';
import { dotIn, marks } from './dot.js';
import { type Box, labelHeight, type Raster } from './raster.js';

const { dot } = marks;
const ink = parseColour(marks.ink);
const halo = parseColour(marks.halo);

/** The smallest cells of a picture, and the smallest positions of a line, that have a dot. */
export const leastForDot: number = 2 * dot.leastCell;
export const leastForPoint: number = 2 * dot.line.leastPosition;
/** How far below the middle of its cell a number is, beside dots. */
export const lowered: number = 2 * marks.numbers.lowered;
/** The smallest cells whose dot is in a corner, and those where it is clear of a number. */
export const leastForCorner: number = 2 * dot.corner.leastCell;
export const leastForBoth: number = Math.max(leastForCorner, labelHeight + 2 * lowered);

/** Draws the dot of a cell that won. */
export function drawDot(raster: Raster, { x, y, width, height }: Box): void {
  draw(raster, { left: x / 2, top: y / 2, width: width / 2, height: height / 2 });
}

/** Draws the dot of a winner on a line, its middle at a place. */
export function drawPoint(raster: Raster, x: number, y: number): void {
  const { box } = dot.line;
  draw(raster, { left: (x - box) / 2, top: (y - box) / 2, width: box, height: box });
}

function draw(raster: Raster, box: Parameters<typeof dotIn>[0]): void {
  const { x, y, radius } = dotIn(box, dot.staying);
  // On halves of the picture's pixels, so that every dot is as sharp.
  const [across, down] = [Math.round(4 * x), Math.round(4 * y)];
  raster.disc(across, down, Math.round(16 * (radius + dot.rim / 2)), ink);
  raster.disc(across, down, Math.round(16 * (radius - dot.rim / 2)), halo);
}
