import { checkChoice } from '../core/arguments.js';
import { checkTensor, floatDTypes, type Tensor } from '../tensor/tensor.js';
import { checkMask, type Mask } from '../window/mask.js';
import { checkFits } from '../window/matrix.js';
import type { Share } from '../window/share.js';

/** A pooling and its backward pass, to look at. */
export interface PoolParts {
  /** The pooling's input. */
  x?: Tensor | undefined;
  mask: Mask;
  /** Gradient of the output, of the mask's output shape, float32 or float64. */
  dout: Tensor;
  /** Gradient of the input to look at, from here or elsewhere; by default what dout and mask give. */
  din?: Tensor | undefined;
  /** How a row with several maxima shares its dout; by default `full`. */
  share?: Share | undefined;
}

/**
 * Checks that the parts belong together.
 * @returns the share
 * @throws ShapeError where x, dout or din does not fit the mask's geometry; DTypeError for a dout or
 *   din that is no float; OptionError for an unknown share
 */
export function checkPoolParts(operation: string, { x, mask, dout, din, share }: PoolParts): Share {
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
  return checkChoice(operation, 'share', share, ['full', 'split']);
}
