// `Tensor`: elements, shape and dtype, and the check that an argument is one.
import { checkChoice, isA } from '../core/arguments.js';
import { type DType, dtypes, type TypedArray } from '../core/dtype.js';
import { DTypeError } from '../core/errors.js';
import { isForeign, makeInspectable } from '../core/inspect.js';
import { flatIndex, sizeOf } from '../core/shape.js';
import {
  checkAlive,
  checkHeld,
  copyToWasm,
  type Device,
  holdElements,
  Placed,
  Resident,
  residentOf,
} from '../memory/residency.js';
import { noteCopy } from './gradients.js';

/** Numbers or booleans in nested arrays, as `toArray` gives and `tensor` takes them. */
export type NestedArray = number | boolean | readonly NestedArray[];

/**
 * An n-dimensional array, row-major, of rank 0 to 6. Pooling reads it channels-last:
 * `[batch, ...spatial, channels]`; `shape` is fixed. It lives on the host, or after `to('wasm')` in
 * WASM memory; a result is resident there if any operand is.
 */
export class Tensor extends Placed {
  /**
   * The elements, row-major. On the host they are the tensor's own, so writing to them changes it;
   * of a resident tensor they are a copy, made at the first read.
   */
  declare readonly data: TypedArray;
  readonly shape: readonly number[];
  readonly dtype: DType;

  /** For library code, with parts that fit together; users call `tensor`. */
  constructor(
    elements: TypedArray | Resident | (() => TypedArray),
    shape: readonly number[],
    dtype: DType,
  ) {
    if (elements instanceof Resident) {
      super(elements);
      Object.defineProperty(this, 'data', snapshotData);
    } else if (typeof elements === 'function') {
      super(undefined);
      Object.defineProperty(this, 'data', computedData(elements));
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
   * The element at an index, one number per axis (bools as 0 or 1).
   * @throws ShapeError for an index that is missing, not an integer or out of range
   * @example
   * tensor([[1, 2], [3, 4]]).at(1, 0) // 3
   */
  at(...index: number[]): number {
    checkHeld('at', 'this', this, this.size);
    return this.data[flatIndex('at', index, this.shape)]!;
  }

  /**
   * The elements as nested arrays: numbers, or booleans for dtype bool; a bare value for rank 0.
   * @example
   * tensor(new Float32Array([1, 2, 3, 4]), [2, 2]).toArray() // [[1, 2], [3, 4]]
   */
  toArray(): NestedArray {
    checkHeld('toArray', 'this', this, this.size);
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
   * Puts the tensor on a device. A resident tensor is freed by `dispose`, or at the end of a `tidy`
   * that does not return it.
   * @returns the tensor itself if it already lives there, else a copy
   * @throws OptionError for another device; MemoryError past the memory limit, or when the system
   *   gives no more memory
   * @example
   * const x = tensor([[[1], [3], [2]]]).to('wasm');
   * const { output } = maxPool(x, { kernelSize: 3 });
   * output.device           // 'wasm'
   * output.to('host').data  // Float64Array [3]
   * [x, output].forEach((used) => used.dispose());
   */
  to(device: Device): Tensor {
    const to = checkChoice('to', 'device', device, ['host', 'wasm']);
    checkAlive('to', 'this', this);
    checkHeld('to', 'this', this, this.size);
    if (to === this.device) return this;
    const elements = to === 'host' ? this.data.slice() : copyToWasm('to', this.dtype, this.data);
    return noteCopy(new Tensor(elements, this.shape, this.dtype), this);
  }

  /** One line for a log: dtype and shape. */
  override toString(): string {
    return `Tensor ${this.dtype} [${this.shape.join(', ')}]`;
  }
}

makeInspectable(Tensor);
holdElements(Tensor, ({ data }) => data);

/**
 * `data` of a resident tensor: an own property as on the host, so that test frameworks compare it.
 */
const snapshotData: PropertyDescriptor = {
  enumerable: true,
  get(this: Tensor): TypedArray {
    return residentOf(this)!.snapshot();
  },
};

/** `data` that is computed at the first read, and then the tensor's own. */
function computedData(compute: () => TypedArray): PropertyDescriptor {
  return {
    enumerable: true,
    configurable: true,
    get(this: Tensor): TypedArray {
      const value = compute();
      Object.defineProperty(this, 'data', { value, enumerable: true, writable: true });
      return value;
    },
  };
}

/** A tensor of zeros (false for bool), on the host. */
export function zeros(shape: readonly number[], dtype: DType): Tensor {
  return new Tensor(new dtypes[dtype].array(sizeOf(shape)), shape, dtype);
}

/** The dtypes of gradients. */
export const floatDTypes: readonly DType[] = ['float32', 'float64'];

/** The dtypes that a maximum is defined for: all but bool. */
export const numberDTypes: readonly DType[] = [...floatDTypes, 'uint8', 'int8', 'int32'];

/**
 * Checks that an argument is a tensor that was not disposed of, and has all of its elements.
 * @throws DTypeError unless it is a tensor, of one of the `allowed` dtypes; MemoryError if disposed
 *   of, or if its buffer was resized or detached
 */
export function checkTensor(
  operation: string,
  argument: string,
  value: unknown,
  allowed?: readonly DType[],
): asserts value is Tensor {
  if (!isA(value, Tensor)) {
    throw new DTypeError({
      operation,
      argument,
      value,
      ...(isForeign(value, 'Tensor')
        ? {
            problem: 'is a tensor of another copy of poolscope',
            remedy: `load one copy (npm ls poolscope names them), or give tensor(${argument}.data, ${argument}.shape)`,
          }
        : { problem: 'is not a tensor', remedy: `make one with tensor(${argument}, shape)` }),
    });
  }
  checkAlive(operation, argument, value);
  checkHeld(operation, argument, value, value.size);
  if (allowed === undefined || allowed.includes(value.dtype)) return;
  throw new DTypeError({
    operation,
    argument: `${argument}.dtype`,
    value: value.dtype,
    problem: 'is not supported here',
    remedy: `give ${allowed.join(', ')}`,
  });
}
