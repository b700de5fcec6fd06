// A given din against the one that dout and the mask give: right, made by another rule, or wrong.
import { checkChoice } from '../../core/arguments.js';
import type { TypedArray } from '../../core/dtype.js';
import { type HalfDType, halfSteps } from '../../core/half.js';
import { type Comparison, compareCells, distanceOf } from '../../tensor/compare.js';
import { checkTensor, floatDTypes, Tensor, zeros } from '../../tensor/tensor.js';
import { eachWindow } from '../../window/each-window.js';
import { checkMask, type Mask } from '../../window/mask/mask.js';
import { type Share, shares } from '../../window/mask/share.js';
import { checkFits } from '../../window/matrix.js';
import { maximaOfRows } from './counts.js';
import { expectedDin } from './expected-din.js';

/**
 * How a given din was made: `full` or `split`, as `maxPoolBackward` makes it with that `share`;
 * `assigned`, with gradients of several rows assigned where they should have been added; or
 * `other`.
 */
export type DinKind = Share | 'assigned' | 'other';

/** A given din against the one that dout and the mask give. */
export interface DinMatch {
  readonly as: DinKind;
  /**
   * The given din (a) against the right one (b), with the share found, or else the share asked for.
   */
  readonly comparison: Comparison;
}

/** A din against the right one, up to rounding. */
export interface DinComparison {
  /** The din that dout and the mask give. */
  readonly right: Tensor;
  /** The din (a) against the other (b). */
  readonly comparison: Comparison;
  /** Whether a cell (a flat index) differs by more than rounding. */
  readonly differs: (cell: number) => boolean;
}

/** A given din against the one that dout and the mask give with a `share`. */
export interface DinDifference extends DinComparison {
  /** How the given din was made; determined at the first read. */
  readonly as: DinKind;
  /** The same with its comparison; determined at the first read. */
  readonly match: DinMatch;
}

/** A backward pass whose din was given. */
export interface GivenDin {
  readonly mask: Mask;
  readonly dout: Tensor;
  readonly din: Tensor;
  /** By default `full`. */
  readonly share?: Share | undefined;
  /** The half precision that it was computed in, where the arrays stand for it in more. */
  readonly pooledIn?: HalfDType | undefined;
  /** What dout, mask and share give, if that was computed already. */
  readonly expected?: Tensor | undefined;
}

/**
 * Compares a din with the one that dout and the mask give, and finds out how it was made. Numbers
 * count as equal if adding the gradients in another order or precision could explain the
 * difference.
 * @param skip tells which cells (flat indices) can't be judged
 * @example
 * const { mask } = maxPool(tensor([[[1], [3], [2]]]), { kernelSize: 2, stride: 1 });
 * const dout = tensor([[[10], [5]]]);
 * dinDifference({ mask, dout, din: tensor([[[0], [5], [0]]]) }).as // 'assigned'
 */
export function dinDifference(
  { mask, dout, din, share = 'full', pooledIn, expected }: GivenDin,
  skip: (cell: number) => boolean = () => false,
): DinDifference {
  const bound = roundingBound(mask, dout, din, pooledIn);
  const right = expected ?? expectedDin(dout, mask, share);
  const own = compareWithin(din, right, bound, skip);
  const isMadeAs = (other: Tensor): boolean => {
    const differs = differsBeyond(din, other, bound, skip);
    const [cells, given, made] = [din.size, din.data, other.data];
    for (let cell = 0; cell < cells; cell++) {
      if (given[cell] !== made[cell] && differs(cell)) return false;
    }
    return true;
  };
  const find = (): DinMatch => {
    const { comparison } = own;
    if (comparison.close) return { as: share, comparison };
    // Without rows of several maxima both shares are the same; without overlap, so are = and +=.
    if (maximaOfRows(mask).some((maxima) => maxima > 1)) {
      const as = share === 'full' ? 'split' : 'full';
      const other = expectedDin(dout, mask, as);
      if (isMadeAs(other))
        return { as, comparison: compareWithin(din, other, bound, skip).comparison };
    }
    const { overlaps } = mask.geometry;
    const isAssigned = overlaps && isMadeAs(assignedDin(mask, dout, share));
    return { as: isAssigned ? 'assigned' : 'other', comparison };
  };
  let match: DinMatch | undefined;
  return {
    ...own,
    get match() {
      match ??= find();
      return match;
    },
    get as() {
      return this.match.as;
    },
  };
}

/**
 * Compares a din with another made from the same dout and mask, up to rounding.
 * @param skip tells which cells (flat indices) can't be judged
 */
export function compareDin(
  mask: Mask,
  dout: Tensor,
  din: Tensor,
  right: Tensor,
  skip: (cell: number) => boolean = () => false,
  pooledIn?: HalfDType,
): DinComparison {
  return compareWithin(din, right, roundingBound(mask, dout, din, pooledIn), skip);
}

type OfCell<Value> = (cell: number) => Value;

function compareWithin(
  din: Tensor,
  right: Tensor,
  bound: OfCell<number>,
  skip: OfCell<boolean>,
): DinComparison {
  return {
    right,
    comparison: compareCells(din, right, bound, 'rounding', skip),
    differs: differsBeyond(din, right, bound, skip),
  };
}

function differsBeyond(
  a: Tensor,
  b: Tensor,
  bound: OfCell<number>,
  skip: OfCell<boolean>,
): OfCell<boolean> {
  const [left, right] = [a.data, b.data];
  return (cell) => {
    if (left[cell] === right[cell]) return false;
    const distance = distanceOf(left[cell]!, right[cell]!);
    if (distance === 0 || skip(cell)) return false;
    return !(distance < Infinity && distance <= bound(cell));
  };
}

/**
 * The relative tolerance of a cell of din: the bound on the error of its sum, in any order, is this
 * times the sum of the gradients' magnitudes. To first order a sum of n numbers is off by at most
 * (n − 1)·u·Σ|x|, with the unit roundoff u; two sums differ by at most twice that. Here n is at
 * most the window size and the machine epsilon stands for 2·u.
 * @see N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., 2002, section 4.2
 */
export function dinTolerance(
  { windowSize }: Pick<Mask, 'windowSize'>,
  dout: Tensor,
  din: Tensor,
  pooledIn?: HalfDType,
): number {
  if (pooledIn !== undefined) return windowSize * halfSteps[pooledIn];
  const float32 = dout.dtype === 'float32' || din.dtype === 'float32';
  return windowSize * 2 ** (float32 ? -23 : -52);
}

/** The absolute tolerance of each cell: its relative tolerance times its gradients' magnitudes. */
function roundingBound(
  mask: Mask,
  dout: Tensor,
  din: Tensor,
  pooledIn?: HalfDType,
): (cell: number) => number {
  const precision = dinTolerance(mask, dout, din, pooledIn);
  let most: TypedArray | undefined;
  return (cell) => {
    most ??= sumMagnitudes(mask, dout);
    return precision * most[cell]!;
  };
}

/** The sum of the magnitudes of the gradients that each cell of din gets. */
function sumMagnitudes(mask: Mask, dout: Tensor): TypedArray {
  const sizes = new Float64Array(dout.data);
  for (let row = 0; row < sizes.length; row++) sizes[row] = Math.abs(sizes[row]!);
  return expectedDin(new Tensor(sizes, dout.shape, 'float64'), mask).data;
}

/**
 * A backward pass with the classic mistake: `=` instead of `+=` where windows overlap, so that a
 * cell with several rows' gradients keeps only the last one.
 * @param dout gradient of the output, of the mask's output shape
 * @param share how a row's gradient is shared among several maxima, as in `maxPoolBackward`
 * @returns the din that `maxPoolBackward` would give with that mistake, of dout's dtype, on the
 *   host
 * @throws DTypeError unless dout is of float32 or float64; ShapeError unless it has the output's shape
 * @throws OptionError for another share; MemoryError for what was disposed of or has lost its buffer
 * @example
 * const { mask } = maxPool(tensor([[[1], [3], [2]]]), { kernelSize: 2, stride: 1 });
 * assignedDin(mask, tensor([[[10], [5]]])).toArray() // [[[0], [5], [0]]]
 */
export function assignedDin(mask: Mask, dout: Tensor, share: Share = 'full'): Tensor {
  const operation = 'assignedDin';
  checkMask(operation, 'mask', mask);
  checkTensor(operation, 'dout', dout, floatDTypes);
  const { data, geometry, windowSize } = mask;
  checkFits(operation, 'dout', dout.shape, geometry.outputShape);
  checkChoice(operation, 'share', share, shares);
  const din = zeros(geometry.inputShape, dout.dtype);
  const [from, to] = [dout.data, din.data];
  eachWindow(geometry, (row, cells) => {
    const start = row * windowSize;
    let maxima = 1;
    if (share === 'split') {
      maxima = 0;
      for (let column = 0; column < windowSize; column++) maxima += data[start + column]!;
    }
    for (let column = 0; column < windowSize; column++) {
      if (data[start + column]) to[cells[column]!] = from[row]! / maxima;
    }
  });
  return din;
}
