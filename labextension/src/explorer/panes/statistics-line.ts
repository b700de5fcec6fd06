// The line of numbers under a panel, with a small histogram.
import { type Scale, type Slice, shortNumber } from 'poolscope/internal';
import { clearCanvas, createOverlay } from '../../plot/canvas.js';
import { element } from '../../ui/element.js';
import { trans } from '../../ui/texts.js';
import { histogram, statistics } from '../model/statistics.js';

const size = { width: 96, height: 22 };

/** A slice's statistics in one line, and its histogram. */
export class StatisticsLine {
  readonly node: HTMLElement = element('div', 'poolscope-statistics');
  private readonly text = element('span', 'poolscope-statistics-text');
  private readonly bars = createOverlay('poolscope-histogram');

  constructor() {
    this.node.append(this.bars, this.text);
  }

  /** Draws the statistics of a slice. */
  draw(slice: Slice, scale: Scale): void {
    const { values } = slice;
    const found = statistics(values);
    this.text.textContent = scale.discrete
      ? trans.__('%1 of %2 true', found.count - found.zeros, found.count)
      : [
          trans.__('%1 to %2', shortNumber(found.min), shortNumber(found.max)),
          trans.__('mean %1', shortNumber(found.mean)),
          trans.__('%1 % zero', shortNumber((100 * found.zeros) / Math.max(1, found.count))),
        ].join(' · ');
    const context = clearCanvas(this.bars, size.width, size.height);
    const { counts } = histogram(values, 32);
    const most = Math.max(1, ...counts);
    context.fillStyle = getComputedStyle(this.node).color;
    counts.forEach((count, i) => {
      // The height is the count's square root, so that one cell among a thousand is still visible.
      const height = count === 0 ? 0 : Math.max(1, Math.sqrt(count / most) * size.height);
      const width = size.width / counts.length;
      context.fillRect(i * width, size.height - height, Math.max(1, width - 1), height);
    });
  }
}
