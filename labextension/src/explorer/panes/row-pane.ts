// The pane of the matrix row under the cursor.
import { element, group } from '../../ui/element.js';
import { trans } from '../../ui/texts.js';
import type { Marks } from '../model/marks.js';
import type { Subject } from '../model/subject.js';
import { createArithmetic, createChannelTable } from './row-tables.js';

/** The row under the cursor: its formula and arithmetic, and its window in every channel. */
export class RowPane {
  readonly node: HTMLElement = group(trans.__('matrix row'), 'poolscope-row');
  private readonly subject: Subject;
  private readonly content = element('div', 'poolscope-row-content');
  private readonly channels = document.createElement('details');
  private marks: Marks | undefined;
  private isOnScreen = false;

  constructor(subject: Subject) {
    this.subject = subject;
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
    this.node.append(
      element('div', 'poolscope-heading', trans.__('Matrix row')),
      this.content,
      this.channels,
    );
    this.showNothing();
  }

  /** Whether it is on screen: off screen nothing is made anew. */
  set isShown(shown: boolean) {
    this.isOnScreen = shown;
    this.show(this.marks);
  }

  /** Shows the rows that a cursor marks. */
  show(marks: Marks | undefined): void {
    this.marks = marks;
    if (!this.isOnScreen) return;
    // What is marked of windows that are too large is said above; here it would be worked out cell by cell.
    const row = marks?.unlooked === undefined ? marks?.firstRow : undefined;
    this.channels.hidden = row === undefined;
    if (marks === undefined) {
      this.showNothing();
      return;
    }
    const { subject } = this;
    this.content.replaceChildren(...(row === undefined ? [] : createArithmetic(subject, row)));
    this.drawChannels();
  }

  private showNothing(): void {
    this.content.textContent = trans.__(
      'Point at a cell: its row of the matrix is worked out here.',
    );
  }

  private drawChannels(): void {
    const row = this.marks?.firstRow;
    if (row === undefined || this.channels.hidden || !this.channels.open) return;
    const [summary] = this.channels.children;
    const table = createChannelTable(this.subject, row);
    this.channels.replaceChildren(...(summary ? [summary] : []), table);
  }
}
