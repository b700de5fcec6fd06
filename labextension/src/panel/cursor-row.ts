// A row of heatmaps under one cursor, with the cursor's cell in words and the slice as a table.
import { markBox } from '../plot/canvas/cell-grid.js';
import { PlotRow } from '../plot/plot-row.js';
import { type Action, listenForActions } from '../ui/action.js';
import { element } from '../ui/element.js';
import { toggle } from '../ui/form.js';
import { reasonOf } from '../ui/problem.js';
import { addressOf } from '../ui/readout.js';
import { trans } from '../ui/texts.js';
import { copyAddress } from './copy-address.js';
import { CursorPanel, type Index } from './cursor-panel.js';
import { stepByKey } from './key-steps.js';
import { drawOutline } from './outline.js';
import { createPanelMenu, openMenu } from './panel-menu.js';
import type { CursorRowHost, ShownArray } from './shown-array.js';
import { placeIn, sliceText } from './slice-place.js';
import { SliceTable } from './slice-table.js';

/** An array and the heatmap that shows it. */
interface ArrayPanel {
  readonly array: ShownArray;
  readonly panel: CursorPanel;
}

/** Heatmaps side by side under one cursor. A screen reader reads out the cursor's cell. */
export class CursorRow {
  readonly node: HTMLElement = element('div', '');
  /** Shows the table, or hides it. */
  readonly tableToggle: HTMLLabelElement;
  private readonly host: CursorRowHost;
  private readonly panels: readonly ArrayPanel[];
  private readonly row: PlotRow;
  private readonly status = element('p', 'poolscope-cell');
  private readonly table = new SliceTable((row, column) => this.chooseInTable(row, column));
  private readonly stopListening: () => void;
  private cursor: { readonly panel: ArrayPanel; readonly index: Index } | undefined;

  /** @param before the row that this one replaces: its cursor and its table stay */
  constructor(arrays: readonly ShownArray[], host: CursorRowHost, before?: CursorRow) {
    this.host = host;
    this.panels = arrays.map((array) => this.createPanel(array));
    this.row = new PlotRow(
      this.panels.map(({ panel }) => panel.plot),
      {
        setReady: (ready) => {
          if (ready) this.showCursor();
          host.setReady(ready);
        },
        reportError: host.reportError,
        sizeOf: host.sizeOf,
        contentOf: host.contentOf,
      },
    );
    this.status.setAttribute('role', 'status');
    this.table.node.hidden = before?.table.node.hidden ?? true;
    this.tableToggle = toggle(
      trans.__('table'),
      (shown) => {
        this.table.node.hidden = !shown;
        this.showCursor();
        if (shown) this.table.bringIntoView();
      },
      !this.table.node.hidden,
    );
    this.node.append(this.row.node, this.status, this.table.node);
    const panel = before?.cursor && this.panels[before.panels.indexOf(before.cursor.panel)];
    if (panel !== undefined) this.cursor = { panel, index: before!.cursor!.index };
    this.keepCursor();
    this.stopListening = listenForActions(host.root, (action) => this.performAction(action));
  }

  redraw(): void {
    this.row.redraw();
  }

  /** Moves the cursor to its place in the slices that are asked for, which may not be loaded yet. */
  keepCursor(): void {
    if (this.cursor === undefined) return;
    const { panel, index } = this.cursor;
    this.cursor = { panel, index: this.host.cellAtSamePlace(index, panel.array) };
  }

  /** Shows the current slices. */
  repaint(): void {
    this.row.repaint();
  }

  /** Shows which marks the values of the arrays need. */
  showLegend(values: ArrayLike<number>): void {
    for (const { panel } of this.panels) panel.plot.showLegend(values);
  }

  /** Says that a number was typed that there is not; undefined: the cursor's cell again. */
  showInvalid(problem: string | undefined): void {
    this.status.textContent = problem ?? '';
    if (problem === undefined) this.showCursor();
  }

  dispose(): void {
    this.stopListening();
    this.row.dispose();
    this.node.remove();
  }

  private createPanel(array: ShownArray): ArrayPanel {
    const created: ArrayPanel = {
      array,
      panel: new CursorPanel(
        array.panel,
        {
          cursor: () => (this.cursor?.panel === created ? this.cursor.index : undefined),
          firstCell: () => {
            const { slice } = created.panel.plot;
            return slice && slice.rows * slice.columns > 0 ? slice.index(0, 0) : undefined;
          },
          moveByKey: (from, key) => stepByKey(from, array.shape, array.axes, key),
          // The heatmap's own tip names the cell under the pointer.
          onPoint: () => {},
          onChoose: (index) => this.choose(created, index),
        },
        { axes: array.axes, labels: array.labels },
      ),
    };
    const { plot } = created.panel;
    plot.caption.append(
      createPanelMenu({
        name: array.name,
        chart: plot.chart,
        currentSlice: () => plot.slice,
        cursorAddress: () => this.cursorAddress(),
        reportError: this.showProblem,
        ...(array.writeCell && { writeCell: array.writeCell }),
        ...(array.writeNpy && { writeNpy: array.writeNpy }),
      }),
    );
    plot.chart.onDrawCursor = (context, grid) => {
      const place = this.placeOnScreen(created);
      if (place === undefined || plot.slice === undefined) return false;
      drawOutline(context, markBox(grid, plot.slice, place), plot.chart.isLine ? 2 : 3);
      return true;
    };
    return created;
  }

  private placeOnScreen({ panel, array }: ArrayPanel): { row: number; column: number } | undefined {
    const { cursor } = this;
    const { slice } = panel.plot;
    if (cursor?.panel.array !== array || slice === undefined) return undefined;
    return placeIn(slice, array.axes, cursor.index);
  }

  private cursorAddress(): string | undefined {
    return (
      this.cursor &&
      addressOf(
        this.cursor.panel.array.name,
        this.cursor.index,
        this.cursor.panel.array.panel.layout,
      )
    );
  }

  private choose(panel: ArrayPanel, index: Index): void {
    this.cursor = { panel, index };
    const place = this.placeOnScreen(panel);
    if (place !== undefined) {
      const { row, column } = place;
      void panel.panel.plot.chart.bringIntoView({ rows: [row, row], columns: [column, column] });
    }
    if (this.host.bringIntoView(index, panel.array)) return;
    for (const { panel } of this.panels) panel.plot.chart.drawCursor();
    this.showCursor();
  }

  private chooseInTable(row: number, column: number): void {
    const current = this.currentPanel;
    const index = current.panel.plot.slice?.index(row, column);
    if (index !== undefined) this.choose(current, index);
  }

  /** The panel that the cursor is in; the first where there is no cursor. */
  private get currentPanel(): ArrayPanel {
    return this.cursor?.panel ?? this.panels[0]!;
  }

  /** Writes the cursor's cell in words and fills the table, where its slice is on screen. */
  private showCursor(): void {
    const current = this.currentPanel;
    const { array } = current;
    const { slice } = current.panel.plot;
    if (slice === undefined) return;
    const place = this.placeOnScreen(current);
    if (place !== undefined) {
      const value = slice.values[place.row * slice.columns + place.column]!;
      this.status.textContent = array.labels.describeCell(this.cursor!.index, value);
    }
    this.table.draw({
      title: sliceText(array.name, array.shape, array.axes, slice, array.panel.layout),
      slice,
      current: place,
    });
  }

  private performAction(action: Action): void {
    if (action === 'table') this.tableToggle.click();
    else if (action === 'copy-address') copyAddress(this.cursorAddress()).catch(this.showProblem);
    else if (action === 'export') openMenu(this.currentPanel.panel.plot.caption);
  }

  /** Says why a request failed; the view stays as it is. */
  private readonly showProblem = (error: unknown): void => {
    this.status.textContent = reasonOf(error);
  };
}
