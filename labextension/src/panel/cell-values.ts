// The numbers in the cells of a heatmap.
import { type Panel, type Scale, type Slice, withDigits } from 'poolscope/internal';
import { boxOf, type CellGrid, cellSize, isLineGrid, pointBox } from '../plot/canvas/cell-grid.js';
import { inkOn } from '../plot/canvas/palette.js';

/** The least height of a cell with a number, the height of its letters, and the space around a number. */
const sizes = { least: 14, letters: 10, space: 5 };
/** How far below the middle of its cell a number is: a mark may be in the corner above it. */
const lowered = 2;

/** The cells on screen: rows and columns, both ends included. */
interface Part {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** The numbers of a part in one notation, row after row, and the widest of them in pixels. */
interface Texts {
  readonly part: string;
  readonly texts: readonly string[];
  readonly widest: number;
}

/** Marks are drawn at every move of the pointer, so a part is written once. */
const written = new WeakMap<Slice, Texts[]>();

/**
 * Writes the numbers of a slice into its cells, all in one notation: with three digits; with two, where
 * three don't fit; with the decimals that the end of the scale has in two digits, where those don't; and
 * none where one of these is wider than its cell. They are never squeezed. A gradient of 0 stays
 * blank, and NaN has its cross. Those of a line are beside its points.
 * @param room the room for a number in a cell, in pixels
 * @returns whether there are any
 */
export function writeValues(
  context: CanvasRenderingContext2D,
  grid: CellGrid,
  slice: Slice,
  scale: Scale,
  role: Panel['role'],
  room: number = cellSize(grid).width - sizes.space,
): boolean {
  const { width, height } = cellSize(grid);
  // No number is narrower than one digit.
  if (height < sizes.least || width < sizes.least) return false;
  context.font = `${sizes.letters}px sans-serif`;
  const { rows, columns, values } = slice;
  const part: Part = {
    top: Math.max(0, Math.floor(Math.min(...grid.y) + 0.5)),
    bottom: Math.min(rows - 1, Math.ceil(Math.max(...grid.y) - 0.5)),
    left: Math.max(0, Math.floor(grid.x[0] + 0.5)),
    right: Math.min(columns - 1, Math.ceil(grid.x[1] - 0.5)),
  };
  const all = textsOf(context, slice, part, scale);
  const fitting = all.find(({ widest }) => widest <= room);
  if (fitting === undefined) return false;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  let next = 0;
  for (let row = part.top; row <= part.bottom; row++) {
    for (let column = part.left; column <= part.right; column++) {
      const text = fitting.texts[next++]!;
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
      const box = boxOf(grid, row, column);
      context.fillStyle = inkOn(scale, value);
      context.fillText(text, box.left + box.width / 2, box.top + box.height / 2 + lowered);
    }
  }
  return true;
}

/** The texts of a part, in each notation. */
function textsOf(
  context: CanvasRenderingContext2D,
  slice: Slice,
  part: Part,
  { range }: Scale,
): readonly Texts[] {
  const name = [...Object.values(part), ...range].join();
  const before = written.get(slice);
  if (before?.[0]?.part === name) return before;
  const { columns, values } = slice;
  const made = notations(range).map((write) => {
    const texts: string[] = [];
    let widest = 0;
    for (let row = part.top; row <= part.bottom; row++) {
      for (let column = part.left; column <= part.right; column++) {
        const text = write(values[row * columns + column]!);
        texts.push(text);
        widest = Math.max(widest, context.measureText(text).width);
      }
    }
    return { part: name, texts, widest };
  });
  written.set(slice, made);
  return made;
}

function notations(range: Scale['range']): ((value: number) => string)[] {
  const largest = Math.max(...range.map(Math.abs));
  const decimals = largest > 0 ? 1 - Math.floor(Math.log10(largest)) : 0;
  const significant = [3, 2].map((digits) => (value: number) => withDigits(value, digits));
  // `toFixed` takes 0 to 100 decimals; beyond, no number is short.
  if (decimals < 0 || decimals > 100) return significant;
  return [...significant, (value) => withDigits(Number(value.toFixed(decimals)), 3)];
}
