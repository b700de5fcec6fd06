import { type View, writeNpy } from 'poolscope';
import {
  cutMessage,
  type Panel,
  type PanelAxes,
  panelAxes,
  panels,
  type Scale,
  scaleOf,
  slice,
  sliceSize,
} from 'poolscope/internal';
import type { Index } from '../panel/cursor-panel.js';
import { CursorRow, type ShownArray } from '../panel/cursor-row.js';
import { wordsOf } from '../plot/panel-plot.js';
import { type SliderControl, slider } from '../ui/controls.js';
import { element } from '../ui/element.js';
import { defaults, scaleChoice } from '../ui/settings.js';
import { told } from '../ui/texts.js';
import { isSame, type ViewAxis, viewAxes } from './axes.js';
import type { Body, BodyHost } from './body.js';

/** Arrays and masks in the page: their title, their sliders and their heatmaps. */
export class ViewBody implements Body {
  readonly node: HTMLElement = element('div', 'poolscope-body');
  readonly kind: View['kind'];
  private readonly axes: readonly ViewAxis[];
  private readonly positions: number[];
  private readonly sliders: readonly SliderControl[];
  private readonly row: CursorRow;
  private readonly unfollow: (() => void) | undefined;

  /** @param before the body that this one replaces; where the axes are the same its positions stay */
  constructor(view: View, before: ViewBody | undefined, host: BodyHost) {
    this.kind = view.kind;
    const shown = panels(view);
    this.axes = viewAxes(shown);
    this.positions = this.axes.map((axis) => before?.positionOf(axis) ?? 0);
    this.sliders = this.axes.map(({ axis, label }, at) =>
      slider(label, axis.size, this.positions[at]!, (position) => this.move(at, position)),
    );
    const scalesNow = (): Map<Panel, Scale> => {
      const choice = scaleChoice(host.settings?.current ?? defaults);
      return new Map(shown.map((panel) => [panel, scaleOf(panel, choice)]));
    };
    let scales = scalesNow();
    this.row = new CursorRow(shown.map(shownArray), {
      root: host.root,
      ready: host.ready,
      failed: host.failed,
      size: sliceSize,
      shown: (panel) => ({
        slice: slice(panel, this.positionsIn(panel)),
        scale: scales.get(panel)!,
      }),
      follow: (index, { panel, axes }) => {
        const positions = this.positionsIn(panel);
        const moved = [...index];
        for (const { name, axis } of axes.sliders) moved[axis] = positions[name]!;
        return moved;
      },
      show: (index, { axes }) => this.moveTo(index, axes),
    });
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
    const controls = element('div', 'poolscope-controls');
    controls.append(...this.sliders.map(({ node }) => node), this.row.tableToggle);
    return [...head, controls];
  }

  private move(at: number, position: number): void {
    this.positions[at] = position;
    this.row.follow();
    this.row.repaint();
  }

  /** Moves the sliders to a cell's slice: whether that is another one. */
  private moveTo(index: Index, { sliders }: PanelAxes): boolean {
    let isMoved = false;
    this.axes.forEach(({ axis }, at) => {
      const own = sliders.find((one) => isSame(one, axis));
      if (own === undefined || this.positions[at] === index[own.axis]) return;
      this.positions[at] = index[own.axis]!;
      this.sliders[at]!.show(index[own.axis]!);
      isMoved = true;
    });
    if (isMoved) this.row.repaint();
    return isMoved;
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

function shownArray(panel: Panel): ShownArray {
  const { tensor, name } = panel;
  return {
    panel,
    words: wordsOf(panel),
    name,
    shape: tensor.shape,
    axes: panelAxes(tensor.shape),
    npy: () => writeNpy(tensor),
  };
}
