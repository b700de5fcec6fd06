// The table of a scope's calls on a standalone page, and the address of each call.
import { element } from '../ui/element.js';
import { ListWindow } from '../ui/list-window.js';
import { trans } from '../ui/texts.js';

/** What Python's `scope.to_html` writes into the page in place of a payload. */
export interface Scope {
  readonly title: string;
  readonly columns: readonly string[];
  readonly calls: readonly { readonly row: readonly string[]; readonly payload: unknown }[];
  readonly told: readonly string[];
}

/** Reads the content of a page as a scope; undefined where it is a single view's payload. */
export function readScope(content: unknown): Scope | undefined {
  return isScope(content) ? content : undefined;
}

/** The number of the call that the page's address names, or of the first that can be opened. */
export function callAt({ calls }: Scope, hash: string): number | undefined {
  const named = /^#call-(\d+)$/.exec(hash);
  const at = named ? Number(named[1]) : -1;
  if (calls[at]?.payload) return at;
  const first = calls.findIndex(({ payload }) => payload);
  return first < 0 ? undefined : first;
}

/**
 * The table of a scope's calls, a part of it at a time; where a call can be opened its layer's name is
 * a link to it.
 */
export class ScopeTable {
  readonly node: HTMLElement = element('section', 'poolscope-scope');
  private readonly scope: Scope;
  private readonly body: HTMLTableSectionElement;
  private readonly calls: ListWindow;
  private readonly told: ListWindow;
  private readonly lines = element('ul', 'poolscope-scope-told');
  private open: number | undefined;

  constructor(scope: Scope) {
    this.scope = scope;
    const table = document.createElement('table');
    const head = table.createTHead().insertRow();
    for (const name of scope.columns) {
      const cell = element('th', '', name);
      cell.scope = 'col';
      head.append(cell);
    }
    this.body = table.createTBody();
    // A large table scrolls: it takes the focus so that arrow keys scroll it too.
    const frame = element('div', 'poolscope-scope-calls');
    frame.tabIndex = 0;
    frame.setAttribute('role', 'group');
    frame.setAttribute('aria-label', scope.title);
    frame.append(table);
    const [calls, told] = [scope.calls.length, scope.told.length];
    this.calls = new ListWindow(calls, trans.__('first call of %1', calls), () => this.drawCalls());
    this.told = new ListWindow(told, trans.__('first line of %1', told), () => this.drawLines());
    this.node.setAttribute('aria-label', scope.title);
    this.node.append(element('h1', 'poolscope-scope-title', scope.title));
    if (calls > 0) this.node.append(...sliderOf(this.calls), frame);
    if (told > 0) this.node.append(...sliderOf(this.told), this.lines);
    this.drawCalls();
    this.drawLines();
  }

  /** Marks the call that is open, and brings it into the table. */
  mark(open: number | undefined): void {
    this.open = open;
    if (open !== undefined && this.calls.bring(open)) this.drawCalls();
    // The lines stay where they stand: one of their links may have the focus.
    for (const [place, at] of this.calls.shown.entries()) this.markLine(this.body.rows[place]!, at);
  }

  private drawCalls(): void {
    this.body.replaceChildren(...this.calls.shown.map((at) => this.createLine(at)));
  }

  private drawLines(): void {
    this.lines.replaceChildren(...this.told.shown.map((at) => this.line(this.scope.told[at]!)));
  }

  private createLine(at: number): HTMLTableRowElement {
    const { columns, calls } = this.scope;
    const { row, payload } = calls[at]!;
    const layer = columns.indexOf('layer');
    const line = document.createElement('tr');
    row.forEach((text, column) => {
      const cell = element(column === layer ? 'th' : 'td', '');
      if (column === layer) cell.scope = 'row';
      cell.dataset.column = columns[column] ?? '';
      cell.append(column === layer && payload ? callLink(at, text) : text);
      line.append(cell);
    });
    this.markLine(line, at);
    return line;
  }

  private markLine(line: HTMLTableRowElement, at: number): void {
    line.classList.toggle('poolscope-scope-open', at === this.open);
    const link = line.querySelector('a');
    if (at === this.open) link?.setAttribute('aria-current', 'true');
    else link?.removeAttribute('aria-current');
  }

  /** A line below the table; the number of a call that can be opened becomes a link to it. */
  private line(text: string): HTMLElement {
    const node = element('li', '');
    const [order = ''] = /^#\d+/.exec(text) ?? [];
    const at = Number(order.slice(1));
    const isLink = order !== '' && Boolean(this.scope.calls[at]?.payload);
    if (isLink) node.append(callLink(at, order));
    node.append(isLink ? text.slice(order.length) : text);
    return node;
  }
}

function sliderOf({ slider }: ListWindow): HTMLElement[] {
  return slider === undefined ? [] : [slider];
}

function callLink(at: number, text: string): HTMLAnchorElement {
  const link = element('a', '', text);
  link.href = `#call-${at}`;
  return link;
}

function isScope(content: unknown): content is Scope {
  return (
    isRecord(content) &&
    typeof content.title === 'string' &&
    isTexts(content.columns) &&
    isTexts(content.told) &&
    Array.isArray(content.calls) &&
    content.calls.every((call) => isRecord(call) && isTexts(call.row))
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}
