// AssemblyScript. Sums of listed rows, four vectors at a time, from +0 and in the list's order.
import { lanes, storeLanes } from './lanes';
import { entryBytes } from './winners';

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

/** Divides rows by a number, in place or from elsewhere; not one row more is written. */
export function divide<T>(from: usize, out: usize, rows: i32, divisor: i32): void {
  const by = v128.splat<T>(<T>divisor);
  const end = out + <usize>rows * sizeof<T>();
  const shift = from - out;
  for (; out + 16 <= end; out += 16) v128.store(out, v128.div<T>(v128.load(out + shift), by));
  for (; out < end; out += sizeof<T>()) store<T>(out, load<T>(out + shift) / <T>divisor);
}

/** The square roots of rows, in place. */
export function squareRoots<T>(out: usize, rows: i32): void {
  const end = out + <usize>rows * sizeof<T>();
  for (; out + 16 <= end; out += 16) v128.store(out, v128.sqrt<T>(v128.load(out)));
  for (; out < end; out += sizeof<T>()) store<T>(out, sqrt<T>(load<T>(out)));
}

/**
 * Writes the averages of a window's rows: listed cells are added a line at a
 * time, of `perLine` bytes of the list, and lines a plane at a time. Not one row more is written.
 */
export function averageWindow<T>(
  list: usize,
  listEnd: usize,
  perLine: usize,
  perPlane: usize,
  shift: usize,
  out: usize,
  rows: i32,
  divisor: i32,
): void {
  const by = v128.splat<T>(<T>divisor);
  const zero = v128.splat<T>(0);
  // With one line a plane, four vectors' sums fit the registers. Lines start from their first
  // cell, since a total starts from +0: −0 gives +0 all the same.
  const whole = perPlane === perLine && listEnd > list ? rows & ~(4 * lanes<T>() - 1) : 0;
  let row = 0;
  for (; row < whole; row += 4 * lanes<T>()) {
    let total0 = zero;
    let total1 = zero;
    let total2 = zero;
    let total3 = zero;
    for (let at = list; at < listEnd; ) {
      const lineEnd = at + perLine;
      let values = load<usize>(at) + shift;
      let line0 = v128.load(values);
      let line1 = v128.load(values, 16);
      let line2 = v128.load(values, 32);
      let line3 = v128.load(values, 48);
      for (at += entryBytes; at < lineEnd; at += entryBytes) {
        values = load<usize>(at) + shift;
        line0 = v128.add<T>(line0, v128.load(values));
        line1 = v128.add<T>(line1, v128.load(values, 16));
        line2 = v128.add<T>(line2, v128.load(values, 32));
        line3 = v128.add<T>(line3, v128.load(values, 48));
      }
      total0 = v128.add<T>(total0, line0);
      total1 = v128.add<T>(total1, line1);
      total2 = v128.add<T>(total2, line2);
      total3 = v128.add<T>(total3, line3);
    }
    v128.store(out, v128.div<T>(total0, by));
    v128.store(out, v128.div<T>(total1, by), 16);
    v128.store(out, v128.div<T>(total2, by), 32);
    v128.store(out, v128.div<T>(total3, by), 48);
    shift += 64;
    out += 64;
  }
  for (; row < rows; row += lanes<T>()) {
    let total = zero;
    for (let at = list; at < listEnd; ) {
      let plane = zero;
      for (const planeEnd = at + perPlane; at < planeEnd; ) {
        let line = zero;
        for (const lineEnd = at + perLine; at < lineEnd; at += entryBytes) {
          line = v128.add<T>(line, v128.load(load<usize>(at) + shift));
        }
        plane = v128.add<T>(plane, line);
      }
      total = v128.add<T>(total, plane);
    }
    storeLanes<T>(out, v128.div<T>(total, by), rows - row);
    shift += 16;
    out += 16;
  }
}

/** Writes rows, divided, into all listed places; added to +0, so −0 gives +0. */
export function place<T>(
  list: usize,
  listEnd: usize,
  shift: usize,
  from: usize,
  rows: i32,
  divisor: i32,
): void {
  const by = v128.splat<T>(<T>divisor);
  const zero = v128.splat<T>(0);
  const whole = rows & ~(lanes<T>() - 1);
  for (let row = 0; row < whole; row += lanes<T>()) {
    const value = v128.add<T>(zero, v128.div<T>(v128.load(from), by));
    for (let at = list; at < listEnd; at += entryBytes) v128.store(load<usize>(at) + shift, value);
    from += 16;
    shift += 16;
  }
  for (let row = whole; row < rows; row++) {
    const value = <T>0 + load<T>(from) / <T>divisor;
    for (let at = list; at < listEnd; at += entryBytes) store<T>(load<usize>(at) + shift, value);
    from += sizeof<T>();
    shift += sizeof<T>();
  }
}
