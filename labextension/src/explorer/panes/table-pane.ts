import { type Panel, panelAxes, type Slice } from 'poolscope/internal';
import { sliceText } from '../../panel/slice-place.js';
import { SliceTable } from '../../panel/slice-table.js';
import type { Cursor } from '../model/cursor.js';
import type { ExplorerPanel } from '../shown/explorer-panel.js';
import type { ExplorerState } from '../shown/state.js';

/** What the table needs of the explorer. */
export interface TableHost {
  readonly state: ExplorerState;
  readonly parts: readonly ExplorerPanel[];
  /** What a panel shows now: the same object for as long as that is the same. */
  slice(panel: Panel): Slice;
  /** Told of a cell that a person goes to. */
  chosen(cursor: Cursor): void;
}

/** The slice on screen as a table: that of the panel which the cursor is in. */
export class TablePane {
  readonly node: HTMLElement;
  private readonly host: TableHost;
  private readonly table: SliceTable;

  constructor(host: TableHost) {
    this.host = host;
    this.table = new SliceTable((row, column) => this.choose(row, column));
    this.node = this.table.node;
  }

  /** The panel of the cursor; the first where there is none. */
  get panel(): ExplorerPanel {
    const { state, parts } = this.host;
    return parts.find(({ name }) => name === state.cursor?.panel) ?? parts[0]!;
  }

  set shown(shown: boolean) {
    this.node.hidden = !shown;
    this.draw();
  }

  draw(): void {
    if (this.node.hidden) return;
    const { state, slice } = this.host;
    const { name, view } = this.panel;
    const shown = slice(view.panel);
    const { cursor } = state;
    const flat = cursor?.panel === name ? state.subject.flatOf(cursor) : undefined;
    const { shape } = view.panel.tensor;
    this.table.draw({
      title: sliceText(name, shape, panelAxes(shape), shown),
      slice: shown,
      current: flat === undefined ? undefined : shown.place(flat),
    });
  }

  private choose(row: number, column: number): void {
    const { name, view } = this.panel;
    this.host.chosen({ panel: name, index: this.host.slice(view.panel).index(row, column) });
  }
}
