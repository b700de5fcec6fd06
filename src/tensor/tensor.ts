import { checkOptions, oneOf } from '../core/arguments.js';
import { type DType, dtypeOf, dtypes, isDType, type TypedArray } from '../core/dtype.js';
import { DTypeError, OptionError, ShapeError } from '../core/errors.js';
import { inspectable } from '../core/inspect.js';
import { checkShape, flatIndex, sameShape, sizeOf } from '../core/shape.js';
import {
  checkAlive,
  copied,
  type Device,
  Placed,
  Resident,
  residentOf,
} from '../memory/residency.js';

/** Numbers or booleans in nested arrays, as `toArray` gives and `tensor` takes them. */
export type NestedArray = number | boolean | readonly NestedArray[];

/** Elements that `tensor` takes. */
export type TensorData = TypedArray | NestedArray;

export interface TensorOptions {
  /** The element type; by default the typed array's own, float64 for numbers, bool for booleans. */
  dtype?: DType;
}

/**
 * An n-dimensional array, row-major, of rank 0 to 6. Pooling reads it channels-last:
 * `[batch, ...spatial, channels]`; `shape` is fixed. It lives on the host, or after `to('wasm')` in
 * WASM memory; a result is resident there if any operand is.
 */
export class Tensor extends Placed {
  /**
   * The elements. Of a tensor on the host they are the truth, and writing to them counts; of a
   * resident one a copy, made when first read.
   */
  declare readonly data: TypedArray;
  readonly shape: readonly number[];
  readonly dtype: DType;

  /** Library code calls this with parts that fit; users call `tensor`. */
  constructor(elements: TypedArray | Resident, shape: readonly number[], dtype: DType) {
    if (elements instanceof Resident) {
      super(elements);
      Object.defineProperty(this, 'data', snapshotData);
    } else {
      super(undefined);
      this.data = elements;
    }
    this.shape = Object.freeze([...shape]);
    this.dtype = dtype;
  }

  /** The number of axes. */
  get rank(): number {
    return this.shape.length;
  }

  /** The number of elements. */
  get size(): number {
    return sizeOf(this.shape);
  }

  /**
   * The element at an index, one number an axis (bools as 0 or 1).
   * @throws ShapeError where an index is missing, no integer or out of range.
   * @example
   * tensor([[1, 2], [3, 4]]).at(1, 0) // 3
   */
  at(...index: number[]): number {
    return this.data[flatIndex('at', index, this.shape)]!;
  }

  /**
   * The elements as nested arrays: numbers, or booleans for dtype bool; a bare value for rank 0.
   * @example
   * tensor(new Float32Array([1, 2, 3, 4]), [2, 2]).toArray() // [[1, 2], [3, 4]]
   */
  toArray(): NestedArray {
    const nest = (axis: number, start: number, count: number): NestedArray => {
      if (axis === this.rank) {
        const value = this.data[start]!;
        return this.dtype === 'bool' ? value !== 0 : value;
      }
      const size = this.shape[axis]!;
      const step = size === 0 ? 0 : count / size;
      return Array.from({ length: size }, (_, i) => nest(axis + 1, start + i * step, step));
    };
    return nest(0, 0, this.size);
  }

  /**
   * The tensor on a device: itself if it lives there, else a copy. A resident one is freed by
   * `dispose`, or at the end of a `tidy` that does not return it.
   * @throws MemoryError past the memory limit, or where the system gives no more
   * @example
   * const x = tensor([[[1], [3], [2]]]).to('wasm');
   * const { output } = maxPool(x, { kernelSize: 3 });
   * output.device           // 'wasm'
   * output.to('host').data  // Float64Array [3]
   * [x, output].forEach((used) => used.dispose());
   */
  to(device: Device): Tensor {
    const to = oneOf('to', 'device', device, ['host', 'wasm']);
    checkAlive('to', 'this', this);
    if (to === this.device) return this;
    const elements = to === 'host' ? this.data.slice() : copied('to', this.dtype, this.data);
    return new Tensor(elements, this.shape, this.dtype);
  }

  /** One line for a log: dtype and shape. */
  override toString(): string {
    return `Tensor ${this.dtype} [${this.shape.join(', ')}]`;
  }
}

inspectable(Tensor);

/** `data` of a resident tensor: its own property, as on the host, so that it counts as equal. */
const snapshotData: PropertyDescriptor = {
  enumerable: true,
  get(this: Tensor): TypedArray {
    return residentOf(this)!.snapshot();
  },
};

/**
 * A tensor of the given elements. A typed array is kept, not copied (unless `dtype` names another
 * type: then it is converted). Nested numbers become float64, as in NumPy; nested booleans bool.
 * @param shape the sizes of the axes; may be left out for nested arrays, or given with a flat one
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
    throw unknownDType('dtype', dtype);
  }
  if (shape !== undefined) checkShape('tensor', 'shape', shape);
  if (ArrayBuffer.isView(data)) return fromTyped(data as TypedArray, shape, dtype);
  return fromNested(data, shape, dtype);
}

/** A tensor of zeros (false for bool), on the host. */
export function zeros(shape: readonly number[], dtype: DType): Tensor {
  return new Tensor(new dtypes[dtype].array(sizeOf(shape)), shape, dtype);
}

/** The dtypes that a gradient has. */
export const floats: readonly DType[] = ['float32', 'float64'];

/** The dtypes that a maximum can be taken of: all but bool. */
export const numbers: readonly DType[] = [...floats, 'uint8', 'int8', 'int32'];

/** @throws DTypeError unless `value` is a tensor (of one of `allowed`), for public functions. */
export function checkTensor(
  operation: string,
  argument: string,
  value: unknown,
  allowed?: readonly DType[],
): asserts value is Tensor {
  if (!(value instanceof Tensor)) {
    throw new DTypeError({
      operation,
      argument,
      value,
      problem: 'is no tensor',
      remedy: `make one with tensor(${argument}, shape)`,
    });
  }
  checkAlive(operation, argument, value);
  if (allowed === undefined || allowed.includes(value.dtype)) return;
  throw new DTypeError({
    operation,
    argument: `${argument}.dtype`,
    value: value.dtype,
    problem: 'is not supported here',
    remedy: `give ${allowed.join(', ')}`,
  });
}

function fromTyped(data: TypedArray, shape: readonly number[] | undefined, dtype?: DType): Tensor {
  const own = dtypeOf(data);
  if (own === undefined) {
    throw new DTypeError({
      operation: 'tensor',
      argument: 'data',
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
  return new Tensor(converted(data, dtype), sizes, dtype);
}

function fromNested(
  nested: NestedArray,
  shape: readonly number[] | undefined,
  dtype?: DType,
): Tensor {
  const own = nestedShape(nested);
  const flat: (number | boolean)[] = [];
  flatten(nested, own, 0, flat);
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
  return new Tensor(converted(flat.map(Number), name), sizes, name);
}

function nestedShape(nested: NestedArray): number[] {
  const shape: number[] = [];
  for (let level = nested; Array.isArray(level); level = level[0]) {
    shape.push(level.length);
    checkShape('tensor', 'data.shape', shape);
    if (level.length === 0) break;
  }
  return shape;
}

function flatten(
  nested: NestedArray,
  shape: readonly number[],
  axis: number,
  flat: (number | boolean)[],
): void {
  if (axis === shape.length) {
    if (typeof nested !== 'number' && typeof nested !== 'boolean') {
      throw new DTypeError({
        operation: 'tensor',
        argument: 'data',
        value: nested,
        problem: Array.isArray(nested) ? 'is nested deeper than its neighbours' : 'is no number',
        remedy: 'give numbers or booleans, every row of the same length',
      });
    }
    flat.push(nested);
    return;
  }
  if (!Array.isArray(nested) || nested.length !== shape[axis]) {
    throw new ShapeError({
      operation: 'tensor',
      argument: 'data',
      value: nested,
      problem: `is ragged at axis ${axis}`,
      derivation: `the first row there has ${shape[axis]} elements, this one ${Array.isArray(nested) ? nested.length : 'is no row'}`,
      remedy: 'give rows of the same length',
    });
  }
  for (const part of nested) flatten(part, shape, axis + 1, flat);
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

function converted(values: ArrayLike<number>, dtype: DType): TypedArray {
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

function unknownDType(argument: string, value: unknown): DTypeError {
  return new DTypeError({
    operation: 'tensor',
    argument,
    value,
    problem: 'is no dtype',
    remedy: `use one of ${Object.keys(dtypes).join(', ')}`,
  });
}
