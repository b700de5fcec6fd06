// AssemblyScript. Sums of listed rows, four vectors at a time, from +0 and in the list's order.
import { lanes, storeLanes } from './lanes';
import { isPowerOfTwo } from './quotients';
import { entryBytes } from './winners';

/** What is added for a cell: its value, or a power of its size. Types, so that each gets code of its own. */
export type Values = u8;
export type Powers = u16;

/**
 * Writes, for a number of blocks of four vectors, the sum of all listed rows: of the values, of
 * their sizes (`power` 1) or their squares (2); of none, 0. `from` is the first row of each.
 */
export function sum<T>(
  power: i32,
  list: usize,
  listEnd: usize,
  from: i32,
  out: usize,
  rows: i32,
): void {
  let shift = <usize>from * sizeof<T>();
  const last = listEnd - entryBytes;
  if (power === 0 && (last === list || last === list + entryBytes)) {
    sumOfTwo<T>(load<usize>(list) + shift, load<usize>(last) + shift, last === list, out, rows);
    return;
  }
  for (let row = 0; row < rows; row += 4 * lanes<T>()) {
    let sum0 = v128.splat<T>(0);
    let sum1 = sum0;
    let sum2 = sum0;
    let sum3 = sum0;
    for (let at = list; at < listEnd; at += entryBytes) {
      const values = load<usize>(at) + shift;
      let value0 = v128.load(values);
      let value1 = v128.load(values, 16);
      let value2 = v128.load(values, 32);
      let value3 = v128.load(values, 48);
      if (power === 1) {
        value0 = v128.abs<T>(value0);
        value1 = v128.abs<T>(value1);
        value2 = v128.abs<T>(value2);
        value3 = v128.abs<T>(value3);
      } else if (power === 2) {
        value0 = v128.mul<T>(value0, value0);
        value1 = v128.mul<T>(value1, value1);
        value2 = v128.mul<T>(value2, value2);
        value3 = v128.mul<T>(value3, value3);
      }
      sum0 = v128.add<T>(sum0, value0);
      sum1 = v128.add<T>(sum1, value1);
      sum2 = v128.add<T>(sum2, value2);
      sum3 = v128.add<T>(sum3, value3);
    }
    v128.store(out, sum0);
    v128.store(out, sum1, 16);
    v128.store(out, sum2, 32);
    v128.store(out, sum3, 48);
    shift += 64;
    out += 64;
  }
}

/** Writes the sum of two rows, or of `a` alone, a number of blocks of four vectors: what most cells get back. */
function sumOfTwo<T>(a: usize, b: usize, alone: bool, out: usize, rows: i32): void {
  const zero = v128.splat<T>(0);
  const toA = a - out;
  const toB = b - out;
  for (const end = out + <usize>rows * sizeof<T>(); out < end; out += 64) {
    const at = out + toA;
    let sum0 = v128.add<T>(zero, v128.load(at));
    let sum1 = v128.add<T>(zero, v128.load(at, 16));
    let sum2 = v128.add<T>(zero, v128.load(at, 32));
    let sum3 = v128.add<T>(zero, v128.load(at, 48));
    if (!alone) {
      const other = out + toB;
      sum0 = v128.add<T>(sum0, v128.load(other));
      sum1 = v128.add<T>(sum1, v128.load(other, 16));
      sum2 = v128.add<T>(sum2, v128.load(other, 32));
      sum3 = v128.add<T>(sum3, v128.load(other, 48));
    }
    v128.store(out, sum0);
    v128.store(out, sum1, 16);
    v128.store(out, sum2, 32);
    v128.store(out, sum3, 48);
  }
}

/**
 * Writes the averages of a window whose lines have seven cells each: the first ones lie
 * `shift` bytes behind those listed, the others `step` apart. Each cell, of some 64 bytes, is read in order beside those of its line.
 */
export function averageAbreast<T>(
  list: usize,
  listEnd: usize,
  shift: usize,
  step: usize,
  out: usize,
  rows: i32,
  divisor: i32,
): void {
  const end = out + <usize>rows * sizeof<T>();
  const by = v128.splat<T>(<T>divisor);
  memory.fill(out, 0, end - out);
  for (; list < listEnd; list += entryBytes) {
    const last = list + entryBytes === listEnd;
    let a = load<usize>(list) + shift;
    for (let to = out; to < end; to += 64, a += 64) {
      addSeven<T>(a, step, to, last, by);
      addSeven<T>(a + 16, step, to + 16, last, by);
      addSeven<T>(a + 32, step, to + 32, last, by);
      addSeven<T>(a + 48, step, to + 48, last, by);
    }
  }
}

/** Adds a vector of each of a line's seven cells to a total, and divides the last one. */
function addSeven<T>(a: usize, step: usize, to: usize, last: bool, by: v128): void {
  let line = v128.add<T>(v128.load(a), v128.load(a + step));
  a += 2 * step;
  line = v128.add<T>(line, v128.load(a));
  line = v128.add<T>(line, v128.load(a + step));
  a += 2 * step;
  line = v128.add<T>(line, v128.load(a));
  line = v128.add<T>(line, v128.load(a + step));
  line = v128.add<T>(line, v128.load(a + 2 * step));
  line = v128.add<T>(v128.load(to), line);
  v128.store(to, last ? v128.div<T>(line, by) : line);
}

/**
 * Writes the averages of a window's rows, or their norms, and those of the windows that follow it by
 * steps of some bytes. Lines are added whose first cells are listed, and planes of `perPlane` bytes of
 * the list; a line's cells are `cellStep` apart. Not one row more is written.
 */
export function reduceWindow<T, P>(
  power: i32,
  list: usize,
  listEnd: usize,
  perPlane: usize,
  cells: i32,
  cellStep: usize,
  target: usize,
  rows: i32,
  divisor: i32,
  windows: i32,
  step: usize,
): void {
  const sign = power === 2 ? i64x2.splat(-1) : v128.splat<T>(-0.0);
  const one = power === 2 ? i64x2.splat(0) : v128.splat<T>(1);
  const quick = power === 0 ? isPowerOfTwo(divisor) : power === 2;
  const factor = v128.splat<T>(quick ? <T>1 / <T>divisor : <T>divisor);
  const zero = v128.splat<T>(0);
  // With one line a plane, four vectors' sums fit the registers. Lines start from their first
  // cell, since a total starts from +0: −0 gives +0 all the same.
  const whole = perPlane === entryBytes && listEnd > list ? rows & ~(4 * lanes<T>() - 1) : 0;
  for (let by: usize = 0; windows > 0; windows--) {
    let shift = by;
    let out = target;
    let row = 0;
    for (; row < whole; row += 4 * lanes<T>()) {
      let total0 = zero;
      let total1 = zero;
      let total2 = zero;
      let total3 = zero;
      for (let at = list; at < listEnd; at += entryBytes) {
        let cell = load<usize>(at) + shift;
        let line0 = raised<T, P>(v128.load(cell), sign, one);
        let line1 = raised<T, P>(v128.load(cell, 16), sign, one);
        let line2 = raised<T, P>(v128.load(cell, 32), sign, one);
        let line3 = raised<T, P>(v128.load(cell, 48), sign, one);
        for (let k = cells; k > 1; k--) {
          cell += cellStep;
          line0 = v128.add<T>(line0, raised<T, P>(v128.load(cell), sign, one));
          line1 = v128.add<T>(line1, raised<T, P>(v128.load(cell, 16), sign, one));
          line2 = v128.add<T>(line2, raised<T, P>(v128.load(cell, 32), sign, one));
          line3 = v128.add<T>(line3, raised<T, P>(v128.load(cell, 48), sign, one));
        }
        total0 = v128.add<T>(total0, line0);
        total1 = v128.add<T>(total1, line1);
        total2 = v128.add<T>(total2, line2);
        total3 = v128.add<T>(total3, line3);
      }
      v128.store(out, reduced<T, P>(quick, total0, factor));
      v128.store(out, reduced<T, P>(quick, total1, factor), 16);
      v128.store(out, reduced<T, P>(quick, total2, factor), 32);
      v128.store(out, reduced<T, P>(quick, total3, factor), 48);
      shift += 64;
      out += 64;
    }
    for (; row < rows; row += lanes<T>()) {
      let total = zero;
      for (let at = list; at < listEnd; ) {
        let plane = zero;
        for (const planeEnd = at + perPlane; at < planeEnd; at += entryBytes) {
          let cell = load<usize>(at) + shift;
          let line = zero;
          for (let k = cells; k > 0; k--) {
            line = v128.add<T>(line, raised<T, P>(v128.load(cell), sign, one));
            cell += cellStep;
          }
          plane = v128.add<T>(plane, line);
        }
        total = v128.add<T>(total, plane);
      }
      storeLanes<T>(out, reduced<T, P>(quick, total, factor), rows - row);
      shift += 16;
      out += 16;
    }
    by += step;
    target += <usize>rows * sizeof<T>();
  }
}

/**
 * A cell's value; or the power of its size, as a product with a number that has the cell's bits in
 * `sign`, and else those of `one`: with itself, or with 1 or −1.
 */
function raised<T, P>(value: v128, sign: v128, one: v128): v128 {
  if (sizeof<P>() === sizeof<Values>()) return value;
  return v128.mul<T>(value, v128.or(v128.and(value, sign), one));
}

/** What a row's sum becomes: an average, or a norm; `quick` if by a multiplication, or a root. */
function reduced<T, P>(quick: bool, total: v128, by: v128): v128 {
  if (sizeof<P>() === sizeof<Powers>()) return quick ? v128.sqrt<T>(total) : total;
  return quick ? v128.mul<T>(total, by) : v128.div<T>(total, by);
}
