// The cells of a slice that a test is true of.
import type { Slice } from 'poolscope/internal';
import {
  type Box,
  boxOf,
  type CellGrid,
  isLineGrid,
  pointBox,
} from '../../plot/canvas/cell-grid.js';

/** Tells something of a cell of a panel, by its index in the panel's array; always the same for a slice. */
export type CellTest = (index: readonly number[]) => boolean;

/** Where a cell is in a slice. */
type SlicePlace = NonNullable<ReturnType<Slice['place']>>;

/** Marks are drawn at every move of the pointer, so a slice is searched once for each test. */
const found = new WeakMap<CellTest, WeakMap<Slice, readonly SlicePlace[]>>();

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

/**
 * The boxes of those cells of which some is on screen; none without a test. In a line they are around its points,
 * one a pixel.
 */
export function boxesWhere(grid: CellGrid, slice: Slice, test: CellTest | undefined): Box[] {
  if (test === undefined) return [];
  const [top, bottom] = [Math.min(...grid.y), Math.max(...grid.y)];
  const isShown = ({ row, column }: SlicePlace): boolean =>
    row > top - 0.5 && row < bottom + 0.5 && column > grid.x[0] - 0.5 && column < grid.x[1] + 0.5;
  const places = placesWhere(slice, test).filter(isShown);
  if (isLineGrid(grid)) {
    const perPixel = (grid.x[1] - grid.x[0]) / grid.width;
    const pixelOf = ({ column }: SlicePlace): number => Math.floor((column - grid.x[0]) / perPixel);
    return places
      .filter((place, i) => i === 0 || perPixel < 1 || pixelOf(place) !== pixelOf(places[i - 1]!))
      .map(({ column }) => pointBox(grid, column, slice.values[column]!));
  }
  return places.map(({ row, column }) => boxOf(grid, row, column));
}
