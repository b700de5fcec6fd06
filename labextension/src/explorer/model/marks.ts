// What the cursor marks: windows, winners, and what windows gave to a cell of din.
import { dinTolerance, planesOf } from 'poolscope/internal';
import type { Cursor } from './cursor.js';
import type { Subject } from './subject.js';

/** A window of one channel: a row of the matrix. */
export interface MarkedWindow {
  readonly row: number;
  /** The output cell: `[b, ...spatial, c]`. Its flat index in dout is the row. */
  readonly output: readonly number[];
  /** Flat indices into the input in column order, −1 where the cell is not real. */
  readonly cells: readonly number[];
  /** Flat indices into the input of the row's maxima, ascending. */
  readonly winners: readonly number[];
}

/** What a window gave to one cell of din: 0 where its maximum is elsewhere. */
export interface Contribution {
  readonly row: number;
  readonly won: boolean;
  readonly gave: number;
}

/**
 * How a cell of din compares with the sum of what its windows gave: the same bits (NaN equals NaN),
 * equal but for rounding, not checked because windows outside a cut may have given too or because a
 * window leaves the range of numbers, or different.
 */
export type Agreement = 'same' | 'rounding' | 'outside' | 'unknown' | 'different';

/** A cell of din, and what windows gave to it. */
export interface DinCell {
  /** The flat index. */
  readonly cell: number;
  /** What din holds. */
  readonly value: number;
  /** What the windows gave, added in row order and in dout's precision. */
  readonly sum: number;
  readonly agreement: Agreement;
  /** One for every window that holds the cell, in row order. */
  readonly contributions: readonly Contribution[];
}

/** What the cursor marks in all panels. */
export interface Marks {
  readonly cursor: Cursor;
  /** The matrix rows of the windows, ascending: one for a cell of dout, all that hold it for an input cell. */
  readonly rows: readonly number[];
  /**
   * The coordinates that the windows cover along each spatial axis of the input, ascending. Their real
   * cells are all combinations of one coordinate per axis.
   */
  readonly covered: readonly (readonly number[])[];
  /** The coordinates of the windows along each spatial axis of the output, ascending. */
  readonly outputs: readonly (readonly number[])[];
  /** The lowest of the rows. */
  readonly firstRow: number | undefined;
  /** Flat indices into x of the rows' maxima, ascending, each once; none of windows that are too large. */
  readonly winners: readonly number[];
  /**
   * How many cells the windows have together, where that is more than are looked at with each move of
   * the cursor; else undefined.
   */
  readonly unlooked: number | undefined;
  /** The flat index of the input cell under the cursor; undefined for a cell of dout. */
  readonly inputCell: number | undefined;
}

/**
 * Finds what a cursor marks: the windows, their cells and their maxima.
 * @example
 * // One batch and channel, windows of two cells one apart: cell 1 is in both.
 * marksOf(subject, { panel: 'x', index: [0, 1, 0] }).rows // [0, 1]
 */
export function marksOf(subject: Subject, cursor: Cursor): Marks {
  const { geometry } = subject;
  const { index } = cursor;
  const inputCell = cursor.panel === 'dout' ? undefined : geometry.inputCell(...index);
  const rows = inputCell === undefined ? [geometry.row(...index)] : geometry.rowsOf(...index);
  const cells = rows.length * geometry.windowSize;
  const unlooked = cells > mostLooked ? cells : undefined;
  const won = unlooked === undefined ? rows.flatMap((row) => winnersOf(subject, row)) : [];
  const outputs = geometry.outputSpatial.map((_, axis) => outputsAlong(subject, rows, axis));
  return {
    cursor,
    rows,
    outputs,
    covered: outputs.map((outs, axis) => coveredAlong(subject, outs, axis)),
    firstRow: rows[0],
    winners: [...new Set(won)].sort((a, b) => a - b),
    unlooked,
    inputCell,
  };
}

/** The most cells of windows that are looked at with each move of the cursor. */
export const mostLooked: number = 2 ** 16;

/** The window of a matrix row. */
export function windowOf(subject: Subject, row: number): MarkedWindow {
  const { geometry } = subject;
  return {
    row,
    output: geometry.outputIndex(row),
    cells: geometry.cells(row),
    winners: winnersOf(subject, row),
  };
}

/**
 * The coordinates of a window's real cells along each spatial axis, ascending: the cells are all
 * combinations of one per axis. Empty along an axis where the window has no real cell.
 */
export function spansOf(subject: Subject, row: number): number[][] {
  const output = subject.geometry.outputIndex(row);
  return output.slice(1, -1).map((out, axis) => coveredAlong(subject, [out], axis));
}

/**
 * A cell of din, by its flat index, and what each of its windows gave to it. Where din is what dout
 * and the mask give, the gradients add up to what din holds, bit for bit.
 */
export function dinCell(subject: Subject, cell: number): DinCell {
  const { geometry, dout, din } = subject;
  const round = dout.dtype === 'float32' ? Math.fround : (value: number): number => value;
  const contributions = geometry.rowsOf(...geometry.inputIndex(cell)).map((row) => {
    const column = geometry.columnOf(row, cell);
    return { row, won: subject.isMarked(row, column), gave: subject.gaveTo(row, column) };
  });
  const sum = contributions.reduce((total, { gave }) => round(total + gave), 0);
  // Of a derived din it is that sum, and nothing else needs all of din.
  const value = planesOf(din) === undefined ? (din.data[cell] ?? 0) : sum;
  return {
    cell,
    value,
    sum,
    agreement: agreementOf(subject, cell, value, sum, contributions),
    contributions,
  };
}

function agreementOf(
  subject: Subject,
  cell: number,
  value: number,
  sum: number,
  contributions: readonly Contribution[],
): Agreement {
  if (Object.is(value, sum)) return 'same';
  if (subject.isAtCutEdge(cell)) return 'outside';
  const weighted = subject.checks.weightedCell(cell);
  if (weighted !== undefined) return weighted === 'right' ? 'rounding' : weighted;
  const { mask, dout, din, pooledIn } = subject;
  const sizes = contributions.reduce(
    (total, { row, won }) => total + (won ? Math.abs(dout.data[row] ?? 0) : 0),
    0,
  );
  const distance = value === sum ? 0 : Math.abs(value - sum);
  return distance <= dinTolerance(mask, dout, din, pooledIn) * sizes && distance < Infinity
    ? 'rounding'
    : 'different';
}

/** Flat indices into the input of a row's maxima, in column order, which is ascending. */
function winnersOf(subject: Subject, row: number): number[] {
  if (subject.weights !== undefined) return [];
  const { geometry } = subject;
  const { data, windowSize } = subject.mask;
  const start = row * windowSize;
  const winners: number[] = [];
  for (let column = 0; column < windowSize; column++) {
    if (data[start + column] === 1) winners.push(geometry.cell(row, column));
  }
  return winners;
}

/** The windows' coordinates along one spatial axis of the output. */
function outputsAlong({ geometry }: Subject, rows: readonly number[], axis: number): number[] {
  const step = geometry.outputShape.slice(axis + 2).reduce((product, size) => product * size, 1);
  const size = geometry.outputSpatial[axis]!;
  return [...new Set(rows.map((row) => Math.floor(row / step) % size))].sort((a, b) => a - b);
}

function coveredAlong({ geometry }: Subject, outs: readonly number[], axis: number): number[] {
  const covered = new Set<number>();
  for (const out of outs) {
    for (let offset = 0; offset < geometry.kernelSize[axis]!; offset++) {
      const at = geometry.coordinate(axis, out, offset);
      if (at >= 0) covered.add(at);
    }
  }
  return [...covered].sort((a, b) => a - b);
}
