// The cells of a slice that a test is true of, and the rings around them.
import type { Slice } from 'poolscope/internal';
import { drawRings } from '../../panel/outline.js';
import { boxOf, type CellGrid } from '../../plot/cell-grid.js';

/** Where a cell is in a slice. */
type SlicePlace = NonNullable<ReturnType<Slice['place']>>;
/** Tells something of a cell, by its index in the panel's array. */
type CellTest = (index: readonly number[]) => boolean;

/** Marks are drawn at every move of the pointer, so a slice is searched once for each test. */
const found = new WeakMap<CellTest, WeakMap<Slice, readonly SlicePlace[]>>();

/**
 * Rings the cells of a slice that a test is true of.
 * @param test always the same of a slice
 */
export function ringCells(
  context: CanvasRenderingContext2D,
  grid: CellGrid,
  slice: Slice,
  test: CellTest,
  why: 'wrong' | 'listed',
): void {
  const [top, bottom] = [Math.min(...grid.y), Math.max(...grid.y)];
  const shown = placesWhere(slice, test).filter(
    ({ row, column }) => row >= top && row <= bottom && column >= grid.x[0] && column <= grid.x[1],
  );
  if (shown.length === 0) return;
  const boxes = shown.map(({ row, column }) => boxOf(grid, row, column));
  drawRings(context, boxes, why);
}

/** The places of a slice that a test is true of, row after row. */
export function placesWhere(slice: Slice, test: CellTest): readonly SlicePlace[] {
  const ofTest = found.get(test) ?? new WeakMap<Slice, readonly SlicePlace[]>();
  found.set(test, ofTest);
  const before = ofTest.get(slice);
  if (before !== undefined) return before;
  const places: SlicePlace[] = [];
  for (let row = 0; row < slice.rows; row++) {
    for (let column = 0; column < slice.columns; column++) {
      if (test(slice.index(row, column))) places.push({ row, column });
    }
  }
  ofTest.set(slice, places);
  return places;
}
