// Every channel of every panel side by side, as small pictures.
import { type AxisName, type Panel, type Scale, slice } from 'poolscope/internal';
import { clearCanvas, drawCells, sliceImage } from '../../plot/canvas.js';
import { paletteOf } from '../../plot/palette.js';
import { element } from '../../ui/element.js';
import { nextFrame } from '../../ui/next-frame.js';
import { trans } from '../../ui/texts.js';
import { addSliderKeys } from './picture-slider.js';

/** What the small pictures of one panel show: its slice at these positions, in every channel. */
export interface FacetSource {
  readonly panel: Panel;
  readonly scale: Scale;
  readonly positions: { readonly [Name in AxisName]?: number };
}

/** What the facets need of the explorer. */
export interface FacetsHost {
  readonly channels: number;
  currentChannel(): number;
  sources(): readonly FacetSource[];
  onChoose(channel: number): void;
}

const widestTile = 128;
const largestCell = 6;
/** The smallest side of a picture, in pixels, so that a strip is still visible. */
const leastTile = 14;
/** The most channels that are drawn at a time: those around the current one. */
const mostChannels = 256;
const label = 16;
const space = 8;

/** Small multiples: a picture of every channel of every panel. A click shows that channel. */
export class Facets {
  readonly node: HTMLElement = element('div', 'poolscope-facets');
  private readonly host: FacetsHost;
  private readonly announce: () => void;
  private perRow = 1;
  private readonly frame = nextFrame(() => this.draw());
  private readonly observer = new ResizeObserver(() => this.frame.request());

  constructor(host: FacetsHost) {
    this.host = host;
    this.node.hidden = true;
    this.announce = addSliderKeys(this.node, {
      label: trans.__('all channels'),
      size: host.channels,
      pageSize: () => this.perRow,
      current: () => host.currentChannel(),
      placeText: (channel) => trans.__('channel %1', channel),
      onMove: (channel) => host.onChoose(channel),
    });
    this.observer.observe(this.node);
  }

  set isShown(shown: boolean) {
    this.node.hidden = !shown;
    this.redraw();
  }

  redraw(): void {
    this.announce();
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
      ...this.host.sources().map((source) => this.createFigure(source, width)),
    );
  }

  private createFigure({ panel, scale, positions }: FacetSource, width: number): HTMLElement {
    const { channels } = this.host;
    const current = this.host.currentChannel();
    const first = slice(panel, positions);
    const cell = Math.min(largestCell, widestTile / first.columns, widestTile / first.rows);
    const tile = {
      width: Math.max(leastTile, first.columns * cell),
      height: Math.max(leastTile, first.rows * cell),
    };
    const perRow = Math.max(1, Math.floor((width + space) / (tile.width + space)));
    this.perRow = perRow;
    const step = { x: tile.width + space, y: tile.height + label + space };
    const canvas = document.createElement('canvas');
    const start = Math.min(current - (mostChannels >> 1), channels - mostChannels);
    // Whole rows before it, so that a channel keeps its column.
    const from = Math.floor(Math.max(0, start) / perRow) * perRow;
    const end = Math.min(channels, from + mostChannels);
    const height = Math.ceil((end - from) / perRow) * step.y;
    const context = clearCanvas(canvas, width, height);
    const style = getComputedStyle(this.node);
    context.font = `11px ${style.fontFamily}`;
    context.textBaseline = 'top';
    const colour = paletteOf(scale);
    for (let channel = from; channel < end; channel++) {
      const [left, top] = [
        ((channel - from) % perRow) * step.x,
        Math.floor((channel - from) / perRow) * step.y,
      ];
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
      drawCells(context, sliceImage(shown, colour), grid);
    }
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', facetsLabel(panel.title, from, end, channels));
    canvas.addEventListener('click', (event) => {
      const [column, row] = [
        Math.floor(event.offsetX / step.x),
        Math.floor(event.offsetY / step.y),
      ];
      const channel = from + row * perRow + column;
      if (column < perRow && channel < end) this.host.onChoose(channel);
    });
    const figure = document.createElement('figure');
    figure.className = 'poolscope-facet';
    const title =
      end - from < channels ? facetsLabel(panel.title, from, end, channels) : panel.title;
    figure.append(element('figcaption', 'poolscope-panel-title', title), canvas);
    return figure;
  }
}

function facetsLabel(title: string, from: number, end: number, channels: number): string {
  return end - from < channels
    ? trans.__('%1, channels %2 to %3 of %4', title, from, end - 1, channels)
    : trans.__('%1, all %2 channels', title, channels);
}
