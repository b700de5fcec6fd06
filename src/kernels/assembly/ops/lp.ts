// AssemblyScript. Lp pooling, forward and backward: every step is rounded to T.

import { Word } from '../../../memory/codes';
import { cellBytes, columnAt } from '../lib/cells';
import { addressOf, lanes, storeLanes, word } from '../lib/lanes';

/** Writes the p-norms of one window's rows; `position` is the window's number. */
export function writeNorms<T>(
  job: usize,
  list: usize,
  listEnd: usize,
  shift: usize,
  position: i32,
): void {
  const channels = word(job, Word.channels);
  const p = exponentOf(job);
  let target = addressOf<T>(job, Word.target, position);
  for (let c = 0; c < channels; c += lanes<T>()) {
    storeLanes<T>(target, normOf<T>(job, list, listEnd, shift, p), channels - c);
    shift += 16;
    target += 16;
  }
}

/**
 * Adds dout·sign(x)·(|x| / norm)^(p−1) to the cells of one window that lie in [begin, end). The
 * list has the addresses of all its cells in din.
 */
export function scatterNorms<T>(
  job: usize,
  list: usize,
  listEnd: usize,
  shift: usize,
  position: i32,
  begin: usize,
  end: usize,
): void {
  const channels = word(job, Word.channels);
  const p = exponentOf(job);
  const toInput = <usize>word(job, Word.input) - <usize>word(job, Word.target);
  let dout = addressOf<T>(job, Word.source, position);
  for (let c = 0; c < channels; c += lanes<T>()) {
    const gradient = v128.load(dout);
    const norm = normOf<T>(job, list, listEnd, shift + toInput, p);
    const none = v128.eq<T>(norm, v128.splat<T>(0));
    for (let at = list; at < listEnd; at += cellBytes) {
      const cell = load<usize>(at) + shift;
      if (cell < begin || cell >= end) continue;
      const value = v128.load(cell + toInput);
      const share = power<T>(v128.div<T>(v128.abs<T>(value), norm), p - 1);
      const part = v128.mul<T>(v128.mul<T>(signOf<T>(value), share), gradient);
      const sum = v128.add<T>(v128.load(cell), v128.andnot(part, none));
      storeLanes<T>(cell, sum, channels - c);
    }
    shift += 16;
    dout += 16;
  }
}

function exponentOf(job: usize): f64 {
  return load<f64>(job + (Word.exponent << 2));
}

/** The norms of a vector of rows: powers are added along the last axis first, then across. */
function normOf<T>(job: usize, list: usize, listEnd: usize, shift: usize, p: f64): v128 {
  const kernel2 = word(job, Word.kernel2);
  const kernel12 = kernel2 * word(job, Word.kernel1);
  let total = v128.splat<T>(0);
  for (let at = list; at < listEnd; ) {
    let plane = v128.splat<T>(0);
    const planeEnd = (load<i32>(at, columnAt) / kernel12 + 1) * kernel12;
    while (at < listEnd && load<i32>(at, columnAt) < planeEnd) {
      let line = v128.splat<T>(0);
      const lineEnd = (load<i32>(at, columnAt) / kernel2 + 1) * kernel2;
      for (; at < listEnd && load<i32>(at, columnAt) < lineEnd; at += cellBytes) {
        const value = v128.load(load<usize>(at) + shift);
        line = v128.add<T>(line, power<T>(v128.abs<T>(value), p));
      }
      plane = v128.add<T>(plane, line);
    }
    total = v128.add<T>(total, plane);
  }
  return p === 2 ? v128.sqrt<T>(total) : power<T>(total, 1 / p);
}

/** Powers of numbers of 0 or more; by arithmetic if possible, so that all backends agree. */
function power<T>(base: v128, exponent: f64): v128 {
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

/** 1 or −1 by the sign; a zero or a NaN stays as it is. */
function signOf<T>(value: v128): v128 {
  const zero = v128.splat<T>(0);
  const ordered = v128.or(v128.lt<T>(value, zero), v128.gt<T>(value, zero));
  const negative = v128.splat<T>(-0.0);
  const one = v128.or(v128.splat<T>(1), v128.and(value, negative));
  return v128.bitselect(one, value, ordered);
}
