// Opens a file as the body that shows it: an array, or an archive with the list of what it holds.
import { openView } from '../open-view.js';
import { element } from '../ui/element.js';
import { reasonOf } from '../ui/problem.js';
import { trans } from '../ui/texts.js';
import type { Body, BodyHost } from '../view/body.js';
import { ArrayBody } from './array-body.js';
import { createFileProblem, createLoading } from './file-problem.js';
import type { ByteSource } from './source/byte-source.js';
import { NpyFile } from './source/npy-file.js';
import { NpzFile } from './source/npz-file.js';
import { sizeText } from './source/size-text.js';

/** A line of an archive's list. */
interface Entry {
  readonly title: string;
  readonly detail: string;
  open(host: BodyHost): Promise<Body>;
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
  const entries: Entry[] = [
    ...archive.views.map((saved) => ({
      title: saved.title,
      detail: trans.__('saved view'),
      check: () => archive.checkView(saved),
      open: async (entryHost: BodyHost) =>
        openView(await archive.view(saved), undefined, entryHost),
    })),
    ...archive.arrays.map((array) => ({
      title: array.name,
      detail: sizeText(array.size),
      check: () => array.check(),
      open: async (entryHost: BodyHost) =>
        new ArrayBody(array.name, await NpyFile.open(await array.source()), entryHost),
    })),
    ...archive.others.map((name) => ({
      title: name,
      detail: '',
      check: () => Promise.reject(notAnArray()),
      open: () => Promise.reject(notAnArray()),
    })),
  ];
  return new ArchiveBody(entries, host);
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
  private readonly buttons: HTMLButtonElement[];
  private readonly place = element('div', 'poolscope-opened');
  private open: Body | undefined;
  /** The number of the latest request: what an older one has opened is not shown. */
  private latestRequest = 0;
  private isDisposed = false;

  constructor(entries: readonly Entry[], host: BodyHost) {
    this.host = host;
    const list = element('ul', 'poolscope-list');
    list.setAttribute('aria-label', trans.__('arrays'));
    this.buttons = entries.map((entry) => {
      const button = element('button', 'poolscope-button', entry.title);
      button.type = 'button';
      button.append(' ', element('span', 'poolscope-panel-shape', entry.detail));
      button.addEventListener('click', () => void this.show(entry, button));
      const item = document.createElement('li');
      item.append(button);
      list.append(item);
      return button;
    });
    this.node.append(list, this.place);
    if (entries.length > 0) void this.lookInto(entries);
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

  /** Opens the first entry that can be read, and greys those that can't, with the reason. */
  private async lookInto(entries: readonly Entry[]): Promise<void> {
    const request = this.latestRequest;
    this.host.setReady(false);
    let isOpen = false;
    for (const [at, entry] of entries.slice(0, mostChecked).entries()) {
      let isReadable = true;
      try {
        await entry.check?.();
      } catch (error) {
        isReadable = false;
        this.markUnread(this.buttons[at]!, error);
      }
      if (this.isDisposed) return;
      if (!isReadable || isOpen) continue;
      isOpen = true;
      // Unless a person has chosen another meanwhile.
      if (request === this.latestRequest) void this.show(entry, this.buttons[at]!);
    }
    if (!isOpen && request === this.latestRequest) void this.show(entries[0]!, this.buttons[0]!);
  }

  /** Greys an entry that can't be read, and says why beside it. */
  private markUnread(button: HTMLButtonElement, error: unknown): void {
    if (button.classList.contains('poolscope-unread')) return;
    button.classList.add('poolscope-unread');
    const reason = element('span', 'poolscope-unread-reason', reasonOf(error));
    button.parentElement?.append(' ', reason);
  }

  private async show(entry: Entry, pressed: HTMLButtonElement): Promise<void> {
    const request = ++this.latestRequest;
    for (const button of this.buttons) button.ariaPressed = `${button === pressed}`;
    this.close();
    this.host.setReady(false);
    this.place.append(createLoading());
    const reportError = (error: unknown): void => {
      if (request === this.latestRequest) this.showProblem(error);
    };
    try {
      const body = await entry.open({ ...this.host, reportError });
      if (request !== this.latestRequest) {
        body.dispose();
        return;
      }
      this.open = body;
      this.host.root.dataset.kind = body.kind;
      this.place.replaceChildren(body.node);
    } catch (error) {
      this.markUnread(pressed, error);
      reportError(error);
    }
  }

  private close(): void {
    this.open?.dispose();
    this.open = undefined;
    this.place.replaceChildren();
  }

  /** Shows why an entry can't be shown; the others still can. */
  private showProblem(error: unknown): void {
    this.close();
    this.place.append(createFileProblem(error));
  }
}
