import type { LayoutAxis, PlotHoverEvent, PlotlyHTMLElement, PlotRelayoutEvent } from 'plotly.js';
import { type Panel, type Scale, type Slice, scaleOf } from 'poolscope';
import type { Frame } from './arrangement.js';
import { element } from './element.js';
import { figure, markColours, type Zoom } from './figure.js';
import type { Plotly } from './plotly.js';
import { type NonFiniteMark, nonFiniteMarks, readout } from './readout.js';
import type { Theme } from './theme.js';

const config = {
  displaylogo: false,
  modeBarButtons: [['resetScale2d' as const]],
  showTips: false,
};

/** What a panel is drawn from. */
export interface Drawing {
  readonly slice: Slice;
  readonly frame: Frame;
  readonly theme: Theme;
}

/** One heatmap in the page: its title, its plot, what is under the pointer, and the legend of marks. */
export class PanelPlot {
  readonly node: HTMLElement = document.createElement('figure');
  readonly panel: Panel;
  private readonly plot = element('div', 'poolscope-plot');
  private readonly tip = element('div', 'poolscope-tip');
  private readonly scale: Scale;
  private graph: PlotlyHTMLElement | undefined;
  private plotly: Plotly | undefined;
  private drawn: Drawing | undefined;

  constructor(panel: Panel) {
    this.panel = panel;
    this.scale = scaleOf(panel);
    this.node.className = 'poolscope-panel';
    this.node.dataset.panel = panel.name;
    const shape = `[${panel.tensor.shape.join(', ')}] ${panel.tensor.dtype}`;
    const caption = element('figcaption', 'poolscope-panel-title', panel.title);
    caption.append(' ', element('span', 'poolscope-panel-shape', shape));
    this.tip.hidden = true;
    this.node.append(caption, this.plot, this.tip);
    if (panel.tensor.size === 0) this.plot.textContent = 'Empty: no cell to draw.';
    const marks = nonFiniteMarks(panel.tensor.data);
    if (marks.length > 0) this.node.append(legend(marks));
  }

  /** Draws a slice; a zoom that a person made stays. */
  async draw(plotly: Plotly, drawing: Drawing): Promise<void> {
    if (this.panel.tensor.size === 0) return;
    this.plotly = plotly;
    this.drawn = drawing;
    this.tip.hidden = true;
    const { slice, frame, theme } = drawing;
    this.node.style.width = `${frame.width}px`;
    const { data, layout } = figure(slice, this.scale, frame, theme, this.zoom());
    const graph = await plotly.react(this.plot, data, layout, config);
    if (this.graph !== undefined) return;
    this.graph = graph;
    graph.on('plotly_hover', (event) => this.point(event));
    graph.on('plotly_unhover', () => {
      this.tip.hidden = true;
    });
    graph.on('plotly_relayout', (event) => this.ticksFollow(event));
  }

  dispose(): void {
    if (this.graph !== undefined) this.plotly?.purge(this.graph);
    this.node.remove();
  }

  /** What is on screen now. */
  private zoom(): Zoom | undefined {
    const { xaxis, yaxis } = this.graph?.layout ?? {};
    const [x, y] = [ends(xaxis), ends(yaxis)];
    return x && y ? { x, y } : undefined;
  }

  private point({ points, event }: PlotHoverEvent): void {
    const [point] = points;
    if (point === undefined || this.drawn === undefined) return;
    const [row, column] = [Number(point.y), Number(point.x)];
    const { slice } = this.drawn;
    const value = slice.values[row * slice.columns + column];
    if (value === undefined) return;
    this.tip.textContent = readout(this.panel, slice.index(row, column), value);
    this.tip.hidden = false;
    const box = this.node.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const left = Math.min(x + 12, box.width - this.tip.offsetWidth);
    this.tip.style.left = `${Math.max(0, left)}px`;
    this.tip.style.top = `${y - this.tip.offsetHeight - 8}px`;
  }

  /** After a zoom the ticks have another step. */
  private ticksFollow(event: PlotRelayoutEvent): void {
    const zoomed = Object.keys(event).some((key) => /^[xy]axis\.(range|autorange)/.test(key));
    if (zoomed && this.plotly && this.drawn) void this.draw(this.plotly, this.drawn);
  }
}

function ends(axis: Partial<LayoutAxis> | undefined): [number, number] | undefined {
  const [first, last] = axis?.range ?? [];
  return first === undefined || last === undefined ? undefined : [Number(first), Number(last)];
}

function legend(marks: readonly NonFiniteMark[]): HTMLElement {
  const list = element('ul', 'poolscope-legend');
  for (const mark of marks) {
    const swatch = element('span', 'poolscope-swatch');
    swatch.style.backgroundColor = markColours[mark];
    const item = document.createElement('li');
    item.append(swatch, mark);
    list.append(item);
  }
  return list;
}
