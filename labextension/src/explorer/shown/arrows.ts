// Arrows from cells of dout to the cell of din that gets their gradients.
import type { Box } from '../../plot/cell-grid.js';

/** An arrow between two cells of the row of heatmaps; its weight is from 0 to 1. */
export interface Arrow {
  readonly from: Box;
  readonly to: Box;
  readonly colour: string;
  readonly weight: number;
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

/** A curve from the middle of a cell to the edge of the other, level at both ends, and its head. */
function draw([line, point]: Drawn, { from, to, colour, weight }: Arrow): void {
  const width = widths[0] + (widths[1] - widths[0]) * Math.min(1, weight);
  const head = 4 + width;
  const start = { x: from.left + from.width / 2, y: from.top + from.height / 2 };
  const tip = { x: to.left, y: to.top + to.height / 2 };
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
