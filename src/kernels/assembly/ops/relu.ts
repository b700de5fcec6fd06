// AssemblyScript. ReLU, forward and backward, on the elements `begin` to `end` of arrays.
import { Word } from '../../../memory/codes';
import { lanes, loadColumns, storeColumns, storeLanes, word } from '../lib/lanes';

/** Keeps elements above 0 and NaN, else 0; the mask is 1 for those that are kept. */
export function relu<T>(job: usize, begin: i32, end: i32): void {
  const source = <usize>word(job, Word.source);
  const target = <usize>word(job, Word.target);
  const mask = <usize>word(job, Word.mask);
  const zero = i64x2.splat(0);
  const one = i8x16.splat(1);
  for (let i = begin; i < end; i += lanes<T>()) {
    const at = <usize>(i * sizeof<T>());
    const value = v128.load(source + at);
    const passes = v128.not(v128.le<T>(value, zero));
    storeLanes<T>(target + at, v128.and(value, passes), end - i);
    storeColumns<T>(mask + i, v128.and(passes, one), end - i);
  }
}

/** Keeps dout where the mask is true, else 0. */
export function reluBackward<T>(job: usize, begin: i32, end: i32): void {
  const source = <usize>word(job, Word.source);
  const target = <usize>word(job, Word.target);
  const mask = <usize>word(job, Word.mask);
  const zero = i64x2.splat(0);
  for (let i = begin; i < end; i += lanes<T>()) {
    const at = <usize>(i * sizeof<T>());
    const passes = v128.not(sameAsZero<T>(loadColumns<T>(mask + i), zero));
    storeLanes<T>(target + at, v128.and(v128.load(source + at), passes), end - i);
  }
}

function sameAsZero<T>(columns: v128, zero: v128): v128 {
  return sizeof<T>() === 8 ? i64x2.eq(columns, zero) : i32x4.eq(columns, zero);
}
