// Max pooling and its backward pass.
import { checkChoice, checkOptions, checkReadable } from '../core/arguments.js';
import { kernels } from '../kernels/select.js';
import { tidy } from '../memory/residency.js';
import { allocateResult, elementsOf } from '../tensor/result.js';
import { checkTensor, floatDTypes, numberDTypes, type Tensor } from '../tensor/tensor.js';
import { allocateMask, cellsOf, checkMask, checkOutMask, type Mask } from '../window/mask/mask.js';
import { type Share, shares } from '../window/mask/share.js';
import { checkFits } from '../window/matrix.js';
import {
  splitOut,
  type WindowOptions,
  type WinnerOptions,
  windowOptions,
  winnerOptions,
} from '../window/options.js';
import { windows } from '../window/windows.js';

/** The result of `maxPool`: `output.data[r]` is the maximum of the mask's row r. */
export interface MaxPoolResult {
  output: Tensor;
  mask: Mask;
}

/** Options of `maxPoolBackward`. */
export interface MaxPoolBackwardOptions {
  /**
   * What each of several maxima of a row gets: all of its dout (`full`, the default) or an equal
   * part.
   */
  share?: Share;
  /** A tensor to write din into, of its shape and dtype; by default a new one. */
  out?: Tensor;
}

/** Options of `maxPool`. */
export interface MaxPoolOptions extends WindowOptions, WinnerOptions {
  /** The result of an earlier call with the same sizes and rules, to be overwritten. */
  out?: MaxPoolResult;
}

const maxPoolOptions = [...windowOptions, ...winnerOptions, 'out'];

/**
 * Max pooling: the largest real cell of each window, and a mask of where it sits.
 *
 * - Ties: the first maximum in column order wins (`ties: 'last'`: the last; `'all'`: every one). −0
 *   and 0 are equal, and the output has the winning cell's bits.
 * - NaN: the output is NaN, and the window's last NaN wins (every NaN under `ties: 'all'`). With
 *   `nan: 'ignore'` NaN never wins; a window that holds only NaN gives NaN and an empty row.
 * - Padding never wins. A window without a real cell (possible with dilation) gives the dtype's
 *   lowest value and an empty row.
 *
 * The rules are PyTorch's on a CPU, except for windows without a real cell.
 * @param x `[batch, ...spatial, channels]`, 1 to 3 spatial axes, any dtype but bool
 * @returns `output` of x's dtype, `[batch, ...outSpatial, channels]`, and `mask`; both resident if
 *   x is, or `out`
 * @throws ShapeError, OptionError as `windows`; OptionError for `countIncludePad`, which has no use
 *   here; ShapeError, DTypeError if `out` does not fit; DTypeError for bool
 * @see PyTorch, `torch.nn.MaxPool2d`; the ONNX operator MaxPool
 * @example
 * const x = tensor([[[[1], [2], [5], [4]], [[3], [0], [5], [6]]]]);
 * const { output, mask } = maxPool(x, { kernelSize: 2, stride: 2 });
 * output.toArray() // [[[[3], [6]]]]
 * mask.data        // Uint8Array [0, 0, 1, 0, 0, 0, 0, 1]
 */
export function maxPool(x: Tensor, options: MaxPoolOptions): MaxPoolResult {
  const operation = 'maxPool';
  checkTensor(operation, 'x', x, numberDTypes);
  checkOptions(operation, options, maxPoolOptions);
  const [pooling, out] = splitOut(options);
  const geometry = windows(x.shape, pooling, operation);
  if (out !== undefined)
    checkReadable(operation, 'out', out, 'give what an earlier call of the same sizes gave');
  const reused = out && checkOutMask(operation, geometry, out.mask, [x]);
  return tidy(() => {
    const operands = reused === undefined ? [x] : [x, reused];
    const output = allocateResult(operation, geometry.outputShape, x.dtype, operands, out?.output);
    const mask = reused ?? allocateMask(operation, geometry, x);
    kernels().maxPool(elementsOf(x), geometry, elementsOf(output), cellsOf(mask));
    return { output, mask };
  });
}

/**
 * The gradient of max pooling: each row's dout goes to the cells that its mask selects, the others
 * get 0. Where windows overlap, gradients add, in row order and in dout's own precision. A row
 * with several maxima gives each all of dout, or an equal part with `share: 'split'`; an empty row
 * gives nothing. A cell is selected, never multiplied by the mask, so an infinite dout stays where
 * it belongs.
 * @param dout gradient of the output, of the mask's output shape, float32 or float64
 * @param mask the mask that `maxPool` gave, or one from `maskFrom`
 * @returns din, of the mask's input shape and dout's dtype; resident if dout or mask is
 * @throws ShapeError if dout is not of the mask's output shape, or `out` not of the input's;
 *   DTypeError for other dtypes; OptionError for an unknown option
 * @example
 * const { mask } = maxPool(tensor([[[1], [3], [2]]]), { kernelSize: 2, stride: 1 });
 * maxPoolBackward(tensor([[[10], [5]]]), mask).toArray() // [[[0], [15], [0]]]
 */
export function maxPoolBackward(
  dout: Tensor,
  mask: Mask,
  options: MaxPoolBackwardOptions = {},
): Tensor {
  const operation = 'maxPoolBackward';
  checkTensor(operation, 'dout', dout, floatDTypes);
  checkMask(operation, 'mask', mask);
  checkOptions(operation, options, ['share', 'out']);
  const { geometry } = mask;
  checkFits(operation, 'dout', dout.shape, geometry.outputShape);
  const share = checkChoice(operation, 'share', options.share, shares);
  return tidy(() => {
    const din = allocateResult(
      operation,
      geometry.inputShape,
      dout.dtype,
      [dout, mask],
      options.out,
    );
    kernels().maxPoolBackward(elementsOf(dout), cellsOf(mask), geometry, share, elementsOf(din));
    return din;
  });
}
