import type { Panel, Scale, Slice } from 'poolscope/internal';
import { element } from '../ui/element.js';
import { nextFrame } from '../ui/next-frame.js';
import { Settler } from '../ui/settler.js';
import { readTheme } from '../ui/theme.js';
import { arrange, type SliceSize } from './arrangement.js';
import type { Drawing } from './heatmap-plot.js';
import type { PanelPlot } from './panel-plot.js';
import { loadPlotly } from './plotly.js';

/** What of a panel is on screen, and in which colours. */
export interface Shown {
  readonly slice: Slice;
  readonly scale: Scale;
}

/** What a row of panels needs of the view that it stands in. */
export interface RowHost {
  /** How many cells a panel's slices have. */
  size(panel: Panel): SliceSize;
  /** What a panel shows now; asked for when it is drawn. */
  shown(panel: Panel): Shown;
  /** Told whether what is on screen is what is asked for. */
  ready(ready: boolean): void;
  /** Told of an error while drawing. */
  failed(error: unknown): void;
}

/** Panels side by side, as wide as the page lets them be, drawn as their view asks for it. */
export class PlotRow {
  readonly node: HTMLElement = element('div', 'poolscope-panels');
  private readonly plots: readonly PanelPlot[];
  private readonly host: RowHost;
  private readonly frame = nextFrame(() => this.drawNext());
  private readonly settler = new Settler();
  private readonly observer = new ResizeObserver(() => this.resized());
  private width = 0;
  /** Which panels are to be painted in the next frame. */
  private readonly unpainted = new Set<PanelPlot>();
  private isWholeWanted = false;
  private isDrawn = false;
  /** Counts the whole drawings, so that one that was overtaken is not called ready. */
  private turn = 0;

  constructor(plots: readonly PanelPlot[], host: RowHost) {
    this.plots = plots;
    this.host = host;
    this.node.append(...plots.map((plot) => plot.node));
    this.observer.observe(this.node);
  }

  /** Draws everything anew in the next frame: after a change of theme, size or colours. */
  redraw(): void {
    this.isWholeWanted = true;
    this.host.ready(false);
    this.frame.request();
  }

  /** Shows other slices of the same sizes in the next frame. */
  repaint(plots: readonly PanelPlot[] = this.plots): void {
    for (const plot of plots) this.unpainted.add(plot);
    this.host.ready(false);
    this.frame.request();
  }

  dispose(): void {
    this.turn++;
    this.observer.disconnect();
    this.frame.cancel();
    this.settler.cancel();
    for (const plot of this.plots) plot.dispose();
    this.node.remove();
  }

  private resized(): void {
    const width = this.node.clientWidth;
    if (width === this.width) return;
    this.width = width;
    // Without a width it is not on screen; the observer calls again when it is.
    if (width > 0) this.redraw();
  }

  private drawNext(): void {
    if (this.width === 0) return;
    if (this.isWholeWanted || !this.isDrawn) void this.drawAll();
    else this.paint();
  }

  private paint(): void {
    try {
      const drawings = this.drawings([...this.unpainted]);
      for (const [plot, drawing] of drawings) plot.paint(drawing);
      this.unpainted.clear();
      this.host.ready(true);
      this.settler.request(
        this.plots.map((plot) => () => plot.plot.settle()),
        (error) => this.host.failed(error),
      );
    } catch (error) {
      this.host.failed(error);
    }
  }

  private async drawAll(): Promise<void> {
    const turn = ++this.turn;
    this.isWholeWanted = false;
    this.settler.cancel();
    try {
      const plotly = await loadPlotly();
      if (turn !== this.turn) return;
      this.unpainted.clear();
      for (const [plot, drawing] of this.drawings(this.plots)) {
        await plot.draw(plotly, drawing);
        if (turn !== this.turn) return;
      }
      this.isDrawn = true;
      // What was asked for meanwhile is painted over it.
      if (this.unpainted.size > 0) this.frame.request();
      else this.host.ready(true);
    } catch (error) {
      if (turn === this.turn) this.host.failed(error);
    }
  }

  /** The frames follow from all panels' sizes, whichever of them are drawn. */
  private drawings(plots: readonly PanelPlot[]): [PanelPlot, Drawing][] {
    const theme = readTheme(this.node);
    const frames = arrange(
      this.plots.map(({ panel }) => this.host.size(panel)),
      this.width,
    );
    return plots.map((plot) => {
      const frame = frames[this.plots.indexOf(plot)]!;
      return [plot, { ...this.host.shown(plot.panel), frame, theme }];
    });
  }
}
