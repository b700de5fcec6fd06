// Element types of .npy files, and their bytes as typed arrays.
import { toHostOrder } from '../core/bytes/bytes.js';
import { type DType, dtypes, type TypedArray } from '../core/dtype.js';
import { OptionError } from '../core/errors.js';

/**
 * What is read, for error messages: the operation, and the archive's member as a prefix, or
 * nothing.
 */
export interface Source {
  operation: string;
  member: string;
}

/** NumPy's elements as typed arrays: float16 as float32, complex as real, imaginary, real, … */
export type NpyElements =
  | TypedArray
  | Int16Array
  | Uint16Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** The element type and byte order of an `NpyHeader`. */
export interface ElementLayout {
  readonly type: string;
  readonly littleEndian: boolean;
}

interface ElementType {
  /** NumPy's name of the type. */
  readonly name: string;
  readonly array: (bytes: ArrayBuffer) => NpyElements;
}

/** NumPy's element types, by their codes without the byte order. */
export const elementTypes: Readonly<Record<string, ElementType>> = {
  b1: { name: 'bool', array: (bytes) => new Uint8Array(bytes) },
  u1: { name: 'uint8', array: (bytes) => new Uint8Array(bytes) },
  i1: { name: 'int8', array: (bytes) => new Int8Array(bytes) },
  u2: { name: 'uint16', array: (bytes) => new Uint16Array(bytes) },
  i2: { name: 'int16', array: (bytes) => new Int16Array(bytes) },
  u4: { name: 'uint32', array: (bytes) => new Uint32Array(bytes) },
  i4: { name: 'int32', array: (bytes) => new Int32Array(bytes) },
  u8: { name: 'uint64', array: (bytes) => new BigUint64Array(bytes) },
  i8: { name: 'int64', array: (bytes) => new BigInt64Array(bytes) },
  f2: {
    name: 'float16',
    array: (bytes) => Float32Array.from(new Uint16Array(bytes), fromHalf),
  },
  f4: { name: 'float32', array: (bytes) => new Float32Array(bytes) },
  f8: { name: 'float64', array: (bytes) => new Float64Array(bytes) },
  c8: { name: 'complex64', array: (bytes) => new Float32Array(bytes) },
  c16: { name: 'complex128', array: (bytes) => new Float64Array(bytes) },
};

/**
 * Decodes elements of an `.npy` file: float16 as float32, 64-bit integers as BigInt, complex
 * numbers as real and imaginary part in turn.
 * @param header the file's header
 * @param bytes whole elements of the file, any run of them
 * @returns a copy in a typed array
 * @example
 * const file = writeNpy(tensor([1.5, 2]));
 * const header = readNpyHeader(file);
 * [...npyElements(header, file.subarray(header.start))] // [1.5, 2]
 */
export function npyElements(header: ElementLayout, bytes: Uint8Array): NpyElements {
  const { type, littleEndian } = header;
  // Of a complex number each half is swapped by itself for another byte order.
  const unit = Number(type.slice(1)) / (type.startsWith('c') ? 2 : 1);
  return elementTypes[type]!.array(toHostOrder(bytes, unit, littleEndian).buffer as ArrayBuffer);
}

export interface Elements {
  dtype: DType;
  data: TypedArray;
}

/**
 * Converts elements to the smallest of the library's dtypes that holds them exactly.
 * @throws OptionError for a bool byte above 1, or an integer that no dtype holds
 */
export function toLibraryElements(
  { type }: ElementLayout,
  data: NpyElements,
  source: Source,
): Elements {
  if (type === 'b1') return { dtype: 'bool', data: checkBooleans(data as Uint8Array, source) };
  if (data instanceof Float32Array) return { dtype: 'float32', data };
  if (data instanceof Float64Array) return { dtype: 'float64', data };
  if (data instanceof Uint8Array) return { dtype: 'uint8', data };
  if (data instanceof Int8Array) return { dtype: 'int8', data };
  if (data instanceof Int32Array) return { dtype: 'int32', data };
  return convertIntegers(data, source);
}

function checkBooleans(data: Uint8Array, source: Source): Uint8Array {
  const index = data.findIndex((value) => value > 1);
  if (index < 0) return data;
  throw new OptionError({
    operation: source.operation,
    argument: `${source.member}data[${index}]`,
    value: data[index],
    problem: 'is not a bool',
    derivation: 'a byte of 0 or 1',
    remedy: 'write the file with np.save',
  });
}

function convertIntegers(data: Exclude<NpyElements, TypedArray>, source: Source): Elements {
  const { lowest, highest } = dtypes.int32;
  let fits = true;
  for (let i = 0; i < data.length; i++) {
    const exact = Number(data[i]);
    fits &&= exact >= lowest && exact <= highest;
    if (typeof data[i] === 'number' || BigInt(exact) === data[i]) continue;
    throw new OptionError({
      operation: source.operation,
      argument: `${source.member}data[${i}]`,
      value: data[i],
      problem: 'is exact in no dtype of the library',
      derivation: 'float64 holds every integer up to 2^53',
      remedy: "round it yourself: x.astype('float64')",
    });
  }
  const length = data.length;
  if (fits) return { dtype: 'int32', data: Int32Array.from({ length }, (_, i) => Number(data[i])) };
  return { dtype: 'float64', data: Float64Array.from({ length }, (_, i) => Number(data[i])) };
}

/** The value of an IEEE 754 binary16 number, given by its bits. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
