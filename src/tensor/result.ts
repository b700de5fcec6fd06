// Where an operation's result lives: on the host, in WASM memory, or in a given `out`.
import { sharesMemory } from '../core/bytes/bytes.js';
import type { DType, TypedArray } from '../core/dtype.js';
import { OptionError, ShapeError } from '../core/errors.js';
import { sameShape, sizeOf } from '../core/shape.js';
import { type Device, heldBy, type Placed, Resident, residentOf } from '../memory/residency.js';
import { noteResult } from './gradients.js';
import { checkTensor, Tensor, zeros } from './tensor.js';

/** The `out` option of operations that give one tensor. */
export interface OutOption {
  /** A tensor to write the result into, of its shape and dtype; by default a new one. */
  out?: Tensor;
}

/**
 * Allocates the tensor that a kernel fills: resident if an operand is, else on the host.
 * @param out the caller's own tensor, to be checked and returned instead
 * @throws ShapeError, DTypeError if `out` does not fit; OptionError if it is an operand too, or
 *   shares memory with one
 */
export function allocateResult(
  operation: string,
  shape: readonly number[],
  dtype: DType,
  operands: readonly Placed[],
  out?: Tensor,
): Tensor {
  return noteResult(operation, allocate(operation, shape, dtype, operands, out));
}

function allocate(
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

/** Room for as many numbers as a tensor has, where it lives, to be disposed of by the caller. */
export function roomFor(operation: string, { shape, dtype, device }: Tensor): Tensor {
  if (device === 'host') return zeros(shape, dtype);
  return new Tensor(new Resident(operation, dtype, sizeOf(shape)), shape, dtype);
}

/** Moves a result that was computed on the host to WASM memory if an operand is resident. */
export function placeLike<Result extends { to(device: Device): Result }>(
  result: Result,
  ...operands: readonly unknown[]
): Result {
  const resident = operands.some(
    (operand) => typeof operand === 'object' && operand !== null && residentOf(operand),
  );
  return resident ? result.to('wasm') : result;
}

/**
 * A tensor's elements where they live. Use them within one call; never keep them or hand them out.
 */
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
      remedy: 'give what an earlier call of the same sizes gave',
    });
  }
  checkApart(operation, 'out', out, operands);
  residentOf(out)?.changed();
  return out;
}

/**
 * Checks that a result can be written while the operands are read.
 * @throws OptionError if it is an operand, or has memory in common with one
 */
export function checkApart(
  operation: string,
  argument: string,
  out: Placed,
  operands: readonly Placed[],
): void {
  const isOperand = operands.includes(out);
  const elements = heldBy(out);
  const shares =
    elements !== undefined &&
    operands.some((operand) => {
      const read = heldBy(operand);
      return read !== undefined && sharesMemory(elements, read);
    });
  if (!isOperand && !shares) return;
  throw new OptionError({
    operation,
    argument,
    value: out,
    problem: isOperand ? 'is an operand too' : 'shares memory with another argument',
    remedy: 'give another tensor, or none',
  });
}
