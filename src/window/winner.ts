// Who wins a window: the rule for ties and NaN, which the reference backend and the findings share.
import type { TypedArray } from '../core/dtype.js';
import type { NanRule, Ties } from './options.js';

/** The winning column: the first (or last) real cell that no other exceeds; −1 if none can win. */
export function winnerOf(
  x: TypedArray,
  cells: readonly number[],
  ties: Ties,
  nan: NanRule,
): number {
  let [best, lastNaN, maximum] = [-1, -1, 0];
  for (let column = 0; column < cells.length; column++) {
    if (cells[column]! < 0) continue;
    const value = x[cells[column]!]!;
    if (Number.isNaN(value)) {
      lastNaN = column;
    } else if (best < 0 || value > maximum || (ties === 'last' && value === maximum)) {
      [best, maximum] = [column, value];
    }
  }
  return lastNaN >= 0 && nan === 'propagate' ? lastNaN : best;
}

/** Whether a value equals a window's maximum: any NaN equals any other, and 0 equals −0. */
export function isEqual(value: number, maximum: number): boolean {
  return value === maximum || (Number.isNaN(value) && Number.isNaN(maximum));
}
