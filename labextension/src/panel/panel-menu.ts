import type { Slice } from 'poolscope/internal';
import type { HeatmapPlot } from '../plot/heatmap-plot.js';
import { element } from '../ui/element.js';
import { button } from '../ui/form.js';
import { trans } from '../ui/texts.js';
import { copyAddress } from './copy-address.js';
import { csvOf } from './export.js';

/** What a panel's menu works on. */
export interface MenuHost {
  /** What files are called that come out of it. */
  readonly name: string;
  readonly plot: HeatmapPlot;
  slice(): Slice | undefined;
  /** A cell of the slice for other programs, where float64 can't hold the array's own. */
  cell?(row: number, column: number): string;
  /** The whole array as an .npy file; not there where the array is such a file. */
  npy?(): Uint8Array;
  /** The address of the cell under the cursor. */
  address(): string | undefined;
  /** Told why something can't be done. */
  failed(error: unknown): void;
}

/** What can be taken out of a panel: its picture, its numbers, the address of a cell. */
export function panelMenu(host: MenuHost): HTMLElement {
  const { name, npy } = host;
  const menu = document.createElement('details');
  menu.className = 'poolscope-menu';
  const summary = element('summary', '', trans.__('Export'));
  summary.setAttribute('aria-label', trans.__('export %1', name));
  const items = element('div', 'poolscope-menu-items');
  const item = (text: string, work: () => Promise<void> | void): void => {
    items.append(
      button(text, () => {
        menu.open = false;
        Promise.resolve().then(work).catch(host.failed);
      }),
    );
  };
  for (const format of ['png', 'svg'] as const) {
    item(trans.__('Picture (%1)', format.toUpperCase()), async () => {
      save(`${name}.${format}`, await (await fetch(await host.plot.picture(format))).blob());
    });
  }
  item(trans.__('This slice (CSV)'), () => {
    const slice = host.slice();
    if (slice === undefined) return;
    save(`${name}.csv`, new Blob([csvOf(slice, host.cell)], { type: 'text/csv' }));
  });
  if (npy !== undefined) {
    item(trans.__('The whole array (.npy)'), () => {
      save(`${name}.npy`, new Blob([new Uint8Array(npy())]));
    });
  }
  item(trans.__('Copy the cell’s address'), () => copyAddress(host.address()));
  menu.append(summary, items);
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !menu.open) return;
    menu.open = false;
    summary.focus();
    event.stopPropagation();
  });
  menu.addEventListener('focusout', ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && menu.contains(relatedTarget))) menu.open = false;
  });
  return menu;
}

/** Opens the menu in a panel's caption, with the focus on it. */
export function openMenu(caption: HTMLElement): void {
  const menu = caption.querySelector('details')!;
  menu.open = true;
  menu.querySelector('summary')!.focus();
}

function save(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has begun by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
