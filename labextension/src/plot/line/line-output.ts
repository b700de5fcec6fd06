// Draws the figure of a line: on a canvas, or as an SVG file.
import type { Drawing } from '../slice-plot.js';
import type { LineFigure, LineGrid } from './line-figure.js';

const letters = 11;

/** Paints a figure. */
export function paintLine(
  context: CanvasRenderingContext2D,
  { shapes, labels }: LineFigure,
  { theme }: Drawing,
  grid: LineGrid,
): void {
  context.save();
  context.beginPath();
  context.rect(grid.left - 1, grid.top, grid.width + 2, grid.height + 1);
  context.clip();
  context.lineJoin = 'round';
  for (const { path, stroke, fill, width = 1, opacity = 1 } of shapes) {
    const drawn = new Path2D(path);
    context.globalAlpha = opacity;
    if (fill !== undefined) {
      context.fillStyle = fill;
      context.fill(drawn);
    }
    if (stroke !== undefined) {
      context.strokeStyle = stroke;
      context.lineWidth = width;
      context.stroke(drawn);
    }
  }
  context.restore();
  context.font = `${letters}px ${theme.font}`;
  context.fillStyle = theme.text;
  context.textBaseline = 'middle';
  for (const { text, x, y, align } of labels) {
    context.textAlign = align;
    context.fillText(text, x, y);
  }
}

const anchors = { left: 'start', center: 'middle', right: 'end' } as const;

/** Writes a figure as an SVG file. */
export function writeSvg({ shapes, labels }: LineFigure, drawing: Drawing, grid: LineGrid): string {
  const { frame, theme } = drawing;
  const document_ = document.implementation.createDocument('http://www.w3.org/2000/svg', 'svg');
  const add = (
    parent: Element,
    name: string,
    attributes: Readonly<Record<string, string | number>>,
  ): Element => {
    const node = document_.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, `${value}`);
    parent.append(node);
    return node;
  };
  const root = document_.documentElement;
  root.setAttribute('width', `${frame.width}`);
  root.setAttribute('height', `${frame.height}`);
  const { left, top, width, height } = grid;
  add(add(root, 'clipPath', { id: 'box' }), 'rect', {
    x: left - 1,
    y: top,
    width: width + 2,
    height: height + 1,
  });
  const inside = add(root, 'g', { 'clip-path': 'url(#box)', 'stroke-linejoin': 'round' });
  for (const { path, stroke = 'none', fill = 'none', width: line = 1, opacity = 1 } of shapes) {
    add(inside, 'path', { d: path, stroke, fill, 'stroke-width': line, opacity });
  }
  for (const { text, x, y, align } of labels) {
    const label = add(root, 'text', {
      x,
      y,
      'text-anchor': anchors[align],
      'dominant-baseline': 'central',
      'font-size': letters,
      'font-family': theme.font,
      fill: theme.text,
    });
    label.textContent = text;
  }
  return new XMLSerializer().serializeToString(document_);
}
