// The explorer's table: the slice of the panel that the cursor is in.
import { type Panel, panelAxes, type Slice } from 'poolscope/internal';
import { sliceText } from '../../panel/slice-place.js';
import { SliceTable } from '../../panel/slice-table.js';
import type { Cursor } from '../model/cursor.js';
import type { ExplorerPanel } from '../shown/explorer-panel.js';
import type { ExplorerState } from '../shown/state.js';

/** What the table needs of the explorer. */
export interface TableHost {
  readonly state: ExplorerState;
  readonly panels: readonly ExplorerPanel[];
  /** The slice of a panel: the same object for as long as it is the same slice. */
  sliceOf(panel: Panel): Slice;
  /** A cell was chosen in the table. */
  onChoose(cursor: Cursor): void;
}

/** The table of the panel that the cursor is in. */
export class TablePane {
  readonly node: HTMLElement;
  private readonly host: TableHost;
  private readonly table: SliceTable;

  constructor(host: TableHost) {
    this.host = host;
    this.table = new SliceTable((row, column) => this.choose(row, column));
    this.node = this.table.node;
  }

  /** The panel that the cursor is in; the first where there is no cursor. */
  get currentPanel(): ExplorerPanel {
    const { state, panels } = this.host;
    return panels.find(({ name }) => name === state.cursor?.panel) ?? panels[0]!;
  }

  set isShown(shown: boolean) {
    this.node.hidden = !shown;
    this.draw();
    if (shown) this.table.bringIntoView();
  }

  draw(): void {
    if (this.node.hidden) return;
    const { state } = this.host;
    const { name, plot } = this.currentPanel;
    const slice = this.host.sliceOf(plot.panel);
    const { cursor } = state;
    const flat = cursor?.panel === name ? state.subject.flatOf(cursor) : undefined;
    const { shape } = plot.panel.tensor;
    this.table.draw({
      title: sliceText(name, shape, panelAxes(shape), slice, state.subject.layout),
      slice,
      current: flat === undefined ? undefined : slice.place(flat),
    });
  }

  private choose(row: number, column: number): void {
    const { name, plot } = this.currentPanel;
    this.host.onChoose({ panel: name, index: this.host.sliceOf(plot.panel).index(row, column) });
  }
}
