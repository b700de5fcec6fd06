// The sentence about a window: its maximum, what that gets, and what is wrong in it.
import { shortNumber as short } from 'poolscope/internal';
import { trans } from '../../ui/texts.js';
import { dinCell, windowOf } from '../model/marks.js';
import type { Subject } from '../model/subject.js';
import { maximaIn, withTie } from './ties.js';
import { joinList, mostNamed, spatialText, valueAt, windowName } from './wording.js';

/** The most cells of a window that are checked one by one. */
export const mostChecked = 64;

/** The clauses for a matrix row. */
export function describeWindow(subject: Subject, row: number): string[] {
  const { output, cells, winners } = windowOf(subject, row);
  const { geometry, dout } = subject;
  const window = windowName(subject, output);
  const real = cells.filter((cell) => cell >= 0);
  if (winners.length === 0) {
    return [describeLostGradient(subject, real, window, `dout = ${valueAt(dout, row)}`)];
  }
  const places = winners.map((cell) => spatialText(geometry.inputIndex(cell)));
  const won = describeMaximum(subject, real, winners);
  return [
    trans.__('%1: %2, so %3', window, won, describeShare(subject, row, places)),
    ...describeLosers(subject, real, real.length - winners.length),
    ...describeOverlap(subject, winners),
    ...describeWrongCell(subject, [
      ...winners.slice(0, mostChecked),
      ...(real.length <= mostChecked ? real : []),
    ]),
  ];
}

/** Where a row's maximum is, or what the mask marks instead. */
function describeMaximum(
  subject: Subject,
  real: readonly number[],
  winners: readonly number[],
): string {
  const { geometry, x } = subject;
  const n = winners.length;
  const at = winners.map((cell) => spatialText(geometry.inputIndex(cell)));
  if (x === undefined) {
    return n === 1
      ? trans.__('its maximum sits at %1', joinList(at))
      : trans.__('its maximum sits at %1 cells, %2', n, joinList(at));
  }
  const values = winners.map((cell) => x.data[cell]!);
  const [first] = values;
  const alike = values.every((value) => Object.is(value, first) || value === first);
  const maxima = maximaIn(subject, real);
  if (alike && maxima.includes(winners[0]!)) {
    const value = valueAt(x, winners[0]!);
    const cells = joinList(at.map((place) => `x${place}`));
    return n === 1
      ? withTie(trans.__('its maximum %1 sits at %2', value, cells), maxima, winners[0]!)
      : trans.__('its maximum %1 sits at %2 cells, %3', value, n, cells);
  }
  const cells = joinList(winners.map((cell, i) => `x${at[i]} = ${valueAt(x, cell)}`));
  return n === 1
    ? trans.__('its mask marks %1, which is not its maximum', cells)
    : trans.__('its mask marks %1 cells, %2', n, cells);
}

/** What the maxima of a row get. */
function describeShare(subject: Subject, row: number, places: readonly string[]): string {
  const gradient = `dout = ${valueAt(subject.dout, row)}`;
  const cells = joinList(places.map((place) => `din${place}`));
  if (places.length === 1) return trans.__('%1 gets %2', cells, gradient);
  if (subject.share === 'full') return trans.__('each of %1 gets all of %2', cells, gradient);
  const part = short(subject.gradientOf(row));
  return trans.__('each of %1 gets dout / %2 = %3', cells, places.length, part);
}

/** Why a window gives its gradient to no cell. */
function describeLostGradient(
  { x }: Subject,
  real: readonly number[],
  window: string,
  gradient: string,
): string {
  if (real.length === 0) {
    return trans.__(
      '%1 lies in the padding alone and has no maximum, so %2 goes nowhere',
      window,
      gradient,
    );
  }
  if (x !== undefined && real.every((cell) => Number.isNaN(x.data[cell]))) {
    return trans.__('%1 holds NaN alone and has no maximum, so %2 goes nowhere', window, gradient);
  }
  return trans.__('%1 has no maximum in the mask, so %2 goes nowhere', window, gradient);
}

/** What the other cells of the window get. */
function describeLosers(subject: Subject, real: readonly number[], losers: number): string[] {
  if (losers === 0) return [];
  return [
    subject.overlaps && real.length > 0
      ? trans._n('the other cell gets 0 from it', 'the other %1 cells get 0 from it', losers)
      : trans._n('the other cell gets 0', 'the other %1 cells get 0', losers),
  ];
}

/** What a maximum holds where other windows gave to it too. */
function describeOverlap(subject: Subject, winners: readonly number[]): string[] {
  if (!subject.overlaps) return [];
  return winners.slice(0, mostNamed).flatMap((cell) => {
    const { contributions, sum } = dinCell(subject, cell);
    if (contributions.filter(({ won }) => won).length < 2) return [];
    const din = `din${spatialText(subject.geometry.inputIndex(cell))}`;
    return [trans.__('with what other windows give, %1 is %2', din, short(sum))];
  });
}

/** The first of some cells whose din is wrong. */
export function describeWrongCell(subject: Subject, cells: readonly number[]): string[] {
  for (const cell of cells) {
    const { agreement, value, sum } = dinCell(subject, cell);
    if (agreement !== 'different') continue;
    const din = `din${spatialText(subject.geometry.inputIndex(cell))}`;
    return [trans.__('but %1 holds %2 instead of %3', din, short(value), short(sum))];
  }
  return [];
}
