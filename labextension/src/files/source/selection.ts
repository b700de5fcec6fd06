// Which part of an array is drawn, and how it follows the cursor.
import type { PanelAxes } from 'poolscope/internal';
import type { Index } from '../../panel/cursor-panel.js';
import type { ArrayHeader } from './array-header.js';

/** The most rows, and the most columns, on screen. */
export const longestSide = 512;

/** The most values of a line on screen, of an array with one axis. */
const longestLine: number = 2 ** 20;

/** The most cells on screen along an axis that is drawn. */
export function longestOf({ rowAxis }: Pick<Selection, 'rowAxis'>): number {
  return rowAxis < 0 ? longestLine : longestSide;
}

/** Which part of an array is drawn. */
export interface Selection {
  /** The axes whose indices run down and across; −1 where the array has no such axis. */
  readonly rowAxis: number;
  readonly columnAxis: number;
  /** The index along each axis; along those that are drawn, of the first row and column on screen. */
  readonly at: Index;
}

/** The first slice as NumPy prints it: the last two axes, at index 0 along all others. */
export function firstSelection({ shape }: Pick<ArrayHeader, 'shape'>): Selection {
  const rank = shape.length;
  return { rowAxis: rank - 2 < 0 ? -1 : rank - 2, columnAxis: rank - 1, at: shape.map(() => 0) };
}

/** The axes that a selection draws; the others get sliders named by their numbers. */
export function axesOf(shape: readonly number[], { rowAxis, columnAxis }: Selection): PanelAxes {
  const sliders = shape.flatMap((size, axis) =>
    axis === rowAxis || axis === columnAxis ? [] : [{ name: `axis ${axis}` as const, size, axis }],
  );
  return { rowAxis, columnAxis, sliders };
}

/**
 * The start of a selection that is moved just far enough to hold a cell.
 * @example
 * scrollTo([1000, 1000], { rowAxis: 0, columnAxis: 1, at: [0, 0] }, [600, 3]) // [89, 0]
 */
export function scrollTo(shape: readonly number[], selection: Selection, index: Index): number[] {
  const longest = longestOf(selection);
  return selection.at.map((from, axis) => {
    const to = index[axis]!;
    if (axis !== selection.rowAxis && axis !== selection.columnAxis) return to;
    if (shape[axis]! <= longest) return from;
    return Math.max(to - longest + 1, Math.min(from, to));
  });
}

/**
 * The cell of a selection that is nearest to a cell of the array.
 * @example
 * nearestCell([1000, 1000], { rowAxis: 0, columnAxis: 1, at: [100, 0] }, [0, 3]) // [100, 3]
 */
export function nearestCell(
  shape: readonly number[],
  selection: Selection,
  index: Index,
): number[] {
  return selection.at.map((from, axis) => {
    if (axis !== selection.rowAxis && axis !== selection.columnAxis) return from;
    const last = Math.min(shape[axis]!, from + longestOf(selection)) - 1;
    return Math.max(from, Math.min(index[axis]!, last));
  });
}
