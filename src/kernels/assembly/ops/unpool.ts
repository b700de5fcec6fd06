// AssemblyScript. Max unpooling, forward and backward, with a mask of one byte per cell.

import { Word } from '../../../memory/codes';
import { cellBytes, columnAt } from '../lib/cells';
import { addressOf, word } from '../lib/lanes';

/** Writes the values of one window's rows into the cells that the mask selects. */
export function placeRows<T>(
  job: usize,
  list: usize,
  listEnd: usize,
  shift: usize,
  position: i32,
): void {
  const channels = word(job, Word.channels);
  const values = addressOf<T>(job, Word.source, position);
  const windowSize = word(job, Word.windowSize);
  const mask = <usize>word(job, Word.mask) + <usize>(position * channels * windowSize);
  for (let at = list; at < listEnd; at += cellBytes) {
    const cell = load<usize>(at) + shift;
    const column = mask + load<i32>(at, columnAt);
    for (let c = 0; c < channels; c++) {
      const place = <usize>(c * sizeof<T>());
      if (load<u8>(column + c * windowSize)) store<T>(cell + place, load<T>(values + place));
    }
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
  const target = addressOf<T>(job, Word.target, position);
  const windowSize = word(job, Word.windowSize);
  const mask = <usize>word(job, Word.mask) + <usize>(position * channels * windowSize);
  for (let c = 0; c < channels; c++) {
    const place = <usize>(c * sizeof<T>());
    let sum: T = 0;
    for (let at = list; at < listEnd; at += cellBytes) {
      const selected = load<u8>(mask + c * windowSize + load<i32>(at, columnAt));
      if (selected) sum += load<T>(load<usize>(at) + shift + place);
    }
    store<T>(target + place, sum);
  }
}
