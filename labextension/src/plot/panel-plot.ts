import type { Panel, Slice } from 'poolscope/internal';
import { element } from '../ui/element.js';
import { type NonFiniteMark, nonFiniteMarks, readout } from '../ui/readout.js';
import { trans } from '../ui/texts.js';
import { markColours } from './figure.js';
import { type Drawing, HeatmapPlot } from './heatmap-plot.js';
import type { Plotly } from './plotly.js';

/** What is said of a panel: its array's shape and dtype, and a cell by its index in the slice's array. */
export interface PanelWords {
  readonly shape: string;
  cell(index: readonly number[], value: number): string;
}

/** One heatmap in the page: its title, its plot, what is under the pointer, and the legend of marks. */
export class PanelPlot {
  readonly node: HTMLElement = element('div', 'poolscope-panel');
  readonly panel: Panel;
  readonly plot: HeatmapPlot = new HeatmapPlot();
  readonly caption: HTMLElement;
  private readonly tip = element('div', 'poolscope-tip');
  private readonly isEmpty: boolean;
  private readonly words: PanelWords;
  private legend: HTMLElement | undefined;
  private drawn: Drawing | undefined;

  /** @param words in place of what the panel itself tells */
  constructor(panel: Panel, words: PanelWords = wordsOf(panel)) {
    this.panel = panel;
    this.words = words;
    this.isEmpty = panel.tensor.size === 0;
    this.node.dataset.panel = panel.name;
    const { shape } = words;
    this.node.setAttribute('role', 'group');
    this.node.setAttribute('aria-label', `${panel.title} ${shape}`);
    this.caption = element('div', 'poolscope-panel-title', panel.title);
    this.caption.append(' ', element('span', 'poolscope-panel-shape', shape));
    this.tip.hidden = true;
    this.node.append(this.caption, this.plot.node, this.tip);
    if (this.isEmpty) this.plot.node.textContent = trans.__('Empty: no cell to draw.');
    this.explain(panel.tensor.data);
    this.plot.node.addEventListener('pointermove', (event) => this.point(event));
    this.plot.node.addEventListener('pointerleave', () => {
      this.tip.hidden = true;
    });
  }

  /** Says below the heatmap what the marks among values are. */
  explain(values: ArrayLike<number>): void {
    this.legend?.remove();
    const marks = nonFiniteMarks(values);
    this.legend = marks.length > 0 ? legend(marks) : undefined;
    if (this.legend !== undefined) this.node.append(this.legend);
  }

  /** The slice on screen. */
  get slice(): Slice | undefined {
    return this.drawn?.slice;
  }

  /** Draws a slice whole; a zoom that a person made stays. */
  async draw(plotly: Plotly, drawing: Drawing): Promise<void> {
    if (this.isEmpty) return;
    this.drawn = drawing;
    this.tip.hidden = true;
    this.node.style.width = `${drawing.frame.width}px`;
    await this.plot.draw(plotly, drawing);
  }

  /** Shows another slice in this frame; the plot has to be settled later. */
  paint(drawing: Drawing): void {
    if (this.isEmpty) return;
    this.drawn = drawing;
    this.plot.paint(drawing);
  }

  dispose(): void {
    this.plot.dispose();
    this.node.remove();
  }

  private point(event: PointerEvent): void {
    const cell = this.plot.cellUnder(event);
    this.tip.hidden = cell === undefined;
    if (cell === undefined || this.drawn === undefined) return;
    const { slice } = this.drawn;
    const value = slice.values[cell.row * slice.columns + cell.column]!;
    this.tip.textContent = this.words.cell(slice.index(cell.row, cell.column), value);
    const box = this.node.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const left = Math.min(x + 12, box.width - this.tip.offsetWidth);
    this.tip.style.left = `${Math.max(0, left)}px`;
    this.tip.style.top = `${y - this.tip.offsetHeight - 8}px`;
  }
}

/** What a panel itself tells. */
export function wordsOf(panel: Panel): PanelWords {
  const { shape, dtype } = panel.tensor;
  return {
    shape: `[${shape.join(', ')}] ${dtype}`,
    cell: (index, value) => readout(panel, index, value),
  };
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
