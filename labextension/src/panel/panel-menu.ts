// The menu of a panel: export its picture and its numbers, copy the address of a cell.
import type { Slice } from 'poolscope/internal';
import type { SlicePlot } from '../plot/slice-plot.js';
import { element } from '../ui/element.js';
import { button } from '../ui/form.js';
import { createMenu } from '../ui/menu.js';
import { trans } from '../ui/texts.js';
import { copyAddress } from './copy-address.js';
import { sliceToCsv } from './export.js';

/** What a panel's menu needs of its panel. */
export interface MenuHost {
  /** The name of exported files, without their extension. */
  readonly name: string;
  readonly chart: SlicePlot;
  currentSlice(): Slice | undefined;
  /** Writes a cell of the slice for other programs, where float64 can't hold its value. */
  writeCell?(row: number, column: number): string;
  /** Writes the whole array as an .npy file; missing where the array comes from such a file. */
  writeNpy?(): Uint8Array;
  /** The address of the cursor's cell. */
  cursorAddress(): string | undefined;
  /** Reports why an export failed. */
  reportError(error: unknown): void;
}

/** Creates a panel's menu: its picture, its numbers, the address of a cell. */
export function createPanelMenu(host: MenuHost): HTMLElement {
  const { name, writeNpy } = host;
  const items = element('div', 'poolscope-menu-items');
  const menu = createMenu('⤓', items);
  const summary = menu.querySelector('summary')!;
  summary.setAttribute('aria-label', trans.__('export %1', name));
  summary.title = trans.__('export %1', name);
  const addItem = (text: string, work: () => Promise<void> | void): void => {
    items.append(
      button(text, () => {
        menu.open = false;
        Promise.resolve().then(work).catch(host.reportError);
      }),
    );
  };
  for (const format of ['png', 'svg'] as const) {
    addItem(trans.__('Picture (%1)', format.toUpperCase()), async () => {
      download(`${name}.${format}`, await (await fetch(await host.chart.picture(format))).blob());
    });
  }
  addItem(trans.__('This slice (CSV)'), () => {
    const slice = host.currentSlice();
    if (slice === undefined) return;
    download(`${name}.csv`, new Blob([sliceToCsv(slice, host.writeCell)], { type: 'text/csv' }));
  });
  if (writeNpy !== undefined) {
    addItem(trans.__('The whole array (.npy)'), () => {
      download(`${name}.npy`, new Blob([new Uint8Array(writeNpy())]));
    });
  }
  addItem(trans.__('Copy the cell’s address'), () => copyAddress(host.cursorAddress()));
  menu.addEventListener('focusout', ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && menu.contains(relatedTarget))) menu.open = false;
  });
  return menu;
}

/** Opens the menu in a panel's caption and moves the focus to it. */
export function openMenu(caption: HTMLElement): void {
  const menu = caption.querySelector('details')!;
  menu.open = true;
  menu.querySelector('summary')!.focus();
}

function download(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // By then the download has started.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
