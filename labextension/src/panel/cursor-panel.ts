// A heatmap or a line in which the pointer and the keys move a cursor.
import { type Panel, type PanelAxes, panelAxes, type Scale } from 'poolscope/internal';
import { HeatmapPlot } from '../plot/heatmap-plot.js';
import { LinePlot } from '../plot/line/line-plot.js';
import { type PanelLabels, PanelPlot } from '../plot/panel-plot.js';
import { element } from '../ui/element.js';
import { trans } from '../ui/texts.js';
import type { Key } from './key-steps.js';
import { zoomByKey } from './key-zoom.js';
import { placeIn } from './slice-place.js';

/** The index of a cell in the array of its panel. */
export type Index = readonly number[];

/** What a panel asks of the view around it, and reports to it. */
export interface CursorHost {
  /** The cursor's cell, if it is in this panel. */
  cursor(): Index | undefined;
  /** The first cell on screen; undefined where the panel is empty. */
  firstCell(): Index | undefined;
  /** The cell that a key leads to; undefined for a key that moves no cursor. */
  moveByKey(from: Index, key: Key): Index | undefined;
  /** The pointer is over a cell; undefined when it has left. */
  onPoint(index: Index | undefined): void;
  /** A cell was chosen, by a click or a key. */
  onChoose(index: Index): void;
  /** A range of colours was chosen, undefined for the usual one; without it none can be. */
  onRange?(range: Scale['range'] | undefined): void;
}

/** How many pixels the pointer may move between press and release for it to be a click. */
const clickTolerance = 4;

/** A heatmap, of an array with one drawn axis a line, in which pointer and keys move a cursor. */
export class CursorPanel {
  readonly plot: PanelPlot;
  readonly footer: HTMLElement = element('div', 'poolscope-panel-footer');
  private readonly host: CursorHost;
  private readonly axes: PanelAxes;

  /**
   * @param array which axes are drawn, and the labels, where they are not those of the panel's own array
   */
  constructor(
    panel: Panel,
    host: CursorHost,
    {
      axes = panelAxes(panel.tensor.shape),
      labels,
    }: { readonly axes?: PanelAxes; readonly labels?: PanelLabels } = {},
  ) {
    this.host = host;
    this.axes = axes;
    const isLine = axes.rowAxis === -1;
    this.plot = new PanelPlot(
      panel,
      isLine ? new LinePlot() : new HeatmapPlot(),
      labels,
      host.onRange,
    );
    const { node } = this.plot;
    node.tabIndex = 0;
    // The panel handles its own keys, as a grid does; the view's live region reads out what they mark.
    node.setAttribute('role', 'application');
    node.setAttribute('aria-roledescription', isLine ? trans.__('line plot') : trans.__('heatmap'));
    node.addEventListener('keydown', (event) => {
      // The menu inside handles its own keys.
      if (event.target === node) this.onKeyDown(event);
    });
    const plot = this.plot.chart.node;
    plot.addEventListener('pointermove', (event) => {
      // With a button down a zoom is being drawn.
      if (event.buttons === 0) this.onPointerMove(event);
    });
    plot.addEventListener('pointerleave', () => this.host.onPoint(undefined));
    plot.addEventListener('pointerdown', (event) => this.onPointerDown(event), { capture: true });
    node.append(this.footer);
  }

  dispose(): void {
    this.plot.dispose();
  }

  private onKeyDown(event: KeyboardEvent): void {
    const cursor = this.host.cursor();
    if (this.zoom(event)) return;
    const at = cursor ?? this.host.firstCell();
    if (at === undefined) return;
    const next = this.host.moveByKey(at, event);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    // The first arrow key marks the first cell; Home, End and the page keys go to their cell at once.
    const isFirst = cursor === undefined && event.key.startsWith('Arrow');
    this.host.onChoose(isFirst ? at : next);
  }

  /** Zooms about the cursor; returns whether the key was one that does. */
  private zoom(event: KeyboardEvent): boolean {
    const { chart, slice } = this.plot;
    const { grid } = chart;
    if (grid === undefined || slice === undefined) return false;
    const cursor = this.host.cursor();
    const zoom = zoomByKey(event, grid, slice, cursor && placeIn(slice, this.axes, cursor));
    if (zoom === undefined) return false;
    event.preventDefault();
    event.stopPropagation();
    void chart.zoomTo(zoom).then(() => chart.onZoom(zoom));
    return true;
  }

  private onPointerMove(event: PointerEvent): void {
    const index = this.indexUnder(event);
    if (index !== undefined) this.host.onPoint(index);
  }

  /** A click is a press and a release at one place: no click event comes, since Plotly covers the page between the two. */
  private onPointerDown(press: PointerEvent): void {
    if (press.button !== 0 || this.indexUnder(press) === undefined || isOnButton(press)) return;
    const up = (release: PointerEvent): void => {
      window.removeEventListener('pointerup', up, true);
      const distance = Math.hypot(release.clientX - press.clientX, release.clientY - press.clientY);
      const index = this.indexUnder(release);
      if (distance > clickTolerance || index === undefined) return;
      this.plot.node.focus({ preventScroll: true });
      this.host.onChoose(index);
    };
    window.addEventListener('pointerup', up, true);
  }

  private indexUnder(event: PointerEvent): Index | undefined {
    const cell = this.plot.chart.cellUnder(event);
    return cell && this.plot.slice?.index(cell.row, cell.column);
  }
}

/** Whether an event is on Plotly's button, which lies over cells. */
function isOnButton({ target }: Event): boolean {
  return target instanceof Element && target.closest('.modebar') !== null;
}
