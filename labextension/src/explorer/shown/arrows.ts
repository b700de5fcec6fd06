// Arrows from cells of dout to the cell of din that gets their gradients.
import type { Box } from '../../plot/canvas/cell-grid.js';

/** An arrow between two cells of the row of heatmaps; its weight is from 0 to 1. */
export interface Arrow {
  readonly from: Box;
  readonly to: Box;
  readonly colour: string;
  readonly weight: number;
  readonly direction: Direction;
}

/** Where an arrow goes, at both its ends. */
export type Direction = 'right' | 'left';

/**
 * Where arrows go from one heatmap to another.
 * @returns undefined where they are not side by side: on its way an arrow would strike through the titles and
 *   the numbers that stand between them
 * @example
 * directionOf({ left: 0, top: 0, width: 9, height: 9 }, { left: 20, top: 4, width: 9, height: 9 }) // 'right'
 */
export function directionOf(from: Box, to: Box): Direction | undefined {
  const isBeside = from.top < to.top + to.height && to.top < from.top + from.height;
  if (!isBeside) return undefined;
  return from.left < to.left ? 'right' : 'left';
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

/** A curve from the middle of a cell to the edge of the other, straight on at both ends, and its head. */
function draw([line, point]: Drawn, { from, to, colour, weight, direction }: Arrow): void {
  const width = widths[0] + (widths[1] - widths[0]) * Math.min(1, weight);
  const isRight = direction === 'right';
  const middle = (box: Box): { x: number; y: number } => ({
    x: box.left + box.width / 2,
    y: box.top + box.height / 2,
  });
  const start = middle(from);
  const tip = { x: isRight ? to.left : to.left + to.width, y: middle(to).y };
  const head = isRight ? 4 + width : -(4 + width);
  const end = tip.x - head;
  const reach = (end - start.x) * 0.45;
  line.setAttribute(
    'd',
    `M${start.x} ${start.y} C${start.x + reach} ${start.y} ${end - reach} ${tip.y} ${end} ${tip.y}`,
  );
  line.setAttribute('fill', 'none');
  line.setAttribute('stroke', colour);
  line.setAttribute('stroke-width', `${width}`);
  const half = head * 0.7;
  point.setAttribute('d', `M${tip.x} ${tip.y} L${end} ${tip.y - half} L${end} ${tip.y + half} Z`);
  point.setAttribute('fill', colour);
}
