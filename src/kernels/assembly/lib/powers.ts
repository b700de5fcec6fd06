// AssemblyScript. Powers of numbers of 0 or more, and what a norm's gradient makes of them.
import { Word } from '../../../memory/codes';
import { lanes, nanLanes, storeLanes } from './lanes';
import { entryBytes } from './winners';

/** The exponent p of a job's norms. */
export function exponentOf(job: usize): f64 {
  return load<f64>(job + (Word.exponent << 2));
}

/** Powers of numbers of 0 or more; by arithmetic if possible, so that all backends agree. */
export function power<T>(base: v128, exponent: f64): v128 {
  if (exponent === 0) return v128.splat<T>(1);
  if (exponent === 1) return base;
  if (exponent === 2) return v128.mul<T>(base, base);
  for (let lane = 0; lane < lanes<T>(); lane++) {
    const raised = v128.splat<T>(<T>(<f64>v128.extract_lane<T>(base, 0) ** exponent));
    // The vector rotates: lane 0 is raised to the power and comes back as the last lane.
    base = rotate<T>(base, raised);
  }
  return base;
}

/** Shifts the lanes of `a` down by one, and puts the first lane of `b` last. */
function rotate<T>(a: v128, b: v128): v128 {
  if (sizeof<T>() === 8) return v128.shuffle<i64>(a, b, 1, 2);
  return v128.shuffle<i32>(a, b, 1, 2, 3, 4);
}

/** The exponents 1 and 2, and any: types, so that each gets code of its own. */
export type One = u8;
export type Two = u16;
export type Any = u32;

/** Writes dout / norm^(p−1) for rows, 0 where the norm is 0; not one row more is written. */
export function share<T, P>(p: f64, norms: usize, dout: usize, out: usize, rows: i32): void {
  for (; rows >= lanes<T>(); rows -= lanes<T>()) {
    v128.store(out, shared<T, P>(p, v128.load(norms), v128.load(dout)));
    norms += 16;
    dout += 16;
    out += 16;
  }
  if (rows > 0) storeLanes<T>(out, shared<T, P>(p, v128.load(norms), v128.load(dout)), rows);
}

function shared<T, P>(p: f64, norm: v128, dout: v128): v128 {
  const none = v128.eq<T>(norm, v128.splat<T>(0));
  const by = sizeof<P>() === sizeof<Two>() ? norm : power<T>(norm, p - 1);
  return v128.andnot(v128.div<T>(dout, by), none);
}

/**
 * Writes rows' shares times sign(x)·|x|^(p−1) into all listed places, whose x lie `toInput` bytes on,
 * and those of the windows that follow by steps of some bytes, there and in what is written.
 */
export function weigh<T, P>(
  p: f64,
  list: usize,
  listEnd: usize,
  by: usize,
  toInput: usize,
  from: usize,
  rows: i32,
  windows: i32,
  step: usize,
  fromStep: usize,
): void {
  const whole = rows & ~(4 * lanes<T>() - 1);
  for (; windows > 0; windows--) {
    let shift = by;
    let part = from;
    let row = 0;
    for (; row < whole; row += 4 * lanes<T>()) {
      const part0 = v128.load(part);
      const part1 = v128.load(part, 16);
      const part2 = v128.load(part, 32);
      const part3 = v128.load(part, 48);
      for (let at = list; at < listEnd; at += entryBytes) {
        const cell = load<usize>(at) + shift;
        const x = cell + toInput;
        v128.store(cell, weighed<T, P>(p, v128.load(x), part0));
        v128.store(cell, weighed<T, P>(p, v128.load(x, 16), part1), 16);
        v128.store(cell, weighed<T, P>(p, v128.load(x, 32), part2), 32);
        v128.store(cell, weighed<T, P>(p, v128.load(x, 48), part3), 48);
      }
      part += 64;
      shift += 64;
    }
    for (; row < rows; row += lanes<T>()) {
      const here = v128.load(part);
      for (let at = list; at < listEnd; at += entryBytes) {
        const cell = load<usize>(at) + shift;
        storeLanes<T>(cell, weighed<T, P>(p, v128.load(cell + toInput), here), rows - row);
      }
      part += 16;
      shift += 16;
    }
    from += fromStep;
    by += step;
  }
}

/** A share times sign(x)·|x|^(p−1), added to +0; for p = 1 an x of 0 gets 0, whatever the share. */
function weighed<T, P>(p: f64, x: v128, part: v128): v128 {
  const zero = v128.splat<T>(0);
  if (sizeof<P>() === sizeof<Two>()) return v128.add<T>(zero, v128.mul<T>(x, part));
  if (sizeof<P>() === sizeof<One>()) {
    const signed = v128.xor(part, v128.and(x, v128.splat<T>(-0.0)));
    const value = v128.and(signed, v128.ne<T>(x, zero));
    return v128.add<T>(zero, v128.or(value, nanLanes<T>(x)));
  }
  const size = v128.mul<T>(signOf<T>(x), power<T>(v128.abs<T>(x), p - 1));
  return v128.add<T>(zero, v128.mul<T>(size, part));
}

/** 1 or −1 by the sign; a zero or a NaN stays as it is. */
function signOf<T>(value: v128): v128 {
  const zero = v128.splat<T>(0);
  const ordered = v128.or(v128.lt<T>(value, zero), v128.gt<T>(value, zero));
  const negative = v128.splat<T>(-0.0);
  const one = v128.or(v128.splat<T>(1), v128.and(value, negative));
  return v128.bitselect(one, value, ordered);
}
