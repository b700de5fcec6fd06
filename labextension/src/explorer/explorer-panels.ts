// The explorer's heatmaps: what each of them shows, its marks, its numbers and its menu.
import { writeNpy } from 'poolscope';
import { type Panel, type Slice, sliceSize, userTensor } from 'poolscope/internal';
import { createPanelMenu } from '../panel/panel-menu.js';
import { windowStyle } from '../panel/window-styles.js';
import type { Zoom } from '../plot/figure.js';
import { type PanelContent, PlotRow } from '../plot/plot-row.js';
import { zoomWith } from '../plot/zoom.js';
import { trans } from '../ui/texts.js';
import type { Contest } from './model/contests.js';
import { type Cursor, firstCell } from './model/cursor.js';
import type { Marks } from './model/marks.js';
import type { PanelName } from './model/subject.js';
import { blockOf, inputPart, outputPart } from './model/zoom.js';
import type { PlayerPane } from './panes/player-pane.js';
import { StatisticsLine } from './panes/statistics-line.js';
import type { Scales } from './scales.js';
import { type Arrow, Arrows } from './shown/arrows.js';
import { ExplorerPanel } from './shown/explorer-panel.js';
import { type DrawnWindow, drawMarks } from './shown/marker.js';
import { Slices } from './shown/slices.js';
import type { ExplorerState } from './shown/state.js';

/** What the heatmaps need of the explorer. */
export interface ExplorerPanelsHost {
  readonly state: ExplorerState;
  readonly scales: Scales;
  readonly player: PlayerPane;
  /** A cell was chosen, by a click or a key. */
  onChoose(cursor: Cursor): void;
  /** Where the cursor goes when the pointer leaves. */
  cursorWithoutPointer(): Cursor | undefined;
  /** Says whether what was asked for is on screen. */
  setReady(ready: boolean): void;
  /** Reports an error while drawing. */
  reportError(error: unknown): void;
  /** Says why a request failed; the view stays as it is. */
  showProblem(error: unknown): void;
}

/** The explorer's heatmaps, side by side. */
export class ExplorerPanels {
  readonly panels: readonly ExplorerPanel[];
  private marked: Marks | undefined;
  private windows: readonly (DrawnWindow & { readonly gave: number })[] = [];
  private readonly arrows = new Arrows();
  private readonly host: ExplorerPanelsHost;
  private readonly row: PlotRow;
  private readonly slices = new Slices();
  private readonly statistics = new Map<PanelName, StatisticsLine>();

  constructor(panels: readonly Panel[], host: ExplorerPanelsHost) {
    this.host = host;
    this.panels = panels.map((panel) => this.createPanel(panel));
    this.row = new PlotRow(
      this.panels.map(({ plot }) => plot),
      {
        setReady: (ready) => host.setReady(ready),
        reportError: (error) => host.reportError(error),
        sizeOf: sliceSize,
        contentOf: (panel) => this.contentOf(panel),
      },
    );
    this.row.node.append(this.arrows.node);
  }

  /** What is marked; `drawMarks` or `repaint` shows it. */
  get marks(): Marks | undefined {
    return this.marked;
  }

  set marks(marks: Marks | undefined) {
    this.marked = marks;
    this.keepTip(marks?.cursor);
  }

  get node(): HTMLElement {
    return this.row.node;
  }

  /** Sets which windows are outlined; `drawMarks` or `repaint` shows it. @param isolated one of the rows, alone */
  showWindows({
    shown,
    isolated,
  }: {
    readonly shown: readonly Contest[];
    readonly isolated: number | undefined;
  }): void {
    this.windows = shown
      .map(({ row, gave }, i) => ({ row, gave, style: windowStyle(i) }))
      .filter(({ row }) => isolated === undefined || row === isolated);
  }

  redraw(): void {
    this.row.redraw();
  }

  /** Shows the current slices. */
  repaint(): void {
    this.row.repaint();
  }

  /** Draws the marks again, on the slices that are on screen. */
  drawMarks(): void {
    for (const { plot } of this.panels) plot.heatmap.drawMarks();
  }

  /** An arrow from each window that gave to the marked cell of din; to the winner, where dout is marked. */
  private arrowsOf({ winners, inputCell }: Marks): Arrow[] {
    const at = inputCell ?? winners[0];
    const [dout, din] = ['dout', 'din'].map((name) => this.panels.find((one) => one.name === name));
    const to = at === undefined ? undefined : din?.boxOf(at);
    if (dout === undefined || at === undefined || to === undefined) return [];
    const [low, high] = this.host.scales.get(dout.plot.panel).range;
    const most = Math.max(Math.abs(low), Math.abs(high)) || 1;
    return this.windows.flatMap(({ row, gave, style: { colour } }) => {
      const from = dout.boxOf(row);
      if (from === undefined || gave === 0) return [];
      return [{ from, to, colour, weight: Number.isFinite(gave) ? Math.abs(gave) / most : 1 }];
    });
  }

  /** Moves the zoom, where it does not show what is marked, just far enough. */
  bringIntoView(): void {
    const { marks } = this;
    const { geometry } = this.host.state.subject;
    if (marks === undefined) return;
    const { panel, index } = marks.cursor;
    const cells = panel === 'dout' ? marks.covered : index.slice(1, -1).map((at) => [at]);
    const [inputs, outputs] = [blockOf(cells), blockOf(marks.outputs)];
    const shown = this.panels.find(({ name }) => name !== 'dout')?.plot.heatmap.grid;
    const moved = shown && inputs && zoomWith(shown, inputs);
    const dout = this.panels.find(({ name }) => name === 'dout');
    // The part of dout that belongs to the cells holds their windows.
    if (moved !== undefined) this.zoomTo(moved, outputPart(geometry, moved));
    else if (outputs !== undefined) void dout?.plot.heatmap.bringIntoView(outputs);
  }

  /** Shows din after a step of the player; undefined: the whole din. */
  showStep(step: number | undefined): void {
    const din = this.panels.find(({ name }) => name === 'din');
    if (din === undefined) return;
    din.note.textContent = step === undefined ? '' : trans.__('filled to step %1', step);
    this.row.repaint([din.plot]);
  }

  /** The slice of a panel that is asked for now. Once the player is on, din holds what it has added. */
  sliceOf(panel: Panel): Slice {
    const { state, player: pane } = this.host;
    const name = panel.name as PanelName;
    const step = name === 'din' ? pane.step : undefined;
    return this.slices.get(panel, {
      tensor: step === undefined ? panel.tensor : pane.player.din,
      positions: state.positionsIn(name),
      version: step ?? -1,
    });
  }

  dispose(): void {
    for (const panel of this.panels) panel.dispose();
    this.row.dispose();
  }

  /** Shows a part of x, mask and din, which have the same grid, and the part of dout that belongs to it. */
  private zoomTo(input: Zoom, output: Zoom, except?: ExplorerPanel): void {
    for (const panel of this.panels) {
      if (panel !== except) {
        void panel.plot.heatmap.zoomTo(panel.name === 'dout' ? output : input);
      }
    }
  }

  /** Hides the tip at the pointer unless it names the cursor's cell, of which the sentence is. */
  private keepTip(cursor: Cursor | undefined): void {
    for (const { name, plot } of this.panels) {
      plot.keepTip(cursor?.panel === name ? cursor.index : undefined);
    }
  }

  private createPanel(panel: Panel): ExplorerPanel {
    const { state } = this.host;
    const { subject } = state;
    // The panels of a pool have these four names.
    const name = panel.name as PanelName;
    const created = new ExplorerPanel(subject, name, panel, {
      cursor: () => state.cursor,
      firstCell: () => {
        const { batch, channel } = state.positions;
        return firstCell(subject, name, batch, channel);
      },
      onPoint: (cursor) => state.setCursor(cursor ?? this.host.cursorWithoutPointer()),
      onChoose: (cursor) => this.host.onChoose(cursor),
    });
    const line = new StatisticsLine();
    this.statistics.set(name, line);
    created.footer.append(line.node);
    created.plot.caption.append(
      createPanelMenu({
        name,
        heatmap: created.plot.heatmap,
        currentSlice: () => created.plot.slice,
        writeNpy: () => writeNpy(userTensor(panel.tensor, panel.layout)),
        cursorAddress: () => state.address,
        reportError: (error) => this.host.showProblem(error),
      }),
    );
    created.plot.heatmap.onDrawMarks = (context, grid) => {
      const { slice } = created.plot;
      if (slice === undefined) return;
      // While the player is on, its din is drawn.
      const isPlayed = name === 'din' && this.host.player.step !== undefined;
      const isWrong = isPlayed ? undefined : subject.wrongIn(name);
      const { marks, windows } = this;
      drawMarks(context, grid, { subject, panel: name, slice, marks, windows, isWrong });
      // They go from cell to cell of these two, whose slices and zooms change at other times.
      if (name === 'dout' || name === 'din') {
        this.arrows.show(marks === undefined ? [] : this.arrowsOf(marks));
      }
    };
    created.plot.heatmap.onZoom = (zoom) => {
      const { geometry } = subject;
      this.keepTip(undefined);
      if (name === 'dout') this.zoomTo(inputPart(geometry, zoom), zoom, created);
      else this.zoomTo(zoom, outputPart(geometry, zoom), created);
    };
    return created;
  }

  private contentOf(panel: Panel): PanelContent {
    const slice = this.sliceOf(panel);
    const scale = this.host.scales.get(panel);
    this.statistics.get(panel.name as PanelName)?.draw(slice, scale);
    return { slice, scale };
  }
}
