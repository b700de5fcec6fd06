import { type AxisName, type Panel, type Scale, slice } from 'poolscope/internal';
import { cleared, drawCells, imageOf } from '../../plot/canvas.js';
import { palette } from '../../plot/palette.js';
import { element } from '../../ui/element.js';
import { nextFrame } from '../../ui/next-frame.js';
import { trans } from '../../ui/texts.js';
import { pictureSlider } from './picture-slider.js';

/** Small multiples of one panel: its slice in every channel. */
export interface FacetSource {
  readonly panel: Panel;
  readonly scale: Scale;
  readonly positions: { readonly [Name in AxisName]?: number };
}

/** What the facets need of the explorer. */
export interface FacetsHost {
  readonly channels: number;
  channel(): number;
  sources(): readonly FacetSource[];
  chosen(channel: number): void;
}

const widest = 128;
const largestCell = 6;
/** No tile is thinner, in pixels: strips keep a height. */
const least = 14;
const label = 16;
const space = 8;

/** Every channel of every panel side by side; one that is clicked is brought on screen. */
export class Facets {
  readonly node: HTMLElement = element('div', 'poolscope-facets');
  private readonly host: FacetsHost;
  private readonly say: () => void;
  private perRow = 1;
  private readonly frame = nextFrame(() => this.draw());
  private readonly observer = new ResizeObserver(() => this.frame.request());

  constructor(host: FacetsHost) {
    this.host = host;
    this.node.hidden = true;
    this.say = pictureSlider(this.node, {
      label: trans.__('all channels'),
      size: host.channels,
      page: () => this.perRow,
      place: () => host.channel(),
      text: (channel) => trans.__('channel %1', channel),
      moved: (channel) => host.chosen(channel),
    });
    this.observer.observe(this.node);
  }

  set shown(shown: boolean) {
    this.node.hidden = !shown;
    this.redraw();
  }

  redraw(): void {
    this.say();
    if (!this.node.hidden) this.frame.request();
  }

  dispose(): void {
    this.observer.disconnect();
    this.frame.cancel();
    this.node.remove();
  }

  private draw(): void {
    const width = this.node.clientWidth;
    if (this.node.hidden || width === 0) return;
    this.node.replaceChildren(
      ...this.host.sources().map((source) => this.multiples(source, width)),
    );
  }

  private multiples({ panel, scale, positions }: FacetSource, width: number): HTMLElement {
    const { channels } = this.host;
    const current = this.host.channel();
    const first = slice(panel, positions);
    const cell = Math.min(largestCell, widest / first.columns, widest / first.rows);
    const tile = {
      width: Math.max(least, first.columns * cell),
      height: Math.max(least, first.rows * cell),
    };
    const perRow = Math.max(1, Math.floor((width + space) / (tile.width + space)));
    this.perRow = perRow;
    const step = { x: tile.width + space, y: tile.height + label + space };
    const canvas = document.createElement('canvas');
    const height = Math.ceil(channels / perRow) * step.y;
    const context = cleared(canvas, width, height);
    const style = getComputedStyle(this.node);
    context.font = `11px ${style.fontFamily}`;
    context.textBaseline = 'top';
    const colour = palette(scale);
    for (let channel = 0; channel < channels; channel++) {
      const [left, top] = [(channel % perRow) * step.x, Math.floor(channel / perRow) * step.y];
      const shown = slice(panel, { ...positions, channel });
      context.fillStyle = style.color;
      context.fillText(channel === current ? `${channel} ◂` : `${channel}`, left, top + 2);
      const grid = {
        left,
        top: top + label,
        ...tile,
        x: [-0.5, shown.columns - 0.5],
        y: [shown.rows - 0.5, -0.5],
      } as const;
      drawCells(context, imageOf(shown, colour), grid);
    }
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', trans.__('%1, all %2 channels', panel.title, channels));
    canvas.addEventListener('click', (event) => {
      const [column, row] = [
        Math.floor(event.offsetX / step.x),
        Math.floor(event.offsetY / step.y),
      ];
      const channel = row * perRow + column;
      if (column < perRow && channel < channels) this.host.chosen(channel);
    });
    const figure = document.createElement('figure');
    figure.className = 'poolscope-facet';
    figure.append(element('figcaption', 'poolscope-panel-title', panel.title), canvas);
    return figure;
  }
}
