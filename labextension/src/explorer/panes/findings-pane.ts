// The list of findings; a click or a command goes to the places of a finding.
import type { Finding, Place, View } from 'poolscope';
import { formatCount, wholeMessages } from 'poolscope/internal';
import { element, group } from '../../ui/element.js';
import { button } from '../../ui/form.js';
import { runningText, writeText } from '../../ui/running-text.js';
import { trans, translate } from '../../ui/texts.js';
import { type Cursor, inputCursor, rowCursor } from '../model/cursor.js';
import type { Subject } from '../model/subject.js';

/** What the list of findings reports to the explorer. */
export interface FindingsHost {
  /** The place that a person goes to. */
  onChoose(cursor: Cursor): void;
  /** The finding under the pointer, or with the focus; undefined: none. */
  onPoint(finding: Finding | undefined): void;
}

/** Bytes a cell: din, what it should be, and counts. */
function bytesToLook(cells: number): number {
  return Math.ceil((cells * 16) / 1e6);
}

/** The findings of the backward pass. Each has buttons that go through its places. */
export class FindingsPane {
  readonly node: HTMLElement = group(trans.__('findings'), 'poolscope-findings-pane');
  private readonly subject: Subject;
  private readonly host: FindingsHost;
  /** One function per finding: goes to the current place of that finding. */
  private visits: (() => void)[] = [];
  private visited = -1;
  private readonly content = element('div');

  constructor(view: View, subject: Subject, host: FindingsHost) {
    this.subject = subject;
    this.host = host;
    if (view.cut !== undefined) {
      const lines = [...wholeMessages(view).map(translate), trans.__('In the part shown:')];
      const note = element('div', 'poolscope-note');
      note.append(...lines.map((line) => runningText('div', 'poolscope-clause', line)));
      this.node.append(note);
    }
    this.content.append(this.looking());
    this.node.append(this.content);
  }

  /** Lists the findings. */
  showFindings(findings: readonly Finding[]): void {
    this.visits = [];
    this.visited = -1;
    const list = element('ul', 'poolscope-findings');
    list.append(...findings.map((finding) => this.createItem(finding)));
    const fine =
      this.subject.weights === undefined
        ? trans.__('Each row has one maximum, and din is what dout and the mask give.')
        : trans.__('Din is what dout and the weights give.');
    this.content.replaceChildren(findings.length > 0 ? list : element('p', 'poolscope-note', fine));
  }

  /** Asks before it looks at very many cells. */
  offer(cells: number, onLook: () => void): void {
    const text = trans.__(
      'To look at all %1 cells takes some seconds, and %2 MB of memory.',
      cells,
      bytesToLook(cells),
    );
    const line = element('p', 'poolscope-note', text);
    const look = button(trans.__('Look at every row'), () => {
      this.content.replaceChildren(this.looking());
      onLook();
    });
    line.append(' ', look);
    this.content.replaceChildren(line);
  }

  private looking(): HTMLElement {
    return element('p', 'poolscope-note', trans.__('Looking at every row …'));
  }

  /** Goes to the next or the previous finding; after the last one to the first. */
  step(by: 1 | -1): void {
    const count = this.visits.length;
    if (count === 0) return;
    const from = this.visited < 0 && by < 0 ? 0 : this.visited;
    this.visited = (from + by + count) % count;
    this.visits[this.visited]!();
  }

  private createItem(finding: Finding): HTMLElement {
    const item = element('li', `poolscope-finding poolscope-${finding.severity}`);
    item.dataset.finding = finding.name;
    const where = element('span');
    const steps = element('span', 'poolscope-finding-steps');
    let at = -1;
    const go = (to: number): void => {
      at = (to + finding.count) % finding.count;
      where.textContent = trans._p(
        'place',
        '%1 of %2',
        formatCount(at + 1),
        formatCount(finding.count),
      );
      steps.hidden = finding.count < 2;
      this.host.onChoose(this.cursorAt(finding.place(at)));
    };
    steps.hidden = true;
    steps.append(
      button('◀', () => go(at - 1), trans.__('previous: %1', finding.name)),
      where,
      button('▶', () => go(at + 1), trans.__('next: %1', finding.name)),
    );
    const visit = this.visits.push(() => go(Math.max(0, at))) - 1;
    const said = translate(finding.message);
    const text = button('', () => {
      this.visited = visit;
      go(Math.max(0, at));
    });
    text.classList.add('poolscope-finding-text');
    writeText(text, said);
    // One line, whole in its tip.
    text.title = said;
    item.addEventListener('pointerenter', () => this.host.onPoint(finding));
    item.addEventListener('pointerleave', () => this.host.onPoint(undefined));
    item.addEventListener('focusin', () => this.host.onPoint(finding));
    item.addEventListener('focusout', () => this.host.onPoint(undefined));
    item.append(text, steps);
    return item;
  }

  private cursorAt(place: Place): Cursor {
    const { subject } = this;
    if ('row' in place) return rowCursor(subject, place.row);
    // A cell's flat index in dout is its row.
    if (place.array === 'dout') return rowCursor(subject, place.cell);
    return inputCursor(subject, place.array, place.cell);
  }
}
