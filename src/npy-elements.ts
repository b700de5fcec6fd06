import { type DType, dtypes, type TypedArray } from './dtype.js';
import { OptionError } from './errors.js';

/** What is read, for errors: the member of an archive as a prefix of the argument, or nothing. */
export interface Source {
  operation: string;
  member: string;
}

type Wide = Int16Array | Uint16Array | Uint32Array | BigInt64Array | BigUint64Array;

/** NumPy's element types without their byte order: what an element's bytes become. */
export const elements: Readonly<Record<string, (bytes: ArrayBuffer, source: Source) => Elements>> =
  {
    b1: (bytes, source) => ({ dtype: 'bool', data: booleans(new Uint8Array(bytes), source) }),
    u1: (bytes) => ({ dtype: 'uint8', data: new Uint8Array(bytes) }),
    i1: (bytes) => ({ dtype: 'int8', data: new Int8Array(bytes) }),
    i4: (bytes) => ({ dtype: 'int32', data: new Int32Array(bytes) }),
    f4: (bytes) => ({ dtype: 'float32', data: new Float32Array(bytes) }),
    f8: (bytes) => ({ dtype: 'float64', data: new Float64Array(bytes) }),
    f2: (bytes) => ({
      dtype: 'float32',
      data: Float32Array.from(new Uint16Array(bytes), fromHalf),
    }),
    i2: (bytes, source) => integers(new Int16Array(bytes), source),
    u2: (bytes, source) => integers(new Uint16Array(bytes), source),
    u4: (bytes, source) => integers(new Uint32Array(bytes), source),
    i8: (bytes, source) => integers(new BigInt64Array(bytes), source),
    u8: (bytes, source) => integers(new BigUint64Array(bytes), source),
  };

export interface Elements {
  dtype: DType;
  data: TypedArray;
}

function booleans(data: Uint8Array, source: Source): Uint8Array {
  const index = data.findIndex((value) => value > 1);
  if (index < 0) return data;
  throw new OptionError({
    operation: source.operation,
    argument: `${source.member}data[${index}]`,
    value: data[index],
    problem: 'is no bool',
    derivation: 'a byte of 0 or 1',
    remedy: 'write the file with np.save',
  });
}

function integers(data: Wide, source: Source): Elements {
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

/** The value of the bits of an IEEE 754 half. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
