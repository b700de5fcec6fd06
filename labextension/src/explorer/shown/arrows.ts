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

/** A layer of arrows over the heatmaps, transparent to the pointer. */
export class Arrows {
  readonly node: SVGElement = document.createElementNS(svgNames, 'svg');

  constructor() {
    this.node.setAttribute('class', 'poolscope-arrows');
    this.node.setAttribute('aria-hidden', 'true');
  }

  /** Shows these arrows, in place of those before. */
  show(arrows: readonly Arrow[]): void {
    this.node.replaceChildren(...arrows.flatMap(createArrow));
  }
}

/** A curve from the middle of a cell to the edge of the other, level at both ends, and its head. */
function createArrow({ from, to, colour, weight }: Arrow): SVGElement[] {
  const width = widths[0] + (widths[1] - widths[0]) * Math.min(1, weight);
  const head = 4 + width;
  const start = { x: from.left + from.width / 2, y: from.top + from.height / 2 };
  const tip = { x: to.left, y: to.top + to.height / 2 };
  const end = tip.x - head;
  const reach = (end - start.x) * 0.45;
  const line = document.createElementNS(svgNames, 'path');
  line.setAttribute(
    'd',
    `M${start.x} ${start.y} C${start.x + reach} ${start.y} ${end - reach} ${tip.y} ${end} ${tip.y}`,
  );
  line.setAttribute('fill', 'none');
  line.setAttribute('stroke', colour);
  line.setAttribute('stroke-width', `${width}`);
  const point = document.createElementNS(svgNames, 'path');
  const half = head * 0.7;
  point.setAttribute('d', `M${tip.x} ${tip.y} L${end} ${tip.y - half} L${end} ${tip.y + half} Z`);
  point.setAttribute('fill', colour);
  return [line, point];
}
