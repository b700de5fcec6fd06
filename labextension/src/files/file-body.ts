import type { View } from 'poolscope';
import { bodyOfView } from '../open-view.js';
import { element } from '../ui/element.js';
import { trans } from '../ui/texts.js';
import type { Body, BodyHost } from '../view/body.js';
import { ArrayBody } from './array-body.js';
import type { ByteSource } from './source/byte-source.js';
import { NpyFile } from './source/npy-file.js';
import { type NpzArray, NpzFile } from './source/npz-file.js';
import { sizeText } from './source/size-text.js';

/** What an archive's list offers. */
interface Entry {
  readonly title: string;
  readonly detail: string;
  open(host: BodyHost): Promise<Body>;
}

/**
 * What is shown of a file: its array, or a list of its views and arrays and the one that is open.
 * @param path its name decides what it is
 * @throws Error, one line, where it is no such file
 */
export async function fileBody(path: string, file: ByteSource, host: BodyHost): Promise<Body> {
  if (path.endsWith('.npz')) return archiveBody(await NpzFile.open(file), host);
  const name = path
    .split('/')
    .at(-1)!
    .replace(/\.npy$/, '');
  return new ArrayBody(name, await NpyFile.open(file), host);
}

function archiveBody(archive: NpzFile, host: BodyHost): Body {
  const entries: Entry[] = [
    ...archive.views.map((saved) => ({
      title: saved.title,
      detail: trans.__('saved view'),
      open: async (own: BodyHost) => viewBody(await archive.view(saved), own),
    })),
    ...archive.arrays.map((array) => ({
      title: array.name,
      detail: sizeText(array.size),
      open: (own: BodyHost) => arrayBody(array, own),
    })),
  ];
  return new ArchiveBody(entries, host);
}

function viewBody(view: View, host: BodyHost): Body {
  return bodyOfView(view, undefined, host);
}

async function arrayBody(array: NpzArray, host: BodyHost): Promise<Body> {
  return new ArrayBody(array.name, await NpyFile.open(await array.source()), host);
}

/** An archive: the list of what it holds, and below it what is open. */
class ArchiveBody implements Body {
  readonly node: HTMLElement = element('div', 'poolscope-archive');
  private readonly host: BodyHost;
  private readonly buttons: HTMLButtonElement[];
  private readonly place = element('div', 'poolscope-opened');
  private open: Body | undefined;
  /** Counts what was asked for, so that what was overtaken is not shown. */
  private turn = 0;

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
    const [first] = entries;
    if (first !== undefined) void this.show(first, this.buttons[0]!);
    else {
      this.place.textContent = trans.__('The archive holds no arrays.');
      host.ready(true);
    }
  }

  get kind(): string {
    return this.open?.kind ?? 'archive';
  }

  redraw(): void {
    this.open?.redraw();
  }

  dispose(): void {
    this.turn++;
    this.open?.dispose();
    this.node.remove();
  }

  private async show(entry: Entry, pressed: HTMLButtonElement): Promise<void> {
    const turn = ++this.turn;
    for (const button of this.buttons) button.ariaPressed = `${button === pressed}`;
    this.close();
    this.host.ready(false);
    const failed = (error: unknown): void => {
      if (turn === this.turn) this.fail(error);
    };
    try {
      const body = await entry.open({ ...this.host, failed });
      if (turn !== this.turn) {
        body.dispose();
        return;
      }
      this.open = body;
      this.host.root.dataset.kind = body.kind;
      this.place.replaceChildren(body.node);
    } catch (error) {
      failed(error);
    }
  }

  private close(): void {
    this.open?.dispose();
    this.open = undefined;
    this.place.replaceChildren();
  }

  /** One array that can't be shown leaves the others. */
  private fail(error: unknown): void {
    this.close();
    this.place.append(messageOf(error));
  }
}

/** Why something can't be shown, in one line. */
export function messageOf(error: unknown): HTMLElement {
  const reason = error instanceof Error ? error.message : String(error);
  const message = element('p', 'poolscope-message', trans.__("This can't be shown. %1", reason));
  message.setAttribute('role', 'alert');
  return message;
}
