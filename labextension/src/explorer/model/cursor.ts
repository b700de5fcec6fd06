import { panelAxes } from 'poolscope/internal';
import { type Key, moved, within } from '../../panel/key-steps.js';
import type { PanelName, Subject } from './subject.js';

/** A cell of a panel, by the index in that panel's own array; for the mask, in the input. */
export interface Cursor {
  readonly panel: PanelName;
  readonly index: readonly number[];
}

/**
 * Where a key takes the cursor in its panel, as in any array's: Page Down and Page Up move the channel,
 * with Shift the batch, with Alt the depth of 3-d data.
 * @returns undefined for a key that moves no cursor, so that the page may have it, and in an empty array
 * @example
 * move(subject, { panel: 'x', index: [0, 3, 5, 2] }, { key: 'ArrowDown' }).index // [0, 4, 5, 2]
 */
export function move(subject: Subject, { panel, index }: Cursor, key: Key): Cursor | undefined {
  const shape = subject.shapeOf(panel);
  const to = moved(index, shape, panelAxes(shape), key);
  return to && { panel, index: to };
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
