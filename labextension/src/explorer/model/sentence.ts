import type { Tensor } from 'poolscope';
import { shortNumber as short } from 'poolscope/internal';
import { trans } from '../../ui/texts.js';
import { type DinCell, dinCell, type Marks, windowOf } from './marks.js';
import type { Subject } from './subject.js';

/** The most cells, windows or terms that a sentence names. */
const named = 4;
/** The largest window whose losing cells are all compared with what they should hold. */
const compared = 64;

/**
 * What the cursor marks, in words: which cell won, what din gets for it, and where din is not what
 * it should be. Without a cursor, how to come by one.
 * @example
 * sentence(subject, marksOf(subject, { panel: 'dout', index: [0, 3, 5, 2] }))
 * // 'window (3, 5) of channel 2: its maximum 0.81 sits at x(6, 11), so din(6, 11) gets dout = −0.42; the other 3 cells get 0'
 */
export function sentence(subject: Subject, marks: Marks | undefined): string {
  if (marks === undefined) {
    return trans.__(
      'Point at a cell of any heatmap, or reach it with the arrow keys: its window, the maximum and what din gets for it are marked in all of them.',
    );
  }
  const clauses =
    marks.inputCell === undefined
      ? ofWindow(subject, marks.rows[0]!)
      : ofCell(subject, marks, marks.inputCell);
  return clauses.reduce((before, next) => trans.__('%1; %2', before, next));
}

/** Of a matrix row. */
function ofWindow(subject: Subject, row: number): string[] {
  const { output, cells, winners } = windowOf(subject, row);
  const { geometry, dout } = subject;
  const window = whose(subject, output, {
    channel: (channel) => trans.__('window %1 of channel %2', spatial(output), channel),
    batch: (batch, channel) =>
      trans.__('window %1 of batch %2, channel %3', spatial(output), batch, channel),
  });
  const real = cells.filter((cell) => cell >= 0);
  if (winners.length === 0) {
    return [lostBy(subject, real, window, `dout = ${valueAt(dout, row)}`)];
  }
  const places = winners.map((cell) => spatial(geometry.inputIndex(cell)));
  const won = maximumOf(subject, real, winners);
  return [
    trans.__('%1: %2, so %3', window, won, shareOf(subject, row, places)),
    ...others(subject, real, real.length - winners.length),
    ...overlapOf(subject, winners),
    ...wrongIn(subject, real, winners),
  ];
}

/** Where a row's maximum sits, or what the mask says instead. */
function maximumOf(subject: Subject, real: readonly number[], winners: readonly number[]): string {
  const { geometry, x } = subject;
  const n = winners.length;
  const at = winners.map((cell) => spatial(geometry.inputIndex(cell)));
  if (x === undefined) {
    return n === 1
      ? trans.__('its maximum sits at %1', list(at))
      : trans.__('its maximum sits at %1 cells, %2', n, list(at));
  }
  const values = winners.map((cell) => x.data[cell]!);
  const [first] = values;
  const alike = values.every((value) => Object.is(value, first) || value === first);
  if (alike && isMaximum(subject, real, first!)) {
    const value = valueAt(x, winners[0]!);
    const cells = list(at.map((place) => `x${place}`));
    return n === 1
      ? trans.__('its maximum %1 sits at %2', value, cells)
      : trans.__('its maximum %1 sits at %2 cells, %3', value, n, cells);
  }
  const cells = list(winners.map((cell, i) => `x${at[i]} = ${valueAt(x, cell)}`));
  return n === 1
    ? trans.__('its mask marks %1, which is not its maximum', cells)
    : trans.__('its mask marks %1 cells, %2', n, cells);
}

/** Whether no real cell of a window exceeds a value, by the geometry's rule for NaN. */
function isMaximum({ geometry, x }: Subject, real: readonly number[], value: number): boolean {
  const values = real.map((cell) => x!.data[cell]!);
  if (Number.isNaN(value)) return geometry.nan === 'propagate';
  if (geometry.nan === 'propagate' && values.some(Number.isNaN)) return false;
  return !values.some((other) => other > value);
}

/** What the maxima of a row get. */
function shareOf(subject: Subject, row: number, places: readonly string[]): string {
  const gradient = `dout = ${valueAt(subject.dout, row)}`;
  const cells = list(places.map((place) => `din${place}`));
  if (places.length === 1) return trans.__('%1 gets %2', cells, gradient);
  if (subject.share === 'full') return trans.__('each of %1 gets all of %2', cells, gradient);
  const part = short(subject.gradientOf(row));
  return trans.__('each of %1 gets dout / %2 = %3', cells, places.length, part);
}

/** Why a window gives its gradient to no cell. */
function lostBy({ x }: Subject, real: readonly number[], window: string, gradient: string): string {
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

/** What the losing cells get. */
function others(subject: Subject, real: readonly number[], losers: number): string[] {
  if (losers === 0) return [];
  return [
    subject.overlapping && real.length > 0
      ? trans._n('the other cell gets 0 from it', 'the other %1 cells get 0 from it', losers)
      : trans._n('the other cell gets 0', 'the other %1 cells get 0', losers),
  ];
}

/** What a winning cell holds where other windows gave to it too. */
function overlapOf(subject: Subject, winners: readonly number[]): string[] {
  if (!subject.overlapping) return [];
  return winners.slice(0, named).flatMap((cell) => {
    const { contributions, sum } = dinCell(subject, cell);
    if (contributions.filter(({ won }) => won).length < 2) return [];
    const din = `din${spatial(subject.geometry.inputIndex(cell))}`;
    return [trans.__('with what other windows give, %1 is %2', din, short(sum))];
  });
}

/** The first cell of a window whose din is not what it should be. */
function wrongIn(subject: Subject, real: readonly number[], winners: readonly number[]): string[] {
  const looked = [...winners, ...(real.length <= compared ? real : [])];
  for (const cell of looked) {
    const { agreement, value, sum } = dinCell(subject, cell);
    if (agreement !== 'different') continue;
    const din = `din${spatial(subject.geometry.inputIndex(cell))}`;
    return [trans.__('but %1 holds %2 instead of %3', din, short(value), short(sum))];
  }
  return [];
}

/** Of a cell of the input. */
function ofCell(subject: Subject, { cursor, rows }: Marks, cell: number): string[] {
  const { x } = subject;
  const place = spatial(cursor.index);
  const name =
    x === undefined ? trans.__('input cell %1', place) : `x${place} = ${valueAt(x, cell)}`;
  const who = whose(subject, cursor.index, {
    channel: (channel) => trans.__('%1 of channel %2', name, channel),
    batch: (batch, channel) => trans.__('%1 of batch %2, channel %3', name, batch, channel),
  });
  const din = `din${place}`;
  const found = dinCell(subject, cell);
  if (rows.length > 1) return [inSeveral(subject, found, who, din), ...holding(found)];
  const told =
    rows.length === 1 ? inOne(subject, rows[0]!, found, who, din) : inNone(subject, who, din);
  return [told, ...holding(found)];
}

function inNone({ cut }: Subject, who: string, din: string): string {
  return cut === undefined
    ? trans.__('%1 lies in no window, so %2 gets 0', who, din)
    : trans.__('%1 lies in no window of the part shown, so %2 gets 0', who, din);
}

function inOne(subject: Subject, row: number, found: DinCell, who: string, din: string): string {
  const { geometry, x, dout } = subject;
  const { output, winners, cells } = windowOf(subject, row);
  const window = trans.__('window %1', spatial(output));
  const real = cells.filter((cell) => cell >= 0);
  const isOwn = (cell: number): boolean =>
    x === undefined || isMaximum(subject, real, x.data[cell]!);
  if (found.contributions[0]!.won) {
    const n = winners.length;
    const is = isOwn(found.cell)
      ? n === 1
        ? trans.__('%1 is the maximum of %2', who, window)
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
  const at = winners.map((winner) => spatial(geometry.inputIndex(winner)));
  const where = list(x === undefined ? at : at.map((place) => `x${place}`));
  if (!isOwn(winners[0]!)) {
    return trans.__('%1 lies in %2, whose mask marks %3, so %4 gets 0', who, window, where, din);
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

function inSeveral(subject: Subject, found: DinCell, who: string, din: string): string {
  const { contributions, sum } = found;
  const all = contributions.length;
  const won = contributions.filter((one) => one.won);
  if (won.length === 0) {
    return trans.__(
      '%1 lies in %2 windows and is the maximum of none, so %3 gets 0',
      who,
      all,
      din,
    );
  }
  if (won.length > named) {
    return trans.__(
      '%1 lies in %2 windows and is the maximum of %3 of them, so %4 gets their gradients, which add up to %5',
      who,
      all,
      won.length,
      din,
      short(sum),
    );
  }
  const windows = list(won.map(({ row }) => spatial(subject.geometry.outputIndex(row))));
  const terms = won.map(({ gave }, i) => {
    if (i === 0) return short(gave);
    return gave < 0 ? `− ${short(-gave)}` : `+ ${short(gave)}`;
  });
  return trans.__(
    '%1 lies in %2 windows and is the maximum of %3, %4, so %5 gets %6',
    who,
    all,
    won.length,
    windows,
    din,
    won.length === 1 ? short(sum) : `${terms.join(' ')} = ${short(sum)}`,
  );
}

/** What din holds where that is not what the windows gave. */
function holding({ agreement, value }: DinCell): string[] {
  if (agreement === 'different') return [trans.__('but din holds %1', short(value))];
  if (agreement === 'outside') {
    return [
      trans.__('din holds %1, for windows outside the part shown give to it too', short(value)),
    ];
  }
  return [];
}

/** The spatial part of an index: `(3, 5)`. */
function spatial(index: readonly number[]): string {
  return `(${index.slice(1, -1).join(', ')})`;
}

/** Something of a channel, and of a batch where there are several. */
function whose(
  { geometry }: Subject,
  index: readonly number[],
  said: {
    channel(channel: number): string;
    batch(batch: number, channel: number): string;
  },
): string {
  const [batch, channel] = [index[0]!, index.at(-1)!];
  return geometry.batch > 1 ? said.batch(batch, channel) : said.channel(channel);
}

function list(parts: readonly string[]): string {
  const commas = (some: readonly string[]): string =>
    some.reduce((before, next) => trans.__('%1, %2', before, next));
  if (parts.length > named) {
    const more = parts.length - named + 1;
    return trans.__('%1 and %2 more', commas(parts.slice(0, named - 1)), more);
  }
  if (parts.length < 2) return parts.join('');
  return trans.__('%1 and %2', commas(parts.slice(0, -1)), parts.at(-1)!);
}

function valueAt({ data, dtype }: Tensor, at: number): string {
  const value = data[at] ?? 0;
  return dtype.startsWith('float') ? short(value) : `${value}`.replace('-', '−');
}
