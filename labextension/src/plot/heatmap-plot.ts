// A slice as Plotly's heatmap, with a canvas that shows changes before Plotly has drawn them.
import type { Layout } from 'plotly.js';
import type { Slice } from 'poolscope/internal';
import { element } from '../ui/element.js';
import { trans } from '../ui/texts.js';
import {
  clearCanvas,
  clipMarks,
  createOverlay,
  drawCells,
  drawCrosses,
  showLayer,
  sliceImage,
} from './canvas/canvas.js';
import type { CellGrid } from './canvas/cell-grid.js';
import { paletteOf } from './canvas/palette.js';
import { figure, fullZoom, rowsOf, type Zoom } from './figure.js';
import { loadPlotly, type Plotly } from './plotly.js';
import { type Graph, gridOf, plotConfig } from './plotly-graph.js';
import { Pointer } from './pointer.js';
import type { Drawing, MarkPainter, Place, SlicePlot } from './slice-plot.js';
import { type Block, zoomWith } from './zoom.js';

/**
 * A slice as Plotly's heatmap, with a layer for marks on top. Plotly takes tens of milliseconds to
 * draw a slice. So `paint` draws the cells at once, in the same colours, on a canvas over the plot;
 * `finish`, called once requests have stopped, draws them with Plotly and clears the canvas.
 */
export class HeatmapPlot implements SlicePlot {
  readonly isLine = false;
  readonly node: HTMLElement = element('div', 'poolscope-plot');
  onZoom: (zoom: Zoom) => void = () => {};
  onDrawMarks: MarkPainter = () => false;
  onDrawCursor: MarkPainter = () => false;
  private readonly graphNode = element('div', 'poolscope-graph');
  private readonly cellLayer = createOverlay('poolscope-overlay');
  private readonly cursorLayer = createOverlay('poolscope-overlay');
  private graph: Graph | undefined;
  private plotly: Plotly | undefined;
  private drawn: Drawing | undefined;
  private isPlotlyCurrent = true;
  /** The size of the slice that the zoom belongs to. */
  private zoomedSize = '';
  private readonly pointer = new Pointer();
  /** How many zooms that come from `zoomTo`, not from a person, are on their way. */
  private followedZooms = 0;

  constructor() {
    this.node.append(this.cellLayer, this.cursorLayer);
  }

  /** The place of the cells; undefined before the first drawing. */
  get grid(): CellGrid | undefined {
    if (this.graph === undefined) return undefined;
    return gridOf(this.graph);
  }

  /** The cell under the pointer. */
  placeUnder(event: MouseEvent): Place | undefined {
    const { node, grid, drawn } = this;
    return this.pointer.placeUnder(event, { node, grid, drawn });
  }

  /** Loads Plotly. */
  async prepare(): Promise<void> {
    this.plotly ??= await loadPlotly();
  }

  /** Draws a slice with Plotly; a person's zoom stays. */
  async draw(drawing: Drawing): Promise<void> {
    this.drawn = drawing;
    this.isPlotlyCurrent = false;
    await this.finish();
  }

  /** Paints another slice of the same size, in this frame. */
  paint(drawing: Drawing): void {
    this.drawn = drawing;
    if (this.graph === undefined) return;
    this.isPlotlyCurrent = false;
    const [trace] = this.graph.data;
    if (trace !== undefined) trace.z = rowsOf(drawing.slice, (value) => value);
    this.drawMarks();
  }

  /** Draws with Plotly what was painted last. */
  async finish(): Promise<void> {
    const { plotly, drawn } = this;
    if (this.isPlotlyCurrent || plotly === undefined || drawn === undefined) return;
    const { slice, scale, frame, theme } = drawn;
    const { data, layout } = figure(slice, scale, frame, theme, this.zoomOf(slice));
    const graph = (await plotly.react(
      this.graphNode,
      data,
      layout,
      plotConfig(plotly, () => this.showAllCells()),
    )) as Graph;
    // A slice that was painted meanwhile needs another update.
    if (this.drawn === drawn) this.isPlotlyCurrent = true;
    if (this.graph === undefined) {
      this.graph = graph;
      // Plotly asks a new graph for its size, though it is given one: in the page that would have it laid out each time.
      this.node.prepend(graph);
      graph.on('plotly_relayouting', () => this.drawMarks());
      graph.on('plotly_doubleclick', () => this.showAllCells());
      graph.on('plotly_relayout', (event) => {
        const isZoom = Object.keys(event).some((key) => /^[xy]axis\.range/.test(key));
        if (isZoom) this.finishZoom();
      });
    }
    this.drawMarks();
  }

  /** Draws all marks again. */
  drawMarks(): void {
    this.drawLayer(this.cellLayer, (context, grid, { slice, scale }) => {
      const hasCells = !this.isPlotlyCurrent;
      if (hasCells) drawCells(context, sliceImage(slice, paletteOf(scale)), grid);
      clipMarks(context, grid, slice);
      const hasCrosses = drawCrosses(context, slice, grid, scale);
      const hasMarks = this.onDrawMarks(context, grid);
      return hasCells || hasCrosses || hasMarks;
    });
    this.drawCursor();
  }

  /** Draws the marks of the cursor again. */
  drawCursor(): void {
    this.drawLayer(this.cursorLayer, (context, grid, { slice }) => {
      clipMarks(context, grid, slice);
      return this.onDrawCursor(context, grid);
    });
  }

  /** Shows a part of the slice; `onZoom` is not called. */
  async zoomTo({ x, y }: Zoom): Promise<void> {
    if (this.graph === undefined || this.plotly === undefined) return;
    this.followedZooms++;
    const ranges: unknown = { 'xaxis.range': [...x], 'yaxis.range': [...y] };
    try {
      await this.plotly.relayout(this.graph, ranges as Partial<Layout>);
    } finally {
      this.followedZooms--;
    }
  }

  /** Moves the zoom, where it does not show these cells, just far enough; `onZoom` is not called. */
  async bringIntoView(block: Block): Promise<void> {
    const zoom = this.grid && zoomWith(this.grid, block);
    if (zoom !== undefined) await this.zoomTo(zoom);
  }

  /** The heatmap as a picture, without marks. */
  async picture(format: 'png' | 'svg'): Promise<string> {
    await this.finish();
    const { graph, plotly, drawn } = this;
    if (graph === undefined || plotly === undefined || drawn === undefined) {
      throw new Error(trans.__('The heatmap is not drawn yet; wait until it is on screen.'));
    }
    const { width, height } = drawn.frame;
    return plotly.toImage(graph, { format, width, height, scale: 2 });
  }

  dispose(): void {
    this.onZoom = () => {};
    this.onDrawMarks = () => false;
    this.onDrawCursor = () => false;
    // First: what is not in the page is taken apart faster.
    this.node.remove();
    if (this.graph !== undefined) this.plotly?.purge(this.graph);
    this.graph = undefined;
  }

  /** The zoom for a slice: the current one, or all of it where the last slice had another size. */
  private zoomOf(slice: Slice): Zoom {
    const { grid, zoomedSize } = this;
    this.zoomedSize = `${slice.rows} × ${slice.columns}`;
    return grid === undefined || zoomedSize !== this.zoomedSize
      ? fullZoom(slice)
      : { x: grid.x, y: grid.y };
  }

  /** Shows the whole slice again. */
  private showAllCells(): void {
    if (this.drawn === undefined) return;
    const zoom = fullZoom(this.drawn.slice);
    void this.zoomTo(zoom).then(() => this.onZoom(zoom));
  }

  /** Draws again after a zoom, since the ticks have another step. */
  private finishZoom(): void {
    this.isPlotlyCurrent = false;
    void this.finish();
    const { grid } = this;
    if (grid !== undefined && this.followedZooms === 0) this.onZoom({ x: grid.x, y: grid.y });
  }

  private drawLayer(
    layer: HTMLCanvasElement,
    paint: (context: CanvasRenderingContext2D, grid: CellGrid, drawn: Drawing) => boolean,
  ): void {
    const { grid, drawn } = this;
    if (grid === undefined || drawn === undefined) return;
    const context = clearCanvas(layer, drawn.frame.width, drawn.frame.height);
    context.save();
    showLayer(layer, paint(context, grid, drawn));
    context.restore();
  }
}
