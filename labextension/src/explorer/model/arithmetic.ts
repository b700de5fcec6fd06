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
  const { geometry, mask, x, dout } = subject;
  const maxima = subject.maxima[row] ?? 0;
  const cells = geometry.cells(row);
  const weights = subject.weightsOf(row);
  return {
    row,
    dout: dout.data[row] ?? 0,
    sharers: subject.share === 'split' && maxima > 1 ? maxima : 1,
    cells: columns.map((column) => {
      const cell = cells[column]!;
      const real = cell >= 0;
      const max = mask.data[row * mask.windowSize + column] === 1;
      return {
        column,
        offset: geometry.offset(column),
        index: real ? geometry.inputIndex(cell) : undefined,
        value: real ? x?.data[cell] : undefined,
        max,
        weight: real ? weights?.[column] : undefined,
        product: real ? subject.gaveTo(row, column) : undefined,
      };
    }),
  };
}

/**
 * Chooses columns of a row where all would be too many: its first maxima, and then the first columns
 * that are left; ascending.
 */
export function chooseColumns(subject: Subject, row: number, most: number): number[] {
  const { data, windowSize } = subject.mask;
  if (windowSize <= most) return allColumns(subject);
  const start = row * windowSize;
  const shown = new Set<number>();
  for (let column = 0; column < windowSize && shown.size < most / 2; column++) {
    if (data[start + column] === 1) shown.add(column);
  }
  for (let column = 0; shown.size < most; column++) shown.add(column);
  return [...shown].sort((a, b) => a - b);
}

function allColumns({ mask }: Subject): number[] {
  return Array.from({ length: mask.windowSize }, (_, column) => column);
}

/**
 * The rows of one window in every channel, which are neighbours in the matrix: the document's `md`,
 * `[channels, windowSize]`, row-major.
 */
export interface ChannelMatrix {
  /** The matrix row of channel 0. */
  readonly firstRow: number;
  readonly channels: number;
  readonly windowSize: number;
  /** Whether each column is a real cell: the same for all channels. */
  readonly real: readonly boolean[];
  readonly mask: Uint8Array;
  /** What each row gives to din. */
  readonly products: Float64Array;
  /** The gradient of each channel. */
  readonly dout: Float64Array;
}

/** The rows of a row's window in every channel. */
export function channelMatrix(subject: Subject, row: number): ChannelMatrix {
  const { geometry, dout } = subject;
  const { channels, windowSize } = geometry;
  const firstRow = row - (row % channels);
  const cells = geometry.cells(firstRow);
  const size = channels * windowSize;
  const mask = subject.mask.data.slice(firstRow * windowSize, firstRow * windowSize + size);
  const products = new Float64Array(size);
  for (let channel = 0, at = 0; channel < channels; channel++) {
    const row = firstRow + channel;
    for (let column = 0; column < windowSize; column++, at++) {
      if (mask[at] === 1) products[at] = subject.gaveTo(row, column);
    }
  }
  return {
    firstRow,
    channels,
    windowSize,
    real: cells.map((cell) => cell >= 0),
    mask,
    products,
    dout: Float64Array.from(dout.data.subarray(firstRow, firstRow + channels)),
  };
}
