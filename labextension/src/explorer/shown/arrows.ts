// Arrows from cells of dout to the cell of din that gets their gradients.
import type { Box } from '../../plot/canvas/cell-grid.js';
import { lineAlong, type Way } from './arrow-way.js';

/** An arrow between two cells of the row of heatmaps; its weight is from 0 to 1. */
export interface Arrow {
  readonly from: Box;
  readonly to: Box;
  readonly colour: string;
  readonly weight: number;
  readonly way: Way;
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
      else draw(paths, arrow, i - (arrows.length - 1) / 2);
    }
  }

  private createPath(): SVGElement {
    const path = document.createElementNS(svgNames, 'path');
    this.node.append(path);
    return path;
  }
}

/** Draws an arrow. @param at its place among the others, counted from their middle */
function draw([line, head]: Drawn, { from, to, colour, weight, way }: Arrow, at: number): void {
  const width = widths[0] + (widths[1] - widths[0]) * Math.min(1, weight);
  const { path, base, tip } = lineAlong(way, from, to, at, 6 + width);
  line.setAttribute('d', path);
  line.setAttribute('fill', 'none');
  line.setAttribute('stroke', colour);
  line.setAttribute('stroke-width', `${width}`);
  const [x, y] = base;
  // Half of the base, across the head.
  const [across, down] = [-0.7 * (tip[1] - y), 0.7 * (tip[0] - x)];
  const corners = [tip, [x + across, y + down], [x - across, y - down]];
  head.setAttribute('d', `M${corners.map((corner) => corner.join(' ')).join(' L')} Z`);
  head.setAttribute('fill', colour);
}
