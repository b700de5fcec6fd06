// Lp pooling and its backward pass.
import { checkOptions, checkReadable } from '../core/arguments.js';
import { OptionError } from '../core/errors.js';
import { kernels } from '../kernels/select.js';
import { allocateResult, elementsOf, type OutOption, roomFor } from '../tensor/result.js';
import { checkTensor, floatDTypes, type Tensor } from '../tensor/tensor.js';
import type { Geometry } from '../window/geometry.js';
import { checkFits } from '../window/matrix.js';
import { type WindowOptions, windowOptions } from '../window/options.js';
import { windows } from '../window/windows.js';

/** Options of `lpPool` and `lpPoolBackward`. */
export interface LpPoolOptions extends WindowOptions, OutOption {
  /** The norm's exponent, 1 or more; by default 2. */
  p?: number;
}

/** What `lpPoolBackward` needs from the forward pass. */
export interface LpPoolSaved {
  /** The tensor that `lpPool` was given. */
  readonly x: Tensor;
  /** The norms that it gave, with the same options: else they are computed again. */
  readonly output?: Tensor;
}

const lpPoolOptions = [...windowOptions, 'p', 'out'];

/**
 * Lp pooling: the norm (Σ|x|^p)^(1/p) of each window's real cells, 0 for a window without one.
 * NaN propagates. Every step is in x's own precision, added along the last axis first, then
 * across; nothing is scaled, so a power may overflow. The rule is ONNX's. PyTorch's `LPPool2d` adds x^p, not |x|^p, which differs
 * for odd p and negative x.
 * @param x `[batch, ...spatial, channels]`, 1 to 3 spatial axes, float32 or float64
 * @returns the norms, `[batch, ...outSpatial, channels]`, of x's dtype
 * @throws ShapeError, OptionError as `windows`; OptionError for p below 1 or infinite, and for
 *   `ties`, `nan` and `countIncludePad`, which have no use here; ShapeError, DTypeError if `out`
 *   does not fit; DTypeError for other dtypes
 * @see the ONNX operator LpPool; PyTorch, `torch.nn.LPPool2d`
 * @example
 * lpPool(tensor([[[3], [-4], [5], [12]]]), { kernelSize: 2 }).toArray() // [[[5], [13]]]
 * @example
 * lpPool(tensor([[[3], [-4], [5], [12]]]), { kernelSize: 2, p: 1 }).toArray() // [[[7], [17]]]
 */
export function lpPool(x: Tensor, options: LpPoolOptions): Tensor {
  checkTensor('lpPool', 'x', x, floatDTypes);
  const { geometry, p } = resolveLpOptions('lpPool', x, options);
  const output = allocateResult('lpPool', geometry.outputShape, x.dtype, [x], options.out);
  kernels().lpPool(elementsOf(x), geometry, p, elementsOf(output));
  return output;
}

/**
 * The gradient of Lp pooling: each real cell of a row gets dout·sign(x)·|x|^(p−1) / norm^(p−1), the
 * derivative of the norm, and 0 if the norm is 0 (as in PyTorch 2.13). Rows' dout / norm^(p−1) are added
 * over the windows that hold a cell, as in `avgPoolBackward`, and their sum is multiplied by the cell's
 * sign(x)·|x|^(p−1), each step in dout's own precision. As in PyTorch, a quotient may leave its range.
 * @param dout gradient of the output, of x's dtype
 * @param saved `{ x }`, the tensor that `lpPool` was given, or `{ x, output }` with what it gave: the
 *   same din, in less time unless p is 1
 * @param options those that `lpPool` was given; `out` is a tensor for din
 * @returns din, of x's shape and dtype
 * @throws ShapeError if dout or the saved output is not of the output's shape; DTypeError for a `saved`
 *   without x, or either of another dtype than x; the errors of `lpPool`
 * @example
 * const x = tensor([[[3], [-4]]]);
 * lpPoolBackward(tensor([[[10]]]), { x }, { kernelSize: 2 }).toArray() // [[[6], [-8]]]
 */
export function lpPoolBackward(dout: Tensor, saved: LpPoolSaved, options: LpPoolOptions): Tensor {
  const operation = 'lpPoolBackward';
  const remedy = 'give { x }, the tensor that lpPool was given';
  checkReadable(operation, 'saved', saved, remedy, 'holds no x', 'x');
  const { x, output } = saved;
  checkTensor(operation, 'saved.x', x, floatDTypes);
  checkTensor(operation, 'dout', dout, [x.dtype]);
  const { geometry, p } = resolveLpOptions(operation, x, options);
  checkFits(operation, 'dout', dout.shape, geometry.outputShape);
  if (output !== undefined) {
    checkTensor(operation, 'saved.output', output, [x.dtype]);
    checkFits(operation, 'saved.output', output.shape, geometry.outputShape);
  }
  const norms = output ?? roomFor(operation, dout);
  try {
    const din = allocateResult(operation, x.shape, x.dtype, [dout, x, norms], options.out);
    const [own, known] = [elementsOf(norms), output !== undefined];
    kernels().lpPoolBackward(
      elementsOf(dout),
      elementsOf(x),
      geometry,
      p,
      own,
      known,
      elementsOf(din),
    );
    return din;
  } finally {
    if (output === undefined) norms.dispose();
  }
}

function resolveLpOptions(
  operation: string,
  x: Tensor,
  options: LpPoolOptions,
): { geometry: Geometry; p: number } {
  checkOptions(operation, options, lpPoolOptions);
  const { p = 2, out: _, ...pooling } = options;
  if (typeof p !== 'number' || !(p >= 1 && p < Infinity)) {
    throw new OptionError({
      operation,
      argument: 'p',
      value: p,
      problem: 'is not an exponent of a norm',
      remedy:
        p === Infinity ? 'use maxPool on absolute values' : 'give a finite number of 1 or more',
    });
  }
  return { geometry: windows(x.shape, pooling, operation), p };
}
