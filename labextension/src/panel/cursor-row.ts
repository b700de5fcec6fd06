import type { Panel, PanelAxes } from 'poolscope/internal';
import { boxOf } from '../plot/cell-grid.js';
import type { PanelWords } from '../plot/panel-plot.js';
import { PlotRow, type RowHost } from '../plot/plot-row.js';
import { type Action, answer } from '../ui/action.js';
import { element } from '../ui/element.js';
import { toggle } from '../ui/form.js';
import { trans } from '../ui/texts.js';
import { copyAddress } from './copy-address.js';
import { CursorPanel, type Index } from './cursor-panel.js';
import { addressOf } from './export.js';
import { moved } from './key-steps.js';
import { outline } from './outline.js';
import { openMenu, panelMenu } from './panel-menu.js';
import { placeIn, sliceText } from './slice-place.js';
import { SliceTable } from './slice-table.js';

/** An array to show, of which no more than a slice need be in the page. */
export interface ShownArray {
  readonly panel: Panel;
  readonly words: PanelWords;
  /** What the addresses of its cells begin with. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly axes: PanelAxes;
  /** A cell of the slice for other programs, where float64 can't hold the array's own. */
  cell?(row: number, column: number): string;
  /** The whole array as an .npy file; not there where the array is such a file. */
  npy?(): Uint8Array;
}

/** What the panels need of the body that they stand in. */
export interface CursorRowHost extends RowHost {
  /** The root of the view, at which commands ask. */
  readonly root: HTMLElement;
  /** The cell at the same place in the slices that are asked for. */
  follow(index: Index, array: ShownArray): Index;
  /** Asks for the slice that holds a cell: whether that is another one. */
  show(index: Index, array: ShownArray): boolean;
}

interface Part {
  readonly array: ShownArray;
  readonly panel: CursorPanel;
}

/** Arrays side by side under one cursor, which is read aloud, and a table of what is on screen. */
export class CursorRow {
  readonly node: HTMLElement = element('div', '');
  /** Shows the table, or hides it. */
  readonly tableToggle: HTMLLabelElement;
  private readonly host: CursorRowHost;
  private readonly parts: readonly Part[];
  private readonly row: PlotRow;
  private readonly status = element('p', 'poolscope-cell');
  private readonly table = new SliceTable((row, column) => this.chooseInTable(row, column));
  private readonly unanswer: () => void;
  private cursor: { readonly part: Part; readonly index: Index } | undefined;

  /** @param before what this one replaces: its cursor and its table stay */
  constructor(arrays: readonly ShownArray[], host: CursorRowHost, before?: CursorRow) {
    this.host = host;
    this.parts = arrays.map((array) => this.partOf(array));
    this.row = new PlotRow(
      this.parts.map(({ panel }) => panel.view),
      {
        ready: (ready) => {
          if (ready) this.tell();
          host.ready(ready);
        },
        failed: host.failed,
        size: host.size,
        shown: host.shown,
      },
    );
    this.status.setAttribute('role', 'status');
    this.table.node.hidden = before?.table.node.hidden ?? true;
    this.tableToggle = toggle(
      trans.__('table'),
      (shown) => {
        this.table.node.hidden = !shown;
        this.tell();
      },
      !this.table.node.hidden,
    );
    this.node.append(this.row.node, this.status, this.table.node);
    const part = before?.cursor && this.parts[before.parts.indexOf(before.cursor.part)];
    if (part !== undefined) this.cursor = { part, index: before!.cursor!.index };
    this.follow();
    this.unanswer = answer(host.root, (action) => this.act(action));
  }

  redraw(): void {
    this.row.redraw();
  }

  /** Keeps the cursor at its place in other slices, which may not be here yet. */
  follow(): void {
    if (this.cursor === undefined) return;
    const { part, index } = this.cursor;
    this.cursor = { part, index: this.host.follow(index, part.array) };
  }

  /** Shows the slices that there are now. */
  repaint(): void {
    this.row.repaint();
  }

  /** Says what the marks among an array's values are. */
  explain(values: ArrayLike<number>): void {
    for (const { panel } of this.parts) panel.view.explain(values);
  }

  dispose(): void {
    this.unanswer();
    this.row.dispose();
    this.node.remove();
  }

  private partOf(array: ShownArray): Part {
    const part: Part = {
      array,
      panel: new CursorPanel(
        array.panel,
        {
          cursor: () => (this.cursor?.part === part ? this.cursor.index : undefined),
          first: () => {
            const { slice } = part.panel.view;
            return slice && slice.rows * slice.columns > 0 ? slice.index(0, 0) : undefined;
          },
          move: (from, key) => moved(from, array.shape, array.axes, key),
          // A panel says itself what is under the pointer.
          pointed: () => {},
          chosen: (index) => this.choose(part, index),
        },
        array.words,
      ),
    };
    const { view } = part.panel;
    view.caption.append(
      panelMenu({
        name: array.name,
        plot: view.plot,
        slice: () => view.slice,
        address: () => this.address(),
        failed: this.regret,
        ...(array.cell && { cell: array.cell }),
        ...(array.npy && { npy: array.npy }),
      }),
    );
    view.plot.marker = (context, grid) => {
      const place = this.placeIn(part);
      if (place !== undefined) outline(context, boxOf(grid, place.row, place.column), 3);
    };
    return part;
  }

  private placeIn({ panel, array }: Part): { row: number; column: number } | undefined {
    const { cursor } = this;
    const { slice } = panel.view;
    if (cursor?.part.array !== array || slice === undefined) return undefined;
    return placeIn(slice, array.axes, cursor.index);
  }

  private address(): string | undefined {
    return this.cursor && addressOf(this.cursor.part.array.name, this.cursor.index);
  }

  private choose(part: Part, index: Index): void {
    this.cursor = { part, index };
    if (this.host.show(index, part.array)) return;
    for (const { panel } of this.parts) panel.view.plot.mark();
    this.tell();
  }

  private chooseInTable(row: number, column: number): void {
    const part = this.current;
    const index = part.panel.view.slice?.index(row, column);
    if (index !== undefined) this.choose(part, index);
  }

  /** The part of the cursor; the first where there is none. */
  private get current(): Part {
    return this.cursor?.part ?? this.parts[0]!;
  }

  /** Says the cursor's cell and fills the table, as far as they are on screen. */
  private tell(): void {
    const part = this.current;
    const { array } = part;
    const { slice } = part.panel.view;
    if (slice === undefined) return;
    const current = this.placeIn(part);
    if (current !== undefined) {
      const value = slice.values[current.row * slice.columns + current.column]!;
      this.status.textContent = array.words.cell(this.cursor!.index, value);
    }
    this.table.draw({
      title: sliceText(array.name, array.shape, array.axes, slice),
      slice,
      current,
    });
  }

  private act(action: Action): void {
    if (action === 'table') this.tableToggle.click();
    else if (action === 'copy-address') copyAddress(this.address()).catch(this.regret);
    else if (action === 'export') openMenu(this.current.panel.view.caption);
  }

  /** Says why something that was asked for can't be done; the view stays. */
  private readonly regret = (error: unknown): void => {
    this.status.textContent = error instanceof Error ? error.message : String(error);
  };
}
