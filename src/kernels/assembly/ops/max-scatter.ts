// AssemblyScript. Max pooling backward with a mask of one byte per cell: adds each row's gradient
// to the cells that it selects.
import { Word } from '../../../memory/codes';
import { cellBytes, columnAt } from '../lib/cells';
import { addressOf, asFloat, lanes, sameColumn, splatColumn, storeLanes, word } from '../lib/lanes';

/** Adds the gradients of one window's rows; `position` is the window's number. */
export function scatterMaxima<T>(
  job: usize,
  list: usize,
  listEnd: usize,
  shift: usize,
  position: i32,
): void {
  const channels = word(job, Word.channels);
  const dout = addressOf<T>(job, Word.source, position);
  const rowBytes = channels * word(job, Word.windowSize);
  const mask = <usize>word(job, Word.mask) + <usize>(position * rowBytes);
  addDense<T>(job, list, listEnd, shift, dout, mask);
}

/** Adds the rows of one window, with one mask byte per cell; any number of them may be set. */
function addDense<T>(
  job: usize,
  list: usize,
  listEnd: usize,
  shift: usize,
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
      const target = load<usize>(cell) + shift + at;
      const sum = v128.add<T>(v128.load(target), v128.and(gradient, selected));
      storeLanes<T>(target, sum, channels - c);
    }
  }
}

/** The mask's bytes of one column, one row per lane, as integers of T's width. */
function cellsOf<T>(row: usize, row1: usize, row2: usize, row3: usize, column: i32): v128 {
  let cells = i64x2.splat(0);
  cells = v128.load8_lane(row + column, cells, 0);
  if (sizeof<T>() === 8) return v128.load8_lane(row1 + column, cells, 8);
  cells = v128.load8_lane(row1 + column, cells, 4);
  cells = v128.load8_lane(row2 + column, cells, 8);
  return v128.load8_lane(row3 + column, cells, 12);
}
