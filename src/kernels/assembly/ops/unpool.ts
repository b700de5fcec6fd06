// AssemblyScript. Max unpooling, forward and backward.

import { Word } from '../../../memory/codes';
import { cellBytes, columnAt } from '../lib/cells';
import {
  addressOf,
  lanes,
  loadColumns,
  sameColumn,
  splatColumn,
  storeLanes,
  word,
} from '../lib/lanes';

/** Writes the values of one window's rows into the cells that the mask selects. */
export function placeRows<T>(
  job: usize,
  list: usize,
  listEnd: usize,
  shift: usize,
  position: i32,
): void {
  const channels = word(job, Word.channels);
  let values = addressOf<T>(job, Word.source, position);
  let mask = <usize>word(job, Word.mask);
  if (word(job, Word.dense)) {
    const windowSize = word(job, Word.windowSize);
    mask += <usize>(position * channels * windowSize);
    for (let at = list; at < listEnd; at += cellBytes) {
      const cell = load<usize>(at) + shift;
      const column = mask + load<i32>(at, columnAt);
      for (let c = 0; c < channels; c++) {
        const place = <usize>(c * sizeof<T>());
        if (load<u8>(column + c * windowSize)) store<T>(cell + place, load<T>(values + place));
      }
    }
    return;
  }
  mask += <usize>(position * channels);
  for (let c = 0; c < channels; c += lanes<T>()) {
    const value = v128.load(values);
    const columns = loadColumns<T>(mask);
    for (let at = list; at < listEnd; at += cellBytes) {
      const cell = load<usize>(at) + shift;
      const selected = sameColumn<T>(columns, splatColumn<T>(at + columnAt));
      storeLanes<T>(cell, v128.bitselect(value, v128.load(cell), selected), channels - c);
    }
    shift += 16;
    values += 16;
    mask += lanes<T>();
  }
}

/** Writes each row's sum of a window's cells over those that the mask selects, starting from +0. */
export function gatherRows<T>(
  job: usize,
  list: usize,
  listEnd: usize,
  shift: usize,
  position: i32,
): void {
  const channels = word(job, Word.channels);
  let target = addressOf<T>(job, Word.target, position);
  let mask = <usize>word(job, Word.mask);
  if (word(job, Word.dense)) {
    const windowSize = word(job, Word.windowSize);
    mask += <usize>(position * channels * windowSize);
    for (let c = 0; c < channels; c++) {
      const place = <usize>(c * sizeof<T>());
      let sum: T = 0;
      for (let at = list; at < listEnd; at += cellBytes) {
        const selected = load<u8>(mask + c * windowSize + load<i32>(at, columnAt));
        if (selected) sum += load<T>(load<usize>(at) + shift + place);
      }
      store<T>(target + place, sum);
    }
    return;
  }
  mask += <usize>(position * channels);
  for (let c = 0; c < channels; c += lanes<T>()) {
    const columns = loadColumns<T>(mask);
    let sum = v128.splat<T>(0);
    for (let at = list; at < listEnd; at += cellBytes) {
      const selected = sameColumn<T>(columns, splatColumn<T>(at + columnAt));
      sum = v128.add<T>(sum, v128.and(v128.load(load<usize>(at) + shift), selected));
    }
    storeLanes<T>(target, sum, channels - c);
    shift += 16;
    target += 16;
    mask += lanes<T>();
  }
}
