// AssemblyScript. Max pooling forward for 2×2 windows with stride 2, all real; the first maximum wins
// and NaN propagates.
import { Word } from './codes';
import {
  lanes,
  laterColumn,
  maybeNaN,
  splatColumn,
  storeColumns,
  storeColumns4,
  storeLanes,
  word,
} from './lanes';
import { beats, larger } from './max-rows';

/** The outputs `begin` to `end` of (image, first axis). */
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
