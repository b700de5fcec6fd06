// One drawing in the page, a heatmap or a line, with its title, the tip at the pointer and the legend of marks.
import { factsOf, type Panel, type Scale, type Slice, userOrder } from 'poolscope/internal';
import { element } from '../ui/element.js';
import { cellText, type NonFiniteMark, nonFiniteMarks, nonFiniteMarksOf } from '../ui/readout.js';
import { trans } from '../ui/texts.js';
import { boxOf } from './cell-grid.js';
import { ColourBar } from './colour-bar.js';
import { markColours } from './figure.js';
import { inkOn } from './palette.js';
import type { Drawing, SlicePlot } from './slice-plot.js';

/** The texts of a panel: the shape and dtype of its array, and its cells by their index in that array. */
export interface PanelLabels {
  readonly shape: string;
  describeCell(index: readonly number[], value: number): string;
}

/** A panel: its title, its heatmap or its line, its colours, a tip for the cell under the pointer, the legend of marks. */
export class PanelPlot {
  readonly node: HTMLElement = element('div', 'poolscope-panel');
  readonly panel: Panel;
  readonly chart: SlicePlot;
  readonly caption: HTMLElement;
  private readonly tip = element('div', 'poolscope-tip');
  /** Of a heatmap's numbers; the two colours of a mask are in the legend. */
  private readonly bar: ColourBar | undefined;
  private readonly isEmpty: boolean;
  private readonly labels: PanelLabels;
  /** The cell that the tip names. */
  private tipIndex: readonly number[] | undefined;
  private legend: HTMLElement | undefined;
  private marks: readonly NonFiniteMark[];
  private drawn: Drawing | undefined;

  /**
   * @param chart what its slices are drawn with
   * @param labels in place of the panel's own
   * @param onRange called with the range of colours that a person chose; without it none can be chosen
   */
  constructor(
    panel: Panel,
    chart: SlicePlot,
    labels: PanelLabels = labelsOf(panel),
    onRange?: (range: Scale['range'] | undefined) => void,
  ) {
    this.panel = panel;
    this.chart = chart;
    this.labels = labels;
    this.isEmpty = panel.tensor.size === 0;
    this.node.dataset.panel = panel.name;
    const { shape } = labels;
    this.node.setAttribute('role', 'group');
    this.node.setAttribute('aria-label', `${panel.title} ${shape}`);
    this.caption = element('div', 'poolscope-panel-title', panel.title);
    this.caption.append(' ', element('span', 'poolscope-panel-shape', shape));
    this.tip.hidden = true;
    this.bar =
      panel.role === 'mask' || chart.isLine ? undefined : new ColourBar(panel.title, onRange);
    this.node.append(this.caption, this.chart.node, this.tip);
    if (this.bar !== undefined && !this.isEmpty) this.node.append(this.bar.node);
    if (this.isEmpty) this.chart.node.textContent = trans.__('Empty: no cell to draw.');
    // What is true or false is finite.
    this.marks = panel.role === 'mask' ? [] : nonFiniteMarksOf(factsOf(panel.tensor));
    this.chart.node.addEventListener('pointermove', (event) => this.showTip(event));
    this.chart.node.addEventListener('pointerleave', () => {
      this.tip.hidden = true;
    });
  }

  /** Shows below the heatmap which marks its values need. */
  showLegend(values: ArrayLike<number>): void {
    this.marks = nonFiniteMarks(values);
    this.drawLegend();
  }

  /** Names the marks, and the two colours of a mask, in the colours that are drawn. */
  private drawLegend(): void {
    this.legend?.remove();
    this.legend = undefined;
    const scale = this.drawn?.scale;
    if (scale === undefined) return;
    const colours = markColours(scale);
    const named = this.marks.map((mark) => [mark, colours[mark]] as const);
    const entries =
      scale.discrete && !this.chart.isLine ? [...maskEntries(scale), ...named] : named;
    if (entries.length === 0) return;
    this.legend = legendOf(entries, inkOn(scale, Number.NaN));
    this.node.append(this.legend);
  }

  /** The slice on screen. */
  get slice(): Slice | undefined {
    return this.drawn?.slice;
  }

  /** Draws a slice completely; a person's zoom stays. */
  async draw(drawing: Drawing): Promise<void> {
    if (this.isEmpty) return;
    this.drawn = drawing;
    this.tip.hidden = true;
    this.node.style.width = `${drawing.frame.width}px`;
    this.drawBar(drawing);
    this.drawLegend();
    await this.chart.draw(drawing);
  }

  /** Paints another slice in this frame; `chart.finish` has to follow. */
  paint(drawing: Drawing): void {
    if (this.isEmpty) return;
    this.drawn = drawing;
    this.tip.hidden = true;
    this.drawBar(drawing);
    this.chart.paint(drawing);
  }

  /** Hides the tip unless it names a certain cell, by its index in the array. */
  keepTip(index: readonly number[] | undefined): void {
    if (index?.join() !== this.tipIndex?.join()) this.tip.hidden = true;
  }

  dispose(): void {
    this.chart.dispose();
    this.node.remove();
  }

  private drawBar({ slice, scale, domain = scale.range, frame }: Drawing): void {
    if (this.bar === undefined) return;
    const { l, r } = frame.margin;
    this.bar.node.style.marginLeft = `${l}px`;
    this.bar.draw({ values: slice.values, scale, domain, width: frame.width - l - r });
  }

  private showTip(event: PointerEvent): void {
    // With a button down a zoom is being drawn: the cell under the pointer is not pointed at.
    const cell = event.buttons === 0 ? this.chart.cellUnder(event) : undefined;
    this.tip.hidden = cell === undefined;
    if (cell === undefined || this.drawn === undefined) return;
    const { slice } = this.drawn;
    const value = slice.values[cell.row * slice.columns + cell.column]!;
    this.tipIndex = slice.index(cell.row, cell.column);
    this.tip.textContent = this.labels.describeCell(this.tipIndex, value);
    this.placeTip(event.clientX - this.node.getBoundingClientRect().left, cell);
  }

  /** Places the tip above the cell, or below where there is no room: never over it. Above a line it is beside the title. */
  private placeTip(x: number, { row, column }: { row: number; column: number }): void {
    const { grid, node } = this.chart;
    if (grid === undefined) return;
    const { tip } = this;
    const cell = boxOf(grid, row, column);
    const [height, top] = [tip.offsetHeight, node.offsetTop + cell.top];
    const left = Math.min(x + 12, this.node.clientWidth - tip.offsetWidth);
    if (this.chart.isLine) {
      const title = this.caption.querySelector<HTMLElement>('.poolscope-panel-shape')!;
      tip.style.left = `${Math.max(title.offsetLeft + title.offsetWidth + 8, left)}px`;
      tip.style.top = `${node.offsetTop - height + 4}px`;
      return;
    }
    const above = top - height - 6;
    tip.style.left = `${Math.max(0, left)}px`;
    tip.style.top = `${above >= 0 ? above : top + cell.height + 6}px`;
  }
}

/** A panel's own labels. */
export function labelsOf(panel: Panel): PanelLabels {
  const { shape, dtype } = panel.tensor;
  return {
    shape: `[${userOrder(shape, panel.layout).join(', ')}] ${dtype}`,
    describeCell: (index, value) => cellText(panel, index, value),
  };
}

/** The two colours of a mask. */
function maskEntries({ stops }: Scale): (readonly [string, string])[] {
  return [
    ['false', stops[0]![1]],
    ['true', stops.at(-1)![1]],
  ];
}

/** @param cross the colour of the cross in NaN's */
function legendOf(entries: readonly (readonly [string, string])[], cross: string): HTMLElement {
  const list = element('ul', 'poolscope-legend');
  for (const [name, colour] of entries) {
    const swatch = element('span', 'poolscope-swatch');
    swatch.style.backgroundColor = colour;
    if (name === 'NaN') swatch.classList.add('poolscope-swatch-nan');
    swatch.style.color = cross;
    const item = document.createElement('li');
    item.append(swatch, name);
    list.append(item);
  }
  return list;
}
