import { trans } from '../../ui/texts.js';
import { describeCell } from './cell-clauses.js';
import type { Marks } from './marks.js';
import type { Subject } from './subject.js';
import { describeWindow } from './window-clauses.js';

/**
 * What the cursor marks, in words: which cell won, what din gets for it, and where din is wrong.
 * Without a cursor, how to set one.
 * @example
 * describeMarks(subject, marksOf(subject, { panel: 'dout', index: [0, 3, 5, 2] }))
 * // 'window (3, 5) of channel 2: its maximum 0.81 sits at x(6, 11), so din(6, 11) gets dout = −0.42; the other 3 cells get 0'
 */
export function describeMarks(subject: Subject, marks: Marks | undefined): string {
  if (marks === undefined) {
    return trans.__(
      'Point at a cell of any heatmap, or reach it with the arrow keys: its window, the maximum and what din gets for it are marked in all of them.',
    );
  }
  const clauses =
    marks.inputCell === undefined
      ? describeWindow(subject, marks.rows[0]!)
      : describeCell(subject, marks, marks.inputCell);
  return clauses.reduce((before, next) => trans.__('%1; %2', before, next));
}
