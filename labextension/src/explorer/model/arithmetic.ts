// A matrix row cell by cell, and the rows of one window in every channel.
import type { Subject } from './subject.js';

/** One cell of a row. */
export interface ArithmeticCell {
  readonly column: number;
  /** Its place in the window: `[kh, kw]` in 2-d. */
  readonly offset: readonly number[];
  /** Its index in the input; undefined in the padding. */
  readonly index: readonly number[] | undefined;
  /** Its value in x; undefined in the padding and without x. */
  readonly value: number | undefined;
  /** Whether the mask is true there. */
  readonly max: boolean;
  /** Its weight; undefined in the padding, and where there is a mask. */
  readonly weight: number | undefined;
  /** What the row gives to din there: its gradient or 0; undefined in the padding. */
  readonly product: number | undefined;
}

/** A row, cell by cell. */
export interface Arithmetic {
  readonly row: number;
  readonly dout: number;
  /** How many cells share dout: more than 1 only with `share: 'split'`. */
  readonly sharers: number;
  readonly cells: readonly ArithmeticCell[];
}

/**
 * A matrix row's values, its mask and its product with dout, in column order.
 * @param columns which of its cells; by default all
 */
export function arithmeticOf(
  subject: Subject,
  row: number,
  columns: readonly number[] = allColumns(subject),
): Arithmetic {
  const { geometry, x, dout } = subject;
  const maxima = subject.maximaOf(row);
  const weightOf = subject.weightsOf(row);
  const giveOf = subject.givesOf(row);
  return {
    row,
    dout: dout.data[row] ?? 0,
    sharers: subject.share === 'split' && maxima > 1 ? maxima : 1,
    cells: columns.map((column) => {
      const cell = geometry.cell(row, column);
      const real = cell >= 0;
      return {
        column,
        offset: geometry.offset(column),
        index: real ? geometry.inputIndex(cell) : undefined,
        value: real ? x?.data[cell] : undefined,
        max: subject.isMarked(row, column),
        weight: real ? weightOf?.(column) : undefined,
        product: real ? giveOf(column) : undefined,
      };
    }),
  };
}

/**
 * Chooses columns of a row where all would be too many: its first maxima, and then the first columns
 * that are left; ascending.
 */
export function chooseColumns(subject: Subject, row: number, most: number): number[] {
  const { windowSize } = subject.geometry;
  if (windowSize <= most) return allColumns(subject);
  const shown = new Set<number>();
  for (let column = 0; column < windowSize && shown.size < most / 2; column++) {
    if (subject.isMarked(row, column)) shown.add(column);
  }
  for (let column = 0; shown.size < most; column++) shown.add(column);
  return [...shown].sort((a, b) => a - b);
}

function allColumns({ geometry }: Subject): number[] {
  return Array.from({ length: geometry.windowSize }, (_, column) => column);
}

/** A row of one window in one channel: a line of the document's `md`. */
export interface ChannelRow {
  readonly row: number;
  readonly dout: number;
  readonly cells: readonly Pick<ArithmeticCell, 'max' | 'product'>[];
}

/**
 * The rows of a window in some channels; those of all channels are neighbours in the matrix.
 * @param row of any channel
 * @param columns which of its cells; by default all
 */
export function channelRows(
  subject: Subject,
  row: number,
  channels: readonly number[],
  columns: readonly number[] = allColumns(subject),
): ChannelRow[] {
  const { geometry, dout } = subject;
  const firstRow = row - (row % geometry.channels);
  return channels.map((channel) => {
    const own = firstRow + channel;
    const giveOf = subject.givesOf(own);
    const cells = columns.map((column) => ({
      max: subject.isMarked(own, column),
      product: geometry.cell(own, column) < 0 ? undefined : giveOf(column),
    }));
    return { row: own, dout: dout.data[own]!, cells };
  });
}
