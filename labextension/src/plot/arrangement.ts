/** Where a panel's heatmap is drawn, in pixels: the whole drawing, and the margins about its cells. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly margin: {
    readonly l: number;
    readonly r: number;
    readonly t: number;
    readonly b: number;
  };
  /** Whether a cell is as high as it is wide; not for strips and very long matrices. */
  readonly square: boolean;
}

/** The size of a slice, in cells. */
export interface SliceSize {
  readonly rows: number;
  readonly columns: number;
}

export const gap = 16;

const narrowest = 232;
const cellsWidth = { least: 120, most: 440 };
const cellsHeight = { least: 44, most: 420 };
const largestCell = { square: 48, stretched: 24 };
const longest = 8;
const colourBar = 78;
const labels = { above: 8, below: 26, digit: 7, tick: 14 };

/**
 * The frames of panels that stand side by side in a given width: as many in a row as fit, rows of
 * equal length where that is possible (four panels make 4, 2 + 2 or 1 a row, never 3 + 1), all of
 * one size, so that cells at the same place in two arrays are seen at the same place.
 * @example
 * arrange([{ rows: 32, columns: 48 }], 900)[0].square // true
 */
export function arrange(grids: readonly SliceSize[], width: number): Frame[] {
  const fitting = Math.max(1, Math.floor((width + gap) / (narrowest + gap)));
  const perRow = Math.ceil(grids.length / Math.ceil(grids.length / fitting));
  const share = Math.floor((width - gap * (perRow - 1)) / perRow);
  const margin = {
    l: labels.tick + labels.digit * Math.max(...grids.map(({ rows }) => `${rows}`.length)),
    r: colourBar,
    t: labels.above,
    b: labels.below,
  };
  const room = share - margin.l - margin.r;
  const areas = grids.map((grid) => area(grid, room));
  const cells = {
    width: Math.max(...areas.map((one) => one.width)),
    height: Math.max(...areas.map((one) => one.height)),
  };
  return grids.map((grid) => ({
    width: cells.width + margin.l + margin.r,
    height: cells.height + margin.t + margin.b,
    margin,
    square: isSquare(grid),
  }));
}

/**
 * The step of an axis' ticks: 1, 2 or 5 times a power of ten, never a part of a cell.
 * @param span how many cells the axis shows
 * @param pixels how long it is
 * @param spacing the least distance of two ticks in pixels
 * @example
 * tickStep(48, 240, 30) // 10
 */
export function tickStep(span: number, pixels: number, spacing: number): number {
  const least = Math.max(1, (span * spacing) / Math.max(1, pixels));
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least - 1e-9) ?? 1;
}

function isSquare({ rows, columns }: SliceSize): boolean {
  return rows <= longest * columns && columns <= longest * rows;
}

/** The room that a slice's cells take, the width being limited. */
function area(grid: SliceSize, room: number): { width: number; height: number } {
  // An empty array has neither; its panel says so in the room of one cell.
  const [rows, columns] = [Math.max(1, grid.rows), Math.max(1, grid.columns)];
  const cell = isSquare(grid) ? largestCell.square : largestCell.stretched;
  const width = within(columns * cell, cellsWidth.least, Math.min(room, cellsWidth.most));
  if (!isSquare(grid)) {
    return { width, height: within(rows * cell, cellsHeight.least, cellsHeight.most) };
  }
  const height = (width * rows) / columns;
  if (height <= cellsHeight.most) return { width, height: Math.max(height, cellsHeight.least) };
  return { width: (cellsHeight.most * columns) / rows, height: cellsHeight.most };
}

function within(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
