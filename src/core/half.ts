// The half precisions: dtypes that arrays are not stored in here, and that frameworks pool in.

/** A dtype of 16 bits that a pooling was computed in; its arrays travel as float32. */
export type HalfDType = 'float16' | 'bfloat16';

/** The names of the half precisions. */
export const halfDTypes: readonly [HalfDType, ...HalfDType[]] = ['float16', 'bfloat16'];

/** The step from 1 to the next number of a half precision. */
export const halfSteps: Readonly<Record<HalfDType, number>> = {
  float16: 2 ** -10,
  bfloat16: 2 ** -7,
};

const single = new Float32Array(1);
const singleBits = new Uint32Array(single.buffer);

/**
 * Rounds numbers to a half precision, ties to even, beyond the largest to ±∞.
 */
export function roundToHalf(values: ArrayLike<number>, dtype: HalfDType): Float32Array {
  const round = dtype === 'float16' ? toFloat16 : toBfloat16;
  return Float32Array.from(values, round);
}

function toFloat16(value: number): number {
  const size = Math.abs(value);
  // Beyond half a step after the largest number, 65504.
  if (size >= 65520) return value > 0 ? Infinity : -Infinity;
  if (!(size > 0)) return value;
  // A float32 of the same exponent says how wide the steps are; the least are 2⁻²⁴.
  single[0] = size;
  const exponent = Math.max(-14, (singleBits[0]! >>> 23) - 127);
  // In float64 the sum with this number has no room for less than a step.
  const shift = 1.5 * 2 ** (exponent - 10 + 52);
  const rounded = size + shift - shift;
  return value < 0 ? -rounded : rounded;
}

/** As frameworks do it: to float32, and then to its upper 16 bits. */
function toBfloat16(value: number): number {
  single[0] = value;
  if (Number.isNaN(value)) return value;
  const bits = singleBits[0]!;
  singleBits[0] = (bits + 0x7fff + ((bits >>> 16) & 1)) & 0xffff0000;
  return single[0]!;
}
