import { cutText, decode, type Panel, panels, slice, type View } from 'poolscope';
import { arrange } from './arrangement.js';
import { isSame, type ViewAxis, viewAxes } from './axes.js';
import { slider } from './controls.js';
import { element } from './element.js';
import { nextFrame } from './next-frame.js';
import { PanelPlot } from './panel-plot.js';
import { loadPlotly } from './plotly.js';
import { readTheme } from './theme.js';

/** A view in the page: its title, its sliders and its panels, drawn anew as any of them changes. */
export class ViewBody {
  readonly node: HTMLElement = element('div', 'poolscope-body');
  readonly kind: View['kind'];
  private readonly axes: readonly ViewAxis[];
  private readonly positions: number[];
  private readonly plots: readonly PanelPlot[];
  private readonly row = element('div', 'poolscope-panels');
  private readonly ready: (ready: boolean) => void;
  private readonly failed: (error: unknown) => void;
  private readonly frame = nextFrame(() => void this.draw());
  private readonly observer = new ResizeObserver(() => this.resized());
  private width = 0;
  /** Counts the drawings, so that one that was overtaken is not called ready. */
  private turn = 0;

  /**
   * @param payload what came with the output; it is checked here
   * @param before the body that this one replaces; where the axes are the same its positions stay
   * @param ready told whether what is on screen is what is asked for
   * @param failed told of an error while drawing
   * @throws PayloadError that says what is wrong with the payload
   */
  constructor(
    payload: unknown,
    before: ViewBody | undefined,
    ready: (ready: boolean) => void,
    failed: (error: unknown) => void,
  ) {
    this.ready = ready;
    this.failed = failed;
    const view = decode(payload);
    this.kind = view.kind;
    const shown = panels(view);
    this.axes = viewAxes(shown);
    this.positions = this.axes.map((axis) => before?.positionOf(axis) ?? 0);
    this.plots = shown.map((panel) => new PanelPlot(panel));
    this.row.append(...this.plots.map((plot) => plot.node));
    this.node.append(...this.head(view, shown), this.row);
    this.observer.observe(this.row);
  }

  /** Draws in the next frame. */
  redraw(): void {
    this.ready(false);
    this.frame.request();
  }

  dispose(): void {
    this.turn++;
    this.observer.disconnect();
    this.frame.cancel();
    for (const plot of this.plots) plot.dispose();
    this.node.remove();
  }

  private head(view: View, shown: readonly Panel[]): HTMLElement[] {
    const head: HTMLElement[] = [];
    if (shown.some((panel) => panel.title !== view.title)) {
      head.push(element('div', 'poolscope-title', view.title));
    }
    if (view.cut !== undefined) head.push(element('p', 'poolscope-cut', cutText(view.cut)));
    if (this.axes.length === 0) return head;
    const controls = element('div', 'poolscope-controls');
    this.axes.forEach(({ axis, label }, i) => {
      const control = slider(label, axis.size, this.positions[i] ?? 0, (position) => {
        this.positions[i] = position;
        this.redraw();
      });
      controls.append(control.node);
    });
    return [...head, controls];
  }

  private positionOf({ axis, label }: ViewAxis): number | undefined {
    const i = this.axes.findIndex((own) => own.label === label && isSame(own.axis, axis));
    return this.positions[i];
  }

  private positionsIn(panel: Panel): Record<string, number> {
    const moved = this.axes.flatMap(({ axis }, i): [string, number][] =>
      panel.axes.some((own) => isSame(own, axis)) ? [[axis.name, this.positions[i] ?? 0]] : [],
    );
    return Object.fromEntries(moved);
  }

  private resized(): void {
    const width = this.row.clientWidth;
    if (width === this.width) return;
    this.width = width;
    // Without a width it is not on screen; the observer calls again when it is.
    if (width > 0) this.redraw();
  }

  private async draw(): Promise<void> {
    if (this.width === 0) return;
    const turn = ++this.turn;
    try {
      const plotly = await loadPlotly();
      if (turn !== this.turn) return;
      const theme = readTheme(this.node);
      const slices = this.plots.map(({ panel }) => slice(panel, this.positionsIn(panel)));
      const frames = arrange(slices, this.width);
      await Promise.all(
        this.plots.map((plot, i) =>
          plot.draw(plotly, { slice: slices[i]!, frame: frames[i]!, theme }),
        ),
      );
      if (turn === this.turn) this.ready(true);
    } catch (error) {
      if (turn === this.turn) this.failed(error);
    }
  }
}
