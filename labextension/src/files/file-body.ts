// Opens a file as the body that shows it: an array, or an archive with the list of what it holds.
import type { SavedView } from 'poolscope/internal';
import { openView, takeRoom } from '../open-view.js';
import { element } from '../ui/element.js';
import { ListWindow } from '../ui/list-window.js';
import { reasonOf } from '../ui/problem.js';
import { trans } from '../ui/texts.js';
import type { Body, BodyHost, Memory } from '../view/body.js';
import { OverBudget } from '../view/live-views.js';
import { ArrayBody } from './array-body.js';
import { createFileProblem } from './file-problem.js';
import { createLoading } from './loading.js';
import type { ByteSource } from './source/byte-source.js';
import { NpyFile } from './source/npy-file.js';
import { type NpzArray, NpzFile } from './source/npz-file.js';
import { sizeText } from './source/size-text.js';

/** A line of an archive's list. */
interface Entry {
  readonly title: string;
  readonly detail: string;
  /** @param all also where it takes far more memory than came */
  open(host: BodyHost, all: boolean): Promise<Body | undefined>;
  /** Looks whether it can be opened, where that is little work; throws what says why not. */
  check?(): Promise<unknown>;
}

/**
 * Opens a file: its array, or the list of its views and arrays with the first of them.
 * @param path its ending decides what the file holds
 * @throws Error, one line, where the file is not of that kind
 */
export async function openFile(path: string, file: ByteSource, host: BodyHost): Promise<Body> {
  if (path.endsWith('.npz')) return openArchive(await NpzFile.open(file), host);
  const name = path
    .split('/')
    .at(-1)!
    .replace(/\.npy$/, '');
  return new ArrayBody(name, await NpyFile.open(file), host);
}

function openArchive(archive: NpzFile, host: BodyHost): Body {
  const { views, arrays, others } = archive;
  const viewEntry = (saved: SavedView): Entry => ({
    title: saved.title,
    detail: trans.__('saved view'),
    check: () => archive.checkView(saved),
    open: async (entryHost, all) => {
      takeRoom(archive.sizeOf(saved), { ...host.room, all });
      const view = await archive.view(saved, all);
      return openView(view, undefined, entryHost, { isWanted: () => true });
    },
  });
  const arrayEntry = (array: NpzArray): Entry => ({
    title: array.name,
    detail: sizeText(array.size),
    check: () => array.check(),
    open: async (entryHost, all) => {
      // What is not packed is read in parts.
      takeRoom(array.isPacked ? array.size : 0, { ...host.room, all });
      const source = await array.source(all);
      return new ArrayBody(array.name, await NpyFile.open(source), entryHost);
    },
  });
  const otherEntry = (name: string): Entry => ({
    title: name,
    detail: '',
    check: () => Promise.reject(notAnArray()),
    open: () => Promise.reject(notAnArray()),
  });
  return new ArchiveBody(
    {
      count: views.length + arrays.length + others.length,
      at: (i) => {
        const [view, array] = [views[i], arrays[i - views.length]];
        if (view !== undefined) return viewEntry(view);
        if (array !== undefined) return arrayEntry(array);
        return otherEntry(others[i - views.length - arrays.length] ?? '');
      },
    },
    host,
  );
}

/** What an archive holds, made where it is looked at: there may be hundreds of thousands. */
interface Entries {
  readonly count: number;
  at(index: number): Entry;
}

function notAnArray(): Error {
  return new Error(trans.__('It is not an .npy file.'));
}

/** The most entries of a list that are looked into before they are opened. */
const mostChecked = 200;

/** An archive: the list of what it holds, and below it the entry that is open. */
class ArchiveBody implements Body {
  readonly node: HTMLElement = element('div', 'poolscope-archive');
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
      this.place.textContent = trans.__('The archive holds no arrays.');
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
