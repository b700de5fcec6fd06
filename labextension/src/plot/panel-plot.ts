// One drawing in the page, a heatmap or a line, with its title, the tip at the pointer and the legend of marks.
import { factsOf, type Panel, type Scale, type Slice, userOrder } from 'poolscope/internal';
import { element, setText } from '../ui/element.js';
import { cellText, type NonFiniteMark, nonFiniteMarks, nonFiniteMarksOf } from '../ui/readout.js';
import { trans } from '../ui/texts.js';
import { boxOf } from './canvas/cell-grid.js';
import { ColourBar } from './canvas/colour-bar.js';
import { inkOn } from './canvas/palette.js';
import { titleWidth } from './canvas/title-width.js';
import { markColours } from './figure.js';
import type { Drawing, Place, SlicePlot } from './slice-plot.js';

/** The room in a plot, in pixels, from which on a tip above a cell leaves the title alone. */
const leastAbove = 12;

/** The texts of a panel: the shape and dtype of its array, and its cells by their index in that array. */
export interface PanelLabels {
  readonly shape: string;
  readonly dtype?: string;
  describeCell(index: readonly number[], value: number): string;
}

/** A panel: its title, its heatmap or its line, its colours, a tip for the cell under the pointer, the legend of marks. */
export class PanelPlot {
  readonly node: HTMLElement = element('div', 'poolscope-panel');
  readonly panel: Panel;
  readonly chart: SlicePlot;
  readonly caption: HTMLElement;
  private readonly tipLayer = element('div', 'poolscope-tip-layer');
  /** As wide as the plot. The style sheet keeps the tip in it: measuring the tip would lay the page out at each move. */
  private readonly tipPlace = element('div', 'poolscope-tip-place');
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
  /** Of a line: where the title ends, in pixels from the left: looked up with each drawing, not with each move. */
  private titleEnd = 0;

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
    const about = [labels.shape, labels.dtype].filter((fact) => fact !== undefined);
    this.node.setAttribute('role', 'group');
    this.node.setAttribute('aria-label', [panel.title, ...about].join(' '));
    this.caption = element('div', 'poolscope-panel-title', panel.title);
    const shape = element('span', 'poolscope-panel-shape');
    for (const [i, fact] of about.entries()) {
      if (i > 0) shape.append(' ');
      shape.append(element('span', 'poolscope-panel-fact', fact));
    }
    this.caption.append(' ', shape);
    this.tipLayer.hidden = true;
    this.tipPlace.append(this.tip);
    this.tipLayer.append(this.tipPlace);
    this.bar =
      panel.role === 'mask' || chart.isLine ? undefined : new ColourBar(panel.title, onRange);
    this.node.append(this.caption, this.chart.node);
    if (this.bar !== undefined && !this.isEmpty) this.node.append(this.bar.node);
    if (this.isEmpty) this.chart.node.textContent = trans.__('Empty: no cell to draw.');
    this.chart.node.append(this.tipLayer);
    // What is true or false is finite.
    this.marks = panel.role === 'mask' ? [] : nonFiniteMarksOf(factsOf(panel.tensor));
    this.chart.node.addEventListener('pointermove', (event) => this.showTip(event));
    this.chart.node.addEventListener('pointerleave', () => {
      this.tipLayer.hidden = true;
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

  /** The width of its title in pixels. @param font the family of the page's letters */
  titleWidth(font: string): number {
    return titleWidth(this.panel.title, this.labels.shape, font);
  }

  /** The slice on screen. */
  get slice(): Slice | undefined {
    return this.drawn?.slice;
  }

  /** Draws a slice completely; a person's zoom stays. */
  async draw(drawing: Drawing): Promise<void> {
    if (this.isEmpty) return;
    this.drawn = drawing;
    this.tipLayer.hidden = true;
    this.node.style.width = `${drawing.frame.width}px`;
    this.drawBar(drawing);
    this.drawLegend();
    await this.chart.draw(drawing);
    // The page is laid out to answer, which takes longer than all else here: so where it is asked for alone.
    if (!this.chart.isLine) return;
    const title = this.caption.querySelector<HTMLElement>('.poolscope-panel-shape')!;
    this.titleEnd = title.offsetLeft + title.offsetWidth;
  }

  /** Paints another slice in this frame; `chart.finish` has to follow. */
  paint(drawing: Drawing): void {
    if (this.isEmpty) return;
    this.drawn = drawing;
    this.tipLayer.hidden = true;
    this.drawBar(drawing);
    this.chart.paint(drawing);
  }

  /** Hides the tip unless it names a certain cell, by its index in the array. */
  keepTip(index: readonly number[] | undefined): void {
    if (index?.join() !== this.tipIndex?.join()) this.tipLayer.hidden = true;
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
    const place = event.buttons === 0 ? this.chart.placeUnder(event) : undefined;
    this.tipLayer.hidden = place === undefined;
    if (place === undefined || this.drawn === undefined) return;
    const { slice } = this.drawn;
    const value = slice.values[place.row * slice.columns + place.column]!;
    this.tipIndex = slice.index(place.row, place.column);
    setText(this.tip, this.labels.describeCell(this.tipIndex, value));
    this.placeTip(place);
  }

  /** Places the tip above the cell, or below the topmost: never over it. Above a line it is beside the title. */
  private placeTip({ row, column, x }: Place): void {
    const { grid, isLine } = this.chart;
    if (grid === undefined) return;
    const cell = boxOf(grid, row, column);
    const isBelow = !isLine && cell.top < leastAbove;
    const [left, top] = isLine
      ? [Math.max(this.titleEnd + 8, x + 12), 4]
      : [x + 12, isBelow ? cell.top + cell.height + 6 : cell.top - 6];
    this.tipPlace.classList.toggle('poolscope-tip-below', isBelow);
    this.tipPlace.style.setProperty('--x', `${left}px`);
    this.tipPlace.style.setProperty('--y', `${top}px`);
  }
}

/** A panel's own labels. */
export function labelsOf(panel: Panel): PanelLabels {
  const { shape, dtype } = panel.tensor;
  return {
    shape: `[${userOrder(shape, panel.layout).join(', ')}]`,
    dtype,
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
