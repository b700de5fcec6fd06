// The figure of a line: its path, its axes, and marks for what is not finite, as shapes that a canvas and SVG draw.
import { formatCount, positionIn, type Slice, shortNumber, ticksThatFit } from 'poolscope/internal';
import { type NonFiniteMark, nonFiniteMark } from '../../ui/readout.js';
import { tickStep } from '../canvas/arrangement.js';
import type { CellGrid } from '../canvas/cell-grid.js';
import { markColours } from '../figure.js';
import type { Drawing } from '../slice-plot.js';
import { type LineBox, leftOf, linePath } from './line-path.js';

/** A path in SVG's notation, and how it is drawn. */
export interface Shape {
  readonly path: string;
  readonly stroke?: string;
  readonly fill?: string;
  readonly width?: number;
  /** From 0 to 1; by default 1. */
  readonly opacity?: number;
}

/** A text beside an axis; its place is the middle of its line. */
export interface Label {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly align: 'right' | 'center' | 'left';
}

/** All that is drawn of a line: the shapes in the box of its values, and the labels around it. */
export interface LineFigure {
  readonly shapes: readonly Shape[];
  readonly labels: readonly Label[];
}

/** The place of a line: one row of cells, as high as the box. */
export type LineGrid = CellGrid & LineBox;

/** The least distance of ticks, in pixels: down the axis of values, and beside a position's digits. */
const spacing = { down: 24, across: 24 };
const digit = 7;
/** Cells of at least so many pixels have a point at their value. */
const leastForPoints = 6;
/** How far the outermost values stay from the edge, in pixels. */
const inset = 6;

/** The place of a line's cells. @param x the part of it on screen, in cells */
export function lineGridOf({ frame, scale, theme }: Drawing, x: CellGrid['x']): LineGrid {
  const { margin, width, height } = frame;
  const box = {
    left: margin.l,
    top: margin.t,
    width: width - margin.l - margin.r,
    height: height - margin.t - margin.b,
  };
  const [top, bottom] = [box.top + inset, box.top + box.height - inset];
  return {
    ...box,
    x,
    y: [0.5, -0.5],
    line: {
      ink: theme.text,
      top: (value) =>
        Number.isNaN(value) ? bottom : bottom - positionIn(scale.range, value) * (bottom - top),
    },
  };
}

/** The figure of a line. */
export function lineFigure({ slice, scale, theme }: Drawing, grid: LineGrid): LineFigure {
  const { left, top, width, height, line } = grid;
  const rule = (y: number): string => `M${left} ${y}H${left + width}`;
  const values = valueTicks(scale, height).map((value) => ({ value, y: line.top(value) }));
  const zero = scale.range[0] < 0 && scale.range[1] > 0 && !scale.discrete;
  return {
    shapes: [
      { path: values.map(({ y }) => rule(y)).join(''), stroke: theme.line, opacity: 0.6 },
      ...(zero ? [{ path: rule(line.top(0)), stroke: theme.line, width: 1.5 }] : []),
      ...nonFiniteShapes(slice, grid, markColours(scale)),
      { path: linePath(slice.values, grid), stroke: theme.text, width: 1.25 },
      { path: pointsPath(slice, grid), fill: theme.text },
      {
        path: `M${left} ${top}V${top + height}H${left + width}`,
        stroke: theme.line,
      },
    ],
    labels: [
      ...values.map(({ value, y }): Label => {
        const text = scale.discrete ? ['false', 'true'][value]! : shortNumber(value);
        return { text, x: left - 6, y, align: 'right' };
      }),
      ...positionTicks(slice, grid),
    ],
  };
}

/** The values at the axis. */
function valueTicks(scale: Drawing['scale'], height: number): readonly number[] {
  if (scale.discrete) return [0, 1];
  const most = Math.max(2, Math.floor(height / spacing.down));
  return ticksThatFit(scale.range, (values) => values.length <= most);
}

/** The positions at the axis: indices of the array, of which the slice may be a part. */
function positionTicks(slice: Slice, grid: LineGrid): Label[] {
  if (slice.columns === 0) return [];
  const start = firstPosition(slice);
  const [from, to] = [
    Math.max(0, grid.x[0]) + start,
    Math.min(slice.columns - 1, grid.x[1]) + start,
  ];
  const room = spacing.across + digit * formatCount(Math.ceil(to)).length;
  const step = tickStep(grid.x[1] - grid.x[0], grid.width, room);
  const labels: Label[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    const x = leftOf(grid, at - start);
    labels.push({ text: formatCount(at), x, y: grid.top + grid.height + 12, align: 'center' });
  }
  return labels;
}

/** The index of a slice's first cell along the axis that is drawn. */
function firstPosition(slice: Slice): number {
  const first = slice.index(0, 0);
  if (slice.columns < 2) return 0;
  const next = slice.index(0, 1);
  return first.find((at, axis) => at !== next[axis]) ?? 0;
}

/** A point at each value, where there is room for them. */
function pointsPath({ values, columns }: Slice, grid: LineGrid): string {
  const size = grid.width / (grid.x[1] - grid.x[0]);
  if (size < leastForPoints) return '';
  let path = '';
  for (let column = 0; column < columns; column++) {
    const value = values[column]!;
    if (!Number.isFinite(value) || column < grid.x[0] - 0.5 || column > grid.x[1] + 0.5) continue;
    const radius = Math.min(3, size / 4);
    path += `M${leftOf(grid, column) - radius} ${grid.line.top(value)}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0Z`;
  }
  return path;
}

/**
 * A band, and a sign in it, for each cell that is not finite, or each pixel that holds one: a cross for NaN, an
 * arrowhead at the end where what is infinite would be.
 */
function nonFiniteShapes(
  { values }: Slice,
  grid: LineGrid,
  colours: Readonly<Record<NonFiniteMark, string>>,
): Shape[] {
  const { top, height } = grid;
  const size = Math.max(1, grid.width / (grid.x[1] - grid.x[0]));
  const bands = new Map<NonFiniteMark, string[]>();
  const signs = new Map<NonFiniteMark, string[]>();
  const reached = new Map<NonFiniteMark, number>();
  const first = Math.max(0, Math.floor(grid.x[0] + 0.5));
  const last = Math.min(values.length - 1, Math.ceil(grid.x[1] - 0.5));
  for (let column = first; column <= last; column++) {
    const mark = nonFiniteMark(values[column]!);
    if (mark === undefined) continue;
    const x = leftOf(grid, column);
    // What shares a pixel with the one before is drawn already.
    if (x - (reached.get(mark) ?? -Infinity) < 1) continue;
    reached.set(mark, x);
    listOf(bands, mark).push(`M${x - size / 2} ${top}h${size}v${height}h${-size}Z`);
    listOf(signs, mark).push(signAt(mark, x, grid));
  }
  return [...bands].flatMap(([mark, paths]) => [
    { path: paths.join(''), fill: colours[mark], opacity: 0.25 },
    { path: listOf(signs, mark).join(''), stroke: colours[mark], width: 2 },
  ]);
}

function signAt(mark: NonFiniteMark, x: number, { top, height }: LineGrid): string {
  if (mark === '+∞') return `M${x - 4} ${top + 7}L${x} ${top + 2}L${x + 4} ${top + 7}`;
  const bottom = top + height;
  if (mark === '−∞') return `M${x - 4} ${bottom - 7}L${x} ${bottom - 2}L${x + 4} ${bottom - 7}`;
  const y = top + height / 2;
  return `M${x - 4} ${y - 4}L${x + 4} ${y + 4}M${x - 4} ${y + 4}L${x + 4} ${y - 4}`;
}

function listOf(lists: Map<NonFiniteMark, string[]>, mark: NonFiniteMark): string[] {
  const list = lists.get(mark) ?? [];
  lists.set(mark, list);
  return list;
}
