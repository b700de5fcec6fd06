// A list of what a file holds, and below it the entry that is open.
import { element } from '../../ui/element.js';
import { ListWindow } from '../../ui/list-window.js';
import { reasonOf } from '../../ui/problem.js';
import { trans } from '../../ui/texts.js';
import type { Body, BodyHost, Memory } from '../../view/body.js';
import { OverBudget } from '../../view/live-views.js';
import { createFileProblem } from './file-problem.js';
import { createLoading } from './loading.js';

/** A line of a list. */
export interface Entry {
  readonly title: string;
  readonly detail: string;
  /** @param all also where it takes far more memory than came */
  open(host: BodyHost, all: boolean): Promise<Body | undefined>;
  /** Looks whether it can be opened, where that is little work; throws what says why not. */
  check?(): Promise<unknown>;
}

/** What a file holds, made where it is looked at: there may be hundreds of thousands. */
export interface Entries {
  readonly count: number;
  at(index: number): Entry;
}

/** The most entries of a list that are looked into before they are opened. */
const mostChecked = 200;

/** A file of several: the list of what it holds, and below it the entry that is open. */
export class ListBody implements Body {
  readonly node: HTMLElement = element('div');
  private readonly host: BodyHost;
  private readonly entries: Entries;
  private readonly list = element('ul', 'poolscope-list');
  private readonly place = element('div', 'poolscope-opened');
  /** Why entries can't be read, by their number. */
  private readonly unread = new Map<number, string>();
  private readonly listed: ListWindow;
  private openEntry: number | undefined;
  private open: Body | undefined;
  /** The number of the latest request: what an older one has opened is not shown. */
  private latestRequest = 0;
  private isDisposed = false;

  constructor(entries: Entries, host: BodyHost) {
    this.host = host;
    this.entries = entries;
    this.list.setAttribute('aria-label', trans.__('arrays'));
    const { count } = entries;
    this.listed = new ListWindow(count, trans.__('first entry of %1', count), () =>
      this.drawList(),
    );
    if (this.listed.slider !== undefined) this.node.append(this.listed.slider);
    this.drawList();
    this.node.append(this.list, this.place);
    if (entries.count > 0) void this.lookInto();
    else {
      this.place.textContent = trans.__('It holds no arrays.');
      host.setReady(true);
    }
  }

  get kind(): string {
    return this.open?.kind ?? 'archive';
  }

  redraw(): void {
    this.open?.redraw();
  }

  dispose(): void {
    this.isDisposed = true;
    this.latestRequest++;
    this.open?.dispose();
    this.node.remove();
  }

  memory(): Memory {
    return {};
  }

  private drawList(): void {
    this.list.replaceChildren(...this.listed.shown.map((at) => this.createItem(at)));
  }

  private createItem(at: number): HTMLElement {
    const { title, detail } = this.entries.at(at);
    const button = element('button', 'poolscope-button', title);
    button.type = 'button';
    button.append(' ', element('span', 'poolscope-panel-shape', detail));
    button.addEventListener('click', () => void this.show(at));
    button.ariaPressed = `${at === this.openEntry}`;
    const item = document.createElement('li');
    item.append(button);
    // Greyed, with the reason beside it.
    const reason = this.unread.get(at);
    if (reason !== undefined) {
      button.classList.add('poolscope-unread');
      item.append(' ', element('span', 'poolscope-unread-reason', reason));
    }
    return item;
  }

  /** Draws the entries again that are listed, where they stand, so that none loses the focus. */
  private updateItem(at: number | undefined): void {
    const place = at === undefined ? undefined : this.listed.placeOf(at);
    if (place === undefined || at === undefined) return;
    const item = this.list.children[place]!;
    const hadFocus = item.contains(document.activeElement);
    const drawn = this.createItem(at);
    item.replaceWith(drawn);
    if (hadFocus) drawn.querySelector('button')?.focus();
  }

  /** Opens the first entry that can be read, and greys those that can't, with the reason. */
  private async lookInto(): Promise<void> {
    const request = this.latestRequest;
    this.host.setReady(false);
    let isOpen = false;
    for (let at = 0; at < Math.min(mostChecked, this.entries.count); at++) {
      let isReadable = true;
      try {
        await this.entries.at(at).check?.();
      } catch (error) {
        isReadable = false;
        this.markUnread(at, error);
      }
      if (this.isDisposed) return;
      if (!isReadable || isOpen) continue;
      isOpen = true;
      // Unless a person has chosen another meanwhile.
      if (request === this.latestRequest) void this.show(at);
    }
    if (!isOpen && request === this.latestRequest) void this.show(0);
  }

  private markUnread(at: number, error: unknown): void {
    if (this.unread.has(at) || error instanceof OverBudget) return;
    this.unread.set(at, reasonOf(error));
    this.updateItem(at);
  }

  /** @param all also where it takes far more memory than came */
  private async show(at: number, all = false): Promise<void> {
    const request = ++this.latestRequest;
    const before = this.openEntry;
    this.openEntry = at;
    this.updateItem(before);
    this.updateItem(at);
    this.close();
    this.host.setReady(false);
    this.place.append(createLoading());
    const reportError = (error: unknown): void => {
      if (request === this.latestRequest) this.showProblem(error, () => void this.show(at, true));
    };
    try {
      const body = await this.entries.at(at).open({ ...this.host, reportError }, all);
      if (request !== this.latestRequest) {
        body?.dispose();
        return;
      }
      if (body === undefined) return;
      this.open = body;
      this.host.root.dataset.kind = body.kind;
      this.place.replaceChildren(body.node);
    } catch (error) {
      this.markUnread(at, error);
      reportError(error);
    }
  }

  private close(): void {
    this.open?.dispose();
    this.open = undefined;
    this.place.replaceChildren();
  }

  /** Shows why an entry can't be shown; the others still can. */
  private showProblem(error: unknown, onShow: () => void): void {
    this.close();
    this.place.append(createFileProblem(error, onShow));
  }
}
