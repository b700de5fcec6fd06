// An array with one drawn axis as a line over its positions, painted by a canvas of its own.
import { element } from '../../ui/element.js';
import { button } from '../../ui/form.js';
import { trans } from '../../ui/texts.js';
import { clearCanvas, clipMarks, createOverlay, showLayer } from '../canvas/canvas.js';
import type { CellGrid } from '../canvas/cell-grid.js';
import { fullZoom, type Zoom } from '../figure.js';
import { Pointer } from '../pointer.js';
import type { Drawing, MarkPainter, Place, SlicePlot } from '../slice-plot.js';
import { type Block, zoomWith } from '../zoom.js';
import { listenForZoom } from './gestures.js';
import { type LineGrid, lineFigure, lineGridOf } from './line-figure.js';
import { paintLine, writeSvg } from './line-output.js';

/**
 * A slice of one row as a line. It paints at once, in some milliseconds for a million values, so it needs no
 * second drawing; a drag, the wheel and keys zoom into it.
 */
export class LinePlot implements SlicePlot {
  readonly isLine = true;
  readonly node: HTMLElement = element('div', 'poolscope-plot poolscope-line');
  onZoom: (zoom: Zoom) => void = () => {};
  onDrawMarks: MarkPainter = () => false;
  onDrawCursor: MarkPainter = () => false;
  private readonly lineLayer = createOverlay('poolscope-overlay');
  private readonly markLayer = createOverlay('poolscope-overlay');
  private readonly cursorLayer = createOverlay('poolscope-overlay');
  /** The box of the line, which takes the pointer. */
  private readonly area = element('div', 'poolscope-line-area');
  private readonly selected = element('div', 'poolscope-line-selected');
  private readonly showAll: HTMLButtonElement;
  private drawn: Drawing | undefined;
  private readonly pointer = new Pointer();
  private shown: CellGrid['x'] | undefined;

  constructor() {
    this.showAll = button('⟲', () => this.zoomByHand(undefined), trans.__('Show all cells'));
    this.showAll.classList.add('poolscope-line-reset');
    this.showAll.hidden = true;
    this.selected.hidden = true;
    this.area.append(this.selected);
    this.node.append(this.lineLayer, this.markLayer, this.cursorLayer, this.area, this.showAll);
    listenForZoom(this.area, {
      grid: () => this.grid,
      columns: () => this.drawn?.slice.columns ?? 0,
      showSelection: (ends) => this.showSelection(ends),
      zoomTo: (x) => this.zoomByHand(x),
    });
  }

  get grid(): LineGrid | undefined {
    const { drawn, shown } = this;
    return drawn && shown && lineGridOf(drawn, shown);
  }

  placeUnder(event: MouseEvent): Place | undefined {
    const { node, grid, drawn } = this;
    return this.pointer.placeUnder(event, { node, grid, drawn });
  }

  async prepare(): Promise<void> {}

  async draw(drawing: Drawing): Promise<void> {
    this.paint(drawing);
  }

  paint(drawing: Drawing): void {
    const before = this.drawn?.slice.columns;
    this.drawn = drawing;
    if (before !== drawing.slice.columns) this.shown = fullZoom(drawing.slice).x;
    this.paintAll();
  }

  async finish(): Promise<void> {}

  drawMarks(): void {
    this.drawLayer(this.markLayer, this.onDrawMarks);
    this.drawCursor();
  }

  drawCursor(): void {
    this.drawLayer(this.cursorLayer, this.onDrawCursor);
  }

  async zoomTo({ x }: Zoom): Promise<void> {
    this.show(x);
  }

  async bringIntoView(block: Block): Promise<void> {
    const zoom = this.grid && zoomWith(this.grid, block);
    if (zoom !== undefined) await this.zoomTo(zoom);
  }

  async picture(format: 'png' | 'svg'): Promise<string> {
    const { grid, drawn } = this;
    if (grid === undefined || drawn === undefined) {
      throw new Error(trans.__('The line is not drawn yet; wait until it is on screen.'));
    }
    const figure = lineFigure(drawn, grid);
    if (format === 'svg') {
      const svg = writeSvg(figure, drawn, grid);
      return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
    }
    const canvas = document.createElement('canvas');
    paintLine(clearCanvas(canvas, drawn.frame.width, drawn.frame.height), figure, drawn, grid);
    return canvas.toDataURL('image/png');
  }

  dispose(): void {
    this.onZoom = () => {};
    this.onDrawMarks = () => false;
    this.onDrawCursor = () => false;
    this.node.remove();
  }

  /** Shows a part, or undefined: all; who follows this plot is told. */
  private zoomByHand(x: CellGrid['x'] | undefined): void {
    const { drawn } = this;
    if (drawn === undefined) return;
    const full = fullZoom(drawn.slice);
    this.show(x ?? full.x);
    this.onZoom({ x: x ?? full.x, y: full.y });
  }

  private show(x: CellGrid['x']): void {
    this.shown = x;
    this.paintAll();
  }

  private paintAll(): void {
    const { grid, drawn } = this;
    if (grid === undefined || drawn === undefined) return;
    const { frame, slice } = drawn;
    this.node.style.height = `${frame.height}px`;
    const { style } = this.area;
    style.left = `${grid.left}px`;
    style.top = `${grid.top}px`;
    style.width = `${grid.width}px`;
    style.height = `${grid.height}px`;
    this.showAll.hidden = grid.x[1] - grid.x[0] >= slice.columns;
    const context = clearCanvas(this.lineLayer, frame.width, frame.height);
    paintLine(context, lineFigure(drawn, grid), drawn, grid);
    this.drawMarks();
  }

  private drawLayer(layer: HTMLCanvasElement, paint: MarkPainter): void {
    const { grid, drawn } = this;
    if (grid === undefined || drawn === undefined) return;
    const context = clearCanvas(layer, drawn.frame.width, drawn.frame.height);
    context.save();
    clipMarks(context, grid, drawn.slice);
    showLayer(layer, paint(context, grid));
    context.restore();
  }

  /** Shows which part a drag has chosen so far, in pixels of the box; undefined: none. */
  private showSelection(ends: readonly [number, number] | undefined): void {
    this.selected.hidden = ends === undefined;
    if (ends === undefined) return;
    this.selected.style.left = `${Math.min(...ends)}px`;
    this.selected.style.width = `${Math.abs(ends[1] - ends[0])}px`;
  }
}
