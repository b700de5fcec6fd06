// AssemblyScript. Max pooling backward for 2×2 windows with stride 2 and no padding.
// Each cell is in one window, and written once. Gradients are added to +0, so −0 gives +0.
import { Word } from '../../../memory/codes';
import { asFloat, lanes, loadColumns, sameColumn, splatColumn, word } from '../lib/lanes';

/** Routes the outputs from `begin` to `end`, counted over (image, first axis). */
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
  let o1 = begin % output0;
  let lines = <usize>word(job, Word.target) + <usize>((begin / output0) * input0 + o1 * 2) * line;
  const along = sizeof<T>() === 4 && !dense && channels < lanes<T>();
  for (let unit = begin; unit < end; ) {
    // Short lines are many: those of an image are one call.
    const count = along ? min(output0 - o1, end - unit) : 1;
    if (along) {
      if (channels === 1) routeSingles(output2, lines, line, dout, mask, count);
      else routeTriples(output2, lines, line, dout, mask, count);
    } else {
      if (dense) routeDenseLine<T>(job, lines, line, dout, mask);
      else routeLine<T>(job, lines, line, dout, mask);
    }
    unit += count;
    o1 += count;
    dout += <usize>(count * output2) * step;
    mask += <usize>(count * output2 * maskBytes);
    // With odd sizes the last column, and the last line, are in no window.
    for (let after = lines + line * <usize>(count * 2); lines < after; ) {
      lines += line;
      if (input2 & 1) memory.fill(lines - step, 0, step);
    }
    if (o1 < output0) continue;
    o1 = 0;
    if (input0 & 1) {
      memory.fill(lines, 0, line);
      lines += line;
    }
  }
}

/** Routes a line of windows with at least a vector of channels. */
function routeLine<T>(job: usize, cell: usize, line: usize, dout: usize, mask: usize): void {
  const channels = word(job, Word.channels);
  const step = <usize>(channels * sizeof<T>());
  const end = dout + <usize>word(job, Word.output2) * step;
  const one = splatColumn<T>(job + (Word.one << 2));
  const back = (channels % lanes<T>()) - lanes<T>();
  while (dout < end) {
    let target = cell;
    let left = channels;
    while (true) {
      route<T>(target, step, line, v128.load(dout), loadColumns<T>(mask), one);
      target += 16;
      dout += 16;
      mask += lanes<T>();
      left -= lanes<T>();
      if (left >= lanes<T>()) continue;
      if (left <= 0) break;
      // The last vector ends where the channels do: some cells are written twice.
      target += back * sizeof<T>();
      dout += back * sizeof<T>();
      mask += back;
      left = lanes<T>();
    }
    cell += step * 2;
  }
}

/** Routes lines of windows of one channel, at least four: vectors run along the line. */
function routeSingles(
  outputs: i32,
  cells: usize,
  line: usize,
  dout: usize,
  mask: usize,
  count: i32,
): void {
  const zero = i32x4.splat(0);
  for (; count > 0; count--) {
    const last = dout + <usize>((outputs - 4) << 2);
    let cell = cells;
    while (true) {
      const gradient = f32x4.add(zero, v128.load(dout));
      const columns = loadColumns<f32>(mask);
      const a = v128.and(gradient, i32x4.eq(columns, zero));
      const b = v128.and(gradient, i32x4.eq(columns, i32x4.splat(1)));
      const c = v128.and(gradient, i32x4.eq(columns, i32x4.splat(2)));
      const d = v128.and(gradient, i32x4.eq(columns, i32x4.splat(3)));
      const below = cell + line;
      v128.store(cell, v128.shuffle<i32>(a, b, 0, 4, 1, 5));
      v128.store(cell, v128.shuffle<i32>(a, b, 2, 6, 3, 7), 16);
      v128.store(below, v128.shuffle<i32>(c, d, 0, 4, 1, 5));
      v128.store(below, v128.shuffle<i32>(c, d, 2, 6, 3, 7), 16);
      dout += 16;
      mask += 4;
      cell += 32;
      if (dout <= last) continue;
      // The last vector ends where the line does: some cells are written twice.
      const over = (dout - last) >> 2;
      if (over === 4) break;
      dout = last;
      mask -= over;
      cell -= over << 3;
    }
    cells += line * 2;
  }
}

/** Routes lines of windows of three channels, at least two: two of them are three vectors. */
function routeTriples(
  outputs: i32,
  cells: usize,
  line: usize,
  dout: usize,
  mask: usize,
  count: i32,
): void {
  const zero = i32x4.splat(0);
  const two = i32x4.splat(2);
  // The columns of the upper line's cells.
  const upper0 = i32x4(0, 0, 0, 1);
  const upper1 = i32x4(1, 1, 0, 0);
  const upper2 = i32x4(0, 1, 1, 1);
  for (; count > 0; count--) {
    const last = dout + <usize>((outputs - 2) * 12);
    let cell = cells;
    while (true) {
      const head = f32x4.add(zero, v128.load(dout));
      const middle = f32x4.add(zero, v128.load(dout, 4));
      const tail = f32x4.add(zero, v128.load(dout, 8));
      const first = v128.shuffle<i32>(head, head, 0, 1, 2, 0);
      const third = v128.shuffle<i32>(tail, tail, 3, 1, 2, 3);
      const codes = loadColumns<f32>(mask);
      const codes2 = loadColumns<f32>(mask + 2);
      const column0 = i32x4.sub(v128.shuffle<i32>(codes, codes, 0, 1, 2, 0), upper0);
      const column1 = i32x4.sub(loadColumns<f32>(mask + 1), upper1);
      const column2 = i32x4.sub(v128.shuffle<i32>(codes2, codes2, 3, 1, 2, 3), upper2);
      const below = cell + line;
      v128.store(cell, v128.and(first, i32x4.eq(column0, zero)));
      v128.store(cell, v128.and(middle, i32x4.eq(column1, zero)), 16);
      v128.store(cell, v128.and(third, i32x4.eq(column2, zero)), 32);
      v128.store(below, v128.and(first, i32x4.eq(column0, two)));
      v128.store(below, v128.and(middle, i32x4.eq(column1, two)), 16);
      v128.store(below, v128.and(third, i32x4.eq(column2, two)), 32);
      dout += 24;
      mask += 6;
      cell += 48;
      if (dout <= last) continue;
      // An odd window at the end is routed with the one before it, which is written twice.
      if (dout === last + 24) break;
      dout = last;
      mask -= 3;
      cell -= 24;
    }
    cells += line * 2;
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

function routeDenseLine<T>(job: usize, cell: usize, line: usize, dout: usize, mask: usize): void {
  const channels = word(job, Word.channels);
  const split = word(job, Word.split);
  const step = <usize>(channels * sizeof<T>());
  const end = dout + <usize>word(job, Word.output2) * step;
  while (dout < end) {
    for (let first = 0; first < channels; first += lanes<T>()) {
      // The last vector ends where the channels do: some cells are written twice.
      const c = min(first, channels - lanes<T>());
      let gradient = v128.add<T>(v128.splat<T>(0), v128.load(dout + c * sizeof<T>()));
      const cells = loadRows<T>(mask + <usize>(c << 2));
      if (split) gradient = v128.div<T>(gradient, asFloat<T>(countRows(cells)));
      const target = cell + <usize>(c * sizeof<T>());
      v128.store(target, v128.and(gradient, selectedLanes(cells, 0)));
      v128.store(target + step, v128.and(gradient, selectedLanes(cells, 1)));
      v128.store(target + line, v128.and(gradient, selectedLanes(cells, 2)));
      v128.store(target + line + step, v128.and(gradient, selectedLanes(cells, 3)));
    }
    dout += step;
    mask += <usize>(channels << 2);
    cell += step * 2;
  }
}

/** Loads rows of four mask bytes as 32-bit integers, one per lane (twice for 64-bit lanes). */
function loadRows<T>(mask: usize): v128 {
  if (sizeof<T>() === 4) return v128.load(mask);
  const rows = v128.load64_zero(mask);
  return v128.shuffle<i32>(rows, rows, 0, 0, 1, 1);
}

/** The number of 1s among a row's four bytes. */
function countRows(rows: v128): v128 {
  return i32x4.shr_u(i32x4.mul(rows, i32x4.splat(0x01010101)), 24);
}

/** The lanes whose row has a column's byte set: its lowest bit, copied to all bits of the lane. */
function selectedLanes(rows: v128, column: i32): v128 {
  return i32x4.shr_s(i32x4.shl(rows, 31 - (column << 3)), 31);
}
