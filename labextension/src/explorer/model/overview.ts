import type { Finding } from 'poolscope';
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
 * The matrix, down-sampled so that nothing out of the ordinary is lost: a line is odd where one of
 * its rows has no maximum or several, where dout is not finite, or where din differs from what dout
 * and the mask give in a cell of its window.
 * @param most the most lines there may be
 * @param findings of the subject, as the library's `findings` gives them
 */
export function overviewOf(subject: Subject, findings: readonly Finding[], most: number): Overview {
  const { mask, dout, geometry, maxima } = subject;
  const { rows, windowSize, data } = mask;
  const rowsPerLine = Math.max(1, Math.ceil(rows / most));
  const lines = Math.ceil(rows / rowsPerLine);
  const shares = new Float32Array(lines * windowSize);
  const odd = new Uint8Array(lines);
  for (let row = 0; row < rows; row++) {
    const line = Math.floor(row / rowsPerLine);
    for (let column = 0; column < windowSize; column++) {
      const at = line * windowSize + column;
      shares[at] = shares[at]! + data[row * windowSize + column]!;
    }
    if (maxima[row] !== 1 || !Number.isFinite(dout.data[row])) odd[line] = 1;
  }
  for (let line = 0; line < lines; line++) {
    const held = Math.min(rowsPerLine, rows - line * rowsPerLine);
    for (let column = 0; column < windowSize; column++) {
      const at = line * windowSize + column;
      shares[at] = shares[at]! / held;
    }
  }
  for (const finding of findings) {
    if (finding.name !== 'din-differs') continue;
    for (let k = 0; k < finding.count; k++) {
      const place = finding.place(k);
      if (!('cell' in place)) continue;
      for (const row of geometry.rowsOf(...geometry.inputIndex(place.cell))) {
        odd[Math.floor(row / rowsPerLine)] = 1;
      }
    }
  }
  return { lines, rowsPerLine, shares, odd };
}
