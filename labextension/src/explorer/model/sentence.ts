import { shortNumber as short, type Tensor } from 'poolscope';
import { type DinCell, dinCell, type Marks, windowOf } from './marks.js';
import type { Subject } from './subject.js';

/** The most cells, windows or terms that a sentence names. */
const named = 4;
/** The largest window whose losing cells are all compared with what they should hold. */
const compared = 64;

/**
 * What the cursor marks, in words: which cell won, what din gets for it, and where din is not what
 * it should be.
 * @example
 * sentence(subject, marksOf(subject, { panel: 'dout', index: [0, 3, 5, 2] }))
 * // 'window (3, 5) of channel 2: its maximum 0.81 sits at x(6, 11), so din(6, 11) gets dout = −0.42; the other 3 cells get 0'
 */
export function sentence(subject: Subject, marks: Marks): string {
  if (marks.inputCell === undefined) return ofWindow(subject, marks.rows[0]!);
  return ofCell(subject, marks, marks.inputCell);
}

/** Of a matrix row. */
function ofWindow(subject: Subject, row: number): string {
  const { output, cells, winners } = windowOf(subject, row);
  const { geometry, dout } = subject;
  const window = `window ${spatial(output)}${whose(subject, output)}`;
  const gradient = `dout = ${valueAt(dout, row)}`;
  const real = cells.filter((cell) => cell >= 0);
  if (winners.length === 0) {
    return `${window} ${whyEmpty(subject, real)}, so ${gradient} goes nowhere`;
  }
  const places = winners.map((cell) => spatial(geometry.inputIndex(cell)));
  const rest = others(subject, real, real.length - winners.length);
  return [
    `${window}: ${maximumOf(subject, real, winners)}, so ${shareOf(subject, row, places)}`,
    ...(rest === '' ? [] : [rest]),
    ...overlapOf(subject, winners),
    ...wrongIn(subject, real, winners),
  ].join('; ');
}

/** Where a row's maximum sits, or what the mask says instead. */
function maximumOf(subject: Subject, real: readonly number[], winners: readonly number[]): string {
  const { geometry, x } = subject;
  const at = winners.map((cell) => spatial(geometry.inputIndex(cell)));
  if (x === undefined) {
    return winners.length === 1
      ? `its maximum sits at ${at[0]}`
      : `its maximum sits at ${at.length} cells, ${list(at)}`;
  }
  const values = winners.map((cell) => x.data[cell]!);
  const [first] = values;
  const alike = values.every((value) => Object.is(value, first) || value === first);
  if (alike && isMaximum(subject, real, first!)) {
    const value = valueAt(x, winners[0]!);
    const cells = at.map((place) => `x${place}`);
    return winners.length === 1
      ? `its maximum ${value} sits at ${cells[0]}`
      : `its maximum ${value} sits at ${cells.length} cells, ${list(cells)}`;
  }
  const cells = winners.map((cell, i) => `x${at[i]} = ${valueAt(x, cell)}`);
  return winners.length === 1
    ? `its mask marks ${cells[0]}, which is not its maximum`
    : `its mask marks ${cells.length} cells, ${list(cells)}`;
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
  const cells = places.map((place) => `din${place}`);
  if (cells.length === 1) return `${cells[0]} gets ${gradient}`;
  const each = `each of ${list(cells)}`;
  if (subject.share === 'full') return `${each} gets all of ${gradient}`;
  return `${each} gets dout / ${cells.length} = ${short(subject.gradientOf(row))}`;
}

function whyEmpty({ x }: Subject, real: readonly number[]): string {
  if (real.length === 0) return 'lies in the padding alone and has no maximum';
  if (x !== undefined && real.every((cell) => Number.isNaN(x.data[cell]))) {
    return 'holds NaN alone and has no maximum';
  }
  return 'has no maximum in the mask';
}

/** What the losing cells get. */
function others(subject: Subject, real: readonly number[], losers: number): string {
  if (losers === 0) return '';
  const lie = subject.overlapping && real.length > 0 ? ' from it' : '';
  return losers === 1 ? `the other cell gets 0${lie}` : `the other ${losers} cells get 0${lie}`;
}

/** What a winning cell holds where other windows gave to it too. */
function overlapOf(subject: Subject, winners: readonly number[]): string[] {
  if (!subject.overlapping) return [];
  return winners.slice(0, named).flatMap((cell) => {
    const { contributions, sum } = dinCell(subject, cell);
    if (contributions.filter(({ won }) => won).length < 2) return [];
    const place = spatial(subject.geometry.inputIndex(cell));
    return [`with what other windows give, din${place} is ${short(sum)}`];
  });
}

/** The first cell of a window whose din is not what it should be. */
function wrongIn(subject: Subject, real: readonly number[], winners: readonly number[]): string[] {
  const looked = [...winners, ...(real.length <= compared ? real : [])];
  for (const cell of looked) {
    const found = dinCell(subject, cell);
    if (found.agreement !== 'different') continue;
    const place = spatial(subject.geometry.inputIndex(cell));
    return [`but din${place} holds ${short(found.value)} instead of ${short(found.sum)}`];
  }
  return [];
}

/** Of a cell of the input. */
function ofCell(subject: Subject, { cursor, rows }: Marks, cell: number): string {
  const { x } = subject;
  const place = spatial(cursor.index);
  const name = x === undefined ? `input cell ${place}` : `x${place} = ${valueAt(x, cell)}`;
  const who = `${name}${whose(subject, cursor.index)}`;
  const din = `din${place}`;
  const found = dinCell(subject, cell);
  const what =
    rows.length === 0
      ? `lies in no window${subject.cut === undefined ? '' : ' of the part shown'}, so ${din} gets 0`
      : rows.length === 1
        ? inOne(subject, rows[0]!, found, din)
        : inSeveral(subject, found, din);
  return [`${who} ${what}`, ...holding(found)].join('; ');
}

function inOne(subject: Subject, row: number, found: DinCell, din: string): string {
  const { geometry, x } = subject;
  const { output, winners, cells } = windowOf(subject, row);
  const window = `window ${spatial(output)}`;
  const gradient = `dout = ${valueAt(subject.dout, row)}`;
  if (found.contributions[0]!.won) {
    const real = cells.filter((cell) => cell >= 0);
    const own = x === undefined || isMaximum(subject, real, x.data[found.cell]!);
    const is = own
      ? winners.length === 1
        ? `is the maximum of ${window}`
        : `is one of the ${winners.length} maxima of ${window}`
      : `is marked in the mask of ${window}, though not its maximum`;
    if (winners.length === 1) return `${is}, so ${din} gets ${gradient}`;
    if (subject.share === 'full') return `${is}, so ${din} gets all of ${gradient}`;
    return `${is}, so ${din} gets dout / ${winners.length} = ${short(found.sum)}`;
  }
  if (winners.length === 0) {
    return `lies in ${window}, which has no maximum in the mask, so ${din} gets 0`;
  }
  const at = winners.map((winner) => spatial(geometry.inputIndex(winner)));
  const where = x === undefined ? list(at) : list(at.map((place) => `x${place}`));
  const maximum = x === undefined ? '' : ` ${valueAt(x, winners[0]!)}`;
  const real = cells.filter((cell) => cell >= 0);
  const own = x === undefined || isMaximum(subject, real, x.data[winners[0]!]!);
  const sits = own ? `whose maximum${maximum} sits at ${where}` : `whose mask marks ${where}`;
  return `lies in ${window}, ${sits}, so ${din} gets 0`;
}

function inSeveral(subject: Subject, found: DinCell, din: string): string {
  const { contributions, sum } = found;
  const won = contributions.filter((one) => one.won);
  const lies = `lies in ${contributions.length} windows and is the maximum of`;
  if (won.length === 0) return `${lies} none, so ${din} gets 0`;
  const windows = won.map(({ row }) => spatial(subject.geometry.outputIndex(row)));
  const which = won.length > named ? `${won.length} of them` : `${won.length}, ${list(windows)}`;
  if (won.length === 1) return `${lies} ${which}, so ${din} gets ${short(sum)}`;
  if (won.length > named) {
    return `${lies} ${which}, so ${din} gets their gradients, which add up to ${short(sum)}`;
  }
  const terms = won.map(({ gave }, i) => {
    if (i === 0) return short(gave);
    return gave < 0 ? `− ${short(-gave)}` : `+ ${short(gave)}`;
  });
  return `${lies} ${which}, so ${din} gets ${terms.join(' ')} = ${short(sum)}`;
}

/** What din holds where that is not what the windows gave. */
function holding({ agreement, value }: DinCell): string[] {
  if (agreement === 'different') return [`but din holds ${short(value)}`];
  if (agreement === 'outside') {
    return [`din holds ${short(value)}, for windows outside the part shown give to it too`];
  }
  return [];
}

/** The spatial part of an index: `(3, 5)`. */
function spatial(index: readonly number[]): string {
  return `(${index.slice(1, -1).join(', ')})`;
}

/** The channel, and the batch where there are several. */
function whose({ geometry }: Subject, index: readonly number[]): string {
  const batch = geometry.batch > 1 ? `batch ${index[0]}, ` : '';
  return ` of ${batch}channel ${index.at(-1)}`;
}

function list(parts: readonly string[]): string {
  if (parts.length > named) {
    return `${parts.slice(0, named - 1).join(', ')} and ${parts.length - named + 1} more`;
  }
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

function valueAt({ data, dtype }: Tensor, at: number): string {
  const value = data[at] ?? 0;
  return dtype.startsWith('float') ? short(value) : `${value}`.replace('-', '−');
}
