// The path of a line: through each of its values, or where a pixel holds several through all that they span.
import type { CellGrid, ValueAxis } from '../canvas/cell-grid.js';

/** The part of a box that a line is drawn in, and where its values are. */
export type LineBox = Pick<CellGrid, 'left' | 'width' | 'x'> & { readonly line: ValueAxis };

/** From so many values a pixel on, the line is drawn by what each pixel spans. */
const mostPerPixel = 2;

/**
 * The path of a line, as SVG writes it: broken where a value is not finite. Where there are more than two
 * values a pixel, it goes through the first, the least, the greatest and the last of each pixel, so that no
 * peak is lost; such a line has the same picture as one through all values.
 * @see Jugel et al. (2014), M4: A Visualization-Oriented Time Series Data Aggregation
 * @example
 * const line = { top: (value: number) => 10 - value, ink: '#000' };
 * linePath([1, 3, NaN, 2], { left: 0, width: 40, x: [-0.5, 3.5], line }) // 'M5 9L15 7M35 8'
 */
export function linePath(values: ArrayLike<number>, box: LineBox): string {
  const [from, to] = box.x;
  const perPixel = (to - from) / box.width;
  // The neighbours that are off screen: the line goes on to them.
  const first = Math.max(0, Math.floor(from));
  const last = Math.min(values.length - 1, Math.ceil(to));
  return perPixel > mostPerPixel
    ? spans(values, box, first, last)
    : points(values, box, first, last);
}

/** The middle of a cell, in pixels from the plot's left. */
export function leftOf({ left, width, x: [from, to] }: LineBox, column: number): number {
  return left + ((column - from) / (to - from)) * width;
}

function points(values: ArrayLike<number>, box: LineBox, first: number, last: number): string {
  let path = '';
  let isOn = false;
  for (let column = first; column <= last; column++) {
    const value = values[column]!;
    if (Number.isFinite(value)) {
      path += `${isOn ? 'L' : 'M'}${round(leftOf(box, column))} ${round(box.line.top(value))}`;
    }
    isOn = Number.isFinite(value);
  }
  return path;
}

function spans(values: ArrayLike<number>, box: LineBox, first: number, last: number): string {
  const perPixel = (box.x[1] - box.x[0]) / box.width;
  let path = '';
  let isOn = false;
  let column = first;
  while (column <= last) {
    const pixel = Math.floor((column - box.x[0]) / perPixel);
    const end = Math.min(last + 1, Math.ceil(box.x[0] + (pixel + 1) * perPixel));
    const span = spanOf(values, column, Math.max(end, column + 1));
    column = Math.max(end, column + 1);
    if (span === undefined) isOn = false;
    else {
      const left = round(box.left + pixel + 0.5);
      const tops = span.map((value) => round(box.line.top(value)));
      const steps = tops.filter((top, i) => top !== tops[i - 1]);
      // One value alone would be a line of no length.
      if (!isOn && steps.length === 1) steps.push(steps[0]!);
      path += steps.map((top, i) => `${isOn || i > 0 ? 'L' : 'M'}${left} ${top}`).join('');
      isOn = true;
    }
  }
  return path;
}

/** The first, the least, the greatest and the last finite value of a stretch; undefined where there is none. */
function spanOf(
  values: ArrayLike<number>,
  start: number,
  end: number,
): [number, number, number, number] | undefined {
  let [first, last, low, high] = [Number.NaN, Number.NaN, Infinity, -Infinity];
  for (let column = start; column < end; column++) {
    const value = values[column]!;
    if (!Number.isFinite(value)) continue;
    if (Number.isNaN(first)) first = value;
    last = value;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return Number.isNaN(first) ? undefined : [first, low, high, last];
}

/** To a tenth of a pixel: more is not seen. */
function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
