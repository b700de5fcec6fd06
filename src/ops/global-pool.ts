// Pooling with one window over the whole input: global maximum and global average.
import { checkOptions } from '../core/arguments.js';
import { checkShape } from '../core/shape.js';
import { checkTensor, floatDTypes, numberDTypes, type Tensor } from '../tensor/tensor.js';
import type { Geometry } from '../window/geometry.js';
import { checkFits } from '../window/matrix.js';
import { type WinnerOptions, winnerOptions } from '../window/options.js';
import { windows } from '../window/windows.js';
import { avgPool, avgPoolBackward } from './avg-pool.js';
import { type MaxPoolResult, maxPool } from './max-pool.js';

/** Options of `globalMaxPool`: the rules for ties and NaN, since the window is the whole input. */
export type GlobalMaxPoolOptions = WinnerOptions;

/**
 * Max pooling with one window over the whole of each channel; rules for ties and NaN as `maxPool`.
 * The backward pass is `maxPoolBackward` with the mask.
 * @param x `[batch, ...spatial, channels]`, 1 to 3 spatial axes, any dtype but bool
 * @returns `output`, `[batch, 1, …, channels]`, and `mask`, `[batch·channels, spatial size]`
 * @throws ShapeError, OptionError, DTypeError as `maxPool`; OptionError for its other options
 * @see the ONNX operator GlobalMaxPool
 * @example
 * const { output, mask } = globalMaxPool(tensor([[[1, 9], [7, 8]]]));
 * output.toArray() // [[[7, 9]]]
 * maxPoolBackward(tensor([[[10, 20]]]), mask).toArray() // [[[0, 20], [10, 0]]]
 */
export function globalMaxPool(x: Tensor, options: GlobalMaxPoolOptions = {}): MaxPoolResult {
  checkTensor('globalMaxPool', 'x', x, numberDTypes);
  checkOptions('globalMaxPool', options, winnerOptions);
  const { kernelSize } = globalWindows('globalMaxPool', x.shape, options);
  return maxPool(x, { ...options, kernelSize });
}

/**
 * The average of each channel over all its spatial cells. NaN propagates.
 * @param x `[batch, ...spatial, channels]`, 1 to 3 spatial axes, float32 or float64
 * @returns the averages, `[batch, 1, …, channels]`, of x's dtype
 * @throws ShapeError for a rank outside 3 to 5 or an empty axis; DTypeError for other dtypes
 * @see the ONNX operator GlobalAveragePool
 * @example
 * globalAvgPool(tensor([[[1, 10], [2, 20], [6, 60]]])).toArray() // [[[3, 30]]]
 */
export function globalAvgPool(x: Tensor): Tensor {
  checkTensor('globalAvgPool', 'x', x, floatDTypes);
  const { kernelSize } = globalWindows('globalAvgPool', x.shape);
  return avgPool(x, { kernelSize });
}

/**
 * The gradient of `globalAvgPool`: every cell of a channel gets the same part of its dout.
 * @param dout gradient of the output, `[batch, 1, …, channels]`, float32 or float64
 * @param inputShape the shape of the x that `globalAvgPool` was given
 * @returns din, of that shape and dout's dtype
 * @throws ShapeError if dout is not the output's shape for that input; DTypeError for other dtypes
 * @example
 * globalAvgPoolBackward(tensor([[[3, 6]]]), [1, 3, 2]).toArray() // [[[1, 2], [1, 2], [1, 2]]]
 */
export function globalAvgPoolBackward(dout: Tensor, inputShape: readonly number[]): Tensor {
  const operation = 'globalAvgPoolBackward';
  checkTensor(operation, 'dout', dout, floatDTypes);
  const geometry = globalWindows(operation, inputShape);
  checkFits(operation, 'dout', dout.shape, geometry.outputShape);
  return avgPoolBackward(dout, geometry);
}

/** The geometry with one window over all spatial axes. */
function globalWindows(
  operation: string,
  inputShape: readonly number[],
  options?: WinnerOptions,
): Geometry {
  checkShape(operation, 'inputShape', inputShape);
  return windows(inputShape, { ...options, kernelSize: inputShape.slice(1, -1) }, operation);
}
