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

/** What a panel needs: the size of its slice, and the width of its title in pixels, which is not cut off. */
export interface PanelSize extends SliceSize {
  readonly title?: number;
}

/** The frames of some panels, how many of them are in a row, and in which order. */
export interface Arrangement {
  readonly frames: readonly Frame[];
  readonly perRow: number;
  /** The panels (by their number) in reading order: their own, where one row holds all; else the largest arrays first. */
  readonly order: readonly number[];
}

export const gap = 12;

/** The least width and height of a panel's cells together, and the width of a strip, in pixels. */
const leastCells = { width: 128, height: 44, strip: 232 };
/** The most height of a row of panels' cells, and of all of them together. */
const mostHeight = { row: 440, all: 560 };
const largestCell = { square: 48, stretched: 24 };
const longestSquare = 8;
/** As many panels in a row as there can be, if their cells keep this share of the size that fewer give. */
const leastShare = 0.8;
const labels = { above: 4, below: 20, right: 3, digit: 7, tick: 9 };

/**
 * The frames of panels side by side in a given width. Their cells have one size, as large as the width
 * and a height that is pleasant to look at allow, so that a window has the same size in all of them; only
 * a panel of very few cells has larger ones. A panel narrower than its title has room beside its cells. Where a row does not hold all, the largest come first.
 * @param largest the most pixels of a cell
 * @example
 * arrange([{ rows: 12, columns: 16 }, { rows: 6, columns: 8 }], 900).perRow // 2
 */
export function arrange(
  grids: readonly PanelSize[],
  width: number,
  largest: number = largestCell.square,
): Arrangement {
  // An empty array takes the area of one cell, in which its panel says that it is empty.
  const all = grids.map(({ rows, columns, title = 0 }) => ({
    rows: Math.max(1, rows),
    columns: Math.max(1, columns),
    title: Math.min(title, width),
  }));
  const margin = {
    l: labels.tick + labels.digit * Math.max(...all.map(({ rows }) => `${rows - 1}`.length)),
    r: labels.right,
    t: labels.above,
    b: labels.below,
  };
  const sides = margin.l + margin.r;
  const choices = all.map((_, i) => {
    const perRow = all.length - i;
    return { perRow, cell: cellFor(all, perRow, width, sides, largest) };
  });
  const least = leastShare * Math.max(...choices.map(({ cell }) => cell));
  // Where not even one fits, as in a pane that was dragged to almost nothing, each has a row of its own.
  const fits = choices.find((choice) => choice.cell > 0 && choice.cell >= least);
  const { perRow, cell } = fits ?? choices.at(-1)!;
  const room = roomFor(perRow, width, sides) / perRow;
  const frames = all.map((grid) => {
    const area = areaOf(grid, cell, room);
    const own = Math.floor(area.width) + sides;
    const beyond = Math.max(0, grid.title - own);
    return {
      width: own + beyond,
      height: Math.floor(area.height) + margin.t + margin.b,
      margin: { ...margin, r: margin.r + beyond },
      square: isSquare(grid),
    };
  });
  const own = all.map((_, i) => i);
  return { frames, perRow, order: perRow < all.length ? largestFirst(all) : own };
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

type TitledSize = Required<PanelSize>;

function isSquare({ rows, columns }: SliceSize): boolean {
  return rows <= longestSquare * columns && columns <= longestSquare * rows;
}

/** The width for all cells of a row of panels together. */
function roomFor(panels: number, width: number, sides: number): number {
  return width - gap * (panels - 1) - sides * panels;
}

/** The size of all panels' cells, where so many panels are in a row; 0 where they don't fit. */
function cellFor(
  grids: readonly TitledSize[],
  perRow: number,
  width: number,
  sides: number,
  largest: number,
): number {
  const hasStrip = !grids.every(isSquare);
  // Strips have equal shares of the width, with room for the widest title.
  const least = hasStrip
    ? Math.max(leastCells.strip, ...grids.map(({ title }) => title - sides))
    : leastCells.width;
  if (perRow > 1 && roomFor(perRow, width, sides) < perRow * least) return 0;
  // A strip takes what width there is, so the others have equal shares of it.
  const share = roomFor(perRow, width, sides) / perRow;
  const sorted = largestFirst(grids).map((i) => grids[i]!);
  const lines = Array.from({ length: Math.ceil(grids.length / perRow) }, (_, line) =>
    sorted.slice(line * perRow, (line + 1) * perRow),
  );
  const squares = lines.map((line) => line.filter(isSquare));
  const across = lines.map((line, i) =>
    hasStrip
      ? share / Math.max(1, ...squares[i]!.map(({ columns }) => columns))
      : cellAcross(line, roomFor(line.length, width, sides), sides),
  );
  const rows = squares.map((line) => Math.max(0, ...line.map((grid) => grid.rows)));
  const down = Math.min(
    mostHeight.row / Math.max(1, ...rows),
    mostHeight.all / Math.max(1, sum(rows)),
  );
  return Math.min(largest, down, ...across);
}

/** The largest cell with which the panels of a row fit into its width; the smallest have at least their least. */
function cellAcross(line: readonly TitledSize[], room: number, sides: number): number {
  const leastOf = (grid: TitledSize): number =>
    Math.max(leastCell(grid), (grid.title - sides) / grid.columns);
  const [first, ...others] = [...line].sort((one, other) => leastOf(other) - leastOf(one));
  const cell = room / sum(line.map(({ columns }) => columns));
  if (first === undefined || others.length === 0 || cell >= leastOf(first)) return cell;
  return cellAcross(others, room - leastOf(first) * first.columns, sides);
}

/** A panel of few cells has larger ones than the others, or its name would not fit above it. */
function leastCell({ rows, columns }: SliceSize): number {
  return leastCells.width / Math.max(rows, columns);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The numbers of grids, from the one with the most cells on. */
function largestFirst(grids: readonly SliceSize[]): number[] {
  const cells = grids.map(({ rows, columns }) => rows * columns);
  return grids.map((_, i) => i).sort((one, other) => cells[other]! - cells[one]!);
}

/** The area that a slice's cells take, in pixels. */
function areaOf(
  grid: SliceSize,
  cell: number,
  room: number,
): { readonly width: number; readonly height: number } {
  const { rows, columns } = grid;
  if (!isSquare(grid)) {
    const size = largestCell.stretched;
    return {
      width: clamp(columns * size, leastCells.width, Math.max(leastCells.width, room)),
      height: clamp(rows * size, leastCells.height, mostHeight.row),
    };
  }
  const size = Math.max(cell, leastCell(grid));
  return { width: columns * size, height: Math.max(rows * size, leastCells.height) };
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
