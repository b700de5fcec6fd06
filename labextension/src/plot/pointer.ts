// Which cell of a plot the pointer is over.
import { type CellGrid, cellAt } from './canvas/cell-grid.js';
import type { Drawing, Place } from './slice-plot.js';

/** A plot, and what it shows of a slice; nothing before the first drawing. */
export interface PointedPlot {
  readonly node: HTMLElement;
  readonly grid: CellGrid | undefined;
  readonly drawn: Drawing | undefined;
}

/** Finds the cell under the pointer, once an event: a second look would lay the page out again. */
export class Pointer {
  private last: { readonly event: Event; readonly place: Place | undefined } | undefined;

  placeUnder(event: MouseEvent, plot: PointedPlot): Place | undefined {
    if (this.last?.event !== event) this.last = { event, place: findPlace(event, plot) };
    return this.last.place;
  }
}

function findPlace(
  { clientX, clientY }: MouseEvent,
  { node, grid, drawn }: PointedPlot,
): Place | undefined {
  if (grid === undefined || drawn === undefined) return undefined;
  const box = node.getBoundingClientRect();
  const [x, y] = [clientX - box.left, clientY - box.top];
  const cell = cellAt(grid, x, y);
  if (cell === undefined) return undefined;
  const { rows, columns } = drawn.slice;
  const isCell = cell.row >= 0 && cell.row < rows && cell.column >= 0 && cell.column < columns;
  return isCell ? { ...cell, x, y } : undefined;
}
