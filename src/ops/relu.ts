// ReLU and its backward pass.
import { checkOptions, checkReadable } from '../core/arguments.js';
import { kernels } from '../kernels/select.js';
import { tidy } from '../memory/residency.js';
import { allocateResult, elementsOf, type OutOption } from '../tensor/result.js';
import { checkTensor, floatDTypes, numberDTypes, type Tensor } from '../tensor/tensor.js';
import { checkFits } from '../window/matrix.js';

/** The result of `relu`: `mask` is true where the gradient passes. */
export interface ReluResult {
  output: Tensor;
  mask: Tensor;
}

/** Options of `relu`. */
export interface ReluOptions {
  /** The result of an earlier call with the same shape, to be overwritten. */
  out?: ReluResult;
}

/**
 * ReLU: max(0, x), cell by cell. As in PyTorch, NaN stays NaN and passes its gradient, and at x =
 * 0, where there is no derivative, the gradient is 0.
 * @param x any shape, any dtype but bool
 * @returns `output` of x's dtype, and `mask`, a bool tensor of x's shape; both resident if x is, or
 *   `out`
 * @throws DTypeError for bool; ShapeError, DTypeError if `out` does not fit; OptionError for an
 *   unknown option
 * @see PyTorch, `torch.nn.ReLU`
 * @example
 * const { output, mask } = relu(tensor([-1, 0, 2]));
 * output.toArray() // [0, 0, 2]
 * mask.toArray()   // [false, false, true]
 */
export function relu(x: Tensor, options: ReluOptions = {}): ReluResult {
  const operation = 'relu';
  checkTensor(operation, 'x', x, numberDTypes);
  checkOptions(operation, options, ['out']);
  const { out } = options;
  if (out !== undefined) {
    // Else what is no result would be passed over.
    checkReadable(operation, 'out', out, 'give what an earlier call of the same sizes gave');
    checkTensor(operation, 'out.output', out.output);
    checkTensor(operation, 'out.mask', out.mask);
  }
  return tidy(() => {
    const output = allocateResult(operation, x.shape, x.dtype, [x], out?.output);
    const mask = allocateResult(operation, x.shape, 'bool', [x, output], out?.mask);
    kernels().relu(elementsOf(x), elementsOf(output), elementsOf(mask) as Uint8Array);
    return { output, mask };
  });
}

/**
 * The gradient of ReLU: dout where the mask is true, 0 elsewhere.
 * @param dout float32 or float64, of the mask's shape
 * @param mask the bool tensor that `relu` gave
 * @returns din, of dout's shape and dtype; resident if dout or mask is
 * @throws ShapeError if the shapes differ, or `out` has another; DTypeError for other dtypes
 * @example
 * reluBackward(tensor([5, 6, 7]), relu(tensor([-1, 0, 2])).mask).toArray() // [0, 0, 7]
 */
export function reluBackward(dout: Tensor, mask: Tensor, options: OutOption = {}): Tensor {
  const operation = 'reluBackward';
  checkTensor(operation, 'dout', dout, floatDTypes);
  checkTensor(operation, 'mask', mask, ['bool']);
  checkOptions(operation, options, ['out']);
  checkFits(operation, 'mask', mask.shape, dout.shape, "dout's shape");
  const din = allocateResult(operation, dout.shape, dout.dtype, [dout, mask], options.out);
  kernels().reluBackward(elementsOf(dout), elementsOf(mask) as Uint8Array, elementsOf(din));
  return din;
}
