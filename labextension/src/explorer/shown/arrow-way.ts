// The ways of arrows from dout to din: along the lines between rows and in the gaps between panels, through no number.
import type { Box } from '../../plot/canvas/cell-grid.js';

/** A heatmap in the row of heatmaps: its panel, of which its title is the top, and its cells. */
export interface PlacedMap {
  readonly panel: Pick<Box, 'left' | 'top'>;
  readonly area: Box;
}

/** The way from one heatmap to another. */
export interface Way {
  /** Where it comes from when it enters the other's cells. */
  readonly side: 'left' | 'right';
  /** The x at which it leaves the cells of the one, and at which it enters those of the other. */
  readonly leaves: number;
  readonly enters: number;
  /** The gap through which it goes up, that above the panel, and the gap through which it goes on; undefined where a curve goes over. */
  readonly around: { readonly up: number; readonly over: number; readonly on: number } | undefined;
}

/** From the edge of cells, and of a panel, to a way through the gap beside it, in pixels. */
const intoGap = { ofCells: 6, ofPanel: 4 };
/** How far ways through one gap lie from each other, and how round their corners are, in pixels. */
const lane = 3;
const radius = 5;

/**
 * The way from one heatmap to another: over the gap where they are side by side, else up through the gaps
 * between the panels.
 * @returns undefined where the one is above the other: there are no two such heatmaps of cells
 * @example
 * const map = (left: number, top: number) => ({
 *   panel: { left: left - 2, top: top - 2 },
 *   area: { left, top, width: 9, height: 9 },
 * });
 * wayBetween(map(0, 0), map(20, 4)) // { side: 'left', leaves: 9, enters: 20, around: undefined }
 * wayBetween(map(0, 50), map(20, 4)) // { side: 'left', leaves: 9, enters: 20, around: { up: 15, over: 45, on: 14 } }
 */
export function wayBetween(from: PlacedMap, to: PlacedMap): Way | undefined {
  const [source, target] = [from.area, to.area];
  const isAbove = source.top + source.height <= target.top;
  if (isAbove) return undefined;
  const isBelow = target.top + target.height <= source.top;
  const [sourceEnd, targetEnd] = [source.left + source.width, target.left + target.width];
  if (!isBelow) {
    return source.left < target.left
      ? { side: 'left', leaves: sourceEnd, enters: target.left, around: undefined }
      : { side: 'right', leaves: source.left, enters: targetEnd, around: undefined };
  }
  const [up, over] = [sourceEnd + intoGap.ofCells, from.panel.top - 3];
  // A heatmap below another in one column has the free side of both at its right.
  const isBeside = target.left > sourceEnd;
  const on = isBeside ? to.panel.left - intoGap.ofPanel : targetEnd + intoGap.ofCells;
  return {
    side: isBeside ? 'left' : 'right',
    leaves: sourceEnd,
    enters: isBeside ? target.left : targetEnd,
    around: { up, over, on },
  };
}

/** An arrow's line, as the `d` of an SVG path, and its end, from which the head begins. */
export interface ArrowLine {
  readonly path: string;
  readonly end: number;
  readonly tip: number;
  readonly middle: number;
}

/**
 * The line along a way, from the lower corner of a cell to the edge of another, with room for a head.
 * @param at which of the arrows on that way it is, counted from their middle: each has a lane in the gaps
 * @param head how long the head is, in pixels
 */
export function lineAlong(way: Way, from: Box, to: Box, at: number, head: number): ArrowLine {
  // Towards the cell that it enters x grows, or falls.
  const sign = way.side === 'left' ? 1 : -1;
  const tip = sign > 0 ? to.left : to.left + to.width;
  const end = tip - sign * head;
  const before = (a: number, b: number): number => (sign > 0 ? Math.min(a, b) : Math.max(a, b));
  const [below, beside] = [from.top + from.height, to.top + to.height];
  const middle = to.top + to.height / 2;
  const turn = before(tip - sign * 0.6 * to.width, end - sign * 4);
  const intoCell = (turn: number): string =>
    ` H${turn} Q${(turn + end) / 2} ${middle} ${end} ${middle}`;
  const { around } = way;
  if (around === undefined) {
    const start = sign > 0 ? from.left + from.width : from.left;
    const enters = before(way.enters, turn);
    // Nearer to where it leaves: the other's numbers of rows stand before it.
    const bend = way.leaves + (enters - way.leaves) * 0.35;
    const over = `C${bend} ${below} ${bend} ${beside} ${enters} ${beside}`;
    return { path: `M${start} ${below} H${way.leaves} ${over}${intoCell(turn)}`, end, tip, middle };
  }
  const shift = at * lane;
  const [up, over, on] = [around.up + shift, around.over, around.on + shift];
  const corners: readonly Point[] = [
    [from.left + from.width, below],
    [up, below],
    [up, over],
    [on, over],
    [on, beside],
    [-before(-turn, -(on + sign * radius)), beside],
  ];
  return { path: `${rounded(corners)}${intoCell(corners.at(-1)![0])}`, end, tip, middle };
}

type Point = readonly [x: number, y: number];

/** A line through points, each straight above or beside the one before, with round corners. */
function rounded(points: readonly Point[]): string {
  const toward = ([x, y]: Point, [toX, toY]: Point): string => {
    const length = Math.hypot(toX - x, toY - y);
    const part = length === 0 ? 0 : Math.min(radius, length / 2) / length;
    return `${x + (toX - x) * part} ${y + (toY - y) * part}`;
  };
  const between = points.slice(1, -1).map((corner, i) => {
    const [before, after] = [points[i]!, points[i + 2]!];
    return ` L${toward(corner, before)} Q${corner.join(' ')} ${toward(corner, after)}`;
  });
  return `M${points[0]!.join(' ')}${between.join('')} L${points.at(-1)!.join(' ')}`;
}
