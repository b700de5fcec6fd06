import type { PanelAxes } from 'poolscope/internal';

/** What a key press says; a keyboard event is one. */
export interface Key {
  readonly key: string;
  readonly shiftKey?: boolean;
  readonly altKey?: boolean;
  readonly ctrlKey?: boolean;
  readonly metaKey?: boolean;
}

/**
 * Where a key leads from a cell of an array: the arrows to the next cell of the slice (one without
 * rows has left and right only), Home and End to the first and last cell in it, Page Down and Page Up
 * along the last axis that a slider moves, with Shift along the first, with Alt along the depth
 * (browsers keep Ctrl with these keys for themselves). At an end it stays where it is.
 * @param axes which of the array's axes are drawn, and which a slider moves
 * @returns undefined for a key that leads nowhere, so that the page may have it, and in an empty array
 * @example
 * const shape = [8, 32, 48, 16];
 * moved([0, 3, 5, 2], shape, panelAxes(shape), { key: 'ArrowDown' }) // [0, 4, 5, 2]
 */
export function moved(
  index: readonly number[],
  shape: readonly number[],
  axes: PanelAxes,
  key: Key,
): number[] | undefined {
  const steps = stepsOf(key, shape.length, axes);
  if (steps === undefined || shape.includes(0)) return undefined;
  return index.map((at, axis) => within(at + (steps[axis] ?? 0), shape[axis] ?? 1));
}

/** The nearest of the whole numbers from 0 on, below `size`. */
export function within(at: number, size: number): number {
  return Math.max(0, Math.min(at, size - 1));
}

/** How far a key moves along each axis. */
function stepsOf(
  key: Key,
  rank: number,
  { rowAxis, columnAxis, sliders }: PanelAxes,
): number[] | undefined {
  if (key.ctrlKey || key.metaKey) return undefined;
  const along = (axes: readonly (number | undefined)[], step: number): number[] =>
    Array.from({ length: rank }, (_, axis) => (axes.includes(axis) ? step : 0));
  const alongOne = (axis = -1, step: number): number[] | undefined =>
    axis < 0 ? undefined : along([axis], step);
  const depth = sliders.find(({ name }) => name === 'depth')?.axis;
  if (key.key === 'PageDown' || key.key === 'PageUp') {
    if (key.altKey && key.shiftKey) return undefined;
    const other = key.shiftKey ? sliders[0]?.axis : sliders.at(-1)?.axis;
    return alongOne(key.altKey ? depth : other, key.key === 'PageDown' ? 1 : -1);
  }
  if (key.altKey || key.shiftKey) return undefined;
  const drawn = [rowAxis, columnAxis, depth];
  switch (key.key) {
    case 'ArrowLeft':
      return alongOne(columnAxis, -1);
    case 'ArrowRight':
      return alongOne(columnAxis, 1);
    case 'ArrowUp':
      return alongOne(rowAxis, -1);
    case 'ArrowDown':
      return alongOne(rowAxis, 1);
    case 'Home':
      return along(drawn, Number.NEGATIVE_INFINITY);
    case 'End':
      return along(drawn, Number.POSITIVE_INFINITY);
    default:
      return undefined;
  }
}
