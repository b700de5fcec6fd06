// What a picture shows, and where: its panels side by side, a row for each facet.
import { type Panel, panels, slice } from '../model/panels.js';
import type { ViewParts } from '../model/parts.js';
import { isLine, lineHeight, widthOfLine } from './line.js';
import { leastForDot, leastForPoint } from './marks.js';
import { type Facet, facetsOf } from './notes.js';
import { widthOf } from './raster.js';
import { clip, type SliceCells, tileSize } from './tile.js';

export const widest = 1600;
export const margin = 48;
export const columnGap = 48;
export const rowGap = 24;

/** The panels of a picture, their cells, and the size of all tiles. */
export interface Arrangement {
  readonly panels: readonly Panel[];
  readonly facets: readonly Facet[];
  /** The cells of each panel, by facet. */
  readonly grids: readonly (readonly SliceCells[])[];
  /** The winners among the cells of x, by facet, where they are marked there. */
  readonly winners?: readonly SliceCells[];
  readonly columns: number;
  readonly rows: number;
  readonly columnWidth: number;
  /** The room left of the first column, for the labels of facets. */
  readonly gutter: number;
  readonly size: { readonly width: number; readonly height: number };
}

/** Arranges a view; a mask is marked on x where the cells of x, or its positions, are large enough for it. */
export function arrange(view: ViewParts): Arrangement {
  const all = panels(view);
  const mask = all.find(({ name }) => name === 'mask');
  if (mask !== undefined && all.some(({ name }) => name === 'x')) {
    const without = arrangePanels(all.filter((panel) => panel !== mask));
    const { rows, columns } = without.grids[0]![0]!;
    const { width, height } = without.size;
    const room = isLine(mask)
      ? widthOfLine(width) / columns
      : Math.min(width / columns, height / rows);
    if (room >= (isLine(mask) ? leastForPoint : leastForDot)) {
      const winners = without.facets.map(({ positions }) => clip(slice(mask, positions)));
      return { ...without, winners };
    }
    // As a line of its own it would be a band of ink.
    if (isLine(mask)) return without;
  }
  return arrangePanels(all);
}

/** Several panels are side by side, with a row for each facet; the facets of a single one wrap. */
export function arrangePanels(all: readonly Panel[]): Arrangement {
  const facets = facetsOf(all);
  const several = all.length > 1;
  const grids = all.map((panel) => facets.map(({ positions }) => clip(slice(panel, positions))));
  const areLines = all.every(isLine);
  const columns = several ? all.length : areLines ? 1 : Math.min(4, facets.length);
  const rows = several ? facets.length : Math.ceil(facets.length / columns);
  const widestLabel = Math.max(...facets.map(({ label }) => widthOf('label', label)));
  const gutter = several && widestLabel > 0 ? widestLabel + rowGap : 0;
  const room = widest - 2 * margin - gutter - (columns - 1) * columnGap;
  const columnWidth = Math.floor(room / columns);
  const matrix = all[0]!.tensor.rank === 2;
  const size = areLines
    ? { width: columnWidth, height: lineHeight }
    : tileSize(grids.flat(), columnWidth, facets.length > 1 ? 400 : 560, matrix);
  return { panels: all, facets, grids, columns, rows, columnWidth, gutter, size };
}
