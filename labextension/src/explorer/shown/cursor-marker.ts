// The marks of the cursor on a heatmap: its windows, their winners, its cell, and the places of a finding.
import type { Slice } from 'poolscope/internal';
import { drawDot, drawRing } from '../../panel/dots.js';
import { drawOutline, drawRings } from '../../panel/outline.js';
import { outlineWindow, spanWindow, type WindowStyle } from '../../panel/window-styles.js';
import {
  type Box,
  boxOf,
  type CellGrid,
  isLineGrid,
  markBox,
  visibleBox,
} from '../../plot/canvas/cell-grid.js';
import { type Marks, spansOf } from '../model/marks.js';
import type { PanelName, Subject } from '../model/subject.js';
import { boxesWhere, type CellTest } from './cells-where.js';

/** A window, and the look of its outline. */
export interface DrawnWindow {
  readonly row: number;
  readonly style: WindowStyle;
}

/** A panel, the slice that it shows, and what the cursor marks. */
export interface CursorPanelContent {
  readonly subject: Subject;
  readonly panel: PanelName;
  readonly slice: Slice;
  readonly marks: Marks | undefined;
  /** The windows that are outlined. */
  readonly windows: readonly DrawnWindow[];
  /** Cells that the finding under the pointer lists: ringed. */
  readonly isListed: CellTest | undefined;
}

/** Draws the marks of the cursor on a panel. @returns whether something is marked */
export function drawCursorMarks(
  context: CanvasRenderingContext2D,
  grid: CellGrid,
  { subject, panel, slice, marks, windows, isListed }: CursorPanelContent,
): boolean {
  const listed = boxesWhere(grid, slice, isListed);
  if (listed.length > 0) drawRings(context, listed, 'listed');
  if (marks === undefined) return listed.length > 0;
  if (panel === 'dout') {
    for (const { row, style } of windows) {
      const place = slice.place(row);
      if (place !== undefined) {
        drawWindow(context, grid, visibleBox(grid, place.row, place.column), style);
      }
    }
  } else {
    // The first on top.
    for (const { row, style } of [...windows].reverse()) {
      for (const box of windowBoxes(grid, slice, subject, row)) {
        drawWindow(context, grid, box, style);
      }
    }
    for (const cell of marks.winners) drawWinner(context, grid, slice, subject, cell);
  }
  drawCursor(context, grid, slice, marks, panel, subject);
  return true;
}

/** Outlines a window; in a line it is a span between two caps. */
function drawWindow(
  context: CanvasRenderingContext2D,
  grid: CellGrid,
  box: Box,
  style: WindowStyle,
): void {
  const draw = isLineGrid(grid) ? spanWindow : outlineWindow;
  draw(context, box, style);
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
  if (place !== undefined) drawDot(context, markBox(grid, slice, place));
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
  // Thin on a line, which goes on below it.
  const width = cursor.panel === panel && !isLineGrid(grid) ? 3 : 2;
  drawOutline(context, markBox(grid, slice, place), width);
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
