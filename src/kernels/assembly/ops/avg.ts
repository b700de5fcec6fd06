// AssemblyScript. Average pooling, forward and backward: cells are added in column order, from +0.

import { Word } from '../../../memory/codes';
import { cellBytes } from '../lib/cells';
import { addressOf, lanes, storeLanes, word } from '../lib/lanes';

/** Writes the averages of one window's rows; `position` is the window's number. */
export function writeAverages<T>(
  job: usize,
  list: usize,
  listEnd: usize,
  shift: usize,
  position: i32,
  divisor: i32,
): void {
  const channels = word(job, Word.channels);
  // A divisor of 0 means no real cells: 0 / 1 gives the average 0.
  const by = v128.splat<T>(<T>max(1, divisor));
  const zero = v128.splat<T>(0);
  let target = addressOf<T>(job, Word.target, position);
  let c = 0;
  // Four vectors at a time, so that each listed cell is read once for all of them.
  for (; c <= channels - 4 * lanes<T>(); c += 4 * lanes<T>()) {
    let sum0 = zero;
    let sum1 = zero;
    let sum2 = zero;
    let sum3 = zero;
    for (let at = list; at < listEnd; at += cellBytes) {
      const cell = load<usize>(at) + shift;
      sum0 = v128.add<T>(sum0, v128.load(cell));
      sum1 = v128.add<T>(sum1, v128.load(cell, 16));
      sum2 = v128.add<T>(sum2, v128.load(cell, 32));
      sum3 = v128.add<T>(sum3, v128.load(cell, 48));
    }
    v128.store(target, v128.div<T>(sum0, by));
    v128.store(target, v128.div<T>(sum1, by), 16);
    v128.store(target, v128.div<T>(sum2, by), 32);
    v128.store(target, v128.div<T>(sum3, by), 48);
    shift += 64;
    target += 64;
  }
  for (; c < channels; c += lanes<T>()) {
    let sum = zero;
    for (let at = list; at < listEnd; at += cellBytes) {
      sum = v128.add<T>(sum, v128.load(load<usize>(at) + shift));
    }
    storeLanes<T>(target, v128.div<T>(sum, by), channels - c);
    shift += 16;
    target += 16;
  }
}

/** Adds the gradients of one window's rows, each divided by the divisor, to its cells. */
export function scatterAverages<T>(
  job: usize,
  list: usize,
  listEnd: usize,
  shift: usize,
  position: i32,
  divisor: i32,
): void {
  const channels = word(job, Word.channels);
  const by = v128.splat<T>(<T>divisor);
  let dout = addressOf<T>(job, Word.source, position);
  let c = 0;
  for (; c <= channels - 2 * lanes<T>(); c += 2 * lanes<T>()) {
    const gradient = v128.div<T>(v128.load(dout), by);
    const gradient2 = v128.div<T>(v128.load(dout, 16), by);
    for (let at = list; at < listEnd; at += cellBytes) {
      const cell = load<usize>(at) + shift;
      v128.store(cell, v128.add<T>(v128.load(cell), gradient));
      v128.store(cell, v128.add<T>(v128.load(cell, 16), gradient2), 16);
    }
    shift += 32;
    dout += 32;
  }
  for (; c < channels; c += lanes<T>()) {
    const gradient = v128.div<T>(v128.load(dout), by);
    for (let at = list; at < listEnd; at += cellBytes) {
      const cell = load<usize>(at) + shift;
      storeLanes<T>(cell, v128.add<T>(v128.load(cell), gradient), channels - c);
    }
    shift += 16;
    dout += 16;
  }
}
