// Shows the arrays and masks of a view that has no backward pass: title, sliders and heatmaps.
import { type View, writeNpy } from 'poolscope';
import {
  cutMessage,
  type Panel,
  type PanelAxes,
  panelAxes,
  type Scale,
  scaleOf,
  slice,
  sliceSize,
  userTensor,
} from 'poolscope/internal';
import type { Index } from '../panel/cursor-panel.js';
import { CursorRow } from '../panel/cursor-row.js';
import type { ShownArray } from '../panel/shown-array.js';
import { labelsOf } from '../plot/panel-plot.js';
import { type SliderControl, slider } from '../ui/controls.js';
import { element } from '../ui/element.js';
import { runningText } from '../ui/running-text.js';
import { defaults, scaleChoice } from '../ui/settings.js';
import { translate } from '../ui/texts.js';
import { isDarkPage } from '../ui/theme.js';
import { isSameAxis, type ViewAxis, viewAxes } from './axes.js';
import type { Body, BodyHost, Memory } from './body.js';

/** A view of arrays and masks: its title, its sliders and its heatmaps. */
export class ViewBody implements Body {
  readonly node: HTMLElement = element('div', 'poolscope-body');
  readonly kind: View['kind'];
  private readonly axes: readonly ViewAxis[];
  private readonly positions: number[];
  private readonly sliders: readonly SliderControl[];
  private readonly row: CursorRow;
  /** The colours of the settings and of the page, as they are now. */
  private readonly readScales: () => ReadonlyMap<Panel, Scale>;
  private scales: ReadonlyMap<Panel, Scale>;
  private readonly stopListening: (() => void) | undefined;

  /** @param memory what the body that this one replaces showed: sliders of the same axes keep their positions */
  constructor(view: View, shown: readonly Panel[], host: BodyHost, memory: Memory | undefined) {
    this.kind = view.kind;
    this.axes = viewAxes(shown);
    this.positions = this.axes.map((axis) => memory?.sliders?.[keyOf(axis)] ?? 0);
    this.sliders = this.axes.map(({ axis, label }, at) =>
      slider(label, axis.size, this.positions[at]!, (position) => this.setPosition(at, position), {
        onProblem: (problem) => this.row.showInvalid(problem),
      }),
    );
    this.readScales = () => {
      const choice = scaleChoice(host.settings?.current ?? defaults, isDarkPage());
      return new Map(shown.map((panel) => [panel, scaleOf(panel, choice)]));
    };
    this.scales = this.readScales();
    this.row = new CursorRow(shown.map(shownArray), {
      root: host.root,
      setReady: host.setReady,
      reportError: host.reportError,
      sizeOf: sliceSize,
      contentOf: (panel) => ({
        slice: slice(panel, this.positionsIn(panel)),
        scale: this.scales.get(panel)!,
      }),
      cellAtSamePlace: (index, { panel, axes }) => {
        const positions = this.positionsIn(panel);
        const newIndex = [...index];
        for (const { name, axis } of axes.sliders) newIndex[axis] = positions[name]!;
        return newIndex;
      },
      bringIntoView: (index, { axes }) => this.showCell(index, axes),
    });
    this.stopListening = host.settings?.listen(() => this.redraw());
    this.node.append(...this.createHead(view, shown), this.row.node);
  }

  redraw(): void {
    this.scales = this.readScales();
    this.row.redraw();
  }

  memory(): Memory {
    const sliders = this.axes.map((axis, at) => [keyOf(axis), this.positions[at] ?? 0]);
    return { sliders: Object.fromEntries(sliders) };
  }

  dispose(): void {
    this.stopListening?.();
    this.row.dispose();
    this.node.remove();
  }

  private createHead(view: View, shown: readonly Panel[]): HTMLElement[] {
    const head: HTMLElement[] = [];
    if (shown.some((panel) => panel.title !== view.title)) {
      head.push(element('div', 'poolscope-title', view.title));
    }
    if (view.cut !== undefined)
      head.push(runningText('p', 'poolscope-cut', translate(cutMessage(view.cut, view.layout))));
    const controls = element('div', 'poolscope-controls');
    controls.append(...this.sliders.map(({ node }) => node), this.row.tableToggle);
    return [...head, controls];
  }

  private setPosition(at: number, position: number): void {
    this.positions[at] = position;
    this.row.keepCursor();
    this.row.repaint();
  }

  /** Moves the sliders to the slice that holds a cell; returns whether they moved. */
  private showCell(index: Index, { sliders }: PanelAxes): boolean {
    let isMoved = false;
    this.axes.forEach(({ axis }, at) => {
      const slider = sliders.find((one) => isSameAxis(one, axis));
      if (slider === undefined || this.positions[at] === index[slider.axis]) return;
      this.positions[at] = index[slider.axis]!;
      this.sliders[at]!.show(index[slider.axis]!);
      isMoved = true;
    });
    if (isMoved) this.row.repaint();
    return isMoved;
  }

  private positionsIn(panel: Panel): Record<string, number> {
    const positions = this.axes.flatMap(({ axis }, i): [string, number][] =>
      panel.axes.some((one) => isSameAxis(one, axis)) ? [[axis.name, this.positions[i] ?? 0]] : [],
    );
    return Object.fromEntries(positions);
  }
}

/** A slider by its label and size: another size is another axis. */
function keyOf({ axis, label }: ViewAxis): string {
  return `${label} of ${axis.size}`;
}

function shownArray(panel: Panel): ShownArray {
  const { tensor, name, layout } = panel;
  return {
    panel,
    labels: labelsOf(panel),
    name,
    shape: tensor.shape,
    axes: panelAxes(tensor.shape),
    writeNpy: () => writeNpy(userTensor(tensor, layout)),
  };
}
