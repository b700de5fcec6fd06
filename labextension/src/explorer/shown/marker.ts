// The marks on a heatmap: windows, winners, values, and the cell under the cursor.
import { type Slice, shortNumber } from 'poolscope/internal';
import { drawOutline, halo, ink, strokeWithHalo } from '../../panel/outline.js';
import { outlineWindow, type WindowStyle } from '../../panel/window-styles.js';
import { type Box, boxOf, type CellGrid, cellSize } from '../../plot/cell-grid.js';
import { type Marks, spansOf } from '../model/marks.js';
import type { PanelName, Subject } from '../model/subject.js';
import { ringWrongCells } from './wrong-cells.js';

/** A panel, the slice that it shows, and what is marked. */
export interface MarkedPanel {
  readonly subject: Subject;
  readonly panel: PanelName;
  readonly slice: Slice;
  readonly marks: Marks | undefined;
  /** The windows that are outlined, none by default. */
  readonly windows?: readonly DrawnWindow[];
  /** Tells which cells (flat indices) are wrong; undefined where none is. */
  readonly isWrong?: ((cell: number) => boolean) | undefined;
}

/** A window, and the look of its outline. */
export interface DrawnWindow {
  readonly row: number;
  readonly style: WindowStyle;
}

/** The smallest cells, in pixels, in which values are written and whose windows are outlined. */
const leastForValues = { width: 34, height: 15 };
const leastForOutlines = 14;

/** Draws a panel's marks: what is wrong, the windows, their winners, the cell under the cursor. */
export function drawMarks(
  context: CanvasRenderingContext2D,
  grid: CellGrid,
  { subject, panel, slice, marks, windows = [], isWrong }: MarkedPanel,
): void {
  const size = cellSize(grid);
  const outlined = subject.weights === undefined ? 'mask' : 'x';
  if (panel === outlined && Math.min(size.width, size.height) >= leastForOutlines) {
    outlineWindows(context, grid, subject);
  }
  if (
    panel !== 'mask' &&
    size.width >= leastForValues.width &&
    size.height >= leastForValues.height
  ) {
    writeValues(context, grid, slice);
  }
  if (isWrong !== undefined) {
    const isWrongAt = (index: readonly number[]): boolean =>
      isWrong(subject.flatOf({ panel, index }));
    ringWrongCells(context, grid, slice, isWrongAt);
  }
  if (marks === undefined) return;
  if (panel === 'dout') {
    for (const { row, style } of windows) {
      const place = slice.place(row);
      if (place !== undefined) outlineWindow(context, boxOf(grid, place.row, place.column), style);
    }
  } else {
    // The first on top.
    for (const { row, style } of [...windows].reverse()) {
      for (const box of windowBoxes(grid, slice, subject, row)) outlineWindow(context, box, style);
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
  if (place !== undefined) drawDot(context, boxOf(grid, place.row, place.column));
  else {
    const behind = behindIn(slice, subject, cell);
    if (behind !== undefined) drawRing(context, boxOf(grid, behind.row, behind.column));
  }
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
  drawOutline(context, boxOf(grid, place.row, place.column), cursor.panel === panel ? 3 : 2);
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
    return rows.flatMap((at) => columns.map((column) => boxOf(grid, at, column)));
  }
  return [boxOf(grid, rows[0]!, columns[0]!, rows.length, columns.length)];
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

function writeValues(context: CanvasRenderingContext2D, grid: CellGrid, slice: Slice): void {
  const { rows, columns, values } = slice;
  const first = Math.max(0, Math.floor(grid.x[0] + 0.5));
  const last = Math.min(columns - 1, Math.ceil(grid.x[1] - 0.5));
  const top = Math.max(0, Math.floor(Math.min(...grid.y) + 0.5));
  const bottom = Math.min(rows - 1, Math.ceil(Math.max(...grid.y) - 0.5));
  context.font = '11px monospace';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineWidth = 2.5;
  context.lineJoin = 'round';
  context.strokeStyle = 'rgba(255, 255, 255, 0.85)';
  context.fillStyle = ink;
  for (let row = top; row <= bottom; row++) {
    for (let column = first; column <= last; column++) {
      const box = boxOf(grid, row, column);
      const text = shortNumber(values[row * columns + column]!);
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      context.strokeText(text, x, y, box.width - 4);
      context.fillText(text, x, y, box.width - 4);
    }
  }
}

/** Starts the circle of a mark in the middle of a cell. */
function circle(context: CanvasRenderingContext2D, box: Box): void {
  const radius = Math.max(2, Math.min(5, Math.min(box.width, box.height) / 4));
  context.beginPath();
  context.arc(box.left + box.width / 2, box.top + box.height / 2, radius, 0, 2 * Math.PI);
}

/** Draws a hollow mark where a winner lies at another depth. */
function drawRing(context: CanvasRenderingContext2D, box: Box): void {
  circle(context, box);
  strokeWithHalo(context, ink, 1.5);
}

/** Draws a dot in the middle of a winner's cell. */
function drawDot(context: CanvasRenderingContext2D, box: Box): void {
  circle(context, box);
  context.fillStyle = ink;
  context.fill();
  context.strokeStyle = halo;
  context.lineWidth = 1.5;
  context.stroke();
}
