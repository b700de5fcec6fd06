// AssemblyScript. Maxima with the codes of their winners, a block of rows at a time: four vectors
// of values (one of bytes), whose comparisons are narrowed to the width of codes.
import { lanes, nanLanes } from './lanes';

/**
 * The rules of a step: `Plain` where no value is NaN and the first of equals wins, else `Exact`,
 * which follows the flags. They are types so that each gets code of its own.
 */
export type Plain = u8;
export type Exact = u16;
/** `Plain` for values that may be NaN: sums tell afterwards (also of ∞ and −∞, rarely). */
export type Watched = u32;

/** The flags of exact steps. */
export const tiesLastFlag: i32 = 1;
export const nanIgnoreFlag: i32 = 2;

// Methods, since only they can be marked to be inlined by code that other compilers parse too.
// biome-ignore lint/complexity/noStaticOnlyClass: a function can't have a decorator
export class Block {
  /** Rows in a block. */
  @inline
  static size<T>(): i32 {
    return sizeof<T>() === 1 ? 16 : 4 * lanes<T>();
  }

  /** Vectors of codes in a block. */
  @inline
  static vectors<T, M>(): i32 {
    return (Block.size<T>() * sizeof<M>() + 15) >> 4;
  }

  /** What `decided` needs of two values, before they are compared: `value` is of later columns. */
  @inline
  static undecided<T, R>(flags: i32, best: v128, value: v128): v128 {
    if (sizeof<R>() === sizeof<Watched>()) return best;
    if (sizeof<R>() === sizeof<Plain>()) return v128.lt<T>(best, value);
    let lanes = flags & tiesLastFlag ? v128.le<T>(best, value) : v128.lt<T>(best, value);
    if (isFloat<T>()) {
      const nan = nanLanes<T>(value);
      lanes = v128.or(lanes, flags & nanIgnoreFlag ? v128.andnot(nanLanes<T>(best), nan) : nan);
    }
    return lanes;
  }

  /** The better value: `pmax` keeps the first of two equals, and its bits. */
  @inline
  static better<T, R>(best: v128, value: v128, undecided: v128): v128 {
    if (sizeof<R>() === sizeof<Exact>()) return v128.bitselect(value, best, undecided);
    return v128.pmax<T>(best, value);
  }

  /**
   * The lanes in which the later value won; of watched ones those in which it did not. There the bits
   * tell: beside maxima and sums processors have more room for comparisons of integers.
   */
  @inline
  static decided<T, R>(undecided: v128, better: v128): v128 {
    if (sizeof<R>() !== sizeof<Watched>()) return undecided;
    return sizeof<T>() === 8 ? i64x2.eq(undecided, better) : i32x4.eq(undecided, better);
  }

  /** The code of the winner. A later column has a larger code. */
  @inline
  static winner<M, R>(code: v128, other: v128, decided: v128): v128 {
    if (sizeof<R>() === sizeof<Exact>()) return v128.bitselect(other, code, decided);
    const later =
      sizeof<R>() === sizeof<Watched>() ? v128.andnot(other, decided) : v128.and(other, decided);
    return v128.max<M>(code, later);
  }

  /** Comparisons of a block's values as vector `index` of its codes. */
  @inline
  static narrowed<T, M>(index: i32, a: v128, b: v128, c: v128, d: v128): v128 {
    if (sizeof<T>() === 1) {
      if (sizeof<M>() === 1) return a;
      const words =
        index < (sizeof<M>() === 2 ? 1 : 2)
          ? i16x8.extend_low_i8x16_s(a)
          : i16x8.extend_high_i8x16_s(a);
      if (sizeof<M>() === 2) return words;
      return index & 1 ? i32x4.extend_high_i16x8_s(words) : i32x4.extend_low_i16x8_s(words);
    }
    if (sizeof<T>() === 4) {
      if (sizeof<M>() === 4) return index === 0 ? a : index === 1 ? b : index === 2 ? c : d;
      if (sizeof<M>() === 2)
        return index === 0 ? i16x8.narrow_i32x4_s(a, b) : i16x8.narrow_i32x4_s(c, d);
      return i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d));
    }
    const low = v128.shuffle<i32>(a, b, 0, 2, 4, 6);
    const high = v128.shuffle<i32>(c, d, 0, 2, 4, 6);
    if (sizeof<M>() === 4) return index === 0 ? low : high;
    const words = i16x8.narrow_i32x4_s(low, high);
    return sizeof<M>() === 2 ? words : i8x16.narrow_i16x8_s(words, words);
  }

  /** Where the later values of a block won, in the first vector of its codes. */
  @inline
  static wins<T, M>(
    best0: v128,
    best1: v128,
    best2: v128,
    best3: v128,
    value0: v128,
    value1: v128,
    value2: v128,
    value3: v128,
  ): v128 {
    return Block.narrowed<T, M>(
      0,
      v128.lt<T>(best0, value0),
      v128.lt<T>(best1, value1),
      v128.lt<T>(best2, value2),
      v128.lt<T>(best3, value3),
    );
  }

  @inline
  static loadCodes<T, M>(codes: usize, index: i32): v128 {
    if (Block.size<T>() * sizeof<M>() === 8) return v128.load64_zero(codes);
    return v128.load(codes + <usize>(index << 4));
  }

  @inline
  static storeCodes<T, M>(codes: usize, index: i32, value: v128): void {
    if (Block.size<T>() * sizeof<M>() === 8) v128.store64_lane(codes, value, 0);
    else v128.store(codes + <usize>(index << 4), value);
  }

  /** Vector `index` of the codes of a listed entry. */
  @inline
  static listed<T, M, R>(entry: usize, shift: usize, index: i32): v128 {
    let offset: v128;
    if (sizeof<M>() === 1) offset = v128.load8_splat(entry + 8);
    else if (sizeof<M>() === 2) offset = v128.load16_splat(entry + 8);
    else offset = v128.load32_splat(entry + 8);
    // Cells have no codes of their own.
    if (sizeof<R>() === sizeof<Watched>()) return offset;
    const codes = load<usize>(entry, 4);
    return codes ? v128.add<M>(Block.loadCodes<T, M>(codes + shift, index), offset) : offset;
  }
}

/** Stores a block of four vectors. */
export function storeBlock(target: usize, a: v128, b: v128, c: v128, d: v128): void {
  v128.store(target, a);
  v128.store(target, b, 16);
  v128.store(target, c, 32);
  v128.store(target, d, 48);
}

/** Bytes of an entry of `fold`'s list: addresses of values and of codes (or 0), and an offset. */
export const entryBytes: i32 = 16;

/** Writes an entry of `fold`'s list, and returns the list's new end. */
export function addEntry(end: usize, values: usize, codes: usize, offset: i32): usize {
  store<usize>(end, values);
  store<usize>(end, codes, 4);
  store<i32>(end, offset, 8);
  return end + entryBytes;
}

/**
 * Writes, for a number of blocks, the best of all listed values, which are in column order. The
 * codes of an entry are those in memory plus its offset. `from` is the first row of each array.
 * Returns whether there may be a NaN, if it is to watch for one.
 */
export function fold<T, M, R>(
  flags: i32,
  list: usize,
  listEnd: usize,
  from: i32,
  out: usize,
  outCodes: usize,
  rows: i32,
): bool {
  const valueBytes = <usize>(Block.size<T>() * sizeof<T>());
  const codeBytes = <usize>(Block.size<T>() * sizeof<M>());
  let shift = <usize>from * sizeof<T>();
  let codeShift = <usize>from * sizeof<M>();
  let nan = i64x2.splat(0);
  for (let row = 0; row < rows; row += Block.size<T>()) {
    let at = list;
    let from = load<usize>(at) + shift;
    let best0 = v128.load(from);
    let best1 = best0;
    let best2 = best0;
    let best3 = best0;
    if (sizeof<T>() > 1) {
      best1 = v128.load(from, 16);
      best2 = v128.load(from, 32);
      best3 = v128.load(from, 48);
    }
    let sum = i64x2.splat(0);
    if (sizeof<R>() === sizeof<Watched>()) sum = sumOf<T>(best0, best1, best2, best3);
    let codes0 = Block.listed<T, M, R>(at, codeShift, 0);
    let codes1 = codes0;
    let codes2 = codes0;
    let codes3 = codes0;
    if (Block.vectors<T, M>() > 1) codes1 = Block.listed<T, M, R>(at, codeShift, 1);
    if (Block.vectors<T, M>() > 2) {
      codes2 = Block.listed<T, M, R>(at, codeShift, 2);
      codes3 = Block.listed<T, M, R>(at, codeShift, 3);
    }
    for (at += entryBytes; at < listEnd; at += entryBytes) {
      from = load<usize>(at) + shift;
      const value0 = v128.load(from);
      let lanes0 = Block.undecided<T, R>(flags, best0, value0);
      best0 = Block.better<T, R>(best0, value0, lanes0);
      lanes0 = Block.decided<T, R>(lanes0, best0);
      let lanes1 = lanes0;
      let lanes2 = lanes0;
      let lanes3 = lanes0;
      if (sizeof<T>() > 1) {
        const value1 = v128.load(from, 16);
        lanes1 = Block.undecided<T, R>(flags, best1, value1);
        best1 = Block.better<T, R>(best1, value1, lanes1);
        lanes1 = Block.decided<T, R>(lanes1, best1);
        const value2 = v128.load(from, 32);
        lanes2 = Block.undecided<T, R>(flags, best2, value2);
        best2 = Block.better<T, R>(best2, value2, lanes2);
        lanes2 = Block.decided<T, R>(lanes2, best2);
        const value3 = v128.load(from, 48);
        lanes3 = Block.undecided<T, R>(flags, best3, value3);
        best3 = Block.better<T, R>(best3, value3, lanes3);
        lanes3 = Block.decided<T, R>(lanes3, best3);
        if (sizeof<R>() === sizeof<Watched>()) {
          sum = v128.add<T>(sum, sumOf<T>(value0, value1, value2, value3));
        }
      }
      codes0 = Block.winner<M, R>(
        codes0,
        Block.listed<T, M, R>(at, codeShift, 0),
        Block.narrowed<T, M>(0, lanes0, lanes1, lanes2, lanes3),
      );
      if (Block.vectors<T, M>() > 1) {
        codes1 = Block.winner<M, R>(
          codes1,
          Block.listed<T, M, R>(at, codeShift, 1),
          Block.narrowed<T, M>(1, lanes0, lanes1, lanes2, lanes3),
        );
      }
      if (Block.vectors<T, M>() > 2) {
        codes2 = Block.winner<M, R>(
          codes2,
          Block.listed<T, M, R>(at, codeShift, 2),
          Block.narrowed<T, M>(2, lanes0, lanes1, lanes2, lanes3),
        );
        codes3 = Block.winner<M, R>(
          codes3,
          Block.listed<T, M, R>(at, codeShift, 3),
          Block.narrowed<T, M>(3, lanes0, lanes1, lanes2, lanes3),
        );
      }
    }
    if (sizeof<R>() === sizeof<Watched>()) nan = v128.or(nan, nanLanes<T>(sum));
    v128.store(out, best0);
    if (sizeof<T>() > 1) {
      v128.store(out, best1, 16);
      v128.store(out, best2, 32);
      v128.store(out, best3, 48);
    }
    Block.storeCodes<T, M>(outCodes, 0, codes0);
    if (Block.vectors<T, M>() > 1) Block.storeCodes<T, M>(outCodes, 1, codes1);
    if (Block.vectors<T, M>() > 2) {
      Block.storeCodes<T, M>(outCodes, 2, codes2);
      Block.storeCodes<T, M>(outCodes, 3, codes3);
    }
    shift += valueBytes;
    codeShift += codeBytes;
    out += valueBytes;
    outCodes += codeBytes;
  }
  return v128.any_true(nan);
}

/** The sum of a block's vectors. */
export function sumOf<T>(a: v128, b: v128, c: v128, d: v128): v128 {
  return v128.add<T>(v128.add<T>(a, b), v128.add<T>(c, d));
}
