// Findings in rows whose mask is held against x: a mark on a cell that is not the maximum, and ties.
import type { HalfDType } from '../../core/half.js';
import { type AxisLayout, indexText } from '../../core/layout.js';
import { formatCount, formatSixDigits } from '../../core/numbers.js';
import { sizeOf, unflatten } from '../../core/shape.js';
import type { Tensor } from '../../tensor/tensor.js';
import { eachWindow } from '../../window/each-window.js';
import type { Mask } from '../../window/mask/mask.js';
import { Largest } from '../counts/largest.js';
import type { Finding } from '../finding/finding.js';
import { makeRowFinding } from '../finding/make-finding.js';
import type { Message } from '../finding/message.js';
import { Places } from '../finding/places.js';
import { quantity, sentence, sentenceFor } from '../finding/table.js';

/** A mask and the arrays that it is held against. */
export interface MaskedInput {
  readonly x: Tensor;
  readonly mask: Mask;
  readonly dout: Tensor;
  /** The user's axes, which sentences name; by default channels-last. */
  readonly layout?: AxisLayout | undefined;
  /** The half precision that the pooling was computed in. */
  readonly pooledIn?: HalfDType | undefined;
}

/** What x says of the rows of a mask. */
export interface MaximaCheck {
  /** 1 for each row that marks a cell which is not the maximum of x. */
  readonly wrong: Uint8Array;
  readonly wrongCount: number;
  /** 1 for each input cell that such a row marks without its being the maximum. */
  readonly wrongCells: Uint8Array;
  /** 1 for each row in which several real cells hold the maximum. */
  readonly tied: Uint8Array;
  readonly tiedCount: number;
  /** How many input cells are tied in a row whose dout is not 0: their din depends on the policy. */
  readonly tiedCells: number;
}

/** Holds the rows of a mask against x. Rows without a mark, or without a number, are not judged. */
export function checkMaxima({ x, mask, dout, pooledIn }: MaskedInput): MaximaCheck {
  const { data, geometry, rows, windowSize } = mask;
  const [wrong, tied] = [new Uint8Array(rows), new Uint8Array(rows)];
  const inputCells = sizeOf(geometry.inputShape);
  const [held, wrongCells] = [new Uint8Array(inputCells), new Uint8Array(inputCells)];
  let [wrongCount, tiedCount, tiedCells] = [0, 0, 0];
  const largest = new Largest(x, geometry.nan, dout, pooledIn);
  const gradients = dout.data;
  eachWindow(geometry, (row, cells) => {
    largest.look(cells);
    if (largest.cell < 0) return;
    const start = row * windowSize;
    const ties = largest.count > 1;
    const counts = ties && gradients[row] !== 0;
    for (let column = 0; column < windowSize; column++) {
      const cell = cells[column]!;
      const marked = data[start + column] === 1;
      if (cell < 0 || !(marked || counts)) continue;
      const holds = largest.isHeldBy(cell);
      if (marked && !holds) {
        wrong[row] = 1;
        wrongCells[cell] = 1;
      }
      if (counts && holds && held[cell] === 0) {
        held[cell] = 1;
        tiedCells++;
      }
    }
    wrongCount += wrong[row]!;
    if (ties) {
      tied[row] = 1;
      tiedCount++;
    }
  });
  return { wrong, wrongCount, wrongCells, tied, tiedCount, tiedCells };
}

/** Finds rows whose mask marks a cell that is not the maximum of x, and rows that tie. */
export function findInMaxima(parts: MaskedInput, check: MaximaCheck): Finding[] {
  const { wrong, wrongCount, tied, tiedCount, tiedCells } = check;
  const { rows } = parts.mask;
  const found: Finding[] = [];
  if (wrongCount > 0) {
    const places = new Places(rows, wrongCount, (row) => wrong[row] === 1);
    const at = describeRow(parts, places.at(0));
    const [n, total] = [formatCount(wrongCount), quantity(rows, 'row')];
    const text = sentenceFor(wrongCount, 'not-maximum', n, total, at);
    found.push(makeRowFinding('not-maximum', places, text));
  }
  const places = new Places(rows, tiedCount, (row) => tied[row] === 1);
  const depend = sentence('ties.din', formatCount(tiedCells));
  const [n, total] = [formatCount(tiedCount), quantity(rows, 'window')];
  const text = sentenceFor(tiedCount, 'ties', n, total, depend);
  found.push(makeRowFinding('ties', places, text));
  return found;
}

/** The first cell that a row marks wrongly, and the cell that it should mark. */
function describeRow({ x, mask, dout, pooledIn, layout }: MaskedInput, row: number): Message {
  const { data, geometry, windowSize } = mask;
  const cells = geometry.cells(row);
  const largest = new Largest(x, geometry.nan, dout, pooledIn);
  largest.look(cells);
  const start = row * windowSize;
  const marked = cells.find(
    (cell, column) => data[start + column] === 1 && !largest.isHeldBy(cell),
  )!;
  const [given, due] = [x.data[marked]!, x.data[largest.cell]!];
  const [value, most] = [formatSixDigits(given), formatSixDigits(due)];
  const at = (cell: number): string => indexText(unflatten(cell, x.shape), layout);
  const words = [`${row}`, at(marked), value, at(largest.cell)] as const;
  if (Number.isNaN(due)) return sentence('not-maximum.at-nan', ...words);
  if (value === most) {
    return sentence('not-maximum.at-off', ...words, formatSixDigits(due - given));
  }
  return sentence('not-maximum.at', ...words, most);
}
