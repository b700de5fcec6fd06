// AssemblyScript. Max pooling forward for 2×2 windows of floats with stride 2 and no padding.
// The rules are the default ones: the first maximum wins and NaN propagates.
import { Word } from '../../../memory/codes';
import {
  lanes,
  laterColumn,
  nanLanes,
  splatColumn,
  storeColumns,
  storeLanes,
  word,
} from '../lib/lanes';
import { beats, larger } from './max-rows';

/** Pools the outputs from `begin` to `end`, counted over (image, first axis). */
export function maxPool2x2<T>(job: usize, begin: i32, end: i32): void {
  const channels = word(job, Word.channels);
  const output0 = word(job, Word.output0);
  const output2 = word(job, Word.output2);
  const step = <usize>(channels * sizeof<T>());
  const line = <usize>word(job, Word.input2) * step;
  const imageBytes = <usize>word(job, Word.input0) * line;
  for (let unit = begin; unit < end; unit++) {
    const lines =
      <usize>word(job, Word.source) +
      <usize>(unit / output0) * imageBytes +
      <usize>(unit % output0) * line * 2;
    const target = <usize>word(job, Word.target) + <usize>(unit * output2) * step;
    const mask = <usize>word(job, Word.mask) + <usize>(unit * output2 * channels);
    let done = channels - (channels % (2 * lanes<T>()));
    if (done > 0 && !poolQuickLine<T>(job, lines, target, mask, done)) done = 0;
    if (done < channels) poolExactLine<T>(job, lines, target, mask, done);
  }
}

/**
 * Pools the first `channels` of a line of windows, assuming no NaN; returns false if there may be
 * one.
 */
function poolQuickLine<T>(job: usize, at: usize, target: usize, mask: usize, channels: i32): bool {
  const step = <usize>(word(job, Word.channels) * sizeof<T>());
  const line = <usize>word(job, Word.input2) * step;
  const two = splatTwo<T>(job);
  const end = target + <usize>word(job, Word.output2) * step;
  const bytes = <usize>(channels * sizeof<T>());
  let windowEnd = at + bytes;
  while (target < end) {
    const below = at + line;
    const a = v128.load(at);
    const b = v128.load(at + step);
    const c = v128.load(below);
    const d = v128.load(below + step);
    const upper = v128.pmax<T>(a, b);
    const lower = v128.pmax<T>(c, d);
    v128.store(target, v128.pmax<T>(upper, lower));
    const e = v128.load(at, 16);
    const f = v128.load(at + step, 16);
    const g = v128.load(below, 16);
    const h = v128.load(below + step, 16);
    const upper2 = v128.pmax<T>(e, f);
    const lower2 = v128.pmax<T>(g, h);
    v128.store(target, v128.pmax<T>(upper2, lower2), 16);
    // A sum is NaN if a term is, or (rarely) for ∞ and −∞.
    const sum = v128.add<T>(sum4<T>(a, b, c, d), sum4<T>(e, f, g, h));
    if (v128.any_true(nanLanes<T>(sum))) return false;
    const inUpper = narrow<T>(v128.lt<T>(a, b), v128.lt<T>(e, f));
    const inLower = narrow<T>(v128.lt<T>(c, d), v128.lt<T>(g, h));
    const isLower = narrow<T>(v128.lt<T>(upper, lower), v128.lt<T>(upper2, lower2));
    // The column is 2 for the lower line, plus 1 for its second cell: true lanes are −1.
    const second = v128.bitselect(inLower, inUpper, isLower);
    storeHalved<T>(mask, subHalf<T>(v128.and(isLower, two), second));
    at += 32;
    target += 32;
    mask += 2 * lanes<T>();
    if (at === windowEnd) {
      const rest = step - bytes;
      at += rest + step;
      windowEnd = at + bytes;
      target += rest;
      mask += rest / sizeof<T>();
    }
  }
  return true;
}

function sum4<T>(a: v128, b: v128, c: v128, d: v128): v128 {
  return v128.add<T>(v128.add<T>(a, b), v128.add<T>(c, d));
}

/** Narrows the lanes of two vectors, each all bits or none, into one vector. */
function narrow<T>(a: v128, b: v128): v128 {
  if (sizeof<T>() === 8) return v128.shuffle<i32>(a, b, 0, 2, 4, 6);
  return i16x8.narrow_i32x4_s(a, b);
}

/** 2 in every lane of half T's width. */
function splatTwo<T>(job: usize): v128 {
  const one = job + (Word.one << 2);
  if (sizeof<T>() === 8) return i32x4.shl(v128.load32_splat(one), 1);
  return i16x8.shl(v128.load16_splat(one), 1);
}

function subHalf<T>(a: v128, b: v128): v128 {
  return sizeof<T>() === 8 ? i32x4.sub(a, b) : i16x8.sub(a, b);
}

/** Stores the column numbers of two vectors, in lanes of half T's width, one byte each. */
function storeHalved<T>(target: usize, columns: v128): void {
  if (sizeof<T>() === 8) {
    const words = i16x8.narrow_i32x4_s(columns, columns);
    v128.store32_lane(target, i8x16.narrow_i16x8_u(words, words), 0);
  } else {
    v128.store64_lane(target, i8x16.narrow_i16x8_u(columns, columns), 0);
  }
}

/** Pools a line of windows from a channel on, with any values. */
function poolExactLine<T>(
  job: usize,
  lines: usize,
  target: usize,
  mask: usize,
  channel: i32,
): void {
  const channels = word(job, Word.channels);
  const step = <usize>(channels * sizeof<T>());
  const line = <usize>word(job, Word.input2) * step;
  const one = splatColumn<T>(job + (Word.one << 2));
  const two = i8x16.add(one, one);
  const three = i8x16.add(one, two);
  const end = target + <usize>word(job, Word.output2) * step;
  while (target < end) {
    for (let c = channel; c < channels; c += lanes<T>()) {
      const offset = <usize>(c * sizeof<T>());
      const at = lines + offset;
      let best = v128.load(at);
      let value = v128.load(at + step);
      let columns = v128.and(beats<T>(value, best), one);
      best = larger<T>(best, value);
      value = v128.load(at + line);
      columns = laterColumn<T>(columns, v128.and(beats<T>(value, best), two));
      best = larger<T>(best, value);
      value = v128.load(at + line + step);
      columns = laterColumn<T>(columns, v128.and(beats<T>(value, best), three));
      best = larger<T>(best, value);
      storeLanes<T>(target + offset, best, channels - c);
      storeColumns<T>(mask + c, columns, channels - c);
    }
    lines += step * 2;
    target += step;
    mask += channels;
  }
}
