// Poolings that weigh all cells of a window: what each cell gets of a row's dout.
import { checkChoice, checkOptions } from '../core/arguments.js';
import { OptionError } from '../core/errors.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Geometry } from './geometry.js';

/**
 * A pooling without a mask: each real cell of a window gets a part of its dout. A global one has one
 * window over the whole input.
 *
 * - `average`: dout / divisor, the number of cells as the geometry counts them, or the given
 *   `divisor` in place of it, PyTorch's `divisor_override`
 * - `lp`: dout times the derivative of the norm, sign(x)·(|x| / norm)^(p−1); with `rule: 'pytorch'`
 *   that of PyTorch's norm, which adds x^p, not |x|^p, and scales up a window that is clipped
 */
export type Pooling =
  | { readonly op: 'average'; readonly divisor?: number }
  | { readonly op: 'lp'; readonly p: number; readonly rule?: 'pytorch' };

/**
 * Checks a pooling's description.
 * @throws OptionError for an unknown `op` or rule, a divisor that is 0 or no integer, a `p` that is
 *   not a positive number
 */
export function checkPooling(operation: string, pooling: Pooling): Pooling {
  checkOptions(operation, pooling, ['op', 'divisor', 'p', 'rule']);
  const { op } = pooling;
  checkChoice(operation, 'pooling.op', op, ['average', 'lp']);
  const refuse = (argument: string, value: unknown, problem: string, remedy: string): never => {
    throw new OptionError({ operation, argument, value, problem, remedy });
  };
  if (pooling.op === 'average') {
    const { divisor } = pooling;
    if (divisor === undefined || (Number.isSafeInteger(divisor) && divisor !== 0)) return pooling;
    return refuse('pooling.divisor', divisor, 'is not a divisor', 'give an integer other than 0');
  }
  const { p, rule } = pooling;
  if (!(typeof p === 'number' && p > 0 && p < Infinity)) {
    refuse('pooling.p', p, 'is not an exponent of a norm', 'give a positive number');
  }
  if (rule !== undefined) checkChoice(operation, 'pooling.rule', rule, ['pytorch']);
  return pooling;
}

/** What a row gives to its cells. */
export interface RowTerms {
  /** In column order; 0 for a cell that is not real. */
  readonly terms: readonly number[];
  /** How many roundings a term may be off by, relative to its size, with all sums in any order. */
  readonly roundings: number;
  /** Whether the terms can be told: not where an Lp pooling's numbers leave their dtype's range. */
  readonly known: boolean;
}

/** The weights of a pooling that has no mask, row by row. */
export class Weights {
  readonly pooling: Pooling;
  readonly geometry: Geometry;
  readonly #x: Tensor | undefined;

  /** @param x needed for `lp` */
  constructor(pooling: Pooling, geometry: Geometry, x?: Tensor) {
    this.pooling = pooling;
    this.geometry = geometry;
    this.#x = x;
  }

  /** What an average divides a row's dout by; 0 where no cell counts. */
  divisor(row: number): number {
    const { pooling, geometry } = this;
    return (pooling.op === 'average' && pooling.divisor) || geometry.divisor(row);
  }

  /**
   * What a row gives to its cells, in float64.
   * @param cells those of `geometry.cells(row)`
   * @param gradient the row's dout; with 1 the terms are the weights
   */
  terms(row: number, cells: readonly number[], gradient: number): RowTerms {
    const { pooling, geometry } = this;
    if (pooling.op === 'lp') return this.#normTerms(pooling, row, cells, gradient);
    const divisor = this.divisor(row);
    const part = divisor === 0 ? 0 : gradient / divisor;
    const terms = cells.map((cell) => (cell < 0 ? 0 : part));
    return { terms, roundings: geometry.windowSize, known: true };
  }

  #normTerms(
    { p, rule }: Extract<Pooling, { op: 'lp' }>,
    row: number,
    cells: readonly number[],
    gradient: number,
  ): RowTerms {
    const { data, dtype } = this.#x!;
    const { windowSize } = this.geometry;
    let [sum, sizes, finite, zero] = [0, 0, Number.isFinite(gradient), true];
    for (const cell of cells) {
      if (cell < 0) continue;
      const value = data[cell]!;
      const size = Math.abs(value) ** p;
      sum += rule === 'pytorch' ? value ** p : size;
      sizes += size;
      finite &&= Number.isFinite(value);
      zero &&= value === 0;
    }
    // Clipped windows hold fewer cells than PyTorch multiplies their average by.
    const scale = rule === 'pytorch' ? windowSize / this.geometry.divisor(row) : 1;
    const [least, most] = dtype === 'float32' ? [2 ** -100, 2 ** 120] : [2 ** -900, 2 ** 1000];
    const inRange = zero || (sizes >= least && sizes * scale <= most);
    const factor = sum === 0 ? 0 : gradient * scale ** (1 / p) * sum ** (1 / p - 1);
    const terms = cells.map((cell) => {
      if (cell < 0 || sum === 0) return 0;
      const value = data[cell]!;
      if (rule === 'pytorch') return factor * value ** (p - 1);
      return factor * Math.sign(value) * Math.abs(value) ** (p - 1);
    });
    const lost = sum === 0 ? 1 : sizes / Math.abs(sum);
    const roundings = windowSize * (1 + lost) + 16 + 2 * p;
    // A sum that is 0 but for rounding has no direction.
    const known = finite && inRange && (zero || lost < 2 ** (dtype === 'float32' ? 16 : 40));
    return { terms, roundings, known };
  }
}
