// The table of element types: their typed arrays, sizes and ranges.
/**
 * Names of the element types. Every operation computes in float32 and float64; the others are for
 * storage, and max pooling's forward pass also takes uint8, int8 and int32.
 */
export type DType = 'float32' | 'float64' | 'uint8' | 'int8' | 'int32' | 'bool';

/**
 * The arrays that hold a tensor's elements; bool is a `Uint8Array` of 0 and 1. All have the methods
 * of `Reducible`: TypeScript can't call them on a union of arrays that each declare their own.
 */
export type TypedArray = (Float32Array | Float64Array | Uint8Array | Int8Array | Int32Array) &
  Reducible;

/** `reduce` and `reduceRight`, declared once for every element type. */
export interface Reducible {
  reduce(callback: (before: number, value: number, index: number) => number): number;
  reduce<Result>(
    callback: (before: Result, value: number, index: number) => Result,
    initial: Result,
  ): Result;
  reduceRight(callback: (before: number, value: number, index: number) => number): number;
  reduceRight<Result>(
    callback: (before: Result, value: number, index: number) => Result,
    initial: Result,
  ): Result;
}

/** One row of the dtype table. */
export interface DTypeInfo {
  readonly array: {
    new (length: number): TypedArray;
    new (buffer: ArrayBufferLike, byteOffset: number, length: number): TypedArray;
  };
  readonly bytes: number;
  /** The smallest value: the maximum of a window without a real cell. */
  readonly lowest: number;
  readonly highest: number;
  readonly float: boolean;
}

/** The one table of element types: typed array, bytes an element, lowest and highest value. */
export const dtypes: Readonly<Record<DType, DTypeInfo>> = {
  float32: { array: Float32Array, bytes: 4, lowest: -Infinity, highest: Infinity, float: true },
  float64: { array: Float64Array, bytes: 8, lowest: -Infinity, highest: Infinity, float: true },
  uint8: { array: Uint8Array, bytes: 1, lowest: 0, highest: 255, float: false },
  int8: { array: Int8Array, bytes: 1, lowest: -128, highest: 127, float: false },
  int32: { array: Int32Array, bytes: 4, lowest: -(2 ** 31), highest: 2 ** 31 - 1, float: false },
  bool: { array: Uint8Array, bytes: 1, lowest: 0, highest: 1, float: false },
};

/** Whether `name` is a dtype. Only own keys count, so `constructor` is not one. */
export function isDType(name: unknown): name is DType {
  return typeof name === 'string' && Object.hasOwn(dtypes, name);
}

/** The dtype of a typed array's elements; undefined for array types that no dtype uses. */
export function dtypeOf(data: unknown): DType | undefined {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Float64Array) return 'float64';
  if (data instanceof Uint8Array) return 'uint8';
  if (data instanceof Int8Array) return 'int8';
  if (data instanceof Int32Array) return 'int32';
  return undefined;
}
