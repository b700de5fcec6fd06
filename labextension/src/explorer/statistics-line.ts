import { type Scale, type Slice, shortNumber } from 'poolscope';
import { cleared, overlay } from '../canvas.js';
import { element } from '../element.js';
import { histogram, statistics } from './model/statistics.js';

const size = { width: 96, height: 22 };

/** What a slice holds, in a line of numbers and a small histogram. */
export class StatisticsLine {
  readonly node: HTMLElement = element('div', 'poolscope-statistics');
  private readonly text = element('span', 'poolscope-statistics-text');
  private readonly bars = overlay('poolscope-histogram');

  constructor() {
    this.node.append(this.bars, this.text);
  }

  /** Draws a slice's numbers. */
  draw(slice: Slice, scale: Scale): void {
    const { values } = slice;
    const found = statistics(values);
    this.text.textContent = scale.discrete
      ? `${found.count - found.zeros} of ${found.count} true`
      : [
          `${shortNumber(found.min)} to ${shortNumber(found.max)}`,
          `mean ${shortNumber(found.mean)}`,
          `${shortNumber((100 * found.zeros) / Math.max(1, found.count))} % zero`,
        ].join(' · ');
    const context = cleared(this.bars, size.width, size.height);
    const { counts } = histogram(values, 32);
    const most = Math.max(1, ...counts);
    context.fillStyle = getComputedStyle(this.node).color;
    counts.forEach((count, i) => {
      // Root heights: a single cell among a thousand is still seen.
      const height = count === 0 ? 0 : Math.max(1, Math.sqrt(count / most) * size.height);
      const width = size.width / counts.length;
      context.fillRect(i * width, size.height - height, Math.max(1, width - 1), height);
    });
  }
}
