// The line of numbers under a panel.
import { formatCount, type Scale, type Slice, shortNumber } from 'poolscope/internal';
import { element } from '../../ui/element.js';
import { trans } from '../../ui/texts.js';
import { statistics } from '../model/statistics.js';

/** A slice's statistics in one line. */
export class StatisticsLine {
  readonly node: HTMLElement = element('div', 'poolscope-statistics');
  private drawn: Slice | undefined;

  /** Writes the statistics of a slice. */
  draw(slice: Slice, { discrete }: Scale): void {
    if (slice === this.drawn) return;
    this.drawn = slice;
    const { count, zeros, min, max, mean } = statistics(slice.values);
    this.node.textContent = discrete
      ? trans.__('%1 of %2 true', formatCount(count - zeros), formatCount(count))
      : [
          trans.__('%1 to %2', shortNumber(min), shortNumber(max)),
          trans.__('mean %1', shortNumber(mean)),
          trans.__('%1 % zero', shortNumber((100 * zeros) / Math.max(1, count))),
        ].join(' · ');
  }
}
