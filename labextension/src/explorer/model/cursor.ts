// The cursor: a cell of one of the explorer's panels.
import { panelAxes } from 'poolscope/internal';
import { clampIndex, type Key, stepByKey } from '../../panel/key-steps.js';
import type { PanelName, Subject } from './subject.js';

/** A cell of a panel, by its index in the panel's array; in the mask's panel, in the input. */
export interface Cursor {
  readonly panel: PanelName;
  readonly index: readonly number[];
}

/**
 * Moves the cursor by a key, as in any array: Page Down and Page Up change the channel, with Shift the
 * batch, with Alt the depth of 3-d data.
 * @returns undefined in an empty array, and for any other key, which is left to the page
 * @example
 * moveByKey(subject, { panel: 'x', index: [0, 3, 5, 2] }, { key: 'ArrowDown' }).index // [0, 4, 5, 2]
 */
export function moveByKey(
  subject: Subject,
  { panel, index }: Cursor,
  key: Key,
): Cursor | undefined {
  const shape = subject.shapeOf(panel);
  const to = stepByKey(index, shape, panelAxes(shape), key);
  return to && { panel, index: to };
}

/** The first cell of a panel, in a batch and a channel. */
export function firstCell(
  subject: Subject,
  panel: PanelName,
  batch = 0,
  channel = 0,
): Cursor | undefined {
  const shape = subject.shapeOf(panel);
  if (shape.includes(0)) return undefined;
  const index = shape.map((size, axis) => {
    if (axis === 0) return clampIndex(batch, size);
    return axis === shape.length - 1 ? clampIndex(channel, size) : 0;
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

/** The cursor as text, `x:0,3,5,2`; empty where there is no cursor. */
export function cursorText(cursor: Cursor | undefined): string {
  return cursor === undefined ? '' : `${cursor.panel}:${cursor.index.join(',')}`;
}
