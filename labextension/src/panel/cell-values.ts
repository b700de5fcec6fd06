// The numbers in the cells of a heatmap.
import { marks, type Panel, type Scale, type Slice, withDigits } from 'poolscope/internal';
import {
  type Box,
  boxOf,
  type CellGrid,
  cellSize,
  isLineGrid,
  pointBox,
} from '../plot/canvas/cell-grid.js';
import { inkOn } from '../plot/canvas/palette.js';

/** The smallest cells with a number, which have their dot in a corner; the height of its letters, and the space beside a number, both sides together. */
const sizes = { least: marks.dot.corner.leastCell, letters: 10, space: 7 };
const { lowered } = marks.numbers;
/** How far a number goes from the middle of its cell, downwards, where it goes further. */
export const numberReach: number = lowered + 0.36 * sizes.letters;
/** The widths of texts that were measured: the same few come back at every move. */
const widths = new Map<string, number>();
const mostWidths = 20_000;

/** The cells on screen: rows and columns, both ends included. */
interface Part {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** The numbers of a part, row after row; undefined where they don't fit. */
interface Texts {
  readonly part: string;
  readonly texts: readonly string[] | undefined;
}

/** Marks are drawn at every move of the pointer, so a part is written once. */
const written = new WeakMap<Slice, Texts>();

/** The room for a number in a cell of a width, in pixels. */
export function roomInCell(width: number): number {
  return width - sizes.space;
}

/** Sets the font of numbers, and that they have their middle where they are written. */
export function setNumberFont(context: CanvasRenderingContext2D): void {
  context.font = `${sizes.letters}px sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
}

/** Writes a number into a cell. */
export function writeNumber(context: CanvasRenderingContext2D, text: string, box: Box): void {
  context.fillText(text, box.left + box.width / 2, box.top + box.height / 2 + lowered);
}

/**
 * Numbers as texts, all in one notation, the first that fits: with three digits; with the decimals that
 * the end of the scale has in three; with two digits; with the decimals that the end has in two.
 * @param context with the font of numbers
 * @param room for each of them, in pixels
 * @returns undefined where one of them is wider in every notation
 */
export function textsThatFit(
  context: CanvasRenderingContext2D,
  values: readonly number[],
  { range }: Scale,
  room: number,
): readonly string[] | undefined {
  for (const write of notations(range)) {
    const texts = values.map(write);
    if (texts.every((text) => widthOf(context, text) <= room)) return texts;
  }
  return undefined;
}

/**
 * Writes the numbers of a slice into its cells, in one notation, and none where they don't fit: they are
 * never squeezed. A gradient of 0 stays blank, and NaN has its cross. Those of a line are beside its points.
 * @param room the room for a number in a cell, in pixels
 * @returns whether there are any
 */
export function writeValues(
  context: CanvasRenderingContext2D,
  grid: CellGrid,
  slice: Slice,
  scale: Scale,
  role: Panel['role'],
  room: number = roomInCell(cellSize(grid).width),
): boolean {
  const { width, height } = cellSize(grid);
  // No number is narrower than one digit.
  if (height < sizes.least || width < sizes.least) return false;
  setNumberFont(context);
  const { rows, columns, values } = slice;
  const part: Part = {
    top: Math.max(0, Math.floor(Math.min(...grid.y) + 0.5)),
    bottom: Math.min(rows - 1, Math.ceil(Math.max(...grid.y) - 0.5)),
    left: Math.max(0, Math.floor(grid.x[0] + 0.5)),
    right: Math.min(columns - 1, Math.ceil(grid.x[1] - 0.5)),
  };
  const texts = textsOf(context, slice, part, scale, room);
  if (texts === undefined) return false;
  let next = 0;
  for (let row = part.top; row <= part.bottom; row++) {
    for (let column = part.left; column <= part.right; column++) {
      const text = texts[next++]!;
      const value = values[row * columns + column]!;
      if ((value === 0 && role === 'gradient') || Number.isNaN(value)) continue;
      if (isLineGrid(grid)) {
        // What is infinite has an arrowhead there.
        if (!Number.isFinite(value)) continue;
        const { left, top, width: size } = pointBox(grid, column, value);
        // Away from the line's other end, and within the box.
        const isAbove = top - sizes.letters >= grid.top;
        const y = isAbove ? top - 2 : top + size + sizes.letters - 2;
        context.fillStyle = grid.line.ink;
        context.fillText(text, left + size / 2, y);
        continue;
      }
      context.fillStyle = inkOn(scale, value);
      writeNumber(context, text, boxOf(grid, row, column));
    }
  }
  return true;
}

/** The texts of a part. */
function textsOf(
  context: CanvasRenderingContext2D,
  slice: Slice,
  part: Part,
  scale: Scale,
  room: number,
): readonly string[] | undefined {
  const name = [...Object.values(part), ...scale.range, room].join();
  const before = written.get(slice);
  if (before?.part === name) return before.texts;
  const { columns, values } = slice;
  const shown: number[] = [];
  for (let row = part.top; row <= part.bottom; row++) {
    for (let column = part.left; column <= part.right; column++) {
      shown.push(values[row * columns + column]!);
    }
  }
  const texts = textsThatFit(context, shown, scale, room);
  written.set(slice, { part: name, texts });
  return texts;
}

function widthOf(context: CanvasRenderingContext2D, text: string): number {
  const before = widths.get(text);
  if (before !== undefined) return before;
  if (widths.size >= mostWidths) widths.clear();
  const { width } = context.measureText(text);
  widths.set(text, width);
  return width;
}

function notations(range: Scale['range']): ((value: number) => string)[] {
  const largest = Math.max(...range.map(Math.abs));
  const before = largest > 0 ? Math.floor(Math.log10(largest)) : 0;
  return [3, 2].flatMap((digits) => {
    const significant = (value: number): string => withDigits(value, digits);
    const decimals = digits - 1 - before;
    // `toFixed` takes 0 to 100 decimals; beyond, no number is short.
    if (decimals < 0 || decimals > 100) return [significant];
    return [significant, (value: number) => withDigits(Number(value.toFixed(decimals)), 3)];
  });
}
