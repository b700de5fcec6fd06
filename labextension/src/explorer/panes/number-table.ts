import type { Tensor } from 'poolscope';
import { shortNumber } from 'poolscope/internal';
import { element } from '../../ui/element.js';
import { valueText } from '../../ui/readout.js';

/** A cell of a small table of numbers. */
export interface NumberCell {
  readonly text: string;
  /** Whether it names its row or column. */
  readonly isHead?: boolean;
  /** Whether it stands out, as the maximum of a row does. */
  readonly isMarked?: boolean;
  /** The tip under the pointer: the number in full. */
  readonly full?: string;
}

/** A cell with a number: short, and in full in its tip; a dash where there is no number. */
export function numberCell(value: number | undefined, dtype: Tensor['dtype']): NumberCell {
  if (value === undefined) return { text: '–' };
  return { text: shortNumber(value), full: valueText(value, dtype) };
}

/** Creates a small table of numbers with a caption. */
export function createNumberTable(
  caption: string,
  lines: readonly (readonly NumberCell[])[],
): HTMLElement {
  const table = element('table', 'poolscope-numbers');
  table.append(element('caption', '', caption));
  for (const line of lines) {
    const row = document.createElement('tr');
    for (const { text, isHead, isMarked, full } of line) {
      const cell = element(isHead ? 'th' : 'td', isMarked ? 'poolscope-marked' : '', text);
      if (full !== undefined) cell.title = full;
      row.append(cell);
    }
    table.append(row);
  }
  return table;
}
