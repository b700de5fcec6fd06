// Which cell a key leads to, in any array.
import type { PanelAxes } from 'poolscope/internal';

/** A key press: what a keyboard event says of it. */
export interface Key {
  readonly key: string;
  readonly shiftKey?: boolean;
  readonly altKey?: boolean;
  readonly ctrlKey?: boolean;
  readonly metaKey?: boolean;
}

/**
 * The cell that a key leads to: arrows go to the next cell of the slice (in a slice without rows only
 * left and right), Home and End to its first and last cell, Page Down and Page Up along the last axis
 * that has a slider, with Shift along the first, with Alt along the depth (browsers use Ctrl with
 * these keys themselves). At the end of an axis the cell stays the same.
 * @param axes which of the array's axes are drawn, and which have a slider
 * @returns undefined in an empty array, and for any other key, which is left to the page
 * @example
 * const shape = [8, 32, 48, 16];
 * stepByKey([0, 3, 5, 2], shape, panelAxes(shape), { key: 'ArrowDown' }) // [0, 4, 5, 2]
 */
export function stepByKey(
  index: readonly number[],
  shape: readonly number[],
  axes: PanelAxes,
  key: Key,
): number[] | undefined {
  const steps = stepsOf(key, shape.length, axes);
  if (steps === undefined || shape.includes(0)) return undefined;
  return index.map((at, axis) => clampIndex(at + (steps[axis] ?? 0), shape[axis] ?? 1));
}

/** The nearest index of an axis, from 0 to `size` − 1. */
export function clampIndex(at: number, size: number): number {
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
