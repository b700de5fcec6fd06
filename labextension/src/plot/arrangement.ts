// How panels fit into the width of the page: their frames, and the step of their ticks.

/** The size of a panel's drawing, in pixels, and the margins around its cells. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly margin: {
    readonly l: number;
    readonly r: number;
    readonly t: number;
    readonly b: number;
  };
  /** Whether cells are squares; in strips and in very long matrices they are stretched. */
  readonly square: boolean;
}

/** The size of a slice, in cells. */
export interface SliceSize {
  readonly rows: number;
  readonly columns: number;
}

export const gap = 16;

const narrowestPanel = 232;
const cellsWidth = { least: 120, most: 440 };
const cellsHeight = { least: 44, most: 420 };
const largestCell = { square: 48, stretched: 24 };
const longestSquare = 8;
const colourBar = 78;
const labels = { above: 8, below: 26, digit: 7, tick: 14 };

/**
 * The frames of panels side by side in a given width: as many per row as fit, in rows of equal
 * length where possible (four panels make rows of 4, 2 or 1, never 3 + 1). All have the same size, so
 * that the same place in two arrays is at the same place in their panels.
 * @example
 * arrange([{ rows: 32, columns: 48 }], 900)[0].square // true
 */
export function arrange(grids: readonly SliceSize[], width: number): Frame[] {
  const fitting = Math.max(1, Math.floor((width + gap) / (narrowestPanel + gap)));
  const perRow = Math.ceil(grids.length / Math.ceil(grids.length / fitting));
  const share = Math.floor((width - gap * (perRow - 1)) / perRow);
  const margin = {
    l: labels.tick + labels.digit * Math.max(...grids.map(({ rows }) => `${rows}`.length)),
    r: colourBar,
    t: labels.above,
    b: labels.below,
  };
  const room = share - margin.l - margin.r;
  const areas = grids.map((grid) => cellArea(grid, room));
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
 * The step between an axis' ticks: 1, 2 or 5 times a power of ten, at least one cell.
 * @param span how many cells the axis shows
 * @param pixels the length of the axis
 * @param spacing the least distance between two ticks, in pixels
 * @example
 * tickStep(48, 240, 30) // 10
 */
export function tickStep(span: number, pixels: number, spacing: number): number {
  const least = Math.max(1, (span * spacing) / Math.max(1, pixels));
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least - 1e-9) ?? 1;
}

function isSquare({ rows, columns }: SliceSize): boolean {
  return rows <= longestSquare * columns && columns <= longestSquare * rows;
}

/** The area that a slice's cells take in a limited width, in pixels. */
function cellArea(grid: SliceSize, room: number): { width: number; height: number } {
  // An empty array takes the area of one cell, in which its panel says that it is empty.
  const [rows, columns] = [Math.max(1, grid.rows), Math.max(1, grid.columns)];
  const cell = isSquare(grid) ? largestCell.square : largestCell.stretched;
  const width = clamp(columns * cell, cellsWidth.least, Math.min(room, cellsWidth.most));
  if (!isSquare(grid)) {
    return { width, height: clamp(rows * cell, cellsHeight.least, cellsHeight.most) };
  }
  const height = (width * rows) / columns;
  if (height <= cellsHeight.most) return { width, height: Math.max(height, cellsHeight.least) };
  return { width: (cellsHeight.most * columns) / rows, height: cellsHeight.most };
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
