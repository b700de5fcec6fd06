// Arrows from cells of dout to the cell of din that gets their gradients.
import type { Box } from '../../plot/canvas/cell-grid.js';

/** An arrow between two cells of the row of heatmaps; its weight is from 0 to 1. */
export interface Arrow {
  readonly from: Box;
  readonly to: Box;
  readonly colour: string;
  readonly weight: number;
  readonly way: Way;
}

/** The way from one heatmap to another beside it: where it leaves the one and enters the other. */
export interface Way {
  readonly direction: Direction;
  readonly leaves: number;
  readonly enters: number;
}

/** Where an arrow goes, at both its ends. */
export type Direction = 'right' | 'left';

/**
 * The way that arrows go from one heatmap to another.
 * @returns undefined where they are not side by side: on its way an arrow would strike through the titles and
 *   the numbers that stand between them
 * @example
 * wayBetween({ left: 0, top: 0, width: 9, height: 9 }, { left: 20, top: 4, width: 9, height: 9 })
 * // { direction: 'right', leaves: 9, enters: 20 }
 */
export function wayBetween(from: Box, to: Box): Way | undefined {
  const isBeside = from.top < to.top + to.height && to.top < from.top + from.height;
  if (!isBeside) return undefined;
  return from.left < to.left
    ? { direction: 'right', leaves: from.left + from.width, enters: to.left }
    : { direction: 'left', leaves: from.left, enters: to.left + to.width };
}

/** The widths of the thinnest and the thickest arrow, in pixels. */
const widths = [1.5, 7] as const;
const svgNames = 'http://www.w3.org/2000/svg';

/** A line and its head, which are moved from arrow to arrow: to make them anew at each move takes longer. */
type Drawn = readonly [line: SVGElement, head: SVGElement];

/** A layer of arrows over the heatmaps, transparent to the pointer. */
export class Arrows {
  readonly node: SVGElement = document.createElementNS(svgNames, 'svg');
  private readonly drawn: Drawn[] = [];

  constructor() {
    this.node.setAttribute('class', 'poolscope-arrows');
    this.node.setAttribute('aria-hidden', 'true');
  }

  /** Shows these arrows, in place of those before. */
  show(arrows: readonly Arrow[]): void {
    while (this.drawn.length < arrows.length) {
      this.drawn.push([this.createPath(), this.createPath()]);
    }
    for (const [i, paths] of this.drawn.entries()) {
      const arrow = arrows[i];
      if (arrow === undefined) for (const path of paths) path.removeAttribute('d');
      else draw(paths, arrow);
    }
  }

  private createPath(): SVGElement {
    const path = document.createElementNS(svgNames, 'path');
    this.node.append(path);
    return path;
  }
}

/**
 * A line from the corner of a cell to the edge of the other, and its head. Within the heatmaps it keeps to the
 * lines between rows, so that it strikes through no number.
 */
function draw([line, point]: Drawn, { from, to, colour, weight, way }: Arrow): void {
  const width = widths[0] + (widths[1] - widths[0]) * Math.min(1, weight);
  // Along the way x grows to the right, or to the left.
  const sign = way.direction === 'right' ? 1 : -1;
  const [start, tip] =
    sign > 0 ? [from.left + from.width, to.left] : [from.left, to.left + to.width];
  const end = tip - sign * (4 + width);
  const nearer = (a: number, b: number): number => (sign > 0 ? Math.min(a, b) : Math.max(a, b));
  const turn = nearer(tip - sign * 0.6 * to.width, end - sign * 4);
  const enters = nearer(way.enters, turn);
  const [below, beside] = [from.top + from.height, to.top + to.height];
  const middle = to.top + to.height / 2;
  // Nearer to where it leaves: the other's numbers of rows stand before it.
  const bend = way.leaves + (enters - way.leaves) * 0.35;
  line.setAttribute(
    'd',
    `M${start} ${below} H${way.leaves}` +
      ` C${bend} ${below} ${bend} ${beside} ${enters} ${beside} H${turn}` +
      ` Q${(turn + end) / 2} ${middle} ${end} ${middle}`,
  );
  line.setAttribute('fill', 'none');
  line.setAttribute('stroke', colour);
  line.setAttribute('stroke-width', `${width}`);
  const half = (4 + width) * 0.7;
  point.setAttribute('d', `M${tip} ${middle} L${end} ${middle - half} L${end} ${middle + half} Z`);
  point.setAttribute('fill', colour);
}
