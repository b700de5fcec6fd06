// The largest cell of a window of x, by the library's own rule, and whether others equal it.
import type { TypedArray } from '../core/dtype.js';
import type { Tensor } from '../tensor/tensor.js';
import type { NanRule } from '../window/options.js';

/**
 * Finds the largest cell of one window after another: the first real cell that no other exceeds by
 * strict `>`; where NaN propagates, the last NaN. The mask is not asked. Values are compared in the
 * precision of dout where that is less than x's, for the pooling saw them in it.
 */
export class Largest {
  /** The flat index of the last window's largest cell; −1 where the window has none. */
  cell = -1;
  /** How many real cells of the last window hold its maximum. */
  count = 0;
  #value = 0;
  readonly #data: TypedArray;
  readonly #propagates: boolean;
  readonly #isSingle: boolean;

  constructor(x: Tensor, nan: NanRule, dout?: Tensor) {
    this.#data = x.data;
    this.#propagates = nan === 'propagate';
    this.#isSingle = dout?.dtype === 'float32' && x.dtype !== 'float32';
  }

  /** Looks at a window, given as the flat indices of its cells, −1 where one is not real. */
  look(cells: readonly number[]): void {
    let [largest, count, value] = [-1, 0, 0];
    for (let column = 0; column < cells.length; column++) {
      const cell = cells[column]!;
      if (cell < 0) continue;
      const own = this.#seen(cell);
      if (Number.isNaN(own)) {
        if (!this.#propagates) continue;
        count = Number.isNaN(value) ? count + 1 : 1;
      } else if (largest < 0 || own > value) {
        count = 1;
      } else {
        if (own === value) count++;
        continue;
      }
      [largest, value] = [cell, own];
    }
    this.cell = largest;
    this.count = count;
    this.#value = value;
  }

  /** Whether a cell of the last window holds its maximum. */
  isHeldBy(cell: number): boolean {
    if (this.cell < 0) return false;
    const own = this.#seen(cell);
    return own === this.#value || (Number.isNaN(own) && Number.isNaN(this.#value));
  }

  #seen(cell: number): number {
    const value = this.#data[cell]!;
    return this.#isSingle ? Math.fround(value) : value;
  }
}
