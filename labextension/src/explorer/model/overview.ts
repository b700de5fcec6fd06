// The matrix in few lines, and the rows that stand out in it.
import type { Finding } from 'poolscope';
import { eachWindow } from 'poolscope/internal';
import type { Subject } from './subject.js';

/** Rows of the matrix, the end not included. */
export interface RowRange {
  readonly start: number;
  readonly end: number;
}

/** Rows of the matrix in few lines, each for the same number of successive rows. */
export interface Overview {
  /** The first row. */
  readonly start: number;
  readonly lines: number;
  readonly rowsPerLine: number;
  /** The share of a line's rows that have a maximum in each column: `[lines, windowSize]`. */
  readonly shares: Float32Array;
  /** The gravest of the line's rows, as `oddRowsOf` has it. */
  readonly odd: Uint8Array;
}

/**
 * Down-samples the matrix without losing an odd row: a line is as odd as the gravest of its rows.
 * @param oddRows how odd each row is, from `oddRowsOf`
 * @param most the most lines there may be
 * @param range the rows; by default all
 */
export function overviewOf(
  { mask }: Subject,
  oddRows: Uint8Array,
  most: number,
  { start, end }: RowRange = { start: 0, end: mask.rows },
): Overview {
  const { windowSize, data } = mask;
  const rowsPerLine = Math.max(1, Math.ceil((end - start) / most));
  const lines = Math.ceil((end - start) / rowsPerLine);
  const shares = new Float32Array(lines * windowSize);
  const odd = new Uint8Array(lines);
  for (let line = 0; line < lines; line++) {
    const first = start + line * rowsPerLine;
    const next = Math.min(end, first + rowsPerLine);
    const lineShares = shares.subarray(line * windowSize, (line + 1) * windowSize);
    for (let row = first; row < next; row++) {
      odd[line] = Math.max(odd[line]!, oddRows[row]!);
      for (let column = 0; column < windowSize; column++) {
        lineShares[column]! += data[row * windowSize + column]!;
      }
    }
    for (let column = 0; column < windowSize; column++) lineShares[column]! /= next - first;
  }
  return { start, lines, rowsPerLine, shares, odd };
}

/** How odd a row is, by the severity of the findings that list it: the list and the matrix agree in colour. */
export const oddness = { fine: 0, notice: 1, error: 2 } as const;

/**
 * Finds the odd rows: those with no maximum or with several, those that mark a cell which is not the
 * maximum of x, those whose dout is not finite, and those whose window holds a NaN of x or a cell of
 * din that differs from what dout and the mask give.
 * @param findings the subject's; without them x and din are not checked
 * @returns for each row the gravest `oddness`
 */
export function oddRowsOf(subject: Subject, findings: readonly Finding[]): Uint8Array {
  const { dout, geometry, maxima, x } = subject;
  const odd = new Uint8Array(geometry.rows);
  const gradients = dout.data;
  for (let row = 0; row < odd.length; row++) {
    if (maxima[row] !== 1 || !Number.isFinite(gradients[row])) odd[row] = oddness.notice;
  }
  const levelOf = (name: Finding['name'], array?: Finding['array']): number => {
    const found = findings.find((finding) => finding.name === name && finding.array === array);
    return found === undefined || found.severity === 'fact'
      ? oddness.fine
      : oddness[found.severity];
  };
  if (levelOf('not-maximum') > oddness.fine) {
    const { wrong } = subject.checks.maximaCheck!;
    for (let row = 0; row < odd.length; row++) if (wrong[row] === 1) odd[row] = oddness.error;
  }
  const values = x?.data;
  const tests: [number, (cell: number) => boolean][] = [
    [levelOf('din-differs'), (cell) => subject.checks.difference.differs(cell)],
    [levelOf('nan', 'x'), (cell) => Number.isNaN(values?.[cell])],
  ];
  // Each test goes through all windows, so it runs only where there is something to find.
  for (const [level, test] of tests) {
    if (level === oddness.fine) continue;
    eachWindow(geometry, (row, cells) => {
      for (let column = 0; odd[row]! < level && column < cells.length; column++) {
        if (cells[column]! >= 0 && test(cells[column]!)) odd[row] = level;
      }
    });
  }
  return odd;
}
