// `tensor`: tensors from typed arrays, or from nested numbers and booleans.
import { checkOptions } from '../core/arguments.js';
import { type DType, dtypeOf, dtypes, isDType, type TypedArray } from '../core/dtype.js';
import { DTypeError, type ErrorDetails, OptionError, ShapeError } from '../core/errors.js';
import { checkShape, sameShape, sizeOf } from '../core/shape.js';
import { type NestedArray, Tensor } from './tensor.js';

/** The data that `tensor` takes. */
export type TensorData = TypedArray | NestedArray;

export interface TensorOptions {
  /** The element type; by default the typed array's own, float64 for numbers, bool for booleans. */
  dtype?: DType;
}

/**
 * Makes a tensor on the host. A typed array is kept, not copied, unless `dtype` names another type:
 * then its elements are converted. Nested numbers become float64, as in NumPy, nested booleans
 * bool.
 * @param shape the sizes of the axes, row-major; by default the nesting's own, or `[data.length]`
 * @returns a tensor of that shape, rank 0 to 6, and of `dtype` or the data's own dtype
 * @throws ShapeError for ragged arrays, a shape that does not fit, a rank above 6
 * @throws DTypeError for an unknown dtype or array type
 * @throws OptionError for an element that the dtype can't hold (1.5 as int32, 2 as bool)
 * @example
 * tensor([[1, 2], [3, 4]]).shape                        // [2, 2]
 * @example
 * tensor(new Float32Array(8), [1, 2, 2, 2]).dtype       // 'float32'
 * @example
 * tensor([1, 2, 3, 4], [2, 2], { dtype: 'int32' }).at(1, 1) // 4
 */
export function tensor(
  data: TensorData,
  shape?: readonly number[],
  options: TensorOptions = {},
): Tensor {
  checkOptions('tensor', options, ['dtype']);
  const { dtype } = options;
  if (dtype !== undefined && !isDType(dtype)) {
    throw dtypeError('dtype', dtype);
  }
  if (shape !== undefined) checkShape('tensor', 'shape', shape);
  return fromData({ operation: 'tensor', argument: 'data' }, data, shape, dtype);
}

/** Of which function the data are which argument, for errors. */
type Source = Pick<ErrorDetails, 'operation' | 'argument'>;

/** `tensor`, for the argument of a function that takes data in its place. */
export function fromData(
  source: Source,
  data: TensorData,
  shape?: readonly number[],
  dtype?: DType,
): Tensor {
  if (ArrayBuffer.isView(data)) return tensorFromTyped(source, data as TypedArray, shape, dtype);
  return tensorFromNested(source, data, shape, dtype);
}

function tensorFromTyped(
  source: Source,
  data: TypedArray,
  shape: readonly number[] | undefined,
  dtype?: DType,
): Tensor {
  const own = dtypeOf(data);
  if (own === undefined) {
    throw new DTypeError({
      ...source,
      value: data,
      problem: 'is an array type that no dtype uses',
      remedy: 'give a Float32Array, Float64Array, Uint8Array, Int8Array, Int32Array or numbers',
    });
  }
  const sizes = shape ?? [data.length];
  checkLength(data.length, sizes);
  if (dtype === undefined || dtype === own) return new Tensor(data, sizes, own);
  if (dtype === 'bool' && own === 'uint8') {
    for (let i = 0; i < data.length; i++) checkElement(data[i]!, dtype);
    return new Tensor(data, sizes, dtype);
  }
  return new Tensor(convertElements(data, dtype), sizes, dtype);
}

function tensorFromNested(
  source: Source,
  nested: NestedArray,
  shape: readonly number[] | undefined,
  dtype?: DType,
): Tensor {
  const own = nestedShape(source, nested);
  const flat: (number | boolean)[] = [];
  flatten(source, nested, own, 0, flat);
  const sizes = shape ?? own;
  if (!sameShape(sizes, own)) {
    if (own.length !== 1) {
      throw new ShapeError({
        operation: 'tensor',
        argument: 'shape',
        value: sizes,
        problem: 'is not the shape of the nested arrays',
        derivation: `they are [${own.join(', ')}]`,
        remedy: 'leave the shape out, or give a flat array',
      });
    }
    checkLength(flat.length, sizes);
  }
  const booleans = flat.length > 0 && flat.every((value) => typeof value === 'boolean');
  const name = dtype ?? (booleans ? 'bool' : 'float64');
  return new Tensor(convertElements(flat.map(Number), name), sizes, name);
}

function nestedShape({ operation, argument }: Source, nested: NestedArray): number[] {
  const shape: number[] = [];
  for (let level = nested; Array.isArray(level); level = level[0]) {
    shape.push(level.length);
    checkShape(operation, `${argument}.shape`, shape);
    if (level.length === 0) break;
  }
  return shape;
}

function flatten(
  source: Source,
  nested: NestedArray,
  shape: readonly number[],
  axis: number,
  flat: (number | boolean)[],
): void {
  if (axis === shape.length) {
    if (typeof nested !== 'number' && typeof nested !== 'boolean') {
      throw new DTypeError({
        ...source,
        value: nested,
        problem: Array.isArray(nested) ? 'is nested deeper than its neighbours' : 'is not a number',
        remedy: 'give numbers or booleans, every row of the same length',
      });
    }
    flat.push(nested);
    return;
  }
  if (!Array.isArray(nested) || nested.length !== shape[axis]) {
    throw new ShapeError({
      ...source,
      value: nested,
      problem: `is ragged at axis ${axis}`,
      derivation: `the first row there has ${shape[axis]} elements, this one ${Array.isArray(nested) ? nested.length : 'is not a row'}`,
      remedy: 'give rows of the same length',
    });
  }
  for (const part of nested) flatten(source, part, shape, axis + 1, flat);
}

function checkLength(length: number, shape: readonly number[]): void {
  if (sizeOf(shape) === length) return;
  throw new ShapeError({
    operation: 'tensor',
    argument: 'shape',
    value: shape,
    problem: `does not hold the ${length} elements given`,
    derivation: `${shape.join('·') || '1'} = ${sizeOf(shape)}`,
    remedy: 'give a shape whose product is the number of elements',
  });
}

function convertElements(values: ArrayLike<number>, dtype: DType): TypedArray {
  const info = dtypes[dtype];
  const data = new info.array(values.length);
  for (let i = 0; i < values.length; i++) {
    if (!info.float) checkElement(values[i]!, dtype);
    data[i] = values[i]!;
  }
  return data;
}

function checkElement(value: number, dtype: DType): void {
  const { lowest, highest } = dtypes[dtype];
  if (Number.isInteger(value) && value >= lowest && value <= highest) return;
  throw new OptionError({
    operation: 'tensor',
    argument: 'data',
    value,
    problem: `can't be held by dtype ${dtype}`,
    derivation: `integers from ${lowest} to ${highest}`,
    remedy: "round the values, or use dtype 'float64'",
  });
}

function dtypeError(argument: string, value: unknown): DTypeError {
  return new DTypeError({
    operation: 'tensor',
    argument,
    value,
    problem: 'is not a dtype',
    remedy: `use one of ${Object.keys(dtypes).join(', ')}`,
  });
}
