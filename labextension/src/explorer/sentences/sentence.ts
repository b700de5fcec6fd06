// The sentence of what the cursor marks.
import { trans } from '../../ui/texts.js';
import { type Marks, mostLooked } from '../model/marks.js';
import type { Subject } from '../model/subject.js';
import { describeCell } from './cell-clauses.js';
import { describeWeightedCell, describeWeightedWindow } from './weighted-clauses.js';
import { describeWindow } from './window-clauses.js';
import { joinList, spatialText } from './wording.js';

/**
 * What the cursor marks, in words: which cell won, what din gets for it, and where din is wrong.
 * Without a cursor, how to set one.
 * @example
 * describeMarks(subject, marksOf(subject, { panel: 'dout', index: [0, 3, 5, 2] }))
 * // 'window (3, 5) of channel 2: its maximum 0.81 sits at x(6, 11), so din(6, 11) gets dout = −0.42; the other 3 cells get 0'
 * @param depth in 3-d, the depth of the input on screen: what is marked elsewhere is said to be there
 */
export function describeMarks(subject: Subject, marks: Marks | undefined, depth?: number): string {
  if (marks === undefined && subject.weights !== undefined) {
    return trans.__(
      'Point at a cell of any heatmap, or reach it with the arrow keys: its windows and what din gets of each are marked in all of them.',
    );
  }
  if (marks === undefined) {
    return trans.__(
      'Point at a cell of any heatmap, or reach it with the arrow keys: its window, the maximum and what din gets for it are marked in all of them.',
    );
  }
  const { rows, unlooked } = marks;
  if (unlooked !== undefined) {
    return trans._n(
      '%2: %1 window of %3 cells, more than the %4 that are looked at here; findings look at all',
      '%2: %1 windows of %3 cells together, more than the %4 that are looked at here; findings look at all',
      rows.length,
      `${marks.cursor.panel}${spatialText(marks.cursor.index)}`,
      unlooked,
      mostLooked,
    );
  }
  if (subject.weights !== undefined) {
    const said =
      marks.inputCell === undefined
        ? describeWeightedWindow(subject, marks.rows[0]!)
        : describeWeightedCell(subject, marks, marks.inputCell);
    return said.reduce((before, next) => trans.__('%1; %2', before, next));
  }
  const clauses =
    marks.inputCell === undefined
      ? describeWindow(subject, marks.rows[0]!)
      : describeCell(subject, marks, marks.inputCell);
  clauses.push(...describeHollow(subject, marks, depth));
  return clauses.reduce((before, next) => trans.__('%1; %2', before, next));
}

/** Which maxima have a hollow mark, since they lie at another depth than the one on screen. */
function describeHollow(
  { geometry }: Subject,
  { winners }: Marks,
  depth: number | undefined,
): string[] {
  if (geometry.inputShape.length < 5 || depth === undefined) return [];
  const elsewhere = winners
    .map((cell) => geometry.inputIndex(cell))
    .filter((index) => index[1] !== depth);
  if (elsewhere.length === 0) return [];
  const depths = [...new Set(elsewhere.map((index) => `${index[1]}`))];
  return [trans.__('a hollow mark: the maximum is at depth %1, not %2', joinList(depths), depth)];
}
