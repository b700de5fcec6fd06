import type { NpyHeader, PanelAxes } from 'poolscope/internal';
import type { Index } from '../../panel/cursor-panel.js';

/** The most rows, and the most columns, that are on screen at a time. */
export const longestSide = 512;

/** Which part of an array is drawn. */
export interface Selection {
  /** The axis that runs down, and the one that runs across; −1 where the array has none. */
  readonly rowAxis: number;
  readonly columnAxis: number;
  /** The index along each axis: of those that are drawn, of the first row and column on screen. */
  readonly at: Index;
}

/** The last two axes, as NumPy prints an array; the index 0 along all others. */
export function firstSelection({ shape }: Pick<NpyHeader, 'shape'>): Selection {
  const rank = shape.length;
  return { rowAxis: rank - 2 < 0 ? -1 : rank - 2, columnAxis: rank - 1, at: shape.map(() => 0) };
}

/** The axes that a selection draws, and the others, by their numbers. */
export function axesOf(shape: readonly number[], { rowAxis, columnAxis }: Selection): PanelAxes {
  const sliders = shape.flatMap((size, axis) =>
    axis === rowAxis || axis === columnAxis ? [] : [{ name: `axis ${axis}` as const, size, axis }],
  );
  return { rowAxis, columnAxis, sliders };
}

/**
 * Where the selection has to begin to hold a cell, moved no further than needed.
 * @example
 * holding([1000, 1000], { rowAxis: 0, columnAxis: 1, at: [0, 0] }, [600, 3]) // [89, 0]
 */
export function holding(shape: readonly number[], selection: Selection, index: Index): number[] {
  return selection.at.map((from, axis) => {
    const to = index[axis]!;
    if (axis !== selection.rowAxis && axis !== selection.columnAxis) return to;
    if (shape[axis]! <= longestSide) return from;
    return Math.max(to - longestSide + 1, Math.min(from, to));
  });
}

/**
 * The cell of a selection that is nearest to one elsewhere in the array.
 * @example
 * nearest([1000, 1000], { rowAxis: 0, columnAxis: 1, at: [100, 0] }, [0, 3]) // [100, 3]
 */
export function nearest(shape: readonly number[], selection: Selection, index: Index): number[] {
  return selection.at.map((from, axis) => {
    if (axis !== selection.rowAxis && axis !== selection.columnAxis) return from;
    const last = Math.min(shape[axis]!, from + longestSide) - 1;
    return Math.max(from, Math.min(index[axis]!, last));
  });
}
