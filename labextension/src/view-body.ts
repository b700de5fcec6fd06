import {
  cutMessage,
  type Panel,
  panels,
  type Scale,
  scaleOf,
  slice,
  sliceSize,
  type View,
} from 'poolscope';
import { isSame, type ViewAxis, viewAxes } from './axes.js';
import type { Body, BodyHost } from './body.js';
import { slider } from './controls.js';
import { element } from './element.js';
import { PanelPlot } from './panel-plot.js';
import { PlotRow, type Shown } from './plot-row.js';
import { defaults, scaleChoice } from './settings.js';
import { told } from './texts.js';

/** One array or mask in the page: its title, its sliders and its heatmap. */
export class ViewBody implements Body {
  readonly node: HTMLElement = element('div', 'poolscope-body');
  readonly kind: View['kind'];
  private readonly axes: readonly ViewAxis[];
  private readonly positions: number[];
  private readonly row: PlotRow;
  private readonly unfollow: (() => void) | undefined;

  /** @param before the body that this one replaces; where the axes are the same its positions stay */
  constructor(view: View, before: ViewBody | undefined, host: BodyHost) {
    this.kind = view.kind;
    const shown = panels(view);
    this.axes = viewAxes(shown);
    this.positions = this.axes.map((axis) => before?.positionOf(axis) ?? 0);
    const scalesNow = (): Map<Panel, Scale> => {
      const choice = scaleChoice(host.settings?.current ?? defaults);
      return new Map(shown.map((panel) => [panel, scaleOf(panel, choice)]));
    };
    let scales = scalesNow();
    this.row = new PlotRow(
      shown.map((panel) => new PanelPlot(panel)),
      {
        ready: host.ready,
        failed: host.failed,
        size: sliceSize,
        shown: (panel): Shown => ({
          slice: slice(panel, this.positionsIn(panel)),
          scale: scales.get(panel)!,
        }),
      },
    );
    this.unfollow = host.settings?.listen(() => {
      scales = scalesNow();
      this.row.redraw();
    });
    this.node.append(...this.head(view, shown), this.row.node);
  }

  redraw(): void {
    this.row.redraw();
  }

  dispose(): void {
    this.unfollow?.();
    this.row.dispose();
    this.node.remove();
  }

  private head(view: View, shown: readonly Panel[]): HTMLElement[] {
    const head: HTMLElement[] = [];
    if (shown.some((panel) => panel.title !== view.title)) {
      head.push(element('div', 'poolscope-title', view.title));
    }
    if (view.cut !== undefined)
      head.push(element('p', 'poolscope-cut', told(cutMessage(view.cut))));
    if (this.axes.length === 0) return head;
    const controls = element('div', 'poolscope-controls');
    this.axes.forEach(({ axis, label }, i) => {
      const control = slider(label, axis.size, this.positions[i] ?? 0, (position) => {
        this.positions[i] = position;
        this.row.repaint();
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
}
