// The heatmaps of one array of a pair: A, B and B − A, with one cursor in all three.
import { writeNpy } from 'poolscope';
import {
  type Panel,
  panelAxes,
  type Scale,
  type Slice,
  scaleOf,
  sliceSize,
  spanOf,
  userTensor,
} from 'poolscope/internal';
import { writeValues } from '../../panel/cell-values.js';
import { CursorPanel, type Index } from '../../panel/cursor-panel.js';
import { stepByKey } from '../../panel/key-steps.js';
import { drawOutline, drawRings } from '../../panel/outline.js';
import { createPanelMenu } from '../../panel/panel-menu.js';
import { placeIn } from '../../panel/slice-place.js';
import { markBox } from '../../plot/canvas/cell-grid.js';
import { PlotRow } from '../../plot/plot-row.js';
import { addressOf } from '../../ui/readout.js';
import { type Settings, scaleChoice } from '../../ui/settings.js';
import { trans } from '../../ui/texts.js';
import { isDarkPage } from '../../ui/theme.js';
import { boxesWhere } from '../shown/cells-where.js';
import { Slices } from '../shown/slices.js';
import type { ArrayPair } from './differences.js';

/** What the heatmaps need of the pair's body. */
export interface PairPanelsHost {
  /** The settings of now. */
  settings(): Settings;
  /** The slices' positions, by the names of axes. */
  positions(): Readonly<Record<string, number>>;
  setReady(ready: boolean): void;
  reportError(error: unknown): void;
  /** The pointer is over a cell; undefined when it has left. */
  onPoint(index: Index | undefined): void;
  onChoose(index: Index): void;
}

type Side = 'a' | 'b' | 'delta';

/** A, B and B − A of an array. */
export class PairPanels {
  private readonly pair: ArrayPair;
  private readonly host: PairPanelsHost;
  private readonly panels: readonly CursorPanel[];
  private readonly row: PlotRow;
  private readonly slices = new Slices();
  private readonly titled: readonly (readonly [Side, Panel])[];
  private scales: ReadonlyMap<Panel, Scale>;
  private index: Index | undefined;
  private isZooming = false;

  constructor(pair: ArrayPair, host: PairPanelsHost) {
    this.pair = pair;
    this.host = host;
    const { a, b, delta } = pair;
    const titled: readonly (readonly [Side, Panel])[] = [
      ['a', { ...a, title: trans.__('%1 of A', pair.name) }],
      ['b', { ...b, title: trans.__('%1 of B', pair.name) }],
      ['delta', delta],
    ];
    this.titled = titled;
    this.scales = this.readScales();
    this.panels = titled.map(([side, panel]) => this.createPanel(side, panel));
    this.row = new PlotRow(
      this.panels.map(({ plot }) => plot),
      {
        setReady: (ready) => host.setReady(ready),
        reportError: (error) => host.reportError(error),
        sizeOf: sliceSize,
        contentOf: (panel) => ({
          slice: this.sliceOf(panel),
          scale: this.scales.get(panel)!,
        }),
      },
    );
  }

  get node(): HTMLElement {
    return this.row.node;
  }

  /** The cell that is marked in all three; undefined: none. */
  set cursor(index: Index | undefined) {
    this.index = index;
    for (const { plot } of this.panels) plot.chart.drawCursor();
  }

  /** The slice of B − A on screen, and the place of the cursor in it. */
  get difference(): { readonly slice: Slice; readonly place: ReturnType<typeof placeIn> } {
    const slice = this.sliceOf(this.pair.delta);
    const axes = panelAxes(this.pair.delta.tensor.shape);
    return { slice, place: this.index && placeIn(slice, axes, this.index) };
  }

  /** The index of a cell of the slices on screen. */
  cellAt(row: number, column: number): Index {
    return this.sliceOf(this.pair.delta).index(row, column);
  }

  redraw(): void {
    this.scales = this.readScales();
    this.row.redraw();
  }

  /** The colours of the settings and of the page: A and B share one scale. */
  private readScales(): ReadonlyMap<Panel, Scale> {
    const { a, b } = this.pair;
    const choice = scaleChoice(this.host.settings(), isDarkPage());
    const both = spanOf([a, b]);
    return new Map(
      this.titled.map(([side, panel]) => [
        panel,
        side === 'delta' ? scaleOf(panel, choice) : scaleOf(panel, choice, both),
      ]),
    );
  }

  repaint(): void {
    this.row.repaint();
  }

  private sliceOf(panel: Panel): Slice {
    return this.slices.get(panel, {
      tensor: () => panel.tensor,
      positions: this.host.positions(),
      version: '',
    });
  }

  dispose(): void {
    this.row.dispose();
    this.node.remove();
  }

  private createPanel(side: Side, panel: Panel): CursorPanel {
    const { host } = this;
    const { shape } = panel.tensor;
    const axes = panelAxes(shape);
    const created: CursorPanel = new CursorPanel(panel, {
      cursor: () => this.index,
      firstCell: () => {
        const { slice } = created.plot;
        return slice && slice.rows * slice.columns > 0 ? slice.index(0, 0) : undefined;
      },
      moveByKey: (from, key) => stepByKey(from, shape, axes, key),
      onPoint: (index) => host.onPoint(index),
      onChoose: (index) => host.onChoose(index),
    });
    const { plot } = created;
    plot.node.dataset.side = side;
    plot.caption.append(
      createPanelMenu({
        name: panel.title,
        chart: plot.chart,
        currentSlice: () => plot.slice,
        writeNpy: () => writeNpy(userTensor(panel.tensor, panel.layout)),
        cursorAddress: () => this.index && addressOf(panel.name, this.index, panel.layout),
        reportError: host.reportError,
      }),
    );
    const differing = this.pair.delta.tensor.data;
    const isDifferent = (index: Index): boolean =>
      differing[index.reduce((sum, at, axis) => sum * shape[axis]! + at, 0)] !== 0;
    plot.chart.onDrawMarks = (context, grid) => {
      const { slice } = plot;
      if (slice === undefined) return false;
      const isWritten =
        panel.role !== 'mask' &&
        writeValues(context, grid, slice, this.scales.get(panel)!, panel.role);
      const boxes = boxesWhere(grid, slice, isDifferent);
      drawRings(context, boxes, 'listed');
      return isWritten || boxes.length > 0;
    };
    plot.chart.onDrawCursor = (context, grid) => {
      const place = plot.slice && this.index && placeIn(plot.slice, axes, this.index);
      if (plot.slice === undefined || place === undefined) return false;
      drawOutline(context, markBox(grid, plot.slice, place), plot.chart.isLine ? 2 : 3);
      return true;
    };
    plot.chart.onZoom = (zoom) => {
      if (this.isZooming) return;
      this.isZooming = true;
      const others = this.panels.filter((one) => one !== created);
      void Promise.all(others.map((one) => one.plot.chart.zoomTo(zoom))).finally(() => {
        this.isZooming = false;
      });
    };
    return created;
  }
}
