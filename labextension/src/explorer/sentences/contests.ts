// The contests of what the cursor marks: each of its windows, who won it, and why.
import { shortNumber as short } from 'poolscope/internal';
import { trans } from '../../ui/texts.js';
import { type DinCell, dinCell, type MarkedWindow, type Marks, windowOf } from '../model/marks.js';
import type { Subject } from '../model/subject.js';
import { maximaIn } from './ties.js';
import { joinList, mostNamed, signedTerms, spatialText, valueAt } from './wording.js';

/**
 * How a window ended for the cell that is looked at: it is marked as the maximum, it is not, it equals
 * the maximum without being marked, or the window has no winner at all.
 */
export type Outcome = 'wins' | 'loses' | 'ties' | 'empty';

/** A window that the cursor marks, from the side of one of its cells. */
export interface Contest extends MarkedWindow {
  /**
   * The cell that is looked at, a flat index of the input: the marked cell, or the first winner where
   * the cursor is in dout; undefined where that window has none.
   */
  readonly cell: number | undefined;
  readonly outcome: Outcome;
  /** What the window gives to the cell: 0 unless it wins. */
  readonly gave: number;
  /** How it ended, in a word or two. */
  readonly said: string;
  /** Why it ended so, in words; empty where there is nothing to add. */
  readonly why: string;
  /** What the cell gets, in words. */
  readonly gets: string;
}

/** The contests that are shown, and how many more there are. */
export interface Contests {
  readonly shown: readonly Contest[];
  /** Windows that are not shown, which the cell wins. */
  readonly moreWon: number;
  /** Windows that are not shown, which it does not win. */
  readonly moreLost: number;
}

/**
 * The windows of what is marked, in row order; where there are more than `most`, those that the cell
 * wins come first. None of windows that are too large to be looked at.
 */
export function contestsOf(
  subject: Subject,
  { rows, inputCell, unlooked }: Marks,
  most: number,
): Contests {
  if (unlooked !== undefined) return { shown: [], moreWon: 0, moreLost: 0 };
  if (inputCell === undefined) {
    return { shown: rows.map((row) => contestOf(subject, row)), moreWon: 0, moreLost: 0 };
  }
  const won = new Set(
    dinCell(subject, inputCell).contributions.flatMap((one) => (one.won ? [one.row] : [])),
  );
  const ordered =
    rows.length > most ? [...won, ...rows.filter((row) => !won.has(row)).slice(0, most)] : rows;
  const shown = ordered.slice(0, most);
  const shownWon = shown.filter((row) => won.has(row)).length;
  return {
    shown: shown.map((row) => contestOf(subject, row, inputCell)),
    moreWon: won.size - shownWon,
    moreLost: rows.length - won.size - (shown.length - shownWon),
  };
}

/**
 * A row's window from the side of one of its cells.
 * @param cell by default the first winner
 */
function contestOf(subject: Subject, row: number, cell?: number): Contest {
  const window = windowOf(subject, row);
  return subject.weights === undefined
    ? maximumOf(subject, window, cell)
    : shareOf(subject, window, cell);
}

/** In a pooling without a mask each cell of a window gets a part of its dout. */
function shareOf(subject: Subject, window: MarkedWindow, cell: number | undefined): Contest {
  const { row } = window;
  const dout = valueAt(subject.dout, row);
  if (window.cells.every((one) => one < 0)) return emptyOf(window, cell);
  const gave = cell === undefined ? 0 : subject.gaveTo(row, window.cells.indexOf(cell));
  return {
    ...window,
    cell,
    outcome: 'wins',
    gave,
    said: trans.__('gives parts'),
    why: '',
    gets:
      cell === undefined ? `dout = ${dout}` : trans.__('gets %1 of dout = %2', short(gave), dout),
  };
}

/** A window that gives nothing to any cell. */
function emptyOf(window: MarkedWindow, cell: number | undefined): Contest {
  const why = window.cells.some((one) => one >= 0)
    ? trans.__('the mask marks no cell')
    : trans.__('all of it lies in the padding');
  const [said, gets] = [trans.__('no winner'), trans.__('gets 0')];
  return { ...window, cell, outcome: 'empty', gave: 0, said, why, gets };
}

function maximumOf(subject: Subject, window: MarkedWindow, cell: number | undefined): Contest {
  const { row, winners } = window;
  const own = cell ?? winners[0];
  if (own === undefined || winners.length === 0) return emptyOf(window, own);
  const held = maximaIn(
    subject,
    window.cells.filter((one) => one >= 0),
  );
  if (winners.includes(own)) {
    const gave = subject.gradientOf(row);
    return {
      ...window,
      cell: own,
      outcome: 'wins',
      gave,
      said: trans.__('wins'),
      why: whyItWins(subject, window, held, own),
      gets: getsText(subject, window, gave),
    };
  }
  const lost = { ...window, cell: own, gave: 0, gets: trans.__('gets 0') };
  return held.includes(own)
    ? {
        ...lost,
        outcome: 'ties',
        said: trans.__('ties, not chosen'),
        why: whyItTies(subject, window, held),
      }
    : {
        ...lost,
        outcome: 'loses',
        said: trans.__('loses'),
        why: whyItLoses(subject, window, held),
      };
}

function getsText(subject: Subject, { row, winners }: MarkedWindow, gave: number): string {
  return subject.share === 'split' && winners.length > 1
    ? trans.__('gets dout / %1 = %2', winners.length, short(gave))
    : trans.__('gets dout = %1', valueAt(subject.dout, row));
}

function whyItWins(
  subject: Subject,
  { winners }: MarkedWindow,
  held: readonly number[],
  cell: number,
): string {
  if (held.length > 0 && !held.includes(cell)) return trans.__('though not the maximum');
  if (winners.length > 1) return trans.__('one of %1 winners', winners.length);
  return held.length > 1 ? trans.__('tie: %1', whichOf(subject, held, cell)) : '';
}

function whyItTies(subject: Subject, { winners }: MarkedWindow, held: readonly number[]): string {
  const where = placesOf(subject, winners);
  if (!held.includes(winners[0]!)) return trans.__('the maximum, but %1 is marked', where);
  if (winners.length > 1) return trans.__('tie: %1 win', where);
  return trans.__('tie: %1, at %2', whichOf(subject, held, winners[0]!), where);
}

/** Which of several equal cells one is: why it was chosen. Of NaN the last is, whatever the policy. */
function whichOf({ x }: Subject, held: readonly number[], winner: number): string {
  if (Number.isNaN(x?.data[winner]) && winner === held.at(-1)) return trans.__('the last NaN wins');
  if (winner === held[0]) return trans.__('first in scan order wins');
  if (winner === held.at(-1)) return trans.__('last in scan order wins');
  return trans.__('another one wins');
}

function whyItLoses(subject: Subject, { winners }: MarkedWindow, held: readonly number[]): string {
  const { x } = subject;
  const where = placesOf(subject, winners);
  if (x === undefined) return trans.__('the maximum is at %1', where);
  const [first] = winners as [number];
  if (!held.includes(first)) {
    return trans.__('the mask marks %1 at %2, not the maximum', valueAt(x, first), where);
  }
  return Number.isNaN(x.data[first])
    ? trans.__('NaN wins, at %1', where)
    : trans.__('beaten by %1 at %2', valueAt(x, first), where);
}

function placesOf({ geometry }: Subject, cells: readonly number[]): string {
  return joinList(cells.map((cell) => spatialText(geometry.inputIndex(cell))));
}

/**
 * The terms that a cell of din should be, with their sum: `−1.75 − 0.261 = −2.02`. Zeros are left out;
 * where many windows gave to it, only the first and how many more.
 */
export function sumText({ contributions, sum }: DinCell): string {
  const terms = contributions.filter(({ won }) => won).map(({ gave }) => gave);
  if (terms.length < 2) return short(sum);
  const named = signedTerms(terms.slice(0, mostNamed));
  const more = terms.length - mostNamed;
  const all = more > 0 ? `${named} ${trans.__('+ … (%1 more)', more)}` : named;
  return `${all} = ${short(sum)}`;
}
