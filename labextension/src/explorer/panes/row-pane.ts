// The pane of the matrix row under the cursor.
import type { Geometry } from 'poolscope';
import { element } from '../../ui/element.js';
import { trans } from '../../ui/texts.js';
import { type Cursor, rowCursor } from '../model/cursor.js';
import { dinCell, type Marks } from '../model/marks.js';
import type { Subject } from '../model/subject.js';
import { createContributions } from './contributions.js';
import { createArithmetic, createChannelTable } from './row-tables.js';

/** The row under the cursor: its formula and arithmetic, its window in every channel, what din got. */
export class RowPane {
  readonly node: HTMLElement = element('section', 'poolscope-row');
  private readonly subject: Subject;
  private readonly onChoose: (cursor: Cursor) => void;
  private readonly content = element('div', 'poolscope-row-content');
  private readonly channels = document.createElement('details');
  private readonly contributions = element('div', 'poolscope-gave');
  private marks: Marks | undefined;

  /** @param onChoose called with the row that a person goes to */
  constructor(subject: Subject, onChoose: (cursor: Cursor) => void) {
    this.subject = subject;
    this.onChoose = onChoose;
    const { channels, windowSize } = subject.geometry;
    this.channels.className = 'poolscope-channels';
    this.channels.open = true;
    this.channels.addEventListener('toggle', () => this.drawChannels());
    this.channels.append(
      element(
        'summary',
        '',
        trans.__('This window in every channel (md, %1 × %2)', channels, windowSize),
      ),
    );
    this.channels.hidden = true;
    // The height of the longest list, so that what follows stays in place as the cursor moves.
    const listHeight = Math.min(132, 22 * windowsPerCell(subject.geometry));
    this.contributions.style.minHeight = `${44 + listHeight}px`;
    this.node.setAttribute('aria-label', trans.__('matrix row'));
    this.node.append(
      element('div', 'poolscope-heading', trans.__('Matrix row')),
      this.content,
      this.channels,
      this.contributions,
    );
    this.showNothing();
  }

  /** Shows the rows that a cursor marks. */
  show(marks: Marks | undefined): void {
    this.marks = marks;
    const row = marks?.firstRow;
    this.channels.hidden = row === undefined;
    if (marks === undefined) {
      this.showNothing();
      return;
    }
    const { subject } = this;
    const cell = marks.inputCell;
    this.content.replaceChildren(...(row === undefined ? [] : createArithmetic(subject, row)));
    this.contributions.replaceChildren(
      ...(cell === undefined
        ? []
        : createContributions(subject, dinCell(subject, cell), (chosen) =>
            this.onChoose(rowCursor(subject, chosen)),
          )),
    );
    this.drawChannels();
  }

  private showNothing(): void {
    this.contributions.replaceChildren();
    this.content.textContent = trans.__(
      'Point at a cell: its row of the matrix is worked out here.',
    );
  }

  private drawChannels(): void {
    const row = this.marks?.firstRow;
    if (row === undefined || !this.channels.open) return;
    const [summary] = this.channels.children;
    const table = createChannelTable(this.subject, row);
    this.channels.replaceChildren(...(summary ? [summary] : []), table);
  }
}

/** The most windows that can hold one cell. */
function windowsPerCell({ kernelSize, stride, dilation }: Geometry): number {
  return kernelSize.reduce((product, size, axis) => {
    const reach = (size - 1) * dilation[axis]! + 1;
    return product * Math.min(size, Math.ceil(reach / stride[axis]!));
  }, 1);
}
