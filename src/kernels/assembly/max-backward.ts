// AssemblyScript. Max pooling backward: each row's gradient is added to the cells its mask selects,
// in row order, never multiplied. din starts at +0 and adds, so a lone −0 gives +0.
import { cellBytes, columnAt, listCells, listOf, wholeAt } from './cells';
import { Word } from './codes';
import { lanes, loadColumns, sameColumn, splatColumn, storeLanes, word } from './lanes';

/**
 * Any geometry, for the parts `begin` to `end` of (image, first axis) of din: all windows that
 * reach them, in order, but no other cells, so that threads never share one.
 */
export function maxPoolBackward<T>(job: usize, thread: i32, begin: i32, end: i32): void {
  const input0 = word(job, Word.input0);
  for (let part = begin; part < end; ) {
    const from = part % input0;
    const to = min(input0, from + end - part);
    scatterImage<T>(job, thread, part / input0, from, to);
    part += to - from;
  }
}

function scatterImage<T>(job: usize, thread: i32, b: i32, from: i32, to: i32): void {
  const channels = word(job, Word.channels);
  const kernel0 = word(job, Word.kernel0);
  const output0 = word(job, Word.output0);
  const positions = word(job, Word.output1) * word(job, Word.output2);
  const dense = word(job, Word.dense);
  const maskBytes = channels * (dense ? word(job, Word.windowSize) : 1);
  const partBytes = word(job, Word.input1) * word(job, Word.input2) * channels * sizeof<T>();
  const list = listOf(job, thread);
  const image = <usize>word(job, Word.target) + <usize>(b * word(job, Word.input0) * partBytes);
  let zeroed = from;
  for (let o0 = 0; o0 < output0; o0++) {
    const reach = reachOf(job, o0, kernel0, from, to);
    if (reach === 0) continue;
    if (reach > zeroed) {
      // Just before they are added to, while they are in the cache.
      memory.fill(image + <usize>(zeroed * partBytes), 0, (reach - zeroed) * partBytes);
      zeroed = reach;
    }
    const position = (b * output0 + o0) * positions;
    let dout = <usize>word(job, Word.source) + <usize>(position * channels * sizeof<T>());
    let mask = <usize>word(job, Word.mask) + <usize>(position * maskBytes);
    for (let o1 = 0; o1 < word(job, Word.output1); o1++) {
      let listEnd = list;
      let listed = -1;
      for (let o2 = 0; o2 < word(job, Word.output2); o2++) {
        const start = wholeAt(job, o2);
        if (listed < 0 || start < 0) {
          listEnd = listCells<T>(job, list, image, o0, o1, o2, from, to);
          listed = start;
        }
        const moved = <usize>((start - listed) * channels * sizeof<T>());
        if (dense) denseRows<T>(job, list, listEnd, moved, dout, mask);
        else rows<T>(list, listEnd, moved, channels, dout, mask);
        dout += channels * sizeof<T>();
        mask += maskBytes;
      }
    }
  }
  memory.fill(image + <usize>(zeroed * partBytes), 0, (to - zeroed) * partBytes);
}

/** One more than the last coordinate in [from, to) of the windows at o0; 0 if there is none. */
function reachOf(job: usize, o0: i32, kernel0: i32, from: i32, to: i32): i32 {
  const table0 = <usize>word(job, Word.table0) + <usize>((o0 * kernel0) << 2);
  for (let k0 = kernel0 - 1; k0 >= 0; k0--) {
    const i0 = load<i32>(table0 + (k0 << 2));
    if (i0 >= from && i0 < to) return i0 + 1;
  }
  return 0;
}

/** The rows of one window, a byte a row in the mask. */
function rows<T>(
  list: usize,
  listEnd: usize,
  moved: usize,
  channels: i32,
  dout: usize,
  mask: usize,
): void {
  let c = 0;
  // Two vectors at a time, so that what is read from the list serves twice.
  for (; c <= channels - 2 * lanes<T>(); c += 2 * lanes<T>()) {
    const gradient = v128.load(dout);
    const gradient2 = v128.load(dout, 16);
    const columns = loadColumns<T>(mask);
    const columns2 = loadColumns<T>(mask + lanes<T>());
    for (let at = list; at < listEnd; at += cellBytes) {
      const cell = load<usize>(at) + moved;
      const column = splatColumn<T>(at + columnAt);
      const part = v128.and(gradient, sameColumn<T>(columns, column));
      const part2 = v128.and(gradient2, sameColumn<T>(columns2, column));
      v128.store(cell, v128.add<T>(v128.load(cell), part));
      v128.store(cell, v128.add<T>(v128.load(cell, 16), part2), 16);
    }
    moved += 32;
    dout += 32;
    mask += 2 * lanes<T>();
  }
  for (; c < channels; c += lanes<T>()) {
    const gradient = v128.load(dout);
    const columns = loadColumns<T>(mask);
    for (let at = list; at < listEnd; at += cellBytes) {
      const cell = load<usize>(at) + moved;
      const part = v128.and(gradient, sameColumn<T>(columns, splatColumn<T>(at + columnAt)));
      storeLanes<T>(cell, v128.add<T>(v128.load(cell), part), channels - c);
    }
    moved += 16;
    dout += 16;
    mask += lanes<T>();
  }
}

/** The rows of one window, a byte a cell in the mask; any number of them may be selected. */
function denseRows<T>(
  job: usize,
  list: usize,
  listEnd: usize,
  moved: usize,
  dout: usize,
  mask: usize,
): void {
  const channels = word(job, Word.channels);
  const windowSize = word(job, Word.windowSize);
  const split = word(job, Word.split);
  const one = splatColumn<T>(job + (Word.one << 2));
  for (let c = 0; c < channels; c += lanes<T>()) {
    const at = <usize>(c * sizeof<T>());
    const row = mask + <usize>(c * windowSize);
    // The rows of lanes 1 to 3; a lane beyond the last channel reads the last one's again.
    const last = channels - 1 - c;
    const row1 = row + <usize>(min(1, last) * windowSize);
    const row2 = row + <usize>(min(2, last) * windowSize);
    const row3 = row + <usize>(min(3, last) * windowSize);
    let gradient = v128.load(dout + at);
    if (split) {
      let count = i64x2.splat(0);
      for (let column = 0; column < windowSize; column++) {
        count = i32x4.add(count, cellsOf<T>(row, row1, row2, row3, column));
      }
      gradient = v128.div<T>(gradient, asFloat<T>(count));
    }
    for (let cell = list; cell < listEnd; cell += cellBytes) {
      const cells = cellsOf<T>(row, row1, row2, row3, load<i32>(cell, columnAt));
      const selected = sameColumn<T>(cells, one);
      const target = load<usize>(cell) + moved + at;
      const sum = v128.add<T>(v128.load(target), v128.and(gradient, selected));
      storeLanes<T>(target, sum, channels - c);
    }
  }
}

/** The mask's bytes of one column, a row a lane, as integers of T's width. */
function cellsOf<T>(row: usize, row1: usize, row2: usize, row3: usize, column: i32): v128 {
  let cells = i64x2.splat(0);
  cells = v128.load8_lane(row + column, cells, 0);
  if (sizeof<T>() === 8) return v128.load8_lane(row1 + column, cells, 8);
  cells = v128.load8_lane(row1 + column, cells, 4);
  cells = v128.load8_lane(row2 + column, cells, 8);
  return v128.load8_lane(row3 + column, cells, 12);
}

/** Counts, integers of T's width, as elements of T. */
function asFloat<T>(count: v128): v128 {
  if (sizeof<T>() === 4) return f32x4.convert_i32x4_s(count);
  return f64x2.convert_low_i32x4_s(v128.shuffle<i32>(count, count, 0, 2, 0, 2));
}

/** 2×2 windows, stride 2, no padding; for the outputs `begin` to `end` of (image, first axis). */
export function maxPoolBackward2x2<T>(job: usize, begin: i32, end: i32): void {
  const channels = word(job, Word.channels);
  const dense = word(job, Word.dense);
  const input0 = word(job, Word.input0);
  const input2 = word(job, Word.input2);
  const output0 = word(job, Word.output0);
  const output2 = word(job, Word.output2);
  const step = <usize>(channels * sizeof<T>());
  const line = <usize>input2 * step;
  const maskBytes = channels * (dense ? 4 : 1);
  const first = begin * output2;
  let dout = <usize>word(job, Word.source) + <usize>first * step;
  let mask = <usize>word(job, Word.mask) + <usize>(first * maskBytes);
  for (let unit = begin; unit < end; unit++) {
    const o1 = unit % output0;
    const lines =
      <usize>word(job, Word.target) + <usize>((unit / output0) * input0 + o1 * 2) * line;
    if (dense) denseLine<T>(job, lines, line, dout, mask);
    else plainLine<T>(job, lines, line, dout, mask);
    dout += <usize>output2 * step;
    mask += <usize>(output2 * maskBytes);
    // An odd last column, and after the last window an odd last line, lie in no window.
    if (input2 & 1) {
      memory.fill(lines + line - step, 0, step);
      memory.fill(lines + line * 2 - step, 0, step);
    }
    if (o1 === output0 - 1 && input0 & 1) memory.fill(lines + line * 2, 0, line);
  }
}

function plainLine<T>(job: usize, cell: usize, line: usize, dout: usize, mask: usize): void {
  const channels = word(job, Word.channels);
  const step = <usize>(channels * sizeof<T>());
  const end = dout + <usize>word(job, Word.output2) * step;
  const one = splatColumn<T>(job + (Word.one << 2));
  while (dout < end) {
    let target = cell;
    let c = 0;
    // Two vectors at a time: whole, and so without a look at how many lanes are rows.
    for (; c <= channels - 2 * lanes<T>(); c += 2 * lanes<T>()) {
      route<T>(target, step, line, v128.load(dout), loadColumns<T>(mask), one);
      const columns = loadColumns<T>(mask + lanes<T>());
      route<T>(target + 16, step, line, v128.load(dout, 16), columns, one);
      target += 32;
      dout += 32;
      mask += 2 * lanes<T>();
    }
    for (; c < channels; c += lanes<T>()) {
      const here = min(channels - c, lanes<T>());
      routeHead<T>(target, step, line, v128.load(dout), loadColumns<T>(mask), one, here);
      target += 16;
      dout += here * sizeof<T>();
      mask += here;
    }
    cell += step * 2;
  }
}

/** Writes the four cells of a vector of rows. */
function route<T>(
  target: usize,
  step: usize,
  line: usize,
  dout: v128,
  columns: v128,
  one: v128,
): void {
  const zero = v128.xor(one, one);
  const two = i8x16.add(one, one);
  const gradient = v128.add<T>(zero, dout);
  v128.store(target, v128.and(gradient, sameColumn<T>(columns, zero)));
  v128.store(target + step, v128.and(gradient, sameColumn<T>(columns, one)));
  v128.store(target + line, v128.and(gradient, sameColumn<T>(columns, two)));
  const last = sameColumn<T>(columns, i8x16.add(one, two));
  v128.store(target + line + step, v128.and(gradient, last));
}

/** Writes the four cells of the first `count` rows of a vector. */
function routeHead<T>(
  target: usize,
  step: usize,
  line: usize,
  dout: v128,
  columns: v128,
  one: v128,
  count: i32,
): void {
  const zero = v128.xor(one, one);
  const two = i8x16.add(one, one);
  const gradient = v128.add<T>(zero, dout);
  storeLanes<T>(target, v128.and(gradient, sameColumn<T>(columns, zero)), count);
  storeLanes<T>(target + step, v128.and(gradient, sameColumn<T>(columns, one)), count);
  storeLanes<T>(target + line, v128.and(gradient, sameColumn<T>(columns, two)), count);
  const last = sameColumn<T>(columns, i8x16.add(one, two));
  storeLanes<T>(target + line + step, v128.and(gradient, last), count);
}

function denseLine<T>(job: usize, cell: usize, line: usize, dout: usize, mask: usize): void {
  const channels = word(job, Word.channels);
  const split = word(job, Word.split);
  const step = <usize>(channels * sizeof<T>());
  const end = dout + <usize>word(job, Word.output2) * step;
  while (dout < end) {
    for (let c = 0; c < channels; c += lanes<T>()) {
      let gradient = v128.add<T>(v128.splat<T>(0), v128.load(dout + c * sizeof<T>()));
      const cells = loadRows<T>(mask + <usize>(c << 2));
      if (split) gradient = v128.div<T>(gradient, asFloat<T>(countRows(cells)));
      const here = channels - c;
      const target = cell + <usize>(c * sizeof<T>());
      storeLanes<T>(target, v128.and(gradient, selected(cells, 0)), here);
      storeLanes<T>(target + step, v128.and(gradient, selected(cells, 1)), here);
      storeLanes<T>(target + line, v128.and(gradient, selected(cells, 2)), here);
      storeLanes<T>(target + line + step, v128.and(gradient, selected(cells, 3)), here);
    }
    dout += step;
    mask += <usize>(channels << 2);
    cell += step * 2;
  }
}

/** Rows of four mask bytes, each as the 32-bit integer, one a lane (twice for 64-bit lanes). */
function loadRows<T>(mask: usize): v128 {
  if (sizeof<T>() === 4) return v128.load(mask);
  const rows = v128.load64_zero(mask);
  return v128.shuffle<i32>(rows, rows, 0, 0, 1, 1);
}

/** How many of a row's four bytes are 1. */
function countRows(rows: v128): v128 {
  return i32x4.shr_u(i32x4.mul(rows, i32x4.splat(0x01010101)), 24);
}

/** The lanes whose row has a column's byte set: its lowest bit, spread over the lane. */
function selected(rows: v128, column: i32): v128 {
  return i32x4.shr_s(i32x4.shl(rows, 31 - (column << 3)), 31);
}
