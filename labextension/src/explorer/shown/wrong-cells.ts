// The cells of a slice that are wrong, and the rings around them.
import type { Slice } from 'poolscope/internal';
import { drawRings } from '../../panel/outline.js';
import { boxOf, type CellGrid } from '../../plot/cell-grid.js';

/** Where a cell is in a slice. */
type SlicePlace = NonNullable<ReturnType<Slice['place']>>;

/** Marks are drawn at every move of the pointer, so a slice is searched once. */
const found = new WeakMap<Slice, readonly SlicePlace[]>();

/**
 * Rings the cells of a slice that are wrong.
 * @param isWrong tells it of a cell's index in the panel's array, always the same for a slice
 */
export function ringWrongCells(
  context: CanvasRenderingContext2D,
  grid: CellGrid,
  slice: Slice,
  isWrong: (index: readonly number[]) => boolean,
): void {
  let places = found.get(slice);
  if (places === undefined) {
    places = wrongPlaces(slice, isWrong);
    found.set(slice, places);
  }
  const [top, bottom] = [Math.min(...grid.y), Math.max(...grid.y)];
  const shown = places.filter(
    ({ row, column }) => row >= top && row <= bottom && column >= grid.x[0] && column <= grid.x[1],
  );
  if (shown.length === 0) return;
  drawRings(
    context,
    shown.map(({ row, column }) => boxOf(grid, row, column)),
  );
}

/** The places of a slice whose cells are wrong, row after row. */
export function wrongPlaces(
  slice: Slice,
  isWrong: (index: readonly number[]) => boolean,
): readonly SlicePlace[] {
  const places: SlicePlace[] = [];
  for (let row = 0; row < slice.rows; row++) {
    for (let column = 0; column < slice.columns; column++) {
      if (isWrong(slice.index(row, column))) places.push({ row, column });
    }
  }
  return places;
}
