import { cellText } from '../model/cursor.js';
import type { Marks } from '../model/marks.js';

/** Writes what is marked on the explorer's root, where tests and scripts read it. */
export function writeMarks(root: HTMLElement, marks: Marks | undefined): void {
  root.dataset.cell = cellText(marks?.cursor);
  root.dataset.row = marks?.dataRow === undefined ? '' : `${marks.dataRow}`;
  root.dataset.rows = JSON.stringify(marks?.dataRows ?? []);
  root.dataset.winners = JSON.stringify(marks?.dataWinners ?? []);
}

/** Takes the explorer's attributes off the root. */
export function clearMarks(root: HTMLElement): void {
  for (const name of ['cell', 'row', 'rows', 'winners', 'step']) delete root.dataset[name];
}
