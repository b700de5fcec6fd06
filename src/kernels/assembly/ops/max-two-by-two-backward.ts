// AssemblyScript. Max pooling backward for 2×2 windows with stride 2 and no padding.
// Each cell is in one window, and written once. Gradients are added to +0, so −0 gives +0.
import { Word } from '../../../memory/codes';
import { fetch } from '../lib/fetch';
import {
  asFloat,
  lanes,
  loadColumns,
  sameColumn,
  splatColumn,
  storeLanes,
  word,
} from '../lib/lanes';

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
  for (let unit = begin; unit < end; unit++) {
    const o1 = unit % output0;
    const lines =
      <usize>word(job, Word.target) + <usize>((unit / output0) * input0 + o1 * 2) * line;
    fetch(job, lines, <i32>line * 2);
    if (dense) routeDenseLine<T>(job, lines, line, dout, mask);
    else routeLine<T>(job, lines, line, dout, mask);
    dout += <usize>output2 * step;
    mask += <usize>(output2 * maskBytes);
    // With odd sizes the last column, and the last line, are in no window.
    if (input2 & 1) {
      memory.fill(lines + line - step, 0, step);
      memory.fill(lines + line * 2 - step, 0, step);
    }
    if (o1 === output0 - 1 && input0 & 1) memory.fill(lines + line * 2, 0, line);
  }
}

function routeLine<T>(job: usize, cell: usize, line: usize, dout: usize, mask: usize): void {
  const channels = word(job, Word.channels);
  const step = <usize>(channels * sizeof<T>());
  const end = dout + <usize>word(job, Word.output2) * step;
  const one = splatColumn<T>(job + (Word.one << 2));
  while (dout < end) {
    let target = cell;
    let c = 0;
    // Two whole vectors at a time, which need no check of how many lanes are rows.
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

function routeDenseLine<T>(job: usize, cell: usize, line: usize, dout: usize, mask: usize): void {
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
      storeLanes<T>(target, v128.and(gradient, selectedLanes(cells, 0)), here);
      storeLanes<T>(target + step, v128.and(gradient, selectedLanes(cells, 1)), here);
      storeLanes<T>(target + line, v128.and(gradient, selectedLanes(cells, 2)), here);
      storeLanes<T>(target + line + step, v128.and(gradient, selectedLanes(cells, 3)), here);
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
