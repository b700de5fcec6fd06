// `PoolParts`: a pooling and its backward pass, and the check that its arrays fit.
import { checkChoice } from '../core/arguments.js';
import { type HalfDType, halfDTypes } from '../core/half.js';
import { checkTensor, floatDTypes, type Tensor } from '../tensor/tensor.js';
import { checkMask, type Mask } from '../window/mask.js';
import { checkFits } from '../window/matrix.js';
import { type Share, shares } from '../window/share.js';

/** A pooling and its backward pass, to be shown or checked. */
export interface PoolParts {
  /** The pooling's input. */
  x?: Tensor | undefined;
  mask: Mask;
  /** Gradient of the output, of the mask's output shape, float32 or float64. */
  dout: Tensor;
  /** Gradient of the input, computed here or elsewhere; by default what dout and mask give. */
  din?: Tensor | undefined;
  /** How a row with several maxima shares its dout; by default `full`. */
  share?: Share | undefined;
  /**
   * The half precision that the pooling was computed in, where the arrays stand for it in more: x is
   * compared in it, and din may be off by its rounding. By default they tell.
   */
  pooledIn?: HalfDType | undefined;
}

/**
 * Checks that the arrays fit the mask.
 * @returns the share, by default `full`
 * @throws ShapeError if x, dout or din does not fit the mask's geometry; DTypeError for a dout or
 *   din that is not float32 or float64; OptionError for an unknown share or
 *   half precision
 */
export function checkPoolParts(
  operation: string,
  { x, mask, dout, din, share, pooledIn }: PoolParts,
): Share {
  checkMask(operation, 'mask', mask);
  const { inputShape, outputShape } = mask.geometry;
  checkTensor(operation, 'dout', dout, floatDTypes);
  checkFits(operation, 'dout', dout.shape, outputShape);
  if (x !== undefined) {
    checkTensor(operation, 'x', x);
    checkFits(operation, 'x', x.shape, inputShape);
  }
  if (din !== undefined) {
    checkTensor(operation, 'din', din, floatDTypes);
    checkFits(operation, 'din', din.shape, inputShape);
  }
  if (pooledIn !== undefined) checkChoice(operation, 'pooledIn', pooledIn, halfDTypes);
  return checkChoice(operation, 'share', share, shares);
}
