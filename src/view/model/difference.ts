// How the arrays of two views of one pooling differ, cell by cell.
import { Tensor } from '../../tensor/tensor.js';
import type { Panel } from './panels.js';

/** b − a of two tensors of one shape: 0 where they are equal, and NaN is equal to NaN. */
export interface TensorDifference {
  /** float64. */
  readonly delta: Tensor;
  /** How many cells differ. */
  readonly count: number;
  /** The largest |b − a|, infinite where one alone is finite, and the first cell where it is. */
  readonly largest: number;
  readonly at: number;
}

/**
 * Subtracts a tensor from another of the same shape.
 * @example
 * subtract(tensor([1, 2]), tensor([1, 5])).largest // 3
 */
export function subtract(a: Tensor, b: Tensor): TensorDifference {
  const [ours, theirs] = [a.data, b.data];
  const cells = new Float64Array(a.size);
  let [count, largest, at] = [0, 0, 0];
  for (let i = 0; i < cells.length; i++) {
    const [one, other] = [ours[i]!, theirs[i]!];
    if (one === other || (Number.isNaN(one) && Number.isNaN(other))) continue;
    const difference = other - one;
    cells[i] = difference;
    count++;
    const size = Number.isNaN(difference) ? Infinity : Math.abs(difference);
    if (size <= largest) continue;
    [largest, at] = [size, i];
  }
  return { delta: new Tensor(cells, a.shape, 'float64'), count, largest, at };
}

/** The panel of b − a beside that of a. */
export function deltaPanel(a: Panel, delta: Tensor): Panel {
  return { ...a, title: 'B − A', role: 'gradient', tensor: delta };
}
