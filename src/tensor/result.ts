import type { DType, TypedArray } from '../core/dtype.js';
import { OptionError, ShapeError } from '../core/errors.js';
import { sameShape, sizeOf } from '../core/shape.js';
import { type Device, type Placed, Resident, residentOf } from '../memory/residency.js';
import { checkTensor, Tensor, zeros } from './tensor.js';

/** The option of operations that fill one tensor. */
export interface OutOption {
  /** A tensor to write the result into, of its shape and dtype; by default a new one. */
  out?: Tensor;
}

/**
 * A tensor for a kernel to fill, whatever it holds: resident if an operand is.
 * @param out what the caller wants written to instead
 * @throws ShapeError, DTypeError where `out` does not fit; OptionError where it is an operand
 */
export function allocateResult(
  operation: string,
  shape: readonly number[],
  dtype: DType,
  operands: readonly Placed[],
  out?: Tensor,
): Tensor {
  if (out !== undefined) return checkOut(operation, shape, dtype, operands, out);
  if (!operands.some(({ device }) => device === 'wasm')) return zeros(shape, dtype);
  return new Tensor(new Resident(operation, dtype, sizeOf(shape)), shape, dtype);
}

/** A result that was computed on the host, where it belongs: resident if an operand is. */
export function placeLike<Result extends { to(device: Device): Result }>(
  result: Result,
  ...operands: readonly unknown[]
): Result {
  const resident = operands.some(
    (operand) => typeof operand === 'object' && operand !== null && residentOf(operand),
  );
  return resident ? result.to('wasm') : result;
}

/** A tensor's elements where they live, for the moment of a call: never to be kept or handed out. */
export function elementsOf(tensor: Tensor): TypedArray {
  return residentOf(tensor)?.view('data', 'this') ?? tensor.data;
}

function checkOut(
  operation: string,
  shape: readonly number[],
  dtype: DType,
  operands: readonly Placed[],
  out: Tensor,
): Tensor {
  checkTensor(operation, 'out', out, [dtype]);
  if (!sameShape(out.shape, shape)) {
    throw new ShapeError({
      operation,
      argument: 'out.shape',
      value: out.shape,
      problem: `is not [${shape.join(', ')}]`,
      derivation: "the result's shape",
      remedy: 'give a tensor that an earlier call of the same sizes gave',
    });
  }
  if (operands.includes(out)) {
    throw new OptionError({
      operation,
      argument: 'out',
      value: out,
      problem: 'is an operand too',
      remedy: 'give another tensor, or none',
    });
  }
  residentOf(out)?.changed();
  return out;
}
