// `checkGradient`: a backward pass against finite differences of its forward pass.
import { checkFunction, checkOptions } from '../core/arguments.js';
import { OptionError } from '../core/errors.js';
import { makeInspectable } from '../core/inspect.js';
import { unflatten } from '../core/shape.js';
import { checkTensor, floatDTypes, Tensor } from '../tensor/tensor.js';
import { checkFits } from '../window/matrix.js';

/** A forward pass and its backward pass, for `checkGradient`. */
export interface Differentiable {
  output: Tensor;
  /** The gradient of x for a gradient of the output. */
  backward(dout: Tensor): Tensor;
}

/** Options of `checkGradient`. */
export interface CheckGradientOptions {
  /**
   * The largest error of the backward pass, and of the left and right difference from each other,
   * relative to the larger of the two differences and the largest finite |dout|; by default 1e-4.
   */
  tolerance?: number;
}

/** A cell of x, with its derivative by the backward pass and by finite differences. */
export interface GradientCell {
  readonly index: readonly number[];
  readonly backward: number;
  readonly difference: number;
  /** |backward − difference|. */
  readonly error: number;
}

/** The result of `checkGradient`. It prints as a report. Test `ok`: an object is always truthy. */
export class GradientCheck {
  /** Whether at least one cell was checked, and all checked cells are right. */
  readonly ok: boolean;
  readonly checked: number;
  readonly wrong: number;
  /** Cells that were skipped because the left and right difference disagree. */
  readonly kinks: number;
  /** Cells that were skipped because x or a difference there is not finite. */
  readonly notFinite: number;
  /** The cells with the largest error, at most 5. */
  readonly worst: readonly GradientCell[];

  /** Library code calls this; users call `checkGradient`. */
  constructor(cells: readonly GradientCell[], wrong: number, kinks: number, notFinite: number) {
    this.checked = cells.length;
    this.wrong = wrong;
    this.kinks = kinks;
    this.notFinite = notFinite;
    this.ok = wrong === 0 && cells.length > 0;
    this.worst = cells.toSorted((a, b) => compareErrors(b.error, a.error)).slice(0, 5);
  }

  toString(): string {
    const { checked, wrong, kinks, notFinite } = this;
    const verdict = checked === 0 ? 'nothing checked' : wrong === 0 ? 'right' : `${wrong} wrong`;
    const head = `gradient ${verdict}: ${checked} cells checked, ${kinks} skipped at a kink, ${notFinite} skipped as not finite`;
    const lines = this.worst.map(
      ({ index, backward, difference, error }) =>
        `  [${index.join(', ')}]: backward ${backward}, difference ${difference}, off by ${error}`,
    );
    return [checked === 0 ? head : `${head}; the largest errors:`, ...lines].join('\n');
  }
}

makeInspectable(GradientCheck);

/**
 * Compares a backward pass with finite differences of its forward pass, in float64. For every cell
 * of x the derivative of Σ dout·output is the central difference, the mean of the left and the
 * right one. At a kink, such as a tie of max pooling, left and right disagree and there is no
 * derivative: such cells are skipped and counted. The forward pass runs twice for each cell of x,
 * so keep x small.
 * @param f gives the output for x, and a function that gives x's gradient for a gradient of it
 * @param x float32 or float64; f gets it as float64
 * @param dout a gradient of the output, of its shape
 * @returns a `GradientCheck`: `ok`, the counts and the worst cells; it prints as a report
 * @throws DTypeError for other dtypes, or an f that gives something else; ShapeError for a dout or
 *   a gradient that doesn't fit; OptionError for a tolerance that is not above 0
 * @see PyTorch, `torch.autograd.gradcheck`, which also compares with central differences
 * @example
 * const f = (x) => {
 *   const { output, mask } = maxPool(x, { kernelSize: 2 });
 *   return { output, backward: (dout) => maxPoolBackward(dout, mask) };
 * };
 * checkGradient(f, tensor([[[1], [3], [5], [5]]]), tensor([[[10], [20]]])).kinks // 2: the tied cells
 */
export function checkGradient(
  f: (x: Tensor) => Differentiable,
  x: Tensor,
  dout: Tensor,
  options: CheckGradientOptions = {},
): GradientCheck {
  checkOptions('checkGradient', options, ['tolerance']);
  const { tolerance = 1e-4 } = options;
  const operation = 'checkGradient';
  checkTensor(operation, 'x', x, floatDTypes);
  checkTensor(operation, 'dout', dout, floatDTypes);
  checkTolerance(operation, tolerance);
  checkFunction(operation, 'f', f, givesBoth);
  const { output, backward } = checkDifferentiable(operation, f(toFloat64(x)));
  checkFits(operation, 'dout', dout.shape, output.shape, "the output's shape");
  const gradient = backward(toFloat64(dout));
  checkTensor(operation, 'f(x).backward(dout)', gradient, floatDTypes);
  checkFits(operation, 'f(x).backward(dout)', gradient.shape, x.shape, "x's shape");

  const largest = largestFinite(dout);
  const cells: GradientCell[] = [];
  const counts = { wrong: 0, kinks: 0, notFinite: 0 };
  for (let i = 0; i < x.size; i++) {
    const step = (side: 1 | -1): number => {
      const nudged = toFloat64(x);
      const from = nudged.data[i]!;
      nudged.data[i] = from + side * stepSize * Math.max(1, Math.abs(from));
      const change = changeOf(output, checkDifferentiable(operation, f(nudged)).output, dout);
      return change / (nudged.data[i]! - from);
    };
    const [left, right] = [step(-1), step(1)];
    const difference = (left + right) / 2;
    const allowed = tolerance * Math.max(Math.abs(left), Math.abs(right), largest);
    const error = Math.abs(gradient.data[i]! - difference);
    if (!Number.isFinite(difference)) counts.notFinite++;
    else if (Math.abs(left - right) > allowed) counts.kinks++;
    else {
      cells.push({ index: unflatten(i, x.shape), backward: gradient.data[i]!, difference, error });
      if (!(error <= allowed)) counts.wrong++;
    }
  }
  return new GradientCheck(cells, counts.wrong, counts.kinks, counts.notFinite);
}

/**
 * The step, relative to the cell: a power of 2 near the cube root of float64's precision 2^−52,
 * where the truncation and the rounding error of a central difference balance.
 */
const stepSize = 2 ** -18;

/** Σ dout·(b − a) over the cells that changed, so that an unchanged ∞ adds 0, not ∞ − ∞. */
function changeOf(a: Tensor, b: Tensor, dout: Tensor): number {
  let change = 0;
  for (let i = 0; i < dout.size; i++) {
    const [before, after] = [a.data[i]!, b.data[i]!];
    if (!Object.is(before, after)) change += dout.data[i]! * (after - before);
  }
  return change;
}

function largestFinite(dout: Tensor): number {
  let largest = 0;
  for (const value of dout.data) {
    if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  }
  return largest;
}

const givesBoth = 'let f give { output, backward: (dout) => … }';

function checkDifferentiable(operation: string, result: Differentiable): Differentiable {
  checkTensor(operation, 'f(x).output', result?.output, floatDTypes);
  checkFunction(operation, 'f(x).backward', result.backward, givesBoth);
  return result;
}

function checkTolerance(operation: string, value: unknown): void {
  if (typeof value === 'number' && value > 0) return;
  throw new OptionError({
    operation,
    argument: 'tolerance',
    value,
    problem: 'is not a tolerance',
    remedy: 'give a number above 0',
  });
}

function toFloat64(x: Tensor): Tensor {
  return new Tensor(Float64Array.from(x.data), x.shape, 'float64');
}

/** Orders errors from small to large, NaN as ∞. */
function compareErrors(a: number, b: number): number {
  return (Number.isNaN(a) ? Infinity : a) - (Number.isNaN(b) ? Infinity : b) || 0;
}
