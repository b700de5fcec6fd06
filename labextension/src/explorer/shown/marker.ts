// The marks on a heatmap: windows, winners, values, and the cell under the cursor.
import type { Scale, Slice } from 'poolscope/internal';
import { writeValues } from '../../panel/cell-values.js';
import { drawOutline, drawRings, drawRule, hatch, strokeWithHalo } from '../../panel/outline.js';
import { outlineWindow, shadeWindow, type WindowStyle } from '../../panel/window-styles.js';
import {
  type Box,
  boxOf,
  type CellGrid,
  cellSize,
  isLineGrid,
  pointBox,
  visibleBox,
} from '../../plot/cell-grid.js';
import { halo, ink } from '../../plot/palette.js';
import { type Marks, spansOf } from '../model/marks.js';
import type { PanelName, Subject } from '../model/subject.js';
import { boxesWhere, type CellTest } from './cells-where.js';

/** What is told of the cells of a panel. */
export interface PanelTests {
  /** Cells that are wrong: ringed. */
  readonly isWrong?: CellTest | undefined;
  /** Cells that the finding under the pointer lists: ringed in another colour. */
  readonly isListed?: CellTest | undefined;
  /** Cells of x that won a window: dotted. */
  readonly isWinner?: CellTest | undefined;
  /** Cells of dout whose windows tie, and the cells that tie in them: hatched. */
  readonly isTied?: CellTest | undefined;
  /** Cells of din that gain, and those that lose, by the tie policy that was chosen: with a triangle. */
  readonly gains?: CellTest | undefined;
  readonly loses?: CellTest | undefined;
}

/** A panel, the slice that it shows, and what is marked. */
export interface MarkedPanel extends PanelTests {
  readonly subject: Subject;
  readonly panel: PanelName;
  readonly slice: Slice;
  readonly scale: Scale;
  readonly marks: Marks | undefined;
  /** The windows that are outlined. */
  readonly windows: readonly DrawnWindow[];
  /** Whether no cell of the channel gets a gradient: all is hatched. */
  readonly isDead: boolean;
}

/** A window, and the look of its outline. */
export interface DrawnWindow {
  readonly row: number;
  readonly style: WindowStyle;
}

/** The smallest cells, in pixels, whose windows are outlined, that have dots, and that have them in a corner. */
const leastForOutlines = 14;
const leastForDots = 5;
/** The same of a line, whose dots are beside each other where its winners are. */
const leastForPoints = 2;
const leastForCorner = 15;

/** Draws a panel's marks: what is wrong, the windows, their winners, the cell under the cursor. */
export function drawMarks(
  context: CanvasRenderingContext2D,
  grid: CellGrid,
  panelOf: MarkedPanel,
): void {
  const { subject, panel, slice, scale, marks, windows } = panelOf;
  const size = cellSize(grid);
  const outlined = subject.weights === undefined ? 'mask' : 'x';
  const isLine = isLineGrid(grid);
  if (panel === outlined && !isLine && Math.min(size.width, size.height) >= leastForOutlines) {
    outlineWindows(context, grid, subject);
  }
  if (panelOf.isDead) hatch(context, [grid]);
  const boxes = (test: CellTest | undefined): Box[] => boxesWhere(grid, slice, test);
  hatch(context, boxes(panelOf.isTied));
  if (panel !== 'mask') {
    writeValues(context, grid, slice, scale, panel === 'x' ? 'activation' : 'gradient');
  }
  if (Math.min(size.width, size.height) >= (isLine ? leastForPoints : leastForDots))
    drawDots(context, boxes(panelOf.isWinner));
  drawTriangles(context, boxes(panelOf.gains), 'up');
  drawTriangles(context, boxes(panelOf.loses), 'down');
  drawRings(context, boxes(panelOf.isListed), 'listed');
  drawRings(context, boxes(panelOf.isWrong), 'wrong');
  if (marks === undefined) return;
  if (panel === 'dout') {
    for (const { row, style } of windows) {
      const place = slice.place(row);
      if (place === undefined) continue;
      const box = visibleBox(grid, place.row, place.column);
      if (isLine) shadeWindow(context, box, style);
      outlineWindow(context, box, style);
    }
  } else {
    // The first on top.
    for (const { row, style } of [...windows].reverse()) {
      for (const box of windowBoxes(grid, slice, subject, row)) {
        if (isLine) shadeWindow(context, box, style);
        outlineWindow(context, box, style);
      }
    }
    for (const cell of marks.winners) drawWinner(context, grid, slice, subject, cell);
  }
  drawCursor(context, grid, slice, marks, panel, subject);
}

/** Draws a dot at a winner; in 3-d a hollow one where it lies at another depth. */
function drawWinner(
  context: CanvasRenderingContext2D,
  grid: CellGrid,
  slice: Slice,
  subject: Subject,
  cell: number,
): void {
  const place = slice.place(cell);
  if (place !== undefined) drawDot(context, cellBox(grid, slice, place));
  else {
    const behind = behindIn(slice, subject, cell);
    if (behind !== undefined) drawRing(context, boxOf(grid, behind.row, behind.column));
  }
}

/** The box of a cell's own marks: in a line around its point. */
function cellBox(
  grid: CellGrid,
  { values }: Slice,
  { row, column }: { readonly row: number; readonly column: number },
): Box {
  return isLineGrid(grid) ? pointBox(grid, column, values[column]!) : boxOf(grid, row, column);
}

/** In 3-d, the place in a slice that has the same row and column as a cell at another depth. */
function behindIn(
  slice: Slice,
  { geometry }: Subject,
  cell: number,
): { row: number; column: number } | undefined {
  if (geometry.inputShape.length < 5 || slice.rows * slice.columns === 0) return undefined;
  const index = [...geometry.inputIndex(cell)];
  index[1] = slice.index(0, 0)[1]!;
  return slice.place(geometry.inputCell(...index));
}

/** Outlines the cursor's cell, in its own panel and in others that have the same cell. */
function drawCursor(
  context: CanvasRenderingContext2D,
  grid: CellGrid,
  slice: Slice,
  { cursor, inputCell }: Marks,
  panel: PanelName,
  subject: Subject,
): void {
  const flat = cursor.panel === panel ? subject.flatOf(cursor) : inputCell;
  if (flat === undefined || (panel === 'dout' && cursor.panel !== 'dout')) return;
  const place = slice.place(flat);
  if (place === undefined) return;
  const box = boxOf(grid, place.row, place.column);
  const width = cursor.panel === panel ? 3 : 2;
  if (!isLineGrid(grid)) drawOutline(context, box, width);
  else {
    drawRule(context, box, width);
    drawDot(context, cellBox(grid, slice, place));
  }
}

/** The boxes of a window in a slice: one, or one per cell where dilation leaves gaps. */
function windowBoxes(grid: CellGrid, slice: Slice, subject: Subject, row: number): Box[] {
  const { geometry } = subject;
  const output = geometry.outputIndex(row);
  const spans = spansOf(subject, row);
  if (spans.some((span) => span.length === 0)) return [];
  const rank = spans.length;
  const [rows, columns] = [rank === 1 ? [0] : spans[rank - 2]!, spans[rank - 1]!];
  const depths = rank === 3 ? spans[0]! : [undefined];
  const isShown = depths.some((depth) => {
    const place = spans.map(([first], axis) => (axis === 0 ? (depth ?? first!) : first!));
    const cell = geometry.inputCell(output[0]!, ...place, output.at(-1)!);
    return slice.place(cell) !== undefined;
  });
  if (!isShown) return [];
  if (geometry.dilation.slice(-2).some((step) => step > 1)) {
    return rows.flatMap((at) => columns.map((column) => visibleBox(grid, at, column)));
  }
  return [visibleBox(grid, rows[0]!, columns[0]!, rows.length, columns.length)];
}

/** Draws thin lines around the windows of a slice, unless they overlap. */
function outlineWindows(context: CanvasRenderingContext2D, grid: CellGrid, subject: Subject): void {
  const { geometry } = subject;
  const rank = geometry.outputSpatial.length;
  const axes = rank === 1 ? [undefined, 0] : [rank - 2, rank - 1];
  const spans = axes.map((axis) => {
    if (axis === undefined) return [[0, 1]] as const;
    if (geometry.dilation[axis]! > 1 || geometry.stride[axis]! < geometry.kernelSize[axis]!) {
      return [];
    }
    const [low] = geometry.padding[axis]!;
    return Array.from({ length: geometry.outputSpatial[axis]! }, (_, out) => {
      const start = out * geometry.stride[axis]! - low;
      const end = Math.min(start + geometry.kernelSize[axis]!, geometry.inputSpatial[axis]!);
      return [Math.max(0, start), end] as const;
    });
  });
  context.strokeStyle = 'rgba(255, 255, 255, 0.75)';
  context.lineWidth = 1;
  for (const [top, bottom] of spans[0]!) {
    for (const [left, right] of spans[1]!) {
      const box = boxOf(grid, top, left, bottom - top, right - left);
      context.strokeRect(box.left + 0.5, box.top + 0.5, box.width - 1, box.height - 1);
    }
  }
}

/** Draws a dot in each of some cells that won; where cells have numbers, in their corners. */
function drawDots(context: CanvasRenderingContext2D, boxes: readonly Box[]): void {
  context.beginPath();
  for (const box of boxes) {
    const { x, y, radius } = dotIn(box, 0.7);
    context.moveTo(x + radius, y);
    context.arc(x, y, radius, 0, 2 * Math.PI);
  }
  context.fillStyle = halo;
  context.fill();
  context.strokeStyle = ink;
  context.lineWidth = 1;
  context.stroke();
}

/** The place and the radius of a winner's dot: the middle of a small cell, the corner of one with room for a number. */
function dotIn(box: Box, size = 1): { x: number; y: number; radius: number } {
  const shorter = Math.min(box.width, box.height);
  if (shorter < leastForCorner) {
    const radius = Math.max(1.5, (size * shorter) / 4);
    return { x: box.left + box.width / 2, y: box.top + box.height / 2, radius };
  }
  const radius = size * Math.min(4, shorter / 7);
  return { x: box.left + box.width - radius - 1.5, y: box.top + radius + 1.5, radius };
}

/** Starts the circle of a winner's mark. */
function circle(context: CanvasRenderingContext2D, box: Box): void {
  const { x, y, radius } = dotIn(box);
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
}

/** Draws a hollow mark where a winner lies at another depth. */
function drawRing(context: CanvasRenderingContext2D, box: Box): void {
  circle(context, box);
  strokeWithHalo(context, ink, 1.5);
}

/** Draws a dot at a winner of the windows that are marked. */
function drawDot(context: CanvasRenderingContext2D, box: Box): void {
  circle(context, box);
  context.fillStyle = ink;
  context.fill();
  context.strokeStyle = halo;
  context.lineWidth = 1.5;
  context.stroke();
}

/** Draws a triangle in each of some cells: upwards where they gain, downwards where they lose. */
function drawTriangles(
  context: CanvasRenderingContext2D,
  boxes: readonly Box[],
  direction: 'up' | 'down',
): void {
  context.beginPath();
  for (const box of boxes) {
    const shorter = Math.min(box.width, box.height);
    const arm = Math.max(2, Math.min(4.5, shorter / 4));
    // Below the number, where there is one.
    const [x, y] = [
      box.left + box.width / 2,
      box.top + box.height - Math.min(arm + 2, shorter / 2),
    ];
    const tip = direction === 'up' ? -arm : arm;
    context.moveTo(x, y + tip * 0.8);
    context.lineTo(x - arm, y - tip * 0.8);
    context.lineTo(x + arm, y - tip * 0.8);
    context.closePath();
  }
  context.strokeStyle = halo;
  context.lineWidth = 2;
  context.stroke();
  context.fillStyle = ink;
  context.fill();
}
