// Arrows from cells of dout to the cell of din that gets their gradients.
import type { Box } from '../../plot/cell-grid.js';

/** An arrow between two cells of the row of heatmaps; its weight is from 0 to 1. */
export interface Arrow {
  readonly from: Box;
  readonly to: Box;
  readonly colour: string;
  readonly weight: number;
  /** Whether the other cell is below, as in lines, and not to the right. */
  readonly isDown?: boolean;
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

/** A curve from the middle of a cell to the edge of the other, straight on at both ends, and its head. */
function createArrow({ from, to, colour, weight, isDown = false }: Arrow): SVGElement[] {
  const width = widths[0] + (widths[1] - widths[0]) * Math.min(1, weight);
  const head = 4 + width;
  // Along the arrow, and across it.
  const [along, across] = isDown ? (['y', 'x'] as const) : (['x', 'y'] as const);
  const middle = (box: Box): Record<'x' | 'y', number> => ({
    x: box.left + box.width / 2,
    y: box.top + box.height / 2,
  });
  const [start, tip] = [middle(from), middle(to)];
  tip[along] = isDown ? to.top : to.left;
  const end = tip[along] - head;
  const reach = (end - start[along]) * 0.45;
  const at = (one: number, other: number): string =>
    isDown ? `${other} ${one}` : `${one} ${other}`;
  const line = document.createElementNS(svgNames, 'path');
  line.setAttribute(
    'd',
    `M${start.x} ${start.y} C${at(start[along] + reach, start[across])} ${at(end - reach, tip[across])} ${at(end, tip[across])}`,
  );
  line.setAttribute('fill', 'none');
  line.setAttribute('stroke', colour);
  line.setAttribute('stroke-width', `${width}`);
  const point = document.createElementNS(svgNames, 'path');
  const half = head * 0.7;
  point.setAttribute(
    'd',
    `M${tip.x} ${tip.y} L${at(end, tip[across] - half)} L${at(end, tip[across] + half)} Z`,
  );
  point.setAttribute('fill', colour);
  return [line, point];
}
