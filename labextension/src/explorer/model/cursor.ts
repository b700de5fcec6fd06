import type { PanelName, Subject } from './subject.js';

/** A cell of a panel, by the index in that panel's own array; for the mask, in the input. */
export interface Cursor {
  readonly panel: PanelName;
  readonly index: readonly number[];
}

/** What a key press says; a keyboard event is one. */
export interface Key {
  readonly key: string;
  readonly shiftKey?: boolean;
  readonly altKey?: boolean;
  readonly ctrlKey?: boolean;
  readonly metaKey?: boolean;
}

/**
 * Where a key takes the cursor: the arrows to the next cell of the panel's grid (a strip has left
 * and right only), Home and End to the first and last cell of the batch and channel, Page Down and
 * Page Up to the next and previous channel, with Shift the batch, with Alt the depth of 3-d data
 * (browsers keep Ctrl with these keys for themselves). At an end it stays where it is.
 * @returns undefined for a key that moves no cursor, so that the page may have it, and in an empty array
 * @example
 * move(subject, { panel: 'x', index: [0, 3, 5, 2] }, { key: 'ArrowDown' }).index // [0, 4, 5, 2]
 */
export function move(subject: Subject, cursor: Cursor, key: Key): Cursor | undefined {
  const shape = subject.shapeOf(cursor.panel);
  const steps = stepsOf(key, shape.length);
  if (steps === undefined || shape.includes(0)) return undefined;
  const index = cursor.index.map((at, axis) => within(at + (steps[axis] ?? 0), shape[axis] ?? 1));
  return { panel: cursor.panel, index };
}

/** The first cell of a panel; of a batch and a channel, where given. */
export function firstCell(
  subject: Subject,
  panel: PanelName,
  batch = 0,
  channel = 0,
): Cursor | undefined {
  const shape = subject.shapeOf(panel);
  if (shape.includes(0)) return undefined;
  const index = shape.map((size, axis) => {
    if (axis === 0) return within(batch, size);
    return axis === shape.length - 1 ? within(channel, size) : 0;
  });
  return { panel, index };
}

/** The output cell of a matrix row. */
export function rowCursor(subject: Subject, row: number): Cursor {
  return { panel: 'dout', index: subject.geometry.outputIndex(row) };
}

/** A cell of the input, by its flat index, in one of the panels that have its shape. */
export function inputCursor(
  subject: Subject,
  panel: Exclude<PanelName, 'dout'>,
  cell: number,
): Cursor {
  return { panel, index: subject.geometry.inputIndex(cell) };
}

/** The cursor as `x:0,3,5,2`; empty where nothing is marked. */
export function cellText(cursor: Cursor | undefined): string {
  return cursor === undefined ? '' : `${cursor.panel}:${cursor.index.join(',')}`;
}

/** How far a key moves along each axis. */
function stepsOf(key: Key, rank: number): number[] | undefined {
  if (key.ctrlKey || key.metaKey) return undefined;
  const along = (axis: number, step: number): number[] =>
    Array.from({ length: rank }, (_, at) => (at === axis ? step : 0));
  const spatial = (step: number): number[] =>
    Array.from({ length: rank }, (_, at) => (at > 0 && at < rank - 1 ? step : 0));
  const page = key.key === 'PageDown' ? 1 : -1;
  switch (key.key) {
    case 'PageDown':
    case 'PageUp':
      if (key.altKey) return rank === 5 && !key.shiftKey ? along(1, page) : undefined;
      return along(key.shiftKey ? 0 : rank - 1, page);
    default:
      if (key.altKey || key.shiftKey) return undefined;
  }
  switch (key.key) {
    case 'ArrowLeft':
      return along(rank - 2, -1);
    case 'ArrowRight':
      return along(rank - 2, 1);
    case 'ArrowUp':
      return rank === 3 ? undefined : along(rank - 3, -1);
    case 'ArrowDown':
      return rank === 3 ? undefined : along(rank - 3, 1);
    case 'Home':
      return spatial(Number.NEGATIVE_INFINITY);
    case 'End':
      return spatial(Number.POSITIVE_INFINITY);
    default:
      return undefined;
  }
}

function within(at: number, size: number): number {
  return Math.max(0, Math.min(at, size - 1));
}
