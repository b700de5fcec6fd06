// The sentence about a cell of the input: the windows that hold it, and what they give to din there.
import { shortNumber as short } from 'poolscope/internal';
import { trans } from '../../ui/texts.js';
import { type DinCell, dinCell, type Marks, windowOf } from '../model/marks.js';
import type { Subject } from '../model/subject.js';
import { describeTie, describeWinners, maximaIn, withTie } from './ties.js';
import { cellName, joinList, mostNamed, signedTerms, spatialText, valueAt } from './wording.js';

/** The clauses for a cell of the input. */
export function describeCell(subject: Subject, { cursor, rows }: Marks, cell: number): string[] {
  const who = cellName(subject, cursor.index, cell);
  const din = `din${spatialText(cursor.index)}`;
  const found = dinCell(subject, cell);
  if (rows.length > 1)
    return [describeInSeveral(subject, found, who, din), ...describeWrongDin(found)];
  const clause =
    rows.length === 1
      ? describeInOneWindow(subject, rows[0]!, found, who, din)
      : describeInNoWindow(subject, who, din);
  return [clause, ...describeWrongDin(found)];
}

export function describeInNoWindow({ cut }: Subject, who: string, din: string): string {
  return cut === undefined
    ? trans.__('%1 lies in no window, so %2 gets 0', who, din)
    : trans.__('%1 lies in no window of the part shown, so %2 gets 0', who, din);
}

function describeInOneWindow(
  subject: Subject,
  row: number,
  found: DinCell,
  who: string,
  din: string,
): string {
  const { geometry, x, dout } = subject;
  const { output, winners, cells } = windowOf(subject, row);
  const window = trans.__('window %1', spatialText(output));
  const real = cells.filter((cell) => cell >= 0);
  const maxima = maximaIn(subject, real);
  const isOwn = (cell: number): boolean => x === undefined || maxima.includes(cell);
  if (found.contributions[0]!.won) {
    const n = winners.length;
    const is = isOwn(found.cell)
      ? n === 1
        ? withTie(trans.__('%1 is the maximum of %2', who, window), maxima, found.cell)
        : trans.__('%1 is one of the %2 maxima of %3', who, n, window)
      : trans.__('%1 is marked in the mask of %2, though not its maximum', who, window);
    const gradient = `dout = ${valueAt(dout, row)}`;
    if (n === 1) return trans.__('%1, so %2', is, trans.__('%1 gets %2', din, gradient));
    const gets =
      subject.share === 'full'
        ? trans.__('%1 gets all of %2', din, gradient)
        : trans.__('%1 gets dout / %2 = %3', din, n, short(found.sum));
    return trans.__('%1, so %2', is, gets);
  }
  if (winners.length === 0) {
    return trans.__(
      '%1 lies in %2, which has no maximum in the mask, so %3 gets 0',
      who,
      window,
      din,
    );
  }
  const at = winners.map((winner) => spatialText(geometry.inputIndex(winner)));
  const where = joinList(x === undefined ? at : at.map((place) => `x${place}`));
  if (!isOwn(winners[0]!)) {
    return trans.__('%1 lies in %2, whose mask marks %3, so %4 gets 0', who, window, where, din);
  }
  if (maxima.includes(found.cell)) {
    const equals = trans.__('%1 equals the maximum of %2', who, window);
    const gets = trans.__('%1 gets 0', din);
    return trans.__('%1; %2, so %3', equals, describeTie(maxima, winners, where), gets);
  }
  return x === undefined
    ? trans.__('%1 lies in %2, whose maximum sits at %3, so %4 gets 0', who, window, where, din)
    : trans.__(
        '%1 lies in %2, whose maximum %3 sits at %4, so %5 gets 0',
        who,
        window,
        valueAt(x, winners[0]!),
        where,
        din,
      );
}

function describeInSeveral(subject: Subject, found: DinCell, who: string, din: string): string {
  const { contributions, sum } = found;
  const all = contributions.length;
  const won = contributions.filter((one) => one.won);
  if (won.length === 0) {
    const rows = contributions.map(({ row }) => row);
    return trans.__(
      '%1 lies in %2 windows and is the maximum of none (%3), so %4 gets 0',
      who,
      all,
      describeWinners(subject, rows, found.cell),
      din,
    );
  }
  if (won.length > mostNamed) {
    return trans.__(
      '%1 lies in %2 windows and is the maximum of %3 of them, so %4 gets their gradients, which add up to %5',
      who,
      all,
      won.length,
      din,
      short(sum),
    );
  }
  const windows = joinList(won.map(({ row }) => spatialText(subject.geometry.outputIndex(row))));
  return trans.__(
    '%1 lies in %2 windows and is the maximum of %3, %4, so %5 gets %6',
    who,
    all,
    won.length,
    windows,
    din,
    won.length === 1 ? short(sum) : `${signedTerms(won.map(({ gave }) => gave))} = ${short(sum)}`,
  );
}

/** What din holds, where that is not what the windows gave. */
export function describeWrongDin({ agreement, value }: DinCell): string[] {
  if (agreement === 'different') return [trans.__('but din holds %1', short(value))];
  if (agreement === 'outside') {
    return [
      trans.__('din holds %1, for windows outside the part shown give to it too', short(value)),
    ];
  }
  if (agreement === 'unknown') {
    return [
      trans.__(
        'not checked: a window of it leaves the range of its numbers; din holds %1',
        short(value),
      ),
    ];
  }
  return [];
}
