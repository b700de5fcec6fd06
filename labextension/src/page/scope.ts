// The table of a scope's calls on a standalone page, and the address of each call.
import { element } from '../ui/element.js';

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

/** The table of a scope's calls; where a call can be opened its layer's name is a link to it. */
export class ScopeTable {
  readonly node: HTMLElement = element('section', 'poolscope-scope');
  private readonly links = new Map<number, HTMLAnchorElement>();

  constructor(scope: Scope) {
    const table = document.createElement('table');
    const head = table.createTHead().insertRow();
    for (const name of scope.columns) {
      const cell = element('th', '', name);
      cell.scope = 'col';
      head.append(cell);
    }
    const layer = scope.columns.indexOf('layer');
    const body = table.createTBody();
    scope.calls.forEach(({ row, payload }, at) => {
      const createLine = body.insertRow();
      row.forEach((text, column) => {
        const cell = element(column === layer ? 'th' : 'td', '');
        if (column === layer) cell.scope = 'row';
        cell.dataset.column = scope.columns[column] ?? '';
        cell.append(column === layer && payload ? this.createLink(at, text) : text);
        createLine.append(cell);
      });
    });
    // A large table scrolls: it takes the focus so that arrow keys scroll it too.
    const frame = element('div', 'poolscope-scope-calls');
    frame.tabIndex = 0;
    frame.setAttribute('role', 'group');
    frame.setAttribute('aria-label', scope.title);
    frame.append(table);
    this.node.setAttribute('aria-label', scope.title);
    const lines = element('ul', 'poolscope-scope-told');
    lines.append(...scope.told.map((line) => this.line(line)));
    this.node.append(
      element('h1', 'poolscope-scope-title', scope.title),
      ...(scope.calls.length > 0 ? [frame] : []),
      ...(scope.told.length > 0 ? [lines] : []),
    );
  }

  /** Marks the call that is open. */
  mark(open: number | undefined): void {
    for (const [at, link] of this.links) {
      if (at === open) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
      link.closest('tr')?.classList.toggle('poolscope-scope-open', at === open);
    }
  }

  /** A line below the table; the number of a call that can be opened becomes a link to it. */
  private line(text: string): HTMLElement {
    const node = element('li', '');
    const [order = ''] = /^#\d+/.exec(text) ?? [];
    const at = Number(order.slice(1));
    const isLink = order !== '' && this.links.has(at);
    if (isLink) node.append(callLink(at, order));
    node.append(isLink ? text.slice(order.length) : text);
    return node;
  }

  private createLink(at: number, text: string): HTMLAnchorElement {
    const link = callLink(at, text);
    this.links.set(at, link);
    return link;
  }
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
