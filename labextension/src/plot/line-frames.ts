// How line plots fit into the page: each as wide as it is, one below the other, so that positions are in one line.
import type { Arrangement, Frame } from './canvas/arrangement.js';

const heights = { one: 150, several: 104, enlarged: 380 };
/** Room for the numbers of the axes: beside the line and below it. */
const margin: Frame['margin'] = { l: 58, r: 12, t: 8, b: 22 };

/**
 * The frames of line plots in a given width.
 * @example
 * lineFrames(3, 900, false).perRow // 1
 */
export function lineFrames(count: number, width: number, isLarge: boolean): Arrangement {
  const line = isLarge ? heights.enlarged : count > 1 ? heights.several : heights.one;
  const frame: Frame = {
    width: Math.max(margin.l + margin.r + 1, Math.floor(width)),
    height: line + margin.t + margin.b,
    margin,
    square: false,
  };
  const order = Array.from({ length: count }, (_, i) => i);
  return { frames: order.map(() => frame), perRow: 1, order };
}
