// A pooling call as a store holds it: its attributes, and its arrays, channels last.
import { OptionError, ShapeError } from '../core/errors.js';
import { type AxisLayout, checkLayout } from '../core/layout.js';
import { isWithin } from '../core/limits.js';
import { sameShape, sizeOf } from '../core/shape.js';
import { fileLimits } from '../formats/file-limits.js';
import { checkTensor, floatDTypes, numberDTypes, type Tensor } from '../tensor/tensor.js';
import { checkGeometry, type Geometry } from '../window/geometry.js';
import { argmax } from '../window/mask/indices.js';
import { checkMask, type Mask } from '../window/mask/mask.js';
import { checkPooling, type Pooling } from '../window/weights.js';
import type { CallAttributes, StoreArrayName } from './layout.js';

/** A pooling call of a step: a max pooling's mask, or what another computes and its windows. */
export interface CallOfStep {
  /** The layer's name, 1 to 500 characters. */
  readonly name: string;
  /** The line of the program that it belongs to. */
  readonly where?: string;
  readonly x: Tensor;
  readonly mask?: Mask;
  readonly pooling?: Pooling;
  readonly geometry?: Geometry;
  /** Gradient of the output. */
  readonly dout?: Tensor;
  /** Gradient of the input; with dout only. */
  readonly din?: Tensor;
  /** The axes of your own arrays; the tensors themselves are channels-last. */
  readonly layout?: AxisLayout;
}

/** What is written of a call. */
export interface WrittenCall {
  readonly attributes: CallAttributes;
  readonly arrays: Readonly<Partial<Record<StoreArrayName, Tensor>>> & { readonly x: Tensor };
}

const operation = 'createStore';

/** An Lp pooling's exponent is below this. */
const mostExponent = 1e6;

/**
 * Checks that a call's parts fit each other.
 * @param turn which call of its name it is in its step
 * @throws OptionError, ShapeError, DTypeError that say which part doesn't
 */
export function describeCall(call: CallOfStep, turn: number): WrittenCall {
  const { name, where = '', x, mask, dout, din } = call;
  for (const [argument, value, least] of [
    ['name', name, 1],
    ['where', where, 0],
  ] as const) {
    const isText = typeof value === 'string' && value.length >= least;
    if (isText && isWithin(value, fileLimits.name)) continue;
    throw refusal(
      argument,
      value,
      `is no text of ${least} to ${fileLimits.name} characters`,
      'shorten it',
    );
  }
  checkTensor(operation, 'x', x, mask === undefined ? floatDTypes : numberDTypes);
  if (mask !== undefined) checkMask(operation, 'mask', mask);
  const geometry = mask?.geometry ?? call.geometry;
  checkGeometry(operation, geometry);
  const pooling = mask === undefined ? checkPooling(operation, call.pooling as Pooling) : undefined;
  if (geometry.batch === 0) throw refusal('x', x, 'holds no batch entry', 'leave the call out');
  checkShape('x', x, geometry.inputShape);
  for (const [argument, array, shape] of [
    ['dout', dout, geometry.outputShape],
    ['din', din, geometry.inputShape],
  ] as const) {
    if (array === undefined) continue;
    checkTensor(operation, argument, array, floatDTypes);
    checkShape(argument, array, shape);
  }
  if (din !== undefined && dout === undefined) {
    throw refusal('din', din, 'comes without dout', 'give both');
  }
  const arrays = {
    x: x.to('host'),
    ...(mask && { indices: argmax(mask, 'pytorch').to('host') }),
    ...(dout && { dout: dout.to('host') }),
    ...(din && { din: din.to('host') }),
  };
  checkReadable(arrays, pooling);
  return { attributes: attributesOf(call, turn, geometry, pooling), arrays };
}

/** Refuses what a reader would refuse, and the whole store with it. */
function checkReadable(arrays: Readonly<Record<string, Tensor>>, pooling?: Pooling): void {
  for (const [name, { shape, data }] of Object.entries(arrays)) {
    const bytes = sizeOf(shape.slice(1)) * data.BYTES_PER_ELEMENT;
    if (bytes <= fileLimits.entry) continue;
    const problem = `bytes of an entry are more than the ${fileLimits.entry} that are read`;
    throw refusal(name, bytes, problem, 'store a part of it');
  }
  if (pooling?.op === 'lp' && pooling.p >= mostExponent) {
    throw refusal('pooling.p', pooling.p, `is not below ${mostExponent}`, 'leave the call out');
  }
  if (pooling?.op === 'average' && Math.abs(pooling.divisor ?? 1) > 2 ** 31) {
    throw refusal('pooling.divisor', pooling.divisor, 'is beyond 2**31', 'leave the call out');
  }
}

function attributesOf(
  { name, where = '', x, dout, layout }: CallOfStep,
  turn: number,
  geometry: Geometry,
  pooling: Pooling | undefined,
): CallAttributes {
  const rank = geometry.inputSpatial.length;
  const uneven = geometry.padding.findIndex(([low, high]) => low !== high);
  if (uneven >= 0) {
    const sides = geometry.padding[uneven];
    throw refusal(
      `padding[${uneven}]`,
      sides,
      'has two sides, and a store one number',
      'pad x itself',
    );
  }
  const op = pooling?.op ?? 'max';
  const extra =
    pooling?.op === 'lp' ? { p: pooling.p } : pooling?.divisor ? { divisor: pooling.divisor } : {};
  return {
    name,
    turn,
    where,
    op,
    function: `${op === 'average' ? 'avg' : op}_pool${rank}d`,
    sizes: geometry.inputSpatial,
    channels: geometry.channels,
    output: geometry.outputSpatial,
    options: {
      kernel_size: geometry.kernelSize,
      stride: geometry.stride,
      padding: geometry.padding.map(([low]) => low),
      dilation: geometry.dilation,
      ceil_mode: geometry.ceilMode,
      count_include_pad: geometry.countIncludePad,
    },
    extra,
    layout: checkLayout(operation, layout ?? 'NHWC', x.shape) ?? channelsLast[rank - 1]!,
    dtype: x.dtype,
    backward: dout === undefined ? 'not seen' : 'seen',
    notes: [],
    unchecked: [],
  };
}

const channelsLast: readonly AxisLayout[] = ['NLC', 'NHWC', 'NDHWC'];

function checkShape(argument: string, { shape }: Tensor, due: readonly number[]): void {
  if (sameShape(shape, due)) return;
  throw new ShapeError({
    operation,
    argument: `${argument}.shape`,
    value: shape,
    problem: 'does not fit the windows',
    derivation: `[${due.join(', ')}]`,
    remedy: 'give the arrays of one call',
  });
}

function refusal(argument: string, value: unknown, problem: string, remedy: string): OptionError {
  return new OptionError({ operation, argument, value, problem, remedy });
}
