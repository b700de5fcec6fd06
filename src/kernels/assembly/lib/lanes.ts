// AssemblyScript. SIMD vectors of any element type. Channels are the last axis, so lanes are
// channels.
import { Type, Word } from '../../../memory/codes';

/** Elements of type T in a vector. */
export function lanes<T>(): i32 {
  return 16 / sizeof<T>();
}

/** The smallest value of T: the maximum of no cells. */
export function lowest<T>(): T {
  if (isFloat<T>()) return <T>-Infinity;
  const sign: i32 = 1 << (<i32>sizeof<T>() * 8 - 1);
  return isSigned<T>() ? <T>sign : <T>0;
}

/** The bytes of an element. */
export function bytesOf(type: Type): i32 {
  if (type === Type.float64) return 8;
  return type === Type.uint8 || type === Type.int8 ? 1 : 4;
}

/** A word of a job (see codes.ts). */
export function word(job: usize, index: i32): i32 {
  return load<i32>(job + (index << 2));
}

/** The address of a window's rows, in an array with one element per row. */
export function addressOf<T>(job: usize, array: Word, position: i32): usize {
  return <usize>word(job, array) + <usize>(position * word(job, Word.channels) * sizeof<T>());
}

/**
 * Loads a column number into every lane, as an integer of T's width. Engines rebuild a constant
 * vector at each use; a loaded one stays in a register.
 */
export function splatColumn<T>(source: usize): v128 {
  if (sizeof<T>() === 8) return v128.load64_splat(source);
  if (sizeof<T>() === 4) return v128.load32_splat(source);
  return v128.load8_splat(source);
}

/** The larger of two column numbers, lane by lane. */
export function laterColumn<T>(a: v128, b: v128): v128 {
  return sizeof<T>() === 1 ? i8x16.max_u(a, b) : i32x4.max_s(a, b);
}

/** The lanes in which two vectors of column numbers agree. */
export function sameColumn<T>(a: v128, b: v128): v128 {
  if (sizeof<T>() === 8) return i64x2.eq(a, b);
  if (sizeof<T>() === 4) return i32x4.eq(a, b);
  return i8x16.eq(a, b);
}

/** The lanes that hold a NaN. */
export function nanLanes<T>(value: v128): v128 {
  if (isFloat<T>()) return v128.ne<T>(value, value);
  return i64x2.splat(0);
}

/** A mask with one bit per lane of T's width, set if the lane is. */
export function laneBits<T>(lanes: v128): i32 {
  if (sizeof<T>() === 8) return i64x2.bitmask(lanes);
  if (sizeof<T>() === 4) return i32x4.bitmask(lanes);
  return i8x16.bitmask(lanes);
}

/** Stores the first `bytes` (0 to 15) of a vector. */
function storeHead(target: usize, value: v128, bytes: i32): void {
  if (bytes & 8) {
    v128.store64_lane(target, value, 0);
    value = v128.shuffle<i64>(value, value, 1, 1);
    target += 8;
  }
  if (bytes & 4) {
    v128.store32_lane(target, value, 0);
    value = v128.shuffle<i32>(value, value, 1, 1, 1, 1);
    target += 4;
  }
  if (bytes & 2) {
    v128.store16_lane(target, value, 0);
    value = v128.shuffle<i16>(value, value, 1, 1, 1, 1, 1, 1, 1, 1);
    target += 2;
  }
  if (bytes & 1) v128.store8_lane(target, value, 0);
}

/** Stores the first `count` elements of a vector, or all of them. */
export function storeLanes<T>(target: usize, value: v128, count: i32): void {
  if (count >= lanes<T>()) v128.store(target, value);
  else storeHead(target, value, count * sizeof<T>());
}

/** Stores the column numbers of the first `count` lanes, one byte each. */
export function storeColumns<T>(target: usize, columns: v128, count: i32): void {
  let bytes = columns;
  if (sizeof<T>() === 8) {
    bytes = v128.swizzle(
      columns,
      i8x16(0, 8, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1),
    );
  } else if (sizeof<T>() === 4) {
    bytes = v128.swizzle(
      columns,
      i8x16(0, 4, 8, 12, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1),
    );
  }
  if (count < lanes<T>()) storeHead(target, bytes, count);
  else if (sizeof<T>() === 8) v128.store16_lane(target, bytes, 0);
  else if (sizeof<T>() === 4) v128.store32_lane(target, bytes, 0);
  else v128.store(target, bytes);
}

/** Loads column numbers, one byte each, into integers of T's width. */
export function loadColumns<T>(source: usize): v128 {
  if (sizeof<T>() === 1) return v128.load(source);
  const words = i16x8.extend_low_i8x16_u(v128.load32_zero(source));
  const columns = i32x4.extend_low_i16x8_u(words);
  return sizeof<T>() === 8 ? i64x2.extend_low_i32x4_u(columns) : columns;
}

/** Converts counts, integers of T's width, to elements of T. */
export function asFloat<T>(count: v128): v128 {
  if (sizeof<T>() === 4) return f32x4.convert_i32x4_s(count);
  return f64x2.convert_low_i32x4_s(v128.shuffle<i32>(count, count, 0, 2, 0, 2));
}
