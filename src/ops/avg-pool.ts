// Average pooling and its backward pass.
import { checkOptions } from '../core/arguments.js';
import { kernels } from '../kernels/select.js';
import { allocateResult, elementsOf, type OutOption } from '../tensor/result.js';
import { checkTensor, floatDTypes, type Tensor } from '../tensor/tensor.js';
import { checkGeometry, type Geometry } from '../window/geometry.js';
import { checkFits } from '../window/matrix.js';
import { splitOut, type WindowOptions, windowOptions } from '../window/options.js';
import { windows } from '../window/windows.js';

/** Options of `avgPool`. */
export interface AvgPoolOptions extends WindowOptions, OutOption {
  /** Whether the divisor counts padded cells; by default true. */
  countIncludePad?: boolean;
}

const avgPoolOptions = [...windowOptions, 'countIncludePad', 'out'];

/**
 * Average pooling: the sum of each window's real cells, divided by the number of its cells that lie
 * on the padded input, or with `countIncludePad: false` on the input. A window that reaches beyond
 * the padding, as `ceilMode` allows, is divided by the cells that it covers, as in PyTorch and ONNX
 * Runtime. A window without a real cell gives 0. NaN propagates. Cells are added along the last
 * axis first, then across, in x's own precision.
 * @param x `[batch, ...spatial, channels]`, 1 to 3 spatial axes, float32 or float64
 * @returns the averages, `[batch, ...outSpatial, channels]`, of x's dtype
 * @throws ShapeError, OptionError as `windows`; OptionError for `ties` and `nan`, which have no use
 *   here; ShapeError, DTypeError if `out` does not fit; DTypeError for other dtypes
 * @see PyTorch, `torch.nn.AvgPool2d`; the ONNX operator AveragePool
 * @example
 * avgPool(tensor([[[1], [3], [5]]]), { kernelSize: 2, padding: 1 }).toArray() // [[[0.5], [4]]]
 * @example
 * const options = { kernelSize: 2, padding: 1, countIncludePad: false };
 * avgPool(tensor([[[1], [3], [5]]]), options).toArray() // [[[1], [4]]]
 */
export function avgPool(x: Tensor, options: AvgPoolOptions): Tensor {
  checkTensor('avgPool', 'x', x, floatDTypes);
  checkOptions('avgPool', options, avgPoolOptions);
  const [pooling, out] = splitOut(options);
  const geometry = windows(x.shape, pooling, 'avgPool');
  const output = allocateResult('avgPool', geometry.outputShape, x.dtype, [x], out);
  kernels().avgPool(elementsOf(x), geometry, elementsOf(output));
  return output;
}

/**
 * The gradient of average pooling: each row's dout, divided as in `avgPool`, goes to all its real
 * cells. Where windows overlap, gradients add, along the last axis first, then across, in dout's
 * own precision.
 * @param dout gradient of the output, of the geometry's output shape, float32 or float64
 * @param geometry `windows(x.shape, options)`, with the options that `avgPool` was given
 * @returns din, of the geometry's input shape and dout's dtype
 * @throws ShapeError if dout is not of the geometry's output shape, or `out` not of the input's;
 *   DTypeError for other dtypes
 * @example
 * const geo = windows([1, 3, 1], { kernelSize: 2, stride: 1 });
 * avgPoolBackward(tensor([[[2], [6]]]), geo).toArray() // [[[1], [4], [3]]]
 */
export function avgPoolBackward(dout: Tensor, geometry: Geometry, options: OutOption = {}): Tensor {
  const operation = 'avgPoolBackward';
  checkTensor(operation, 'dout', dout, floatDTypes);
  checkGeometry(operation, geometry);
  checkOptions(operation, options, ['out']);
  checkFits(operation, 'dout', dout.shape, geometry.outputShape);
  const din = allocateResult(operation, geometry.inputShape, dout.dtype, [dout], options.out);
  kernels().avgPoolBackward(elementsOf(dout), geometry, elementsOf(din));
  return din;
}
