// biome-ignore-all lint/style/useImportType: AssemblyScript knows no `import type`
// AssemblyScript. Two neighbouring windows at once: what both hold is compared once. Of float32, with codes
// of a byte, in whole blocks of channels.
import { Word } from '../../../memory/codes';
import { word } from '../lib/lanes';
import { addEntry, Block, entryBytes, Plain, storeBlock } from '../lib/winners';
import { listLine } from './max-direct';
import { Frame } from './max-frame';
import { foldThrees } from './max-threes';

/** Pools the line whose first cell is at `source`, which has no NaN, along the last axis, cells where they lie. */
export function pairLine(f: Frame, source: usize, out: usize, outCodes: usize): void {
  const job = f.job;
  const kernel = word(job, Word.kernel2);
  const stride = word(job, Word.stride2);
  const most = word(job, Word.input2) - kernel - stride;
  const cell = word(job, Word.channels);
  f.pairStep = f.bytes(f.channels);
  f.pairCodeStep = f.codeBytes(f.channels);
  for (let o = 0; o < f.outputs; ) {
    const start = (f.output + o) * stride - word(job, Word.pad2);
    let done = 1;
    if (o + 1 < f.outputs && start >= 0 && start <= most) {
      const pairs = min((f.outputs - o) >> 1, (most - start) / (2 * stride) + 1);
      let end = f.list;
      for (let k = 0; k < kernel + stride; k++) {
        end = addEntry(end, source + f.bytes((start + k) * cell), 0, k);
      }
      f.pairSkip = f.bytes(2 * stride * cell - f.channels);
      foldPairs(f, end, stride, 1, 0, out, outCodes, f.channels, pairs);
      done = 2 * pairs;
    } else {
      // Near an edge, alone.
      const end = listLine(f, f.list, source, f.output + o, 0);
      if (end > f.list) f.putCells(end, 0, out, outCodes, f.channels);
    }
    o += done;
    out += f.bytes(done * f.channels);
    outCodes += f.codeBytes(done * f.channels);
  }
}

/**
 * Writes the best of two windows' rows, the second's `pairStep` and `pairCodeStep` bytes behind the first's.
 * Of the listed entries the first window has all but the last `stride`, the second all but the first
 * `stride`; an entry's column grows by `columns` from one to the next. So for some pairs in a row, whose
 * cells follow after `pairSkip` bytes. See `fold` for the rest.
 */
export function foldPairs(
  f: Frame,
  listEnd: usize,
  stride: i32,
  columns: i32,
  from: i32,
  out: usize,
  outCodes: usize,
  rows: i32,
  pairs: i32,
): void {
  const list = f.list;
  const step = f.pairStep;
  const codeStep = f.pairCodeStep;
  if (COMPACT === 0) {
    if (stride === 1 && listEnd - list === 4 * entryBytes) {
      foldThrees(f, columns, from, out, outCodes, rows, pairs);
      return;
    }
  }
  const shared = list + <usize>(stride * entryBytes);
  const last = listEnd - <usize>(stride * entryBytes);
  const offset = i8x16.splat(<i8>(stride * columns));
  let shift = f.bytes(from);
  let codeShift = <usize>from;
  let left = rows;
  while (pairs > 0) {
    let at = load<usize>(shared) + shift;
    let best0 = v128.load(at);
    let best1 = v128.load(at, 16);
    let best2 = v128.load(at, 32);
    let best3 = v128.load(at, 48);
    let code = Block.listed<f32, u8, Plain>(shared, codeShift, 0);
    for (let entry = shared + entryBytes; entry < last; entry += entryBytes) {
      at = load<usize>(entry) + shift;
      const value0 = v128.load(at);
      const value1 = v128.load(at, 16);
      const value2 = v128.load(at, 32);
      const value3 = v128.load(at, 48);
      const wins = Block.wins<f32, u8>(best0, best1, best2, best3, value0, value1, value2, value3);
      best0 = f32x4.pmax(best0, value0);
      best1 = f32x4.pmax(best1, value1);
      best2 = f32x4.pmax(best2, value2);
      best3 = f32x4.pmax(best3, value3);
      const listed = Block.listed<f32, u8, Plain>(entry, codeShift, 0);
      code = Block.winner<u8, Plain>(code, listed, wins);
    }
    // The first window: its own entries come before what both hold.
    at = load<usize>(list) + shift;
    let first0 = v128.load(at);
    let first1 = v128.load(at, 16);
    let first2 = v128.load(at, 32);
    let first3 = v128.load(at, 48);
    let firstCode = Block.listed<f32, u8, Plain>(list, codeShift, 0);
    for (let entry = list + entryBytes; entry < shared; entry += entryBytes) {
      at = load<usize>(entry) + shift;
      const value0 = v128.load(at);
      const value1 = v128.load(at, 16);
      const value2 = v128.load(at, 32);
      const value3 = v128.load(at, 48);
      const wins = Block.wins<f32, u8>(
        first0,
        first1,
        first2,
        first3,
        value0,
        value1,
        value2,
        value3,
      );
      first0 = f32x4.pmax(first0, value0);
      first1 = f32x4.pmax(first1, value1);
      first2 = f32x4.pmax(first2, value2);
      first3 = f32x4.pmax(first3, value3);
      const listed = Block.listed<f32, u8, Plain>(entry, codeShift, 0);
      firstCode = Block.winner<u8, Plain>(firstCode, listed, wins);
    }
    const wins = Block.wins<f32, u8>(first0, first1, first2, first3, best0, best1, best2, best3);
    storeBlock(
      out,
      f32x4.pmax(first0, best0),
      f32x4.pmax(first1, best1),
      f32x4.pmax(first2, best2),
      f32x4.pmax(first3, best3),
    );
    v128.store(outCodes, Block.winner<u8, Plain>(firstCode, code, wins));
    for (let entry = last; entry < listEnd; entry += entryBytes) {
      at = load<usize>(entry) + shift;
      const value0 = v128.load(at);
      const value1 = v128.load(at, 16);
      const value2 = v128.load(at, 32);
      const value3 = v128.load(at, 48);
      const wins = Block.wins<f32, u8>(best0, best1, best2, best3, value0, value1, value2, value3);
      best0 = f32x4.pmax(best0, value0);
      best1 = f32x4.pmax(best1, value1);
      best2 = f32x4.pmax(best2, value2);
      best3 = f32x4.pmax(best3, value3);
      const listed = Block.listed<f32, u8, Plain>(entry, codeShift, 0);
      code = Block.winner<u8, Plain>(code, listed, wins);
    }
    storeBlock(out + step, best0, best1, best2, best3);
    v128.store(outCodes + codeStep, i8x16.sub(code, offset));
    shift += 64;
    codeShift += 16;
    out += 64;
    outCodes += 16;
    left -= 16;
    if (left > 0) continue;
    left = rows;
    pairs--;
    shift += f.pairSkip;
    out += step;
    outCodes += codeStep;
  }
}
