import { element } from '../../ui/element.js';

/** A cell of a small table. */
export interface Cell {
  readonly text: string;
  /** Names its row or column. */
  readonly isHead?: boolean;
  /** Stands out: the maximum of a row. */
  readonly isMarked?: boolean;
  /** What the pointer is told: a number in full. */
  readonly full?: string;
}

/** A small table of numbers with a caption. */
export function tableOf(caption: string, lines: readonly (readonly Cell[])[]): HTMLElement {
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
