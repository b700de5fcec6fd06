// One line of a picture: an array with one drawn axis over its positions.
import { formatCount, short, ticksThatFit } from '../../core/numbers.js';
import { type Panel, panelAxes } from '../model/panels.js';
import { colourOf, positionIn, type Scale } from './colour.js';
import { drawPoint } from './marks.js';
import { type Box, labelHeight, type Raster, widthOf } from './raster.js';
import { frame, ink, muted, paper, type SliceCells } from './tile.js';

export const lineHeight = 176;
/** How far the ends of the scale stay from the edge, in pixels. */
const inset = 10;
const mostTicks = 4;
/** The room left of a line for the numbers of its values. */
const gutter = 84;

/** The width of a line, in that of its tile. */
export function widthOfLine(tile: number): number {
  return tile - gutter;
}

/** Whether a panel is drawn as a line: its array has one drawn axis. */
export function isLine({ tensor }: Panel): boolean {
  return panelAxes(tensor.shape).rowAxis === -1;
}

/**
 * Draws a row of cells as a line in a tile, with its values left of it. Each pixel is filled over all that the line spans there, so no peak
 * is lost where many cells share it. NaN has a band of its colour, what is infinite a part of one at its end.
 * @param marks the cells that get a dot, those that are 1
 */
export function drawLine(
  raster: Raster,
  tile: Box,
  { values }: SliceCells,
  scale: Scale,
  marks?: SliceCells,
): void {
  const box = { ...tile, x: tile.x + gutter, width: widthOfLine(tile.width) };
  raster.fill(box.x - 2, box.y - 2, box.width + 4, box.height + 4, frame);
  raster.fill(box.x, box.y, box.width, box.height, paper);
  const tops = Array.from(values, (value) => topOf(box, scale, value));
  drawTicks(raster, box, scale);
  drawNonFinite(raster, box, values, scale);
  const { low, high } = spansOf(values, tops, box.width);
  for (let pixel = 0; pixel < box.width; pixel++) {
    if (low[pixel]! > high[pixel]!) continue;
    const [left, right] = [Math.max(0, pixel - 1), Math.min(box.width, pixel + 2)];
    const height = high[pixel]! - low[pixel]! + 3;
    raster.fill(box.x + left, low[pixel]! - 1, right - left, height, ink);
  }
  for (let column = 0; column < values.length; column++) {
    if (marks?.values[column] !== 1) continue;
    // In the middle of the line's own pixel.
    drawPoint(raster, box.x + pixelOf(column, values.length, box.width) + 0.5, tops[column]! + 0.5);
  }
}

/** Draws the numbers of a line's first and last position below it. */
export function drawPositions(
  raster: Raster,
  x: number,
  y: number,
  width: number,
  count: number,
): void {
  if (count === 0) return;
  raster.text('label', '0', x + gutter, y, muted);
  const last = formatCount(count - 1);
  if (count > 1) raster.text('label', last, x + width - widthOf('label', last), y, muted);
}

/** The pixel of a cell's middle. */
function pixelOf(column: number, columns: number, width: number): number {
  return Math.floor(((2 * column + 1) * width) / (2 * columns));
}

/** The height of a value; what is not finite is at an end. */
function topOf(box: Box, { range }: Scale, value: number): number {
  const at = Number.isNaN(value) ? 0 : positionIn(range, value);
  return box.y + inset + Math.floor((1 - at) * (box.height - 2 * inset) + 0.5);
}

/** What the line spans in each pixel: from the highest to the lowest; nothing where `low` is above `high`. */
function spansOf(
  values: ArrayLike<number>,
  tops: readonly number[],
  width: number,
): { low: Int32Array; high: Int32Array } {
  const low = new Int32Array(width).fill(2 ** 30);
  const high = new Int32Array(width).fill(-1);
  const add = (pixel: number, top: number): void => {
    low[pixel] = Math.min(low[pixel]!, top);
    high[pixel] = Math.max(high[pixel]!, top);
  };
  const { length } = values;
  for (let column = 0; column < length; column++) {
    if (!Number.isFinite(values[column])) continue;
    const [start, from] = [pixelOf(column, length, width), tops[column]!];
    add(start, from);
    if (column + 1 >= length || !Number.isFinite(values[column + 1])) continue;
    const [end, to] = [pixelOf(column + 1, length, width), tops[column + 1]!];
    const steps = Math.max(1, end - start);
    for (let step = 0; step < steps; step++) {
      for (const along of [step, step + 1]) {
        const off = Math.floor((2 * (to - from) * along + steps) / (2 * steps));
        add(start + step, from + off);
      }
    }
    add(end, to);
  }
  return { low, high };
}

function drawTicks(raster: Raster, box: Box, scale: Scale): void {
  const values = scale.discrete
    ? [0, 1]
    : ticksThatFit(scale.range, (ticks) => ticks.length <= mostTicks);
  for (const value of values) {
    const top = topOf(box, scale, value);
    raster.fill(box.x, top, box.width, 2, frame);
    const text = scale.discrete ? ['false', 'true'][value]! : short(value);
    const y = Math.max(box.y, Math.min(top - (labelHeight >> 1), box.y + box.height - labelHeight));
    raster.text('label', text, box.x - 10 - widthOf('label', text), y, muted);
  }
}

function drawNonFinite(raster: Raster, box: Box, values: ArrayLike<number>, scale: Scale): void {
  const third = Math.floor(box.height / 3);
  for (let column = 0; column < values.length; column++) {
    const value = values[column]!;
    if (Number.isFinite(value)) continue;
    const edge = (at: number): number => Math.floor((at * box.width) / values.length);
    const [left, right] = [edge(column), edge(column + 1)];
    const width = Math.max(1, right - left);
    const top = value === -Infinity ? box.y + box.height - third : box.y;
    const height = Number.isNaN(value) ? box.height : third;
    raster.fill(box.x + left, top, width, height, colourOf(scale, value));
  }
}
