// AssemblyScript. Lp pooling with any exponent, forward: every step is rounded to T.
import { Word } from '../../../memory/codes';
import { cellBytes, columnAt } from '../lib/cells';
import { addressOf, lanes, storeLanes, word } from '../lib/lanes';
import { exponentOf, power } from '../lib/powers';

/** Writes the p-norms of one window's rows; `position` is the window's number. */
export function writeNorms<T>(
  job: usize,
  list: usize,
  listEnd: usize,
  shift: usize,
  position: i32,
): void {
  const channels = word(job, Word.channels);
  const p = exponentOf(job);
  let target = addressOf<T>(job, Word.target, position);
  for (let c = 0; c < channels; c += lanes<T>()) {
    storeLanes<T>(target, normOf<T>(job, list, listEnd, shift, p), channels - c);
    shift += 16;
    target += 16;
  }
}

/** The norms of a vector of rows: powers are added along the last axis first, then across. */
function normOf<T>(job: usize, list: usize, listEnd: usize, shift: usize, p: f64): v128 {
  const kernel2 = word(job, Word.kernel2);
  const kernel12 = kernel2 * word(job, Word.kernel1);
  let total = v128.splat<T>(0);
  for (let at = list; at < listEnd; ) {
    let plane = v128.splat<T>(0);
    const planeEnd = (load<i32>(at, columnAt) / kernel12 + 1) * kernel12;
    while (at < listEnd && load<i32>(at, columnAt) < planeEnd) {
      let line = v128.splat<T>(0);
      const lineEnd = (load<i32>(at, columnAt) / kernel2 + 1) * kernel2;
      for (; at < listEnd && load<i32>(at, columnAt) < lineEnd; at += cellBytes) {
        const value = v128.load(load<usize>(at) + shift);
        line = v128.add<T>(line, power<T>(v128.abs<T>(value), p));
      }
      plane = v128.add<T>(plane, line);
    }
    total = v128.add<T>(total, plane);
  }
  return power<T>(total, 1 / p);
}
