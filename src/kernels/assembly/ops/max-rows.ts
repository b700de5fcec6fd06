// AssemblyScript. Max pooling forward with a mask of one byte per cell.
import { Word } from '../../../memory/codes';
import { cellBytes, columnAt } from '../lib/cells';
import { addressOf, laneBits, lanes, lowest, nanLanes, storeLanes, word } from '../lib/lanes';

/** Pools the rows of one window; `position` is the window's number. */
export function poolRows<T>(
  job: usize,
  list: usize,
  listEnd: usize,
  shift: usize,
  position: i32,
): void {
  const channels = word(job, Word.channels);
  const rowBytes = channels * word(job, Word.windowSize);
  const target = addressOf<T>(job, Word.target, position);
  const mask = <usize>word(job, Word.mask) + <usize>(position * rowBytes);
  if (listEnd === list) {
    for (let c = 0; c < channels; c++) store<T>(target + c * sizeof<T>(), lowest<T>());
    memory.fill(mask, 0, rowBytes);
  } else {
    poolDense<T>(job, list, listEnd, shift, target, mask);
  }
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
