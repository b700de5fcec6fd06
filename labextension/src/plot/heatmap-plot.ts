import type { Config, Layout, PlotlyHTMLElement } from 'plotly.js';
import type { Scale, Slice } from 'poolscope/internal';
import { element } from '../ui/element.js';
import { trans } from '../ui/texts.js';
import type { Theme } from '../ui/theme.js';
import type { Frame } from './arrangement.js';
import { cleared, drawCells, imageOf, overlay } from './canvas.js';
import { type CellGrid, cellAt } from './cell-grid.js';
import { figure, rowsOf, whole, type Zoom } from './figure.js';
import { palette } from './palette.js';
import type { Plotly } from './plotly.js';

/** What a heatmap is drawn from. */
export interface Drawing {
  readonly slice: Slice;
  readonly scale: Scale;
  readonly frame: Frame;
  readonly theme: Theme;
}

/** What Plotly knows of an axis once it is drawn. */
interface LaidOutAxis {
  readonly _offset: number;
  readonly _length: number;
  readonly range: readonly [number, number];
}
interface Graph extends PlotlyHTMLElement {
  readonly _fullLayout: { readonly xaxis: LaidOutAxis; readonly yaxis: LaidOutAxis };
  readonly data: { z: number[][] }[];
}

/** Draws on top of a heatmap's cells. */
export type Marker = (context: CanvasRenderingContext2D, grid: CellGrid) => void;

/**
 * A slice as Plotly's heatmap, with a layer for marks on top. Plotly takes tens of milliseconds for
 * a slice; so `paint` puts its cells in the same colours on a canvas over it at once, and
 * `settle`, called when things are quiet, lets Plotly follow and takes the canvas away.
 */
export class HeatmapPlot {
  readonly node: HTMLElement = element('div', 'poolscope-plot');
  /** Called when a person has changed what part is on screen. */
  zoomed: (zoom: Zoom) => void = () => {};
  /** Draws the marks; called whenever cells have moved. */
  marker: Marker = () => {};
  private readonly place = element('div', 'poolscope-graph');
  private readonly cells = overlay('poolscope-overlay');
  private readonly marks = overlay('poolscope-overlay');
  private graph: Graph | undefined;
  private plotly: Plotly | undefined;
  private drawn: Drawing | undefined;
  private isSettled = true;
  /** The size of the slice that the zoom is about. */
  private sized = '';
  /** While another panel's zoom is taken over. */
  private isLed = false;

  constructor() {
    this.node.append(this.place, this.cells, this.marks);
  }

  /** Where the cells are; undefined before the first drawing. */
  get grid(): CellGrid | undefined {
    if (this.graph === undefined) return undefined;
    const { xaxis, yaxis } = this.graph._fullLayout;
    return {
      left: xaxis._offset,
      top: yaxis._offset,
      width: xaxis._length,
      height: yaxis._length,
      x: [xaxis.range[0], xaxis.range[1]],
      y: [yaxis.range[0], yaxis.range[1]],
    };
  }

  /** The cell under the pointer. */
  cellUnder(event: {
    clientX: number;
    clientY: number;
  }): { row: number; column: number } | undefined {
    const { grid, drawn } = this;
    if (grid === undefined || drawn === undefined) return undefined;
    const box = this.node.getBoundingClientRect();
    const cell = cellAt(grid, event.clientX - box.left, event.clientY - box.top);
    if (cell === undefined) return undefined;
    const { rows, columns } = drawn.slice;
    return cell.row >= 0 && cell.row < rows && cell.column >= 0 && cell.column < columns
      ? cell
      : undefined;
  }

  /** Draws a slice whole; a zoom that a person made stays. */
  async draw(plotly: Plotly, drawing: Drawing): Promise<void> {
    this.plotly = plotly;
    this.drawn = drawing;
    this.isSettled = false;
    await this.settle();
  }

  /** Shows another slice of the same size in this very frame. */
  paint(drawing: Drawing): void {
    this.drawn = drawing;
    if (this.graph === undefined) return;
    this.isSettled = false;
    const [trace] = this.graph.data;
    if (trace !== undefined) trace.z = rowsOf(drawing.slice, (value) => value);
    this.drawLayers();
  }

  /** Lets Plotly follow what was painted. */
  async settle(): Promise<void> {
    const { plotly, drawn } = this;
    if (this.isSettled || plotly === undefined || drawn === undefined) return;
    const { slice, scale, frame, theme } = drawn;
    const { data, layout } = figure(slice, scale, frame, theme, this.zoomOf(slice));
    const graph = (await plotly.react(this.place, data, layout, this.config(plotly))) as Graph;
    // What was painted meanwhile is settled later.
    if (this.drawn === drawn) this.isSettled = true;
    if (this.graph === undefined) {
      this.graph = graph;
      graph.on('plotly_relayouting', () => this.drawLayers());
      graph.on('plotly_doubleclick', () => this.reset());
      graph.on('plotly_relayout', (event) => {
        const isZoom = Object.keys(event).some((key) => /^[xy]axis\.range/.test(key));
        if (isZoom) this.follow();
      });
    }
    this.drawLayers();
  }

  /** Draws the marks anew. */
  mark(): void {
    const { grid, drawn } = this;
    if (grid === undefined || drawn === undefined) return;
    const context = cleared(this.marks, drawn.frame.width, drawn.frame.height);
    context.save();
    context.beginPath();
    context.rect(grid.left - 2, grid.top - 2, grid.width + 4, grid.height + 4);
    context.clip();
    this.marker(context, grid);
    context.restore();
  }

  /** Brings a part on screen, without telling of it. */
  async zoomTo({ x, y }: Zoom): Promise<void> {
    if (this.graph === undefined || this.plotly === undefined) return;
    this.isLed = true;
    const ranges: unknown = { 'xaxis.range': [...x], 'yaxis.range': [...y] };
    await this.plotly.relayout(this.graph, ranges as Partial<Layout>);
    this.isLed = false;
  }

  /** The heatmap as a picture, marks left out. */
  async picture(format: 'png' | 'svg'): Promise<string> {
    await this.settle();
    const { graph, plotly, drawn } = this;
    if (graph === undefined || plotly === undefined || drawn === undefined) {
      throw new Error(trans.__('The heatmap is not drawn yet; wait until it is on screen.'));
    }
    const { width, height } = drawn.frame;
    return plotly.toImage(graph, { format, width, height, scale: 2 });
  }

  dispose(): void {
    this.zoomed = () => {};
    this.marker = () => {};
    if (this.graph !== undefined) this.plotly?.purge(this.graph);
    this.graph = undefined;
    this.node.remove();
  }

  /** What is on screen of a slice: all of it where one of another size was there before. */
  private zoomOf(slice: Slice): Zoom {
    const { grid, sized } = this;
    this.sized = `${slice.rows} × ${slice.columns}`;
    return grid === undefined || sized !== this.sized ? whole(slice) : { x: grid.x, y: grid.y };
  }

  private config(plotly: Plotly): Partial<Config> {
    return {
      displaylogo: false,
      doubleClick: false,
      showTips: false,
      modeBarButtons: [
        [
          {
            name: 'reset',
            title: trans.__('Show all cells'),
            icon: plotly.Icons.home!,
            click: () => this.reset(),
          },
        ],
      ],
    };
  }

  /** Back to the whole slice. */
  private reset(): void {
    if (this.drawn === undefined) return;
    const zoom = whole(this.drawn.slice);
    void this.zoomTo(zoom).then(() => this.zoomed(zoom));
  }

  /** After a zoom the ticks have another step. */
  private follow(): void {
    this.isSettled = false;
    void this.settle();
    const { grid } = this;
    if (grid !== undefined && !this.isLed) this.zoomed({ x: grid.x, y: grid.y });
  }

  private drawLayers(): void {
    const { grid, drawn } = this;
    if (grid === undefined || drawn === undefined) return;
    const { slice, scale, frame } = drawn;
    const context = cleared(this.cells, frame.width, frame.height);
    if (!this.isSettled) drawCells(context, imageOf(slice, palette(scale)), grid);
    this.mark();
  }
}
