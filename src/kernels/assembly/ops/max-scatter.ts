// AssemblyScript. Max pooling backward: adds each row's gradient to the cells that its mask
// selects.
import { Word } from '../../../memory/codes';
import { cellBytes, columnAt } from '../lib/cells';
import {
  addressOf,
  asFloat,
  lanes,
  loadColumns,
  sameColumn,
  splatColumn,
  storeLanes,
  word,
} from '../lib/lanes';

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
  const mask = <usize>word(job, Word.mask);
  if (word(job, Word.dense)) {
    const rowBytes = channels * word(job, Word.windowSize);
    addDense<T>(job, list, listEnd, shift, dout, mask + <usize>(position * rowBytes));
  } else {
    const columns = mask + <usize>(position * channels);
    const windowSize = word(job, Word.windowSize);
    if (windowSize > lanes<T>() && listEnd - list === <usize>(windowSize * cellBytes)) {
      addRowByRow<T>(list, shift, channels, windowSize, dout, columns);
    } else {
      addRows<T>(list, listEnd, shift, channels, dout, columns);
    }
  }
}

/**
 * Adds row by row, in a window whose cells are all listed: one addition per row is less work than
 * one vector per cell, if there are more cells than lanes.
 */
function addRowByRow<T>(
  list: usize,
  shift: usize,
  channels: i32,
  windowSize: i32,
  dout: usize,
  mask: usize,
): void {
  const end = mask + channels;
  for (; mask + 4 <= end; mask += 4) {
    const columns = load<u32>(mask);
    if ((columns & 0x80808080) === 0) addFourRows<T>(list, shift, dout, columns);
    else for (let row = 0; row < 4; row++) addRow<T>(list, shift, windowSize, dout, mask, row);
    dout += 4 * sizeof<T>();
    shift += 4 * sizeof<T>();
  }
  for (let row = 0; mask + row < end; row++) addRow<T>(list, shift, windowSize, dout, mask, row);
}

/**
 * Adds four rows that all have a maximum. They are different channels, so never the same cell, and
 * all cells are read before one is written.
 */
function addFourRows<T>(list: usize, shift: usize, dout: usize, columns: u32): void {
  const cell0 = cellAt(list, columns & 255) + shift;
  const cell1 = cellAt(list, (columns >> 8) & 255) + shift;
  const cell2 = cellAt(list, (columns >> 16) & 255) + shift;
  const cell3 = cellAt(list, columns >> 24) + shift;
  const sum0 = load<T>(cell0) + load<T>(dout);
  const sum1 = load<T>(cell1, sizeof<T>()) + load<T>(dout, sizeof<T>());
  const sum2 = load<T>(cell2, 2 * sizeof<T>()) + load<T>(dout, 2 * sizeof<T>());
  const sum3 = load<T>(cell3, 3 * sizeof<T>()) + load<T>(dout, 3 * sizeof<T>());
  store<T>(cell0, sum0);
  store<T>(cell1, sum1, sizeof<T>());
  store<T>(cell2, sum2, 2 * sizeof<T>());
  store<T>(cell3, sum3, 3 * sizeof<T>());
}

/** Adds one row, unless it has no maximum. */
function addRow<T>(
  list: usize,
  shift: usize,
  windowSize: i32,
  dout: usize,
  mask: usize,
  row: i32,
): void {
  const column = <u32>load<u8>(mask + row);
  if (<i32>column >= windowSize) return;
  const at = <usize>(row * sizeof<T>());
  const cell = cellAt(list, column) + shift + at;
  store<T>(cell, load<T>(cell) + load<T>(dout + at));
}

/** The address of a column's cell, if all cells are listed. */
function cellAt(list: usize, column: u32): usize {
  return load<usize>(list + <usize>(column * cellBytes));
}

/** Adds the rows of one window, with one mask byte per row. */
function addRows<T>(
  list: usize,
  listEnd: usize,
  shift: usize,
  channels: i32,
  dout: usize,
  mask: usize,
): void {
  let c = 0;
  // Two vectors at a time, so that each listed cell is read once for both.
  for (; c <= channels - 2 * lanes<T>(); c += 2 * lanes<T>()) {
    const gradient = v128.load(dout);
    const gradient2 = v128.load(dout, 16);
    const columns = loadColumns<T>(mask);
    const columns2 = loadColumns<T>(mask + lanes<T>());
    for (let at = list; at < listEnd; at += cellBytes) {
      const cell = load<usize>(at) + shift;
      const column = splatColumn<T>(at + columnAt);
      const part = v128.and(gradient, sameColumn<T>(columns, column));
      const part2 = v128.and(gradient2, sameColumn<T>(columns2, column));
      v128.store(cell, v128.add<T>(v128.load(cell), part));
      v128.store(cell, v128.add<T>(v128.load(cell, 16), part2), 16);
    }
    shift += 32;
    dout += 32;
    mask += 2 * lanes<T>();
  }
  for (; c < channels; c += lanes<T>()) {
    const gradient = v128.load(dout);
    const columns = loadColumns<T>(mask);
    for (let at = list; at < listEnd; at += cellBytes) {
      const cell = load<usize>(at) + shift;
      const part = v128.and(gradient, sameColumn<T>(columns, splatColumn<T>(at + columnAt)));
      storeLanes<T>(cell, v128.add<T>(v128.load(cell), part), channels - c);
    }
    shift += 16;
    dout += 16;
    mask += lanes<T>();
  }
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
