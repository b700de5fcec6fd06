// `WeightedParts`: a pooling without a mask and its backward pass, and the check that they fit.
import { checkChoice, checkReadable } from '../core/arguments.js';
import { OptionError } from '../core/errors.js';
import { type HalfDType, halfDTypes } from '../core/half.js';
import { type AxisLayout, checkLayout, type Layout } from '../core/layout.js';
import { checkTensor, floatDTypes, Tensor } from '../tensor/tensor.js';
import { checkGeometry, type Geometry } from '../window/geometry.js';
import { checkFits } from '../window/matrix.js';
import { checkPooling, type Pooling, Weights } from '../window/weights.js';
import { windows } from '../window/windows.js';
import { weightedDin } from './kinds/weighted.js';

/** An average, Lp or global pooling and its backward pass, to be shown or checked. */
export interface WeightedParts {
  /** What it computes: `{ op: 'average' }`, or `{ op: 'lp', p: 2 }`. */
  pooling: Pooling;
  /** Its windows, `windows(x.shape, options)`; `'global'`: one over the whole of x, or of din. */
  geometry: Geometry | 'global';
  /** The pooling's input, float32 or float64 for `lp`, which needs it. */
  x?: Tensor | undefined;
  /** Gradient of the output, of the output's shape, float32 or float64. */
  dout: Tensor;
  /** Gradient of the input, computed here or elsewhere; by default what dout and the weights give. */
  din?: Tensor | undefined;
  /** The half precision that it was computed in, where the arrays stand for it in more. */
  pooledIn?: HalfDType | undefined;
  /** The axes of your own arrays, as in `PoolParts`: the tensors themselves are channels-last. */
  layout?: AxisLayout | Layout | undefined;
}

/**
 * Whether parts are those of a pooling without a mask.
 * @throws OptionError if they are no object
 */
export function isWeighted<Others>(
  operation: string,
  parts: Others | WeightedParts,
): parts is WeightedParts {
  checkReadable(operation, 'parts', parts, 'give { mask, dout }');
  return 'pooling' in parts;
}

/**
 * Checks that the parts fit each other.
 * @returns the weights, the din, given or computed in dout's dtype, and the user's layout
 * @throws OptionError, ShapeError, DTypeError that say which part doesn't
 */
export function checkWeightedParts(
  operation: string,
  parts: WeightedParts,
): { weights: Weights; din: Tensor; layout: AxisLayout | undefined } {
  const { x, dout, din, pooledIn } = parts;
  const pooling = checkPooling(operation, parts.pooling);
  const refuse = (argument: string, value: unknown, problem: string, remedy: string): never => {
    throw new OptionError({ operation, argument, value, problem, remedy });
  };
  if ('mask' in parts && parts.mask !== undefined) {
    refuse(
      'mask',
      parts.mask,
      `stands beside pooling, but ${pooling.op} pooling has no mask`,
      'leave one out',
    );
  }
  if (x !== undefined)
    checkTensor(operation, 'x', x, pooling.op === 'lp' ? floatDTypes : undefined);
  else if (pooling.op === 'lp')
    refuse('x', x, "leaves Lp pooling's weights open", 'give the input');
  if (din !== undefined) checkTensor(operation, 'din', din, floatDTypes);
  checkTensor(operation, 'dout', dout, floatDTypes);
  if (pooledIn !== undefined) checkChoice(operation, 'pooledIn', pooledIn, halfDTypes);
  const geometry = resolveGeometry(operation, parts, (x ?? din)?.shape);
  checkFits(operation, 'dout', dout.shape, geometry.outputShape);
  if (x !== undefined) checkFits(operation, 'x', x.shape, geometry.inputShape);
  if (din !== undefined) checkFits(operation, 'din', din.shape, geometry.inputShape);
  const weights = new Weights(pooling, geometry, x);
  const layout = checkLayout(operation, parts.layout, geometry.inputShape);
  return { weights, din: din ?? computeDin(weights, dout), layout };
}

function resolveGeometry(
  operation: string,
  { geometry }: WeightedParts,
  shape: readonly number[] | undefined,
): Geometry {
  if (geometry !== 'global') {
    checkGeometry(operation, geometry);
    return geometry;
  }
  if (shape !== undefined) return windows(shape, { kernelSize: shape.slice(1, -1) }, operation);
  throw new OptionError({
    operation,
    argument: 'geometry',
    value: geometry,
    problem: "leaves the input's size open",
    remedy: 'give x or din, or windows(shape, options)',
  });
}

/** What dout and the weights give, in dout's dtype. */
function computeDin(weights: Weights, dout: Tensor): Tensor {
  const { inputShape } = weights.geometry;
  const { data } = weightedDin(weights, dout).right;
  return dout.dtype === 'float32'
    ? new Tensor(Float32Array.from(data), inputShape, 'float32')
    : new Tensor(data, inputShape, 'float64');
}
