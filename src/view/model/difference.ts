// How the arrays of two views of one pooling differ, cell by cell.
import { userOrder } from '../../core/layout.js';
import { formatCount, short } from '../../core/numbers.js';
import { unflatten } from '../../core/shape.js';
import { Tensor } from '../../tensor/tensor.js';
import type { Panel } from './panels.js';
import type { ViewParts } from './parts.js';

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

/**
 * How many rows of two masks of one shape have other winners.
 * @param a one byte a cell, as the other
 */
export function countOtherRows(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  rows: number,
  windowSize: number,
): number {
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const end = (row + 1) * windowSize;
    for (let i = end - windowSize; i < end; i++) {
      if (a[i] === b[i]) continue;
      count++;
      break;
    }
  }
  return count;
}

/** How an array differs between two views, in English: of a mask in how many rows. */
export function differenceText(
  { name, tensor, layout }: Panel,
  { count, largest, at }: TensorDifference,
  [a, b]: readonly [ViewParts, ViewParts],
): string {
  if (name === 'mask') {
    const { data, rows, windowSize } = a.mask!;
    const other = formatCount(countOtherRows(data, b.mask!.data, rows, windowSize));
    return `mask: ${other} of ${formatCount(rows)} rows have other winners`;
  }
  const place = userOrder(unflatten(at, tensor.shape), layout).join(', ');
  const cells = `${formatCount(count)} of ${formatCount(tensor.size)} cells`;
  return `${name} differs in ${cells}, by ${short(largest)} at most, at (${place})`;
}
