// The largest cell of a window of x, by the library's own rule, and whether others equal it.
import type { TypedArray } from '../../core/dtype.js';
import { type HalfDType, roundToHalf } from '../../core/half.js';
import type { Tensor } from '../../tensor/tensor.js';
import type { NanRule } from '../../window/options.js';
import { isEqual, winnerOf } from '../../window/winner.js';

/**
 * Finds the largest cell of one window after another: the first real cell that no other exceeds by
 * strict `>`; where NaN propagates, the last NaN. The mask is not asked. Values are compared in the
 * precision of dout where that is less than x's, or in the half precision that the pooling was
 * computed in, for it saw them in it.
 */
export class Largest {
  /** The flat index of the last window's largest cell; −1 where the window has none. */
  cell = -1;
  /** How many real cells of the last window hold its maximum. */
  count = 0;
  readonly #nan: NanRule;
  /** x, in the precision in which it is compared. */
  readonly #data: TypedArray;

  constructor(x: Tensor, nan: NanRule, dout?: Tensor, pooledIn?: HalfDType) {
    this.#nan = nan;
    if (pooledIn !== undefined) {
      this.#data = roundToHalf(x.data, pooledIn);
      return;
    }
    const isSingle = dout?.dtype === 'float32' && x.dtype !== 'float32';
    this.#data = isSingle ? Float32Array.from(x.data) : x.data;
  }

  /** Looks at a window, given as the flat indices of its cells, −1 where one is not real. */
  look(cells: readonly number[]): void {
    this.cell = cells[winnerOf(this.#data, cells, 'first', this.#nan)] ?? -1;
    this.count = 0;
    for (let column = 0; column < cells.length; column++) {
      if (cells[column]! >= 0 && this.isHeldBy(cells[column]!)) this.count++;
    }
  }

  /** Whether a cell of the last window holds its maximum. */
  isHeldBy(cell: number): boolean {
    return this.cell >= 0 && isEqual(this.#data[cell]!, this.#data[this.cell]!);
  }
}
