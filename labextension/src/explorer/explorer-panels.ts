// The explorer's heatmaps: what each of them shows, its marks, its numbers and its menu.
import type { Finding } from 'poolscope';
import { type Panel, type Slice, sliceSize } from 'poolscope/internal';
import { windowStyle } from '../panel/window-styles.js';
import { type PanelContent, PlotRow } from '../plot/plot-row.js';
import { type Cursor, firstCell } from './model/cursor.js';
import type { Marks } from './model/marks.js';
import type { PanelName } from './model/subject.js';
import { addStatistics, addTools } from './panel-tools.js';
import { PanelZooms } from './panel-zooms.js';
import type { PlayerPane } from './panes/player-pane.js';
import type { StatisticsLine } from './panes/statistics-line.js';
import type { Scales } from './scales.js';
import type { Contest } from './sentences/contests.js';
import { Arrows } from './shown/arrows.js';
import { arrowsOf, type GivingWindow } from './shown/arrows-of.js';
import { drawCursorMarks } from './shown/cursor-marker.js';
import { type DinShown, dinShown } from './shown/din-shown.js';
import { ExplorerPanel } from './shown/explorer-panel.js';
import { drawMarks } from './shown/marker.js';
import { noteOfDin } from './shown/note-of-din.js';
import { AllPanelTests } from './shown/panel-tests.js';
import { Slices } from './shown/slices.js';
import type { ExplorerState } from './shown/state.js';

/** What the heatmaps need of the explorer. */
export interface ExplorerPanelsHost {
  readonly state: ExplorerState;
  readonly scales: Scales;
  readonly player: PlayerPane;
  /** A cell was chosen, by a click or a key. */
  onChoose(cursor: Cursor): void;
  /** Another range of colours was chosen. */
  onScales(): void;
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
  private windows: readonly GivingWindow[] = [];
  private readonly arrows = new Arrows();
  private readonly host: ExplorerPanelsHost;
  private readonly row: PlotRow;
  private readonly slices = new Slices();
  private readonly zooms: PanelZooms;
  private readonly observer = new ResizeObserver(() => this.measure());
  private readonly tests: AllPanelTests;
  private readonly statistics = new Map<PanelName, StatisticsLine>();
  private din: DinShown = 'held';
  private isMaskShown: boolean;
  private enlarged: ExplorerPanel | undefined;

  constructor(panels: readonly Panel[], host: ExplorerPanelsHost) {
    this.host = host;
    this.tests = new AllPanelTests(host.state);
    this.panels = panels.map((panel) => this.createPanel(panel));
    this.zooms = new PanelZooms(host.state.subject.geometry, this.panels);
    // Without x the mask has no other place.
    this.isMaskShown = host.state.subject.x === undefined;
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
    for (const node of [this.row.node, ...this.panels.map(({ plot }) => plot.node)]) {
      this.observer.observe(node);
    }
    this.showPanels();
  }

  /** What is marked; `drawCursor` or `repaint` shows it. */
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

  /** Shows the mask in a panel of its own, beside its dots on x. */
  set hasMask(shown: boolean) {
    this.isMaskShown = shown;
    this.showPanels();
  }

  /** Sets which din is drawn, of one that was given. */
  showDin(shown: DinShown): void {
    this.din = shown;
    this.tests.reset(shown);
    this.repaint();
  }

  /** Lights the places of a finding; undefined: of none. */
  showPlaces(finding: Finding | undefined): void {
    this.tests.list(finding);
    this.drawCursor();
  }

  /** Sets which windows are outlined; `drawCursor` or `repaint` shows it. @param isolated one of the rows, alone */
  showWindows(shown: readonly Contest[], isolated: number | undefined): void {
    this.windows = shown
      .map(({ row, gave }, i) => ({ row, gave, style: windowStyle(i) }))
      .filter(({ row }) => isolated === undefined || row === isolated);
  }

  /** Takes over what is found, or another tie policy; `repaint` shows it. */
  applyValues(): void {
    this.tests.reset();
  }

  redraw(): void {
    this.row.redraw();
  }

  /** Shows the current slices. */
  repaint(): void {
    this.row.repaint();
  }

  /** Draws all marks again, on the slices that are on screen. */
  drawMarks(): void {
    for (const { plot } of this.panels) plot.chart.drawMarks();
  }

  /** Draws what the cursor marks again. */
  drawCursor(): void {
    for (const { plot } of this.panels) plot.chart.drawCursor();
  }

  /** Moves the zoom, where it does not show what is marked, just far enough. */
  bringIntoView(): void {
    if (this.marks !== undefined) this.zooms.bringIntoView(this.marks);
  }

  /** Shows din after a step of the player; undefined: the whole din. */
  showStep(): void {
    const din = this.panel('din');
    if (din !== undefined) this.row.repaint([din.plot]);
  }

  /** The slice of a panel that is asked for now. Once the player is on, din holds what it has added. */
  sliceOf(panel: Panel): Slice {
    const { state, player: pane } = this.host;
    const { subject } = state;
    const name = panel.name as PanelName;
    const step = name === 'din' ? pane.step : undefined;
    const shown = name === 'din' && subject.isDinGiven ? this.din : 'held';
    const ofDin = (): ReturnType<typeof dinShown> =>
      step === undefined ? dinShown(subject, shown) : pane.player.din;
    return this.slices.get(panel, {
      tensor: () => (name === 'din' ? ofDin() : subject.tensorOf(name)),
      positions: state.positionsIn(name),
      version: `${subject.version} ${shown} ${step}`,
    });
  }

  dispose(): void {
    this.observer.disconnect();
    for (const panel of this.panels) panel.dispose();
    this.row.dispose();
  }

  private panel(name: PanelName): ExplorerPanel | undefined {
    return this.panels.find((one) => one.name === name);
  }

  /** Looks where the heatmaps are, which have moved. */
  private measure(): void {
    for (const panel of this.panels) panel.measure();
    this.showArrows();
  }

  private showArrows(): void {
    const { marks, windows, enlarged } = this;
    const [dout, din] = [this.panel('dout'), this.panel('din')];
    const isHidden = marks === undefined || dout === undefined || enlarged !== undefined;
    this.arrows.show(
      isHidden
        ? []
        : arrowsOf(marks, windows, { dout, din, scale: this.host.scales.get(dout.plot.panel) }),
    );
  }

  /** Shows the panels that are asked for, or the one that is enlarged. */
  private showPanels(): void {
    const { enlarged } = this;
    const isAskedFor = ({ name }: ExplorerPanel): boolean => name !== 'mask' || this.isMaskShown;
    this.row.showOnly((plot) => {
      const panel = this.panels.find((one) => one.plot === plot)!;
      return enlarged === undefined ? isAskedFor(panel) : panel === enlarged;
    }, enlarged !== undefined);
  }

  private enlarge(panel: ExplorerPanel, press: HTMLButtonElement): void {
    this.enlarged = this.enlarged === panel ? undefined : panel;
    press.setAttribute('aria-pressed', `${this.enlarged === panel}`);
    this.row.node.classList.toggle('poolscope-enlarged', this.enlarged !== undefined);
    this.showPanels();
  }

  /** Hides the tip at the pointer unless it names the cursor's cell, of which the sentence is. */
  private keepTip(cursor: Cursor | undefined): void {
    for (const { name, plot } of this.panels) {
      plot.keepTip(cursor?.panel === name ? cursor.index : undefined);
    }
  }

  private createPanel(panel: Panel): ExplorerPanel {
    const { state, scales } = this.host;
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
      onRange: (range) => {
        scales.choose(panel.role, range);
        this.host.onScales();
      },
    });
    this.statistics.set(name, addStatistics(created));
    addTools(created, {
      state,
      onEnlarge: (press) => this.enlarge(created, press),
      reportError: (error) => this.host.showProblem(error),
    });
    created.plot.chart.onDrawMarks = (context, grid) => {
      const { slice } = created.plot;
      if (slice === undefined) return false;
      const isPlayed = this.isPlayed(name);
      return drawMarks(context, grid, {
        subject,
        panel: name,
        slice,
        scale: scales.get(panel),
        ...(isPlayed ? {} : this.tests.of(name)),
        isDead: name === 'din' && !isPlayed && this.tests.isDead(),
      });
    };
    created.plot.chart.onDrawCursor = (context, grid) => {
      const { slice } = created.plot;
      if (slice === undefined) return false;
      const { marks, windows } = this;
      const isListed = this.isPlayed(name) ? undefined : this.tests.of(name).isListed;
      // They go from cell to cell of these two, whose slices and zooms change at other times.
      if (name === 'dout' || name === 'din') this.showArrows();
      const shown = { subject, panel: name, slice };
      return drawCursorMarks(context, grid, { ...shown, marks, windows, isListed });
    };
    created.plot.chart.onZoom = (zoom) => {
      this.keepTip(undefined);
      this.zooms.follow(created, zoom);
    };
    return created;
  }

  /** Whether a panel shows the din of the player: nothing is told of its cells. */
  private isPlayed(name: PanelName): boolean {
    return name === 'din' && this.host.player.step !== undefined;
  }

  private contentOf(panel: Panel): PanelContent {
    const { scales } = this.host;
    const slice = this.sliceOf(panel);
    const scale = scales.get(panel);
    const line = this.statistics.get(panel.name as PanelName);
    line?.draw(slice, scale);
    this.panel(panel.name as PanelName)!.plot.caption.title = line?.node.textContent ?? '';
    if (panel.name === 'din') {
      const { step } = this.host.player;
      this.panel('din')!.note.textContent = noteOfDin(slice, this.tests, step);
    }
    return { slice, scale, domain: scales.domainOf(panel) };
  }
}
