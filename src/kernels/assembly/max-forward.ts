// AssemblyScript. Max pooling forward: output and mask in one sweep, the matrix never built.
import { cellBytes, columnAt, listCells, listOf, wholeAt } from './cells';
import { Word } from './codes';
import {
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
  if (isFloat<T>()) {
    // Four vectors at a time, so that what is read from the list serves all.
    const block = 4 * lanes<T>();
    for (; c <= channels - block; c += block) {
      plainBlock<T>(list, listEnd, moved, target, mask);
      moved += 64;
      target += 64;
      mask += block;
    }
  }
  for (; c < channels; c += lanes<T>()) {
    exactRows<T>(list, listEnd, moved, target, mask, channels - c);
    moved += 16;
    target += 16;
    mask += lanes<T>();
  }
}

/** Four vectors of floats, as if there were no NaN; if there may be, exactly. */
function plainBlock<T>(
  list: usize,
  listEnd: usize,
  moved: usize,
  target: usize,
  mask: usize,
): void {
  const first = load<usize>(list) + moved;
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
    const cell = load<usize>(at) + moved;
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
      exactRows<T>(list, listEnd, moved + at, target + at, mask + i * lanes<T>(), lanes<T>());
    }
    return;
  }
  v128.store(target, best0);
  v128.store(target, best1, 16);
  v128.store(target, best2, 32);
  v128.store(target, best3, 48);
  storeColumns4<T>(mask, columns0, columns1, columns2, columns3);
}

/** One vector, of which the first `count` lanes are rows. */
function exactRows<T>(
  list: usize,
  listEnd: usize,
  moved: usize,
  target: usize,
  mask: usize,
  count: i32,
): void {
  let best = v128.load(load<usize>(list) + moved);
  let columns = splatColumn<T>(list + columnAt);
  for (let at = list + cellBytes; at < listEnd; at += cellBytes) {
    const value = v128.load(load<usize>(at) + moved);
    const wins = beats<T>(value, best);
    best = larger<T>(best, value);
    columns = laterColumn<T>(columns, v128.and(wins, splatColumn<T>(at + columnAt)));
  }
  storeLanes<T>(target, best, count);
  storeColumns<T>(mask, columns, count);
}

/** The lanes in which `value` takes over where the first maximum wins and NaN propagates. */
function beats<T>(value: v128, best: v128): v128 {
  return v128.or(v128.lt<T>(best, value), nanLanes<T>(value));
}

/** What is best after that: `pmax` keeps the first of two equals, all bits set are a NaN. */
function larger<T>(best: v128, value: v128): v128 {
  if (isFloat<T>()) return v128.or(v128.pmax<T>(best, value), nanLanes<T>(value));
  return v128.max<T>(best, value);
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
  for (let unit = begin; unit < end; unit++) {
    const lines =
      <usize>word(job, Word.source) +
      <usize>(unit / output0) * imageBytes +
      <usize>(unit % output0) * line * 2;
    const target = <usize>word(job, Word.target) + <usize>(unit * output2) * step;
    const mask = <usize>word(job, Word.mask) + <usize>(unit * output2 * channels);
    let done = 0;
    if (isFloat<T>()) {
      done = channels - (channels % (4 * lanes<T>()));
      if (done > 0 && !quickLine<T>(job, lines, target, mask, done)) done = 0;
    }
    if (done < channels) exactLine<T>(job, lines, target, mask, done);
  }
}

/** The first `channels` of a line of windows, as if there were no NaN; false, if there may be. */
function quickLine<T>(job: usize, lines: usize, target: usize, mask: usize, channels: i32): bool {
  const step = <usize>(word(job, Word.channels) * sizeof<T>());
  const line = <usize>word(job, Word.input2) * step;
  const one = splatColumn<T>(job + (Word.one << 2));
  const two = i8x16.add(one, one);
  const three = i8x16.add(one, two);
  const block = 4 * lanes<T>();
  const end = target + <usize>word(job, Word.output2) * step;
  const skipped = word(job, Word.channels) - channels;
  let sum0 = v128.splat<T>(0);
  let sum1 = sum0;
  let sum2 = sum0;
  let sum3 = sum0;
  while (target < end) {
    let at = lines;
    for (let channel = 0; channel < channels; channel += block) {
      let a = v128.load(at);
      let b = v128.load(at + step);
      let c = v128.load(at + line);
      let d = v128.load(at + line + step);
      sum0 = v128.add<T>(sum0, sum4<T>(a, b, c, d));
      const columns0 = column2x2<T>(a, b, c, d, one, two, three);
      v128.store(target, best2x2<T>(a, b, c, d));
      a = v128.load(at, 16);
      b = v128.load(at + step, 16);
      c = v128.load(at + line, 16);
      d = v128.load(at + line + step, 16);
      sum1 = v128.add<T>(sum1, sum4<T>(a, b, c, d));
      const columns1 = column2x2<T>(a, b, c, d, one, two, three);
      v128.store(target, best2x2<T>(a, b, c, d), 16);
      a = v128.load(at, 32);
      b = v128.load(at + step, 32);
      c = v128.load(at + line, 32);
      d = v128.load(at + line + step, 32);
      sum2 = v128.add<T>(sum2, sum4<T>(a, b, c, d));
      const columns2 = column2x2<T>(a, b, c, d, one, two, three);
      v128.store(target, best2x2<T>(a, b, c, d), 32);
      a = v128.load(at, 48);
      b = v128.load(at + step, 48);
      c = v128.load(at + line, 48);
      d = v128.load(at + line + step, 48);
      sum3 = v128.add<T>(sum3, sum4<T>(a, b, c, d));
      const columns3 = column2x2<T>(a, b, c, d, one, two, three);
      v128.store(target, best2x2<T>(a, b, c, d), 48);
      storeColumns4<T>(mask, columns0, columns1, columns2, columns3);
      at += 64;
      target += 64;
      mask += block;
    }
    lines += step * 2;
    target += skipped * sizeof<T>();
    mask += skipped;
  }
  return !maybeNaN<T>(sum0, sum1, sum2, sum3);
}

function sum4<T>(a: v128, b: v128, c: v128, d: v128): v128 {
  return v128.add<T>(v128.add<T>(a, b), v128.add<T>(c, d));
}

/** The first maximum of four numbers. */
function best2x2<T>(a: v128, b: v128, c: v128, d: v128): v128 {
  return v128.pmax<T>(v128.pmax<T>(a, b), v128.pmax<T>(c, d));
}

/** The column of the first maximum of four numbers. */
function column2x2<T>(a: v128, b: v128, c: v128, d: v128, one: v128, two: v128, three: v128): v128 {
  const lower = v128.lt<T>(v128.pmax<T>(a, b), v128.pmax<T>(c, d));
  const upperColumn = v128.and(v128.lt<T>(a, b), one);
  const lowerColumn = v128.and(laterColumn<T>(two, v128.and(v128.lt<T>(c, d), three)), lower);
  return laterColumn<T>(upperColumn, lowerColumn);
}

/** A line of windows from a channel on, whatever it holds. */
function exactLine<T>(job: usize, lines: usize, target: usize, mask: usize, channel: i32): void {
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
