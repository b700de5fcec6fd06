// A row of panels: fits them into the page and decides when they are drawn.
import type { Panel } from 'poolscope/internal';
import { element } from '../ui/element.js';
import { IdleTasks } from '../ui/idle-tasks.js';
import { nextFrame } from '../ui/next-frame.js';
import { readTheme, type Theme } from '../ui/theme.js';
import { arrange, type SliceSize } from './canvas/arrangement.js';
import { lineFrames } from './line-frames.js';
import type { PanelPlot } from './panel-plot.js';
import type { Drawing } from './slice-plot.js';

/** What a panel shows: a slice, the scale of its colours, and the range that its colour bar covers. */
export type PanelContent = Pick<Drawing, 'slice' | 'scale' | 'domain'>;

/** What a row of panels needs of the view around it. */
export interface RowHost {
  /** The size of a panel's slices, in cells. */
  sizeOf(panel: Panel): SliceSize;
  /** What a panel shows; called whenever it is drawn. */
  contentOf(panel: Panel): PanelContent;
  /** Says whether what was asked for is on screen. */
  setReady(ready: boolean): void;
  /** Reports an error while drawing. */
  reportError(error: unknown): void;
}

/** The most pixels of a cell in a panel that is enlarged. */
const largestEnlarged = 160;

/** How long drawing may keep the page from its frames, in milliseconds, but for one panel more. */
const longestTurn = 40;

/** Panels side by side, as wide as the page allows. */
export class PlotRow {
  readonly node: HTMLElement = element('div', 'poolscope-panels');
  private readonly plots: readonly PanelPlot[];
  private readonly host: RowHost;
  private readonly frame = nextFrame(() => this.drawNext());
  private readonly idleTasks = new IdleTasks();
  private readonly observer = new ResizeObserver(() => this.onResize());
  private width = 0;
  /** What was read when the page was laid out anyway; undefined after a change of theme. */
  private theme: Theme | undefined;
  /** The panels to paint in the next frame. */
  private readonly plotsToPaint = new Set<PanelPlot>();
  private isLarge = false;
  private isRedrawPending = false;
  private isDrawn = false;
  /** The number of the latest complete drawing: an older one that ends later is not ready. */
  private latestRequest = 0;
  /** The number of the last complete drawing that has ended: with a later one under way, a panel may be empty still. */
  private drawnRequest = 0;

  constructor(plots: readonly PanelPlot[], host: RowHost) {
    this.plots = plots;
    this.host = host;
    this.node.append(...plots.map((plot) => plot.node));
    this.observer.observe(this.node);
  }

  /** The panels that are shown: all, but for those that are hidden. */
  private get shown(): readonly PanelPlot[] {
    return this.plots.filter(({ node }) => !node.hidden);
  }

  /** Shows some of the panels and hides the others. @param isLarge whether what is shown takes all the room */
  showOnly(isShown: (plot: PanelPlot) => boolean, isLarge: boolean): void {
    this.isLarge = isLarge;
    for (const plot of this.plots) plot.node.hidden = !isShown(plot);
    this.requestAll();
  }

  /** Draws everything again in the next frame, after a change of theme or colours. */
  redraw(): void {
    this.theme = undefined;
    this.requestAll();
  }

  private requestAll(): void {
    this.isRedrawPending = true;
    this.host.setReady(false);
    this.frame.request();
  }

  /** Paints other slices of the same sizes in the next frame. */
  repaint(plots: readonly PanelPlot[] = this.plots): void {
    for (const plot of plots) this.plotsToPaint.add(plot);
    this.host.setReady(false);
    this.frame.request();
  }

  dispose(): void {
    this.latestRequest++;
    this.observer.disconnect();
    this.frame.cancel();
    this.idleTasks.cancel();
    for (const plot of this.plots) plot.dispose();
    this.node.remove();
  }

  private onResize(): void {
    const width = this.node.clientWidth;
    if (width === this.width) return;
    this.width = width;
    // Without a width it is off screen; the observer calls again when it comes on screen.
    if (width === 0) return;
    this.theme ??= readTheme();
    this.requestAll();
  }

  private drawNext(): void {
    // New in the page: not to wait for the observer spares a frame of a view without its panels.
    if (this.width === 0) this.width = this.node.clientWidth;
    if (this.width === 0) return;
    if (this.isRedrawPending || !this.isDrawn) void this.drawAll();
    else this.paint();
  }

  private paint(): void {
    try {
      const drawings = this.drawings([...this.plotsToPaint]);
      for (const [plot, drawing] of drawings) plot.paint(drawing);
      this.plotsToPaint.clear();
      if (this.drawnRequest === this.latestRequest) this.host.setReady(true);
      this.idleTasks.request(
        this.shown.map((plot) => () => plot.chart.finish()),
        (error) => this.host.reportError(error),
      );
    } catch (error) {
      this.host.reportError(error);
    }
  }

  private async drawAll(): Promise<void> {
    const request = ++this.latestRequest;
    // Off screen meanwhile, as behind another tab, it has no width: it is drawn anew when it comes back.
    const isWanted = (): boolean => request === this.latestRequest && this.width > 0;
    this.isRedrawPending = false;
    this.idleTasks.cancel();
    try {
      await Promise.all(this.plots.map(({ chart }) => chart.prepare()));
      if (!isWanted()) return;
      this.plotsToPaint.clear();
      let turn = performance.now();
      for (const plot of this.shown) {
        for (const [, drawing] of this.drawings([plot])) await plot.draw(drawing);
        // Each takes tens of milliseconds, with its slice: the page gets a turn between them. What is drawn in one
        // turn is put together once, which takes as long again.
        if (performance.now() - turn > longestTurn) {
          await new Promise((resolve) => setTimeout(resolve));
          turn = performance.now();
        }
        if (!isWanted()) return;
      }
      this.isDrawn = true;
      this.drawnRequest = request;
      // Slices that were asked for meanwhile are painted over it.
      if (this.plotsToPaint.size > 0) this.frame.request();
      else this.host.setReady(true);
    } catch (error) {
      if (request === this.latestRequest) this.host.reportError(error);
    }
  }

  /** What to draw in some of the panels; their frames depend on the sizes of all that are shown. */
  private drawings(plots: readonly PanelPlot[]): [PanelPlot, Drawing][] {
    this.theme ??= readTheme();
    const { shown, theme } = this;
    const areLines = shown.every(({ chart }) => chart.isLine);
    const { frames, perRow, order } = areLines
      ? lineFrames(shown.length, this.width, this.isLarge)
      : arrange(
          shown.map((plot) => ({
            ...this.host.sizeOf(plot.panel),
            title: plot.titleWidth(theme.font),
          })),
          this.width,
          this.isLarge ? largestEnlarged : undefined,
        );
    for (const [place, i] of order.entries()) shown[i]!.node.style.order = `${place}`;
    // Lines are as wide as the page, so nothing comes to stand beside them.
    this.node.dataset.lines = `${areLines ? 1 : Math.ceil(shown.length / perRow)}`;
    return plots
      .filter((plot) => shown.includes(plot))
      .map((plot) => {
        const frame = frames[shown.indexOf(plot)]!;
        return [plot, { ...this.host.contentOf(plot.panel), frame, theme }];
      });
  }
}
