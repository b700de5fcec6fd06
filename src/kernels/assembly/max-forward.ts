// AssemblyScript. Max pooling forward: output and mask in one sweep, the matrix never built.
import { cellBytes, columnAt, listCells, listOf, wholeAt } from './cells';
import { Word } from './codes';
import {
  laneBits,
  lanes,
  laterColumn,
  nanLanes,
  splatColumn,
  storeColumns,
  storeLanes,
  word,
} from './lanes';

/** The column of a row that no cell wins. */
const none: i32 = 255;

/** The maximum of no cells. */
function lowest<T>(): T {
  if (isFloat<T>()) return <T>-Infinity;
  const sign: i32 = 1 << (<i32>sizeof<T>() * 8 - 1);
  return isSigned<T>() ? <T>sign : <T>0;
}

/** Any geometry and options, for the outputs `begin` to `end` of (image, first axis). */
export function maxPool<T>(job: usize, thread: i32, begin: i32, end: i32): void {
  const channels = word(job, Word.channels);
  const windowSize = word(job, Word.windowSize);
  const input0 = word(job, Word.input0);
  const output0 = word(job, Word.output0);
  const output1 = word(job, Word.output1);
  const output2 = word(job, Word.output2);
  const dense = word(job, Word.dense);
  const plain = !word(job, Word.tiesLast) && !word(job, Word.nanIgnore);
  const imageBytes =
    input0 * word(job, Word.input1) * word(job, Word.input2) * channels * sizeof<T>();
  const rowBytes = channels * (dense ? windowSize : 1);
  const list = listOf(job, thread);
  const first = begin * output1 * output2;
  let target = <usize>word(job, Word.target) + <usize>(first * channels * sizeof<T>());
  let mask = <usize>word(job, Word.mask) + <usize>(first * rowBytes);
  for (let unit = begin; unit < end; unit++) {
    const o0 = unit % output0;
    const image = <usize>word(job, Word.source) + <usize>((unit / output0) * imageBytes);
    for (let o1 = 0; o1 < output1; o1++) {
      let listEnd = list;
      let listed = -1;
      for (let o2 = 0; o2 < output2; o2++) {
        const start = wholeAt(job, o2);
        if (listed < 0 || start < 0) {
          listEnd = listCells<T>(job, list, image, o0, o1, o2, 0, input0);
          listed = start;
        }
        const moved = <usize>((start - listed) * channels * sizeof<T>());
        if (listEnd === list) {
          for (let c = 0; c < channels; c++) store<T>(target + c * sizeof<T>(), lowest<T>());
          memory.fill(mask, dense ? 0 : <u8>none, rowBytes);
        } else if (dense) {
          denseRows<T>(job, list, listEnd, moved, target, mask);
        } else if (plain) {
          plainRows<T>(list, listEnd, moved, channels, target, mask);
        } else {
          rows<T>(job, list, listEnd, moved, target, mask);
        }
        target += channels * sizeof<T>();
        mask += rowBytes;
      }
    }
  }
}

/** The lanes in which `value` takes over where the first maximum wins and NaN propagates. */
function beats<T>(value: v128, best: v128): v128 {
  return v128.or(v128.gt<T>(value, best), nanLanes<T>(value));
}

/** What is best after that: `pmax` keeps the first of two equals, all bits set are a NaN. */
function larger<T>(best: v128, value: v128): v128 {
  if (isFloat<T>()) return v128.or(v128.pmax<T>(best, value), nanLanes<T>(value));
  return v128.max<T>(best, value);
}

/** The rows of one window where the first maximum wins and NaN propagates. */
function plainRows<T>(
  list: usize,
  listEnd: usize,
  moved: usize,
  channels: i32,
  target: usize,
  mask: usize,
): void {
  let c = 0;
  // Two vectors at a time, so that what is read from the list serves twice.
  for (; c <= channels - 2 * lanes<T>(); c += 2 * lanes<T>()) {
    let cell = load<usize>(list) + moved;
    let best = v128.load(cell);
    let best2 = v128.load(cell, 16);
    let columns = splatColumn<T>(list + columnAt);
    let columns2 = columns;
    for (let at = list + cellBytes; at < listEnd; at += cellBytes) {
      cell = load<usize>(at) + moved;
      const column = splatColumn<T>(at + columnAt);
      const value = v128.load(cell);
      const value2 = v128.load(cell, 16);
      columns = laterColumn<T>(columns, v128.and(beats<T>(value, best), column));
      columns2 = laterColumn<T>(columns2, v128.and(beats<T>(value2, best2), column));
      best = larger<T>(best, value);
      best2 = larger<T>(best2, value2);
    }
    v128.store(target, best);
    v128.store(target, best2, 16);
    storeColumns<T>(mask, columns, lanes<T>());
    storeColumns<T>(mask + lanes<T>(), columns2, lanes<T>());
    moved += 32;
    target += 32;
    mask += 2 * lanes<T>();
  }
  for (; c < channels; c += lanes<T>()) {
    let best = v128.load(load<usize>(list) + moved);
    let columns = splatColumn<T>(list + columnAt);
    for (let at = list + cellBytes; at < listEnd; at += cellBytes) {
      const value = v128.load(load<usize>(at) + moved);
      const wins = beats<T>(value, best);
      best = larger<T>(best, value);
      columns = laterColumn<T>(columns, v128.and(wins, splatColumn<T>(at + columnAt)));
    }
    storeLanes<T>(target, best, channels - c);
    storeColumns<T>(mask, columns, channels - c);
    moved += 16;
    target += 16;
    mask += lanes<T>();
  }
}

/** The lanes in which `value` takes over from `best`, under any rules for ties and NaN. */
function takesOver<T>(value: v128, best: v128, tiesLast: bool, nanIgnore: bool): v128 {
  let wins = tiesLast ? v128.ge<T>(value, best) : v128.gt<T>(value, best);
  if (isFloat<T>()) {
    wins = nanIgnore
      ? v128.or(wins, v128.andnot(nanLanes<T>(best), nanLanes<T>(value)))
      : v128.or(wins, nanLanes<T>(value));
  }
  return wins;
}

/** The rows of one window under any rules that leave a row at most one maximum. */
function rows<T>(
  job: usize,
  list: usize,
  listEnd: usize,
  moved: usize,
  target: usize,
  mask: usize,
): void {
  const channels = word(job, Word.channels);
  const tiesLast = <bool>word(job, Word.tiesLast);
  const nanIgnore = <bool>word(job, Word.nanIgnore);
  for (let c = 0; c < channels; c += lanes<T>()) {
    const at = moved + <usize>(c * sizeof<T>());
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

/** The rows of one window with a byte a cell: first the maximum, then the cells that equal it. */
function denseRows<T>(
  job: usize,
  list: usize,
  listEnd: usize,
  moved: usize,
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
    const at = moved + <usize>(c * sizeof<T>());
    let best = v128.load(load<usize>(list) + at);
    for (let cell = list + cellBytes; cell < listEnd; cell += cellBytes) {
      const value = v128.load(load<usize>(cell) + at);
      best = v128.bitselect(value, best, takesOver<T>(value, best, tiesLast, nanIgnore));
    }
    storeLanes<T>(target + <usize>(c * sizeof<T>()), best, channels - c);
    const nan = nanLanes<T>(best);
    const here = min(channels - c, lanes<T>());
    const row = mask + <usize>(c * windowSize);
    // The first maximum from the front, the last one and the last NaN from the back.
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

/** A bit for each lane in which the values are equal, or both NaN. */
function equals<T>(value: v128, best: v128): i32 {
  const nan = v128.and(nanLanes<T>(value), nanLanes<T>(best));
  return laneBits<T>(v128.or(v128.eq<T>(value, best), nan));
}

/** Sets the mask's byte in each row that has a bit. */
function mark(column: usize, windowSize: i32, bits: i32): void {
  while (bits) {
    store<u8>(column + <usize>(ctz(bits) * windowSize), 1);
    bits &= bits - 1;
  }
}

/** 2×2 windows, stride 2, no padding; the first maximum wins and NaN propagates. */
export function maxPool2x2<T>(job: usize, begin: i32, end: i32): void {
  const channels = word(job, Word.channels);
  const output0 = word(job, Word.output0);
  const output2 = word(job, Word.output2);
  const step = <usize>(channels * sizeof<T>());
  const line = <usize>word(job, Word.input2) * step;
  const imageBytes = <usize>word(job, Word.input0) * line;
  const one = splatColumn<T>(job + (Word.one << 2));
  const two = i8x16.add(one, one);
  const three = i8x16.add(one, two);
  const first = begin * output2;
  let target = <usize>word(job, Word.target) + <usize>first * step;
  let mask = <usize>word(job, Word.mask) + <usize>(first * channels);
  for (let unit = begin; unit < end; unit++) {
    let cell =
      <usize>word(job, Word.source) +
      <usize>(unit / output0) * imageBytes +
      <usize>(unit % output0) * line * 2;
    for (let o2 = 0; o2 < output2; o2++) {
      for (let c = 0; c < channels; c += lanes<T>()) {
        const at = cell + <usize>(c * sizeof<T>());
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
        storeLanes<T>(target + <usize>(c * sizeof<T>()), best, channels - c);
        storeColumns<T>(mask + c, columns, channels - c);
      }
      cell += step * 2;
      target += step;
      mask += channels;
    }
  }
}
