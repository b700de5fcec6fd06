import { checkFits } from '../matrix.js';
import { tidy } from '../residency.js';
import { checkTensor, floats, numbers, settled, type Tensor, zeros } from '../tensor.js';

/** What `relu` gives: `mask` is true where the gradient passes. */
export interface ReluResult {
  output: Tensor;
  mask: Tensor;
}

/**
 * max(0, x), cell by cell: the document's comparison to max pooling. NaN stays NaN and passes its
 * gradient, and x = 0 does not, as in PyTorch.
 * @param x any shape, any dtype but bool
 * @returns `output` of x's dtype, and `mask`, a bool tensor of x's shape
 * @throws DTypeError for bool
 * @example
 * const { output, mask } = relu(tensor([-1, 0, 2]));
 * output.toArray() // [0, 0, 2]
 * mask.toArray()   // [false, false, true]
 */
export function relu(x: Tensor): ReluResult {
  checkTensor('relu', 'x', x, numbers);
  const output = zeros(x.shape, x.dtype);
  const mask = zeros(x.shape, 'bool');
  const { data } = x;
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (value <= 0) continue;
    output.data[i] = value;
    mask.data[i] = 1;
  }
  return tidy(() => ({ output: settled(output, x), mask: settled(mask, x) }));
}

/**
 * The gradient of ReLU: dout where the mask is true, 0 elsewhere.
 * @param dout float32 or float64, of the mask's shape
 * @param mask the bool tensor that `relu` gave
 * @throws ShapeError where the shapes differ; DTypeError for other dtypes
 * @example
 * reluBackward(tensor([5, 6, 7]), relu(tensor([-1, 0, 2])).mask).toArray() // [0, 0, 7]
 */
export function reluBackward(dout: Tensor, mask: Tensor): Tensor {
  checkTensor('reluBackward', 'dout', dout, floats);
  checkTensor('reluBackward', 'mask', mask, ['bool']);
  checkFits('reluBackward', 'mask', mask.shape, dout.shape, "dout's shape");
  const din = zeros(dout.shape, dout.dtype);
  const [gradient, passes] = [dout.data, mask.data];
  for (let i = 0; i < gradient.length; i++) {
    if (passes[i]) din.data[i] = gradient[i]!;
  }
  return settled(din, dout, mask);
}
