// Moves the part of a slice that is on screen: to cells that are not, or nearer and farther.
import type { Zoom } from './figure.js';

/** The two ends of a stretch of an axis. */
export type Ends = readonly [number, number];

/** Less than this of a cell on screen is nothing: zooms come back from pixels. */
export const hair = 1e-6;

/** A block of cells of a slice: the first and the last row, the first and the last column. */
export interface Block {
  readonly rows: Ends;
  readonly columns: Ends;
}

/**
 * A zoom moved just far enough, at the same size, to hold a block of cells; where the block is larger, that
 * block. Undefined where the zoom shows it already.
 * @example
 * zoomWith({ x: [1.5, 4.5], y: [2.5, -0.5] }, { rows: [0, 0], columns: [6, 6] }) // { x: [3.5, 6.5], y: [2.5, -0.5] }
 */
export function zoomWith(zoom: Zoom, { rows, columns }: Block): Zoom | undefined {
  const x = moveTo(zoom.x, columns);
  const y = moveTo(zoom.y, rows);
  return x === undefined && y === undefined ? undefined : { x: x ?? zoom.x, y: y ?? zoom.y };
}

/** A zoom: about a cell, by a factor, and then along the cells. */
export interface Zooming {
  /** The cell that stays where it is on screen. */
  readonly at: number;
  /** Below 1 closer, above 1 farther. */
  readonly factor: number;
  /** How many cells it moves. */
  readonly by?: number;
}

/** The fewest cells on screen. */
const leastCells = 4;

/**
 * Zooms, within the cells that there are.
 * @example
 * zoomed([-0.5, 99.5], 100, { at: 49.5, factor: 0.5 }) // [24.5, 74.5]
 */
export function zoomed([from, to]: Ends, cells: number, { at, factor, by = 0 }: Zooming): Ends {
  const span = Math.min(cells, Math.max(Math.min(leastCells, cells), (to - from) * factor));
  const start = at - ((at - from) / (to - from)) * span + by;
  const first = Math.max(-0.5, Math.min(start, cells - 0.5 - span));
  return [first, first + span];
}

function moveTo(ends: Ends, [first, last]: Ends): Ends | undefined {
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  if (first - 0.5 >= low - hair && last + 0.5 <= high + hair) return undefined;
  const size = high - low;
  let [from, to] = [first - 0.5, last + 0.5];
  if (to - from < size) {
    const by = first - 0.5 < low ? first - 0.5 - low : last + 0.5 - high;
    [from, to] = [low + by, high + by];
  }
  return ends[0] > ends[1] ? [to, from] : [from, to];
}
