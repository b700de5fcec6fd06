import { OptionError } from '../errors.js';
import { type Geometry, windows } from '../geometry.js';
import { kernels } from '../kernels/select.js';
import { checkFits } from '../matrix.js';
import type { PoolOptions } from '../options.js';
import { elementsOf, type OutOption, result } from '../result.js';
import { checkTensor, floats, type Tensor } from '../tensor.js';

/** Options of `lpPool` and `lpPoolBackward`. */
export interface LpPoolOptions extends PoolOptions, OutOption {
  /** The norm's exponent, 1 or more; by default 2. */
  p?: number;
}

/**
 * Lp pooling: the norm (Σ|x|^p)^(1/p) of each window's real cells, 0 for a window without one.
 * Every step is in x's own precision, cells in column order; nothing is scaled, so a power may
 * overflow. The rule is ONNX's; PyTorch's `lp_pool2d` adds x^p, not |x|^p, which is another number
 * where p is odd and x negative.
 * @param x `[batch, ...spatial, channels]`, 1 to 3 spatial axes, float32 or float64
 * @returns the norms, `[batch, ...outSpatial, channels]`, of x's dtype
 * @throws ShapeError, OptionError as `windows`, and OptionError for p below 1 or infinite;
 *   DTypeError for other dtypes
 * @example
 * lpPool(tensor([[[3], [-4], [5], [12]]]), { kernelSize: 2 }).toArray() // [[[5], [13]]]
 * @example
 * lpPool(tensor([[[3], [-4], [5], [12]]]), { kernelSize: 2, p: 1 }).toArray() // [[[7], [17]]]
 */
export function lpPool(x: Tensor, options: LpPoolOptions): Tensor {
  checkTensor('lpPool', 'x', x, floats);
  const { geometry, p } = normed('lpPool', x, options);
  const output = result('lpPool', geometry.outputShape, x.dtype, [x], options.out);
  kernels().lpPool(elementsOf(x), geometry, p, elementsOf(output));
  return output;
}

/**
 * The gradient of Lp pooling: each row gives its real cells dout·sign(x)·(|x| / norm)^(p−1), and
 * nothing where the norm is 0 (PyTorch: NaN). Where windows overlap, gradients add, in row order
 * and in dout's own precision.
 * @param dout gradient of the output, of x's dtype
 * @param x what `lpPool` was given, and `options` too
 * @returns din, of x's shape and dtype
 * @throws ShapeError where dout is not of the output's shape; whatever `lpPool` throws
 * @example
 * const x = tensor([[[3], [-4]]]);
 * lpPoolBackward(tensor([[[10]]]), x, { kernelSize: 2 }).toArray() // [[[6], [-8]]]
 */
export function lpPoolBackward(dout: Tensor, x: Tensor, options: LpPoolOptions): Tensor {
  const operation = 'lpPoolBackward';
  checkTensor(operation, 'x', x, floats);
  checkTensor(operation, 'dout', dout, [x.dtype]);
  const { geometry, p } = normed(operation, x, options);
  checkFits(operation, 'dout', dout.shape, geometry.outputShape);
  const din = result(operation, x.shape, x.dtype, [dout, x], options.out);
  kernels().lpPoolBackward(elementsOf(dout), elementsOf(x), geometry, p, elementsOf(din));
  return din;
}

function normed(
  operation: string,
  x: Tensor,
  { p = 2, out: _, ...options }: LpPoolOptions,
): { geometry: Geometry; p: number } {
  if (typeof p !== 'number' || !(p >= 1 && p < Infinity)) {
    throw new OptionError({
      operation,
      argument: 'p',
      value: p,
      problem: 'is no exponent of a norm',
      remedy:
        p === Infinity ? 'use maxPool on absolute values' : 'give a finite number of 1 or more',
    });
  }
  return { geometry: windows(x.shape, options, operation), p };
}
