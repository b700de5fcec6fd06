// `PoolParts`: a pooling and its backward pass, and the check that its arrays fit.
import { checkChoice } from '../core/arguments.js';
import { ShapeError } from '../core/errors.js';
import { type HalfDType, halfDTypes } from '../core/half.js';
import { type AxisLayout, checkLayout, type Layout } from '../core/layout.js';
import { sameShape } from '../core/shape.js';
import { checkTensor, floatDTypes, type Tensor } from '../tensor/tensor.js';
import { checkMask, type Mask } from '../window/mask/mask.js';
import { type Share, shares } from '../window/mask/share.js';
import { checkFits, isChannelsFirst } from '../window/matrix.js';

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
  /**
   * The axes of your own arrays, e.g. `NCHW` (for any number of spatial axes): sentences, addresses
   * and exports name them. The tensors themselves are channels-last, whatever it is.
   */
  layout?: AxisLayout | Layout | undefined;
}

/** What a pooling's arrays are read by. */
export interface PoolReading {
  readonly share: Share;
  /** The user's axes; undefined for those that the tensors have. */
  readonly layout: AxisLayout | undefined;
}

/**
 * Checks that the arrays fit the mask.
 * @returns the share, by default `full`, and the layout with the letters of the spatial axes
 * @throws ShapeError if x, dout or din does not fit the mask's geometry, or the mask not the others;
 *   DTypeError for a dout or din that is not float32 or float64; OptionError for an unknown share,
 *   layout or half precision
 */
export function checkPoolParts(operation: string, parts: PoolParts): PoolReading {
  const { x, mask, dout, din, share, pooledIn } = parts;
  checkMask(operation, 'mask', mask);
  checkTensor(operation, 'dout', dout, floatDTypes);
  if (x !== undefined) checkTensor(operation, 'x', x);
  if (din !== undefined) checkTensor(operation, 'din', din, floatDTypes);
  checkShapes(operation, parts);
  if (pooledIn !== undefined) checkChoice(operation, 'pooledIn', pooledIn, halfDTypes);
  return {
    share: checkChoice(operation, 'share', share, shares),
    layout: checkLayout(operation, parts.layout, mask.geometry.inputShape),
  };
}

/** Blames what can be to blame: a mask of another pooling before the arrays that agree with each other. */
function checkShapes(operation: string, { x, mask, dout, din }: PoolParts): void {
  const { inputShape, outputShape, kernelSize, stride } = mask.geometry;
  const given = [
    { name: 'dout', tensor: dout, shape: outputShape },
    ...(x ? [{ name: 'x', tensor: x, shape: inputShape }] : []),
    ...(din ? [{ name: 'din', tensor: din, shape: inputShape }] : []),
  ];
  const wrong = given.filter(({ tensor, shape }) => !sameShape(tensor.shape, shape));
  const turned = wrong.find(({ tensor, shape }) => isChannelsFirst(tensor.shape, shape));
  const [first] = turned ? [turned] : wrong;
  if (first === undefined) return;
  const isMask = wrong.length > 1 || (first.name === 'dout' && given.length > 1);
  if (turned === undefined && isMask) {
    const own = first.name === 'dout' ? 'outputShape' : 'inputShape';
    throw new ShapeError({
      operation,
      argument: `mask.geometry.${own}`,
      value: first.shape,
      problem: `is not that of ${first.name}, [${first.tensor.shape.join(', ')}]`,
      derivation: `the mask has windows of [${kernelSize.join(', ')}], stride [${stride.join(', ')}]`,
      remedy: 'give the mask of the same pooling',
    });
  }
  checkFits(operation, first.name, first.tensor.shape, first.shape);
}
