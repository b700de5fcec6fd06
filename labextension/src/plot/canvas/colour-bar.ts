// The colours of a panel's numbers: a bar with ticks, and above it how the values on screen are spread.
import { type Scale, shortNumber, ticksThatFit } from 'poolscope/internal';
import { element } from '../../ui/element.js';
import { trans } from '../../ui/texts.js';
import { histogram } from './histogram.js';

type Range = Scale['range'];

/** What a bar draws. */
export interface BarContent {
  readonly values: ArrayLike<number>;
  readonly scale: Scale;
  /** The range that the bar covers; the scale's own may be a part of it. */
  readonly domain: Range;
  readonly width: number;
}

const barsHeight = 14;
const bins = 48;
const svgNames = 'http://www.w3.org/2000/svg';
/** The width of a digit of a tick, and the least space between two ticks, in pixels. */
const digit = 6.5;
const space = 10;
/** By how many parts of the bar a key moves an end. */
const keySteps = 50;

/**
 * A colour bar. Where a person may choose the range, its ends can be dragged, or moved by keys. It is a path and a
 * gradient, not a canvas: a browser makes a layer of every canvas, which costs time at each frame.
 */
export class ColourBar {
  readonly node: HTMLElement = element('div', 'poolscope-colours');
  private readonly bars = document.createElementNS(svgNames, 'path');
  private readonly colours = element('div', 'poolscope-colours-strip');
  private readonly tickList = element('div', 'poolscope-ticks');
  private readonly ends: readonly HTMLElement[];
  private drawn: BarContent | undefined;
  private ticksOf = '';

  /** @param onRange called with the range that was chosen; undefined: the usual one again */
  constructor(name: string, onRange?: (range: Range | undefined) => void) {
    const svg = document.createElementNS(svgNames, 'svg');
    svg.setAttribute('class', 'poolscope-colours-bars');
    svg.setAttribute('aria-hidden', 'true');
    svg.append(this.bars);
    this.node.append(svg, this.colours, this.tickList);
    const labels = [trans.__('lowest colour of %1', name), trans.__('highest colour of %1', name)];
    this.ends =
      onRange === undefined ? [] : labels.map((label, i) => this.createEnd(label, i, onRange));
  }

  draw(content: BarContent): void {
    // Before there is a range the ends have no values to tell.
    if (this.drawn === undefined) this.node.append(...this.ends);
    this.drawn = content;
    this.node.style.width = `${content.width}px`;
    this.drawBars(content);
    this.colours.style.background = gradientOf(content);
    this.showTicks(content);
    this.showEnds(content);
  }

  private drawBars({ values, domain, width }: BarContent): void {
    const counts = histogram(values, domain, bins);
    const most = Math.max(1, ...counts);
    const step = width / bins;
    const path = counts.map((count, i) => {
      // The height is the count's square root, so that one cell among a thousand is still visible.
      const height = count === 0 ? 0 : Math.max(1, Math.sqrt(count / most) * (barsHeight - 2));
      const [x, up, across] = [i * step, -height, Math.max(1, step - 1)].map((at) => at.toFixed(2));
      return `M${x} ${barsHeight}v${up}h${across}V${barsHeight}`;
    });
    this.bars.setAttribute('d', path.join(''));
  }

  private showTicks({ domain, width }: BarContent): void {
    const key = `${domain.join()} ${width}`;
    if (key === this.ticksOf) return;
    this.ticksOf = key;
    const fits = (values: readonly number[]): boolean =>
      values.reduce((sum, value) => sum + digit * shortNumber(value).length + space, 0) <= width;
    this.tickList.replaceChildren(
      ...ticksThatFit(domain, fits).map((value) => {
        const tick = element('span', 'poolscope-tick', shortNumber(value));
        tick.style.left = `${100 * partOf(domain, value)}%`;
        return tick;
      }),
    );
  }

  private showEnds({ scale, domain }: BarContent): void {
    for (const [i, end] of this.ends.entries()) {
      const value = scale.range[i as 0 | 1];
      end.style.left = `${100 * partOf(domain, value)}%`;
      end.setAttribute('aria-valuemin', `${domain[0]}`);
      end.setAttribute('aria-valuemax', `${domain[1]}`);
      end.setAttribute('aria-valuenow', `${value}`);
      end.setAttribute('aria-valuetext', shortNumber(value));
    }
  }

  private createEnd(
    label: string,
    which: number,
    onRange: (range: Range | undefined) => void,
  ): HTMLElement {
    const end = element('div', 'poolscope-colours-end');
    end.setAttribute('role', 'slider');
    end.setAttribute('aria-label', label);
    end.title = trans.__('%1; double click: as before', label);
    end.tabIndex = 0;
    const move = (part: number): void => {
      if (this.drawn === undefined) return;
      const { domain, scale } = this.drawn;
      const [low, high] = scale.range;
      const value = valueAt(domain, Math.max(0, Math.min(1, part)));
      const range: Range = which === 0 ? [value, high] : [low, value];
      if (range[0] < range[1]) onRange(range);
    };
    end.addEventListener('pointerdown', (press) => {
      press.preventDefault();
      end.setPointerCapture(press.pointerId);
      end.focus({ preventScroll: true });
    });
    end.addEventListener('pointermove', (event) => {
      if (!end.hasPointerCapture(event.pointerId)) return;
      const box = this.colours.getBoundingClientRect();
      move((event.clientX - box.left) / box.width);
    });
    end.addEventListener('dblclick', () => onRange(undefined));
    end.addEventListener('keydown', (event) => {
      const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
      if (step === undefined || this.drawn === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      const { domain, scale } = this.drawn;
      move(partOf(domain, scale.range[which as 0 | 1]) + step / keySteps);
    });
    return end;
  }
}

/** The value at a part of a range; halved sums, since the difference of the ends may overflow. */
function valueAt([low, high]: Range, part: number): number {
  return low * (1 - part) + high * part;
}

/** The part of a range at which a value is, below 0 or above 1 where it is outside; not finite for an empty range. */
function partAt([low, high]: Range, value: number): number {
  return (value / 2 - low / 2) / (high / 2 - low / 2);
}

function partOf(range: Range, value: number): number {
  const part = partAt(range, value);
  return Number.isFinite(part) ? Math.max(0, Math.min(1, part)) : 0;
}

/** The colours along a bar, of whose range the scale's may be a part: beyond its ends are those of its ends. */
function gradientOf({ scale, domain }: BarContent): string {
  const stops = scale.stops.map(([at, colour]) => {
    const part = partAt(domain, valueAt(scale.range, at));
    // An empty range has all of them.
    return `${colour} ${(100 * (Number.isFinite(part) ? part : at)).toFixed(3)}%`;
  });
  return `linear-gradient(to right, ${stops.join(', ')})`;
}
