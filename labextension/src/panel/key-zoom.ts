// Which part of a slice a key shows: + and − about the cursor, 0 all of it.
import type { Slice } from 'poolscope/internal';
import type { CellGrid } from '../plot/canvas/cell-grid.js';
import { fullZoom, type Zoom } from '../plot/figure.js';
import { zoomed } from '../plot/zoom.js';
import type { Key } from './key-steps.js';

const factors: Readonly<Record<string, number>> = { '+': 0.5, '=': 0.5, '-': 2, '−': 2 };

/**
 * The part of a slice that a key shows: + half as much of it, − twice as much, about the cursor or the middle of
 * what is on screen; 0 all.
 * @returns undefined for any other key
 */
export function zoomByKey(
  { key, altKey, ctrlKey, metaKey }: Key,
  grid: CellGrid,
  slice: Slice,
  cursor: { readonly row: number; readonly column: number } | undefined,
): Zoom | undefined {
  if (altKey || ctrlKey || metaKey) return undefined;
  if (key === '0') return fullZoom(slice);
  const factor = factors[key];
  if (factor === undefined) return undefined;
  const along = (ends: CellGrid['x'], cells: number, at: number | undefined): CellGrid['x'] => {
    const middle = (ends[0] + ends[1]) / 2;
    const [low, high] = [Math.min(...ends), Math.max(...ends)];
    const [from, to] = zoomed([low, high], cells, { at: at ?? middle, factor });
    return ends[0] > ends[1] ? [to, from] : [from, to];
  };
  return {
    x: along(grid.x, slice.columns, cursor?.column),
    y: grid.line === undefined ? along(grid.y, slice.rows, cursor?.row) : grid.y,
  };
}
