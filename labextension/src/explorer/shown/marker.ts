// The marks on a heatmap that stay while the cursor moves: values, winners' dots, ties, and what is wrong.
import { dotIn, marks, type Scale, type Slice } from 'poolscope/internal';
import { numberReach, writeValues } from '../../panel/cell-values.js';
import { drawRings, hatch, roomInRing } from '../../panel/outline.js';
import {
  type Box,
  boxOf,
  type CellGrid,
  cellSize,
  isLineGrid,
} from '../../plot/canvas/cell-grid.js';
import { halo, ink } from '../../plot/canvas/palette.js';
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

/** A panel, the slice that it shows, and what is told of its cells. */
export interface MarkedPanel extends PanelTests {
  readonly subject: Subject;
  readonly panel: PanelName;
  readonly slice: Slice;
  readonly scale: Scale;
  /** Whether no cell of the channel gets a gradient: all is hatched. */
  readonly isDead: boolean;
}

/** The smallest cells, in pixels, whose windows are outlined. */
const leastForOutlines = 14;
const { dot } = marks;

/** Draws a panel's marks, but for those of the cursor. @returns whether there are any */
export function drawMarks(
  context: CanvasRenderingContext2D,
  grid: CellGrid,
  panelOf: MarkedPanel,
): boolean {
  const { subject, panel, slice, scale } = panelOf;
  const size = cellSize(grid);
  const outlined = subject.weights === undefined ? 'mask' : 'x';
  const isLine = isLineGrid(grid);
  const shorter = Math.min(size.width, size.height);
  let isAny = false;
  const draw = (boxes: readonly Box[], how: (boxes: readonly Box[]) => void): void => {
    if (boxes.length === 0) return;
    isAny = true;
    how(boxes);
  };
  const boxes = (test: CellTest | undefined): Box[] => boxesWhere(grid, slice, test);
  if (panel === outlined && !isLine && shorter >= leastForOutlines) {
    draw(windowBoxes(grid, subject), (all) => outlineWindows(context, all));
  }
  draw(panelOf.isDead ? [grid] : [], (all) => hatch(context, all));
  draw(boxes(panelOf.isTied), (all) => hatch(context, all));
  const wrong = boxes(panelOf.isWrong);
  if (panel !== 'mask') {
    const role = panel === 'x' ? 'activation' : 'gradient';
    const room = wrong.length > 0 && !isLine ? roomInRing(size, numberReach) : undefined;
    if (writeValues(context, grid, slice, scale, role, room)) isAny = true;
  }
  if (shorter >= (isLine ? dot.line.leastPosition : dot.leastCell)) {
    draw(boxes(panelOf.isWinner), (all) => drawDots(context, all));
  }
  draw(boxes(panelOf.gains), (all) => drawTriangles(context, all, 'up'));
  draw(boxes(panelOf.loses), (all) => drawTriangles(context, all, 'down'));
  draw(wrong, (all) => drawRings(context, all, 'wrong'));
  return isAny;
}

/** The boxes of a slice's windows; none where they overlap. */
function windowBoxes(grid: CellGrid, { geometry }: Subject): Box[] {
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
  return spans[0]!.flatMap(([top, bottom]) =>
    spans[1]!.map(([left, right]) => boxOf(grid, top, left, bottom - top, right - left)),
  );
}

/** Draws thin lines around windows. */
function outlineWindows(context: CanvasRenderingContext2D, boxes: readonly Box[]): void {
  context.strokeStyle = 'rgba(255, 255, 255, 0.75)';
  context.lineWidth = 1;
  for (const box of boxes) {
    context.strokeRect(box.left + 0.5, box.top + 0.5, box.width - 1, box.height - 1);
  }
}

/** Draws a dot in each of some cells that won; where cells have numbers, in their corners. */
function drawDots(context: CanvasRenderingContext2D, boxes: readonly Box[]): void {
  context.beginPath();
  for (const box of boxes) {
    const { x, y, radius } = dotIn(box, dot.staying);
    context.moveTo(x + radius, y);
    context.arc(x, y, radius, 0, 2 * Math.PI);
  }
  context.fillStyle = halo;
  context.fill();
  context.strokeStyle = ink;
  context.lineWidth = dot.rim;
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
