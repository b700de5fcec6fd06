// The part of a stretch of cells that is on screen after a zoom.
import type { CellGrid } from '../cell-grid.js';

/** A zoom: about a cell, by a factor, and then along the cells. */
export interface Zooming {
  /** The cell that stays where it is on screen. */
  readonly at: number;
  /** Below 1 closer, above 1 farther. */
  readonly factor: number;
  /** How many cells it moves. */
  readonly by?: number;
}

/** The fewest cells on screen. */
const leastCells = 4;

/**
 * Zooms, within the cells that there are.
 * @example
 * zoomed([-0.5, 99.5], 100, { at: 49.5, factor: 0.5 }) // [24.5, 74.5]
 */
export function zoomed(
  [from, to]: CellGrid['x'],
  cells: number,
  { at, factor, by = 0 }: Zooming,
): CellGrid['x'] {
  const span = Math.min(cells, Math.max(Math.min(leastCells, cells), (to - from) * factor));
  const start = at - ((at - from) / (to - from)) * span + by;
  const first = Math.max(-0.5, Math.min(start, cells - 0.5 - span));
  return [first, first + span];
}
