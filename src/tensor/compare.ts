// `allClose`, and comparisons of tensors cell by cell.
import { checkOptions } from '../core/arguments.js';
import { OptionError } from '../core/errors.js';
import { makeInspectable } from '../core/inspect.js';
import { sameShape, unflatten } from '../core/shape.js';
import { checkTensor, type Tensor } from './tensor.js';

/** How far apart two numbers may be: |a − b| ≤ atol + rtol·|b|. */
export interface Tolerances {
  /** By default 1e-5. */
  rtol?: number;
  /** By default 1e-8. */
  atol?: number;
}

/** A cell where two tensors differ. */
export interface Difference {
  readonly index: readonly number[];
  readonly a: number;
  readonly b: number;
}

/** The result of `allClose`. It prints as a sentence. Test `close`: an object is always truthy. */
export class Comparison {
  readonly close: boolean;
  /** How many cells are further apart than the tolerances allow. */
  readonly count: number;
  /** The first of these, in row-major order. */
  readonly first: Difference | undefined;
  /**
   * The cell with the largest |a − b|; NaN against a number counts as infinite. Undefined if all
   * are equal.
   */
  readonly largest: Difference | undefined;
  readonly #words: string;

  /** Library code calls this; users call `allClose`. */
  constructor(words: string, count: number, first?: Difference, largest?: Difference) {
    this.#words = words;
    this.close = count === 0;
    this.count = count;
    this.first = first;
    this.largest = largest;
  }

  toString(): string {
    return this.#words;
  }
}

makeInspectable(Comparison);

/**
 * Compares two tensors up to rounding, and says in words where they differ: the first difference
 * and the largest. The rule is `numpy.allclose`'s, |a − b| ≤ atol + rtol·|b|, with
 * `equal_nan=True`: any NaN equals any other. An infinity is close only to itself. Dtypes may
 * differ; different shapes are never close.
 * @returns a `Comparison`: its `close` says yes or no, and it prints as a sentence
 * @throws DTypeError if a or b is not a tensor; OptionError for a tolerance below 0
 * @example
 * allClose(tensor([1, 2]), tensor([1, 2.000001])).close // true
 * @example
 * String(allClose(tensor([1, 2, 3]), tensor([1, 2.5, 5]))) // '2 of 3 cells differ by more than 1e-8 + 0.00001·|b|; the first at [1]: 2 against 2.5, by 0.5; the largest at [2]: 3 against 5, by 2'
 */
export function allClose(a: Tensor, b: Tensor, tolerances: Tolerances = {}): Comparison {
  checkTensor('allClose', 'a', a);
  checkTensor('allClose', 'b', b);
  checkOptions('allClose', tolerances, ['rtol', 'atol']);
  const { rtol = 1e-5, atol = 1e-8 } = tolerances;
  checkTolerance('rtol', rtol);
  checkTolerance('atol', atol);
  if (!sameShape(a.shape, b.shape)) {
    const words = `the shapes differ: [${a.shape.join(', ')}] against [${b.shape.join(', ')}]`;
    return new Comparison(words, Math.max(a.size, b.size, 1));
  }
  const bound = (cell: number): number => atol + rtol * Math.abs(b.data[cell]!);
  return compareCells(a, b, bound, `${atol} + ${rtol}·|b|`);
}

/**
 * Compares two tensors of the same shape.
 * @param bound how far apart the numbers of a cell may be
 * @param boundWords the bound as the sentence says it
 * @param skip tells which cells not to compare
 */
export function compareCells(
  a: Tensor,
  b: Tensor,
  bound: (cell: number) => number,
  boundWords: string,
  skip: (cell: number) => boolean = () => false,
): Comparison {
  let [count, first, largest, most] = [0, -1, -1, 0];
  const [left, right] = [a.data, b.data];
  for (let cell = 0; cell < left.length; cell++) {
    if (left[cell] === right[cell]) continue;
    const distance = distanceOf(left[cell]!, right[cell]!);
    if (distance === 0 || skip(cell)) continue;
    if (distance > most) {
      most = distance;
      largest = cell;
    }
    if (distance < Infinity && distance <= bound(cell)) continue;
    count++;
    if (first < 0) first = cell;
  }
  const at = (cell: number): Difference | undefined =>
    cell < 0 ? undefined : { index: unflatten(cell, a.shape), a: a.data[cell]!, b: b.data[cell]! };
  const words = formatComparison(a.size, count, at(first), at(largest), boundWords);
  return new Comparison(words, count, at(first), at(largest));
}

/** |a − b|; 0 for two NaN or two equal infinities, ∞ for NaN against a number. */
export function distanceOf(a: number, b: number): number {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return 0;
  return Number.isNaN(a) || Number.isNaN(b) ? Infinity : Math.abs(a - b);
}

function formatComparison(
  size: number,
  count: number,
  first: Difference | undefined,
  largest: Difference | undefined,
  bound: string,
): string {
  const cells = `${size} ${size === 1 ? 'cell' : 'cells'}`;
  if (largest === undefined) return `equal in all of ${cells}`;
  const most = `the largest at ${formatDifference(largest)}`;
  if (first === undefined)
    return `close in all of ${cells}; the largest difference at ${formatDifference(largest)}`;
  return `${count} of ${cells} differ by more than ${bound}; the first at ${formatDifference(first)}; ${most}`;
}

function formatDifference({ index, a, b }: Difference): string {
  return `[${index.join(', ')}]: ${a} against ${b}, by ${Math.abs(a - b)}`;
}

function checkTolerance(argument: string, value: unknown): void {
  if (typeof value === 'number' && value >= 0) return;
  throw new OptionError({
    operation: 'allClose',
    argument,
    value,
    problem: 'is not a tolerance',
    remedy: 'give a number of 0 or more',
  });
}

/**
 * Whether two tensors are equal bit for bit, so that 0 differs from −0. All NaN count as equal:
 * their bits may differ between machines.
 */
export function sameBits(a: Tensor, b: Tensor): boolean {
  if (a.dtype !== b.dtype || !sameShape(a.shape, b.shape)) return false;
  return sameValues(a.data, b.data);
}

/** Whether two arrays of one length hold the same values. A loop: a function called for each takes ten times as long. */
export function sameValues(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}
