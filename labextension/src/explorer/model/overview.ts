import type { Finding } from 'poolscope';
import { eachWindow } from 'poolscope/internal';
import type { Subject } from './subject.js';

/** The whole matrix in few lines: each stands for as many rows, one after the other. */
export interface Overview {
  readonly lines: number;
  readonly rowsPerLine: number;
  /** Which part of a line's rows have a maximum in each column: `[lines, windowSize]`. */
  readonly shares: Float32Array;
  /** 1 where at least one of the line's rows is out of the ordinary. */
  readonly odd: Uint8Array;
}

/**
 * The matrix, down-sampled so that no row out of the ordinary is lost: a line is odd where one of
 * its rows is.
 * @param oddRows 1 where a row is, as `oddRowsOf` gives them
 * @param most the most lines there may be
 */
export function overviewOf({ mask }: Subject, oddRows: Uint8Array, most: number): Overview {
  const { rows, windowSize, data } = mask;
  const rowsPerLine = Math.max(1, Math.ceil(rows / most));
  const lines = Math.ceil(rows / rowsPerLine);
  const shares = new Float32Array(lines * windowSize);
  const odd = new Uint8Array(lines);
  for (let line = 0; line < lines; line++) {
    const start = line * rowsPerLine;
    const end = Math.min(rows, start + rowsPerLine);
    const own = shares.subarray(line * windowSize, (line + 1) * windowSize);
    for (let row = start; row < end; row++) {
      if (oddRows[row] === 1) odd[line] = 1;
      for (let column = 0; column < windowSize; column++) {
        own[column]! += data[row * windowSize + column]!;
      }
    }
    for (let column = 0; column < windowSize; column++) own[column]! /= end - start;
  }
  return { lines, rowsPerLine, shares, odd };
}

/**
 * Which rows are out of the ordinary: those with no maximum or several, those whose dout is not
 * finite, and those in whose window a cell of x is NaN or a cell of din differs from what dout and
 * the mask give.
 * @param findings of the subject, as the library's `findings` gives them; without them x and din are
 *   not looked at
 */
export function oddRowsOf(subject: Subject, findings: readonly Finding[]): Uint8Array {
  const { dout, geometry, maxima, x } = subject;
  const odd = new Uint8Array(geometry.rows);
  const gradients = dout.data;
  for (let row = 0; row < odd.length; row++) {
    if (maxima[row] !== 1 || !Number.isFinite(gradients[row])) odd[row] = 1;
  }
  const has = (name: Finding['name'], array?: Finding['array']): boolean =>
    findings.some((finding) => finding.name === name && finding.array === array);
  const tests: ((cell: number) => boolean)[] = [];
  if (has('din-differs')) tests.push(subject.difference.differs);
  const values = x?.data;
  if (values && has('nan', 'x')) tests.push((cell) => Number.isNaN(values[cell]));
  // A pass over all windows for each, only where there is something to be found.
  for (const test of tests) {
    eachWindow(geometry, (row, cells) => {
      for (let column = 0; odd[row] === 0 && column < cells.length; column++) {
        if (cells[column]! >= 0 && test(cells[column]!)) odd[row] = 1;
      }
    });
  }
  return odd;
}
