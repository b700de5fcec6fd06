import { cursorText } from '../model/cursor.js';
import type { Marks } from '../model/marks.js';

/** Writes what is marked as attributes of the explorer's root, for tests and scripts. */
export function writeMarks(root: HTMLElement, marks: Marks | undefined): void {
  root.dataset.cell = cursorText(marks?.cursor);
  root.dataset.row = marks?.firstRow === undefined ? '' : `${marks.firstRow}`;
  root.dataset.rows = JSON.stringify(marks?.rows ?? []);
  root.dataset.winners = JSON.stringify(marks?.winners ?? []);
}

/** Removes the explorer's attributes from the root. */
export function clearMarks(root: HTMLElement): void {
  for (const name of ['cell', 'row', 'rows', 'winners', 'step']) delete root.dataset[name];
}
