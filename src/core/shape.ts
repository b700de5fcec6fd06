// Shapes and indices of row-major arrays, with their checks.
import { ShapeError } from './errors.js';
import { limits } from './limits.js';

const maxRank = limits.axes;

/** The product of the sizes: how many elements a shape holds. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Whether two shapes have the same rank and sizes. */
export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/**
 * @throws ShapeError unless `shape` is an array of at most 6 sizes whose product is a safe integer,
 *   also where sizes of 0 count as 1
 */
export function checkShape(operation: string, argument: string, shape: readonly number[]): void {
  const fail = (problem: string, remedy: string): ShapeError =>
    new ShapeError({ operation, argument, value: shape, problem, remedy });
  if (!Array.isArray(shape))
    throw fail('is not an array', 'give an array of sizes, e.g. [8, 32, 48]');
  if (shape.length > maxRank) {
    throw fail(`has ${shape.length} axes`, `give at most ${maxRank}`);
  }
  for (const [axis, size] of shape.entries()) {
    if (!Number.isSafeInteger(size) || size < 0) {
      throw new ShapeError({
        operation,
        argument: `${argument}[${axis}]`,
        value: size,
        problem: 'is not a size',
        remedy: 'give an integer of 0 or more',
      });
    }
  }
  // An axis without cells makes the others no smaller: strides are counted as well.
  if (!Number.isSafeInteger(sizeOf(shape.map((size) => size || 1)))) {
    throw fail('holds more elements than can be counted', 'give smaller sizes');
  }
}

/**
 * The row-major position of an index, one number per axis.
 * @throws ShapeError for an index with too few or too many numbers, or outside the shape
 */
export function flatIndex(
  operation: string,
  index: readonly number[],
  shape: readonly number[],
): number {
  if (index.length !== shape.length) {
    throw new ShapeError({
      operation,
      argument: 'index',
      value: index,
      problem: `has ${index.length} numbers for ${shape.length} axes`,
      derivation: `shape [${shape.join(', ')}]`,
      remedy: 'give one number an axis',
    });
  }
  let flat = 0;
  for (let axis = 0; axis < shape.length; axis++) {
    checkWithin(operation, `index[${axis}]`, index[axis]!, shape[axis]!);
    flat = flat * shape[axis]! + index[axis]!;
  }
  return flat;
}

/** The index along each axis of a row-major position: the inverse of `flatIndex`. */
export function unflatten(flat: number, shape: readonly number[]): number[] {
  const index = new Array<number>(shape.length);
  let rest = flat;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index[axis] = rest % shape[axis]!;
    rest = Math.floor(rest / shape[axis]!);
  }
  return index;
}

/** @throws ShapeError unless `value` is an integer from 0 to `size` − 1. */
export function checkWithin(
  operation: string,
  argument: string,
  value: number,
  size: number,
): void {
  if (Number.isInteger(value) && value >= 0 && value < size) return;
  throw new ShapeError({
    operation,
    argument,
    value,
    problem: 'is out of range',
    derivation: `there are ${size}`,
    remedy: size === 0 ? 'use an array that is not empty' : `give an integer from 0 to ${size - 1}`,
  });
}
