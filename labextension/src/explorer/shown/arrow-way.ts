// The ways of arrows from dout to din: along the lines between rows and in the gaps between panels, through no number.
import type { Box } from '../../plot/canvas/cell-grid.js';

/** A heatmap in the row of heatmaps: its panel, of which its title is the top, and its cells. */
export interface PlacedMap {
  readonly panel: Pick<Box, 'left' | 'top' | 'width'>;
  readonly area: Box;
}

/** The way from one heatmap to another, through the gaps between panels. */
export interface Way {
  /** Where it comes from when it enters the other's cells. */
  readonly side: 'left' | 'right';
  /** The x of the gap beside the one, and of that beside the other: the same where these are side by side. */
  readonly first: number;
  readonly last: number;
  /** The y of the gap that leads from the first to the last; undefined where they are the same. */
  readonly over: number | undefined;
}

/** From the left and the right edge of a panel to a way through the gap beside it, in pixels. */
const intoGap = { left: 4, right: 3 };
/** How far ways through one gap lie from each other, and how round their corners are, in pixels. */
const lane = 3;
const radius = 5;

/**
 * The way from one heatmap to another: through the gap between them where they are side by side, else up
 * through the gaps between the panels.
 * @returns undefined where the one is above the other: there are no two such heatmaps of cells
 * @example
 * const map = (left: number, top: number) => ({
 *   panel: { left: left - 2, top: top - 2, width: 14 },
 *   area: { left, top, width: 9, height: 9 },
 * });
 * wayBetween(map(0, 0), map(20, 4)) // { side: 'left', first: 14, last: 14, over: undefined }
 * wayBetween(map(0, 50), map(20, 4)) // { side: 'left', first: 15, last: 14, over: 45 }
 */
export function wayBetween(from: PlacedMap, to: PlacedMap): Way | undefined {
  const [source, target] = [from.area, to.area];
  const isAbove = source.top + source.height <= target.top;
  if (isAbove) return undefined;
  const isBelow = target.top + target.height <= source.top;
  const [sourceGap, targetGap] = [from, to].map(
    ({ panel: { left, width } }) => left + width + intoGap.right,
  ) as [number, number];
  if (!isBelow) {
    const side = source.left > target.left ? 'right' : 'left';
    const gap = (side === 'right' ? from : to).panel.left - intoGap.left;
    return { side, first: gap, last: gap, over: undefined };
  }
  const over = from.panel.top - 3;
  // A heatmap below another in one column has the free side of both at its right.
  return target.left > source.left + source.width
    ? { side: 'left', first: sourceGap, last: to.panel.left - intoGap.left, over }
    : { side: 'right', first: sourceGap, last: targetGap, over };
}

type Point = readonly [x: number, y: number];

/** An arrow's line, as the `d` of an SVG path, and its head, from the middle of its base to its tip. */
export interface ArrowLine {
  readonly path: string;
  readonly base: Point;
  readonly tip: Point;
}

/**
 * The line along a way, from the lower corner of a cell to that of another. Its head lies in the corner of the cell
 * that it is for, where it covers neither that number nor a neighbour's.
 * @param at which of the arrows on that way it is, counted from their middle: each has a lane in the gaps
 * @param head how long the head is, in pixels
 */
export function lineAlong(way: Way, from: Box, to: Box, at: number, head: number): ArrowLine {
  // Towards the cell that it enters x grows, or falls.
  const sign = way.side === 'left' ? 1 : -1;
  const base: Point = [sign > 0 ? to.left : to.left + to.width, to.top + to.height];
  const along = Math.min(head * Math.SQRT1_2, to.width / 2, to.height / 2);
  const shift = at * lane;
  const [first, last] = [way.first + shift, way.last + shift];
  // Through one gap between the two it leaves towards the other; else always to the right.
  const start = way.over === undefined && sign < 0 ? from.left : from.left + from.width;
  const over: readonly Point[] =
    way.over === undefined
      ? []
      : [
          [first, way.over],
          [last, way.over],
        ];
  const below = from.top + from.height;
  const corners: readonly Point[] = [
    [start, below],
    [first, below],
    ...over,
    [last, base[1]],
    base,
  ];
  return { path: rounded(corners), base, tip: [base[0] + sign * along, base[1] - along] };
}

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
