// AssemblyScript. Max pooling forward: output and mask of a window's rows in one pass.

import { Word } from '../../../memory/codes';
import { cellBytes, columnAt } from '../lib/cells';
import {
  addressOf,
  laneBits,
  lanes,
  laterColumn,
  maybeNaN,
  nanLanes,
  splatColumn,
  storeColumns,
  storeColumns4,
  storeLanes,
  word,
} from '../lib/lanes';

/** The byte of a row without a maximum: `noColumn` in share.ts. */
const none: i32 = 255;

/** The smallest value of T: the maximum of no cells. */
function lowest<T>(): T {
  if (isFloat<T>()) return <T>-Infinity;
  const sign: i32 = 1 << (<i32>sizeof<T>() * 8 - 1);
  return isSigned<T>() ? <T>sign : <T>0;
}

/** Pools the rows of one window; `position` is the window's number. */
export function poolRows<T>(
  job: usize,
  list: usize,
  listEnd: usize,
  shift: usize,
  position: i32,
): void {
  const channels = word(job, Word.channels);
  const dense = word(job, Word.dense);
  const rowBytes = channels * (dense ? word(job, Word.windowSize) : 1);
  const target = addressOf<T>(job, Word.target, position);
  const mask = <usize>word(job, Word.mask) + <usize>(position * rowBytes);
  if (listEnd === list) {
    for (let c = 0; c < channels; c++) store<T>(target + c * sizeof<T>(), lowest<T>());
    memory.fill(mask, dense ? 0 : <u8>none, rowBytes);
  } else if (dense) {
    poolDense<T>(job, list, listEnd, shift, target, mask);
  } else if (word(job, Word.tiesLast) || word(job, Word.nanIgnore)) {
    poolAny<T>(job, list, listEnd, shift, target, mask);
  } else {
    poolPlain<T>(list, listEnd, shift, channels, target, mask);
  }
}

/** Pools the rows of one window under the default rules: the first maximum wins, NaN propagates. */
function poolPlain<T>(
  list: usize,
  listEnd: usize,
  shift: usize,
  channels: i32,
  target: usize,
  mask: usize,
): void {
  let c = 0;
  if (isFloat<T>()) {
    // Four vectors at a time, so that each listed cell is read once for all of them.
    const block = 4 * lanes<T>();
    for (; c <= channels - block; c += block) {
      poolPlainBlock<T>(list, listEnd, shift, target, mask);
      shift += 64;
      target += 64;
      mask += block;
    }
  }
  for (; c < channels; c += lanes<T>()) {
    poolExact<T>(list, listEnd, shift, target, mask, channels - c);
    shift += 16;
    target += 16;
    mask += lanes<T>();
  }
}

/**
 * Pools four vectors of floats, assuming there is no NaN; if there may be one, again by
 * `exactRows`.
 */
function poolPlainBlock<T>(
  list: usize,
  listEnd: usize,
  shift: usize,
  target: usize,
  mask: usize,
): void {
  const first = load<usize>(list) + shift;
  let best0 = v128.load(first);
  let best1 = v128.load(first, 16);
  let best2 = v128.load(first, 32);
  let best3 = v128.load(first, 48);
  let sum0 = best0;
  let sum1 = best1;
  let sum2 = best2;
  let sum3 = best3;
  let columns0 = splatColumn<T>(list + columnAt);
  let columns1 = columns0;
  let columns2 = columns0;
  let columns3 = columns0;
  for (let at = list + cellBytes; at < listEnd; at += cellBytes) {
    const cell = load<usize>(at) + shift;
    const column = splatColumn<T>(at + columnAt);
    let value = v128.load(cell);
    columns0 = laterColumn<T>(columns0, v128.and(v128.lt<T>(best0, value), column));
    best0 = v128.pmax<T>(best0, value);
    sum0 = v128.add<T>(sum0, value);
    value = v128.load(cell, 16);
    columns1 = laterColumn<T>(columns1, v128.and(v128.lt<T>(best1, value), column));
    best1 = v128.pmax<T>(best1, value);
    sum1 = v128.add<T>(sum1, value);
    value = v128.load(cell, 32);
    columns2 = laterColumn<T>(columns2, v128.and(v128.lt<T>(best2, value), column));
    best2 = v128.pmax<T>(best2, value);
    sum2 = v128.add<T>(sum2, value);
    value = v128.load(cell, 48);
    columns3 = laterColumn<T>(columns3, v128.and(v128.lt<T>(best3, value), column));
    best3 = v128.pmax<T>(best3, value);
    sum3 = v128.add<T>(sum3, value);
  }
  if (maybeNaN<T>(sum0, sum1, sum2, sum3)) {
    for (let i = 0; i < 4; i++) {
      const at = i * 16;
      poolExact<T>(list, listEnd, shift + at, target + at, mask + i * lanes<T>(), lanes<T>());
    }
    return;
  }
  v128.store(target, best0);
  v128.store(target, best1, 16);
  v128.store(target, best2, 32);
  v128.store(target, best3, 48);
  storeColumns4<T>(mask, columns0, columns1, columns2, columns3);
}

/** Pools one vector, whose first `count` lanes are rows. */
function poolExact<T>(
  list: usize,
  listEnd: usize,
  shift: usize,
  target: usize,
  mask: usize,
  count: i32,
): void {
  let best = v128.load(load<usize>(list) + shift);
  let columns = splatColumn<T>(list + columnAt);
  for (let at = list + cellBytes; at < listEnd; at += cellBytes) {
    const value = v128.load(load<usize>(at) + shift);
    const wins = beats<T>(value, best);
    best = larger<T>(best, value);
    columns = laterColumn<T>(columns, v128.and(wins, splatColumn<T>(at + columnAt)));
  }
  storeLanes<T>(target, best, count);
  storeColumns<T>(mask, columns, count);
}

/** The lanes in which `value` beats `best` under the default rules. */
export function beats<T>(value: v128, best: v128): v128 {
  return v128.or(v128.lt<T>(best, value), nanLanes<T>(value));
}

/**
 * The new best by the default rules: `pmax` keeps the first of two equals, all bits set are a NaN.
 */
export function larger<T>(best: v128, value: v128): v128 {
  if (isFloat<T>()) return v128.or(v128.pmax<T>(best, value), nanLanes<T>(value));
  return v128.max<T>(best, value);
}

/** The lanes in which `value` beats `best`, under any rules for ties and NaN. */
function takesOver<T>(value: v128, best: v128, tiesLast: bool, nanIgnore: bool): v128 {
  let wins = tiesLast ? v128.ge<T>(value, best) : v128.gt<T>(value, best);
  if (isFloat<T>()) {
    wins = nanIgnore
      ? v128.or(wins, v128.andnot(nanLanes<T>(best), nanLanes<T>(value)))
      : v128.or(wins, nanLanes<T>(value));
  }
  return wins;
}

/** Pools the rows of one window under any rules that allow at most one maximum per row. */
function poolAny<T>(
  job: usize,
  list: usize,
  listEnd: usize,
  shift: usize,
  target: usize,
  mask: usize,
): void {
  const channels = word(job, Word.channels);
  const tiesLast = <bool>word(job, Word.tiesLast);
  const nanIgnore = <bool>word(job, Word.nanIgnore);
  for (let c = 0; c < channels; c += lanes<T>()) {
    const at = shift + <usize>(c * sizeof<T>());
    let best = v128.load(load<usize>(list) + at);
    let columns = splatColumn<T>(list + columnAt);
    if (nanIgnore) columns = v128.or(columns, nanLanes<T>(best));
    for (let cell = list + cellBytes; cell < listEnd; cell += cellBytes) {
      const value = v128.load(load<usize>(cell) + at);
      const wins = takesOver<T>(value, best, tiesLast, nanIgnore);
      best = v128.bitselect(value, best, wins);
      columns = v128.bitselect(splatColumn<T>(cell + columnAt), columns, wins);
    }
    storeLanes<T>(target + <usize>(c * sizeof<T>()), best, channels - c);
    storeColumns<T>(mask + c, columns, channels - c);
  }
}

/**
 * Pools the rows of one window with one mask byte per cell: the maximum, then the cells equal to
 * it.
 */
function poolDense<T>(
  job: usize,
  list: usize,
  listEnd: usize,
  shift: usize,
  target: usize,
  mask: usize,
): void {
  const channels = word(job, Word.channels);
  const windowSize = word(job, Word.windowSize);
  const tiesLast = <bool>word(job, Word.tiesLast);
  const tiesAll = <bool>word(job, Word.tiesAll);
  const nanIgnore = <bool>word(job, Word.nanIgnore);
  memory.fill(mask, 0, channels * windowSize);
  for (let c = 0; c < channels; c += lanes<T>()) {
    const at = shift + <usize>(c * sizeof<T>());
    let best = v128.load(load<usize>(list) + at);
    for (let cell = list + cellBytes; cell < listEnd; cell += cellBytes) {
      const value = v128.load(load<usize>(cell) + at);
      best = v128.bitselect(value, best, takesOver<T>(value, best, tiesLast, nanIgnore));
    }
    storeLanes<T>(target + <usize>(c * sizeof<T>()), best, channels - c);
    const nan = nanLanes<T>(best);
    const here = min(channels - c, lanes<T>());
    const row = mask + <usize>(c * windowSize);
    // `front` are lanes searched from the first cell on, `back` (last maximum, last NaN) from the last.
    let open = (1 << here) - 1;
    if (nanIgnore) open &= ~laneBits<T>(nan);
    let front = tiesLast ? 0 : tiesAll ? open : open & ~laneBits<T>(nan);
    let back = open & ~front;
    for (let cell = list; front && cell < listEnd; cell += cellBytes) {
      const tied = equals<T>(v128.load(load<usize>(cell) + at), best) & front;
      mark(row + load<i32>(cell, columnAt), windowSize, tied);
      if (!tiesAll) front &= ~tied;
    }
    for (let cell = listEnd - cellBytes; back && cell >= list; cell -= cellBytes) {
      const tied = equals<T>(v128.load(load<usize>(cell) + at), best) & back;
      mark(row + load<i32>(cell, columnAt), windowSize, tied);
      back &= ~tied;
    }
  }
}

/** A mask with one bit per lane, set if the values are equal, or both NaN. */
function equals<T>(value: v128, best: v128): i32 {
  const nan = v128.and(nanLanes<T>(value), nanLanes<T>(best));
  return laneBits<T>(v128.or(v128.eq<T>(value, best), nan));
}

/** Sets the mask's byte of a column in each row whose bit is set. */
function mark(column: usize, windowSize: i32, bits: i32): void {
  while (bits) {
    store<u8>(column + <usize>(ctz(bits) * windowSize), 1);
    bits &= bits - 1;
  }
}
