// The table of a slice, for any view: reads out well, and can be copied.
import { formatCount, type Slice, shortNumber } from 'poolscope/internal';
import { element } from '../ui/element.js';
import { trans } from '../ui/texts.js';

/** The most cells of a table: more would block the page for seconds. */
const mostCells = 16_384;
/** The most columns of them. */
const mostColumns = 1024;

/** What a table shows. */
export interface TableContent {
  /** The caption. */
  readonly title: string;
  readonly slice: Slice;
  /** The place of the cursor, if it is in this slice. */
  readonly current: { readonly row: number; readonly column: number } | undefined;
}

/** The slice on screen as a table, for screen readers and for copying. */
export class SliceTable {
  readonly node: HTMLElement = element('div', 'poolscope-table');
  private readonly onChoose: (row: number, column: number) => void;
  private markedCell: HTMLElement | undefined;
  private drawnSlice: Slice | undefined;

  /** @param onChoose called with the cell that was clicked */
  constructor(onChoose: (row: number, column: number) => void) {
    this.onChoose = onChoose;
    this.node.hidden = true;
    this.node.tabIndex = 0;
    this.node.setAttribute('role', 'group');
    this.node.addEventListener('click', ({ target }) => {
      const cell = target instanceof Element ? target.closest('td') : null;
      const row = cell?.closest('tr');
      if (cell && row) this.onChoose(row.rowIndex - 1, cell.cellIndex - 1);
    });
  }

  /** Draws a slice; where it is the same as before only the cursor's mark moves. */
  draw({ title, slice, current }: TableContent): void {
    if (this.node.hidden) return;
    if (slice !== this.drawnSlice) this.fill(title, slice);
    this.drawnSlice = slice;
    this.markedCell?.removeAttribute('aria-current');
    const row = current && this.node.querySelectorAll('tr')[current.row + 1];
    const cell = row?.children[(current?.column ?? 0) + 1];
    this.markedCell = cell instanceof HTMLElement ? cell : undefined;
    this.markedCell?.setAttribute('aria-current', 'true');
  }

  /** Scrolls to the table, which is below what asked for it. */
  bringIntoView(): void {
    this.node.scrollIntoView({ block: 'nearest' });
  }

  private fill(title: string, { rows, columns, values }: Slice): void {
    this.node.setAttribute('aria-label', title);
    const across = Math.min(columns, mostColumns);
    const shown = Math.min(rows, Math.floor(mostCells / Math.max(1, across)));
    const table = document.createElement('table');
    const down = shown < rows ? trans.__('%1, the first %2 of %3 rows', title, shown, rows) : title;
    const text =
      across < columns ? trans.__('%1, the first %2 of %3 columns', down, across, columns) : down;
    const caption = element('caption', '', text);
    const head = document.createElement('tr');
    head.append(document.createElement('td'));
    for (let column = 0; column < across; column++) head.append(heading('col', column));
    const body = Array.from({ length: shown }, (_, row) => {
      const line = document.createElement('tr');
      line.append(heading('row', row));
      for (let column = 0; column < across; column++) {
        line.append(element('td', '', shortNumber(values[row * columns + column]!)));
      }
      return line;
    });
    table.append(caption, head, ...body);
    this.node.replaceChildren(table);
  }
}

function heading(scope: 'col' | 'row', text: number): HTMLElement {
  const cell = element('th', '', formatCount(text));
  cell.scope = scope;
  return cell;
}
