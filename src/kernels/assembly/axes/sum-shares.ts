// biome-ignore-all lint/style/useImportType: AssemblyScript knows no `import type`
// AssemblyScript. Lp pooling backward: windows' shares, dout / norm^(p−1), and their weights, for each power.
import { Word } from '../../../memory/codes';
import { word } from '../lib/lanes';
import { Any, exponentOf, One, share, Two, weigh } from '../lib/powers';
import { entryBytes } from '../lib/winners';
import { Frame } from './max-frame';

/** Cells of so many bytes are written in the order in which they lie. */
const manyBytes: usize = 128;

/** Writes rows' shares; see `share`. */
export function shareRows(f: Frame, norms: usize, dout: usize, out: usize, rows: i32): void {
  if (f.size === 4) shareAs<f32>(f, norms, dout, out, rows);
  else shareAs<f64>(f, norms, dout, out, rows);
}

function shareAs<T>(f: Frame, norms: usize, dout: usize, out: usize, rows: i32): void {
  if (f.power === 2) share<T, Two>(2, norms, dout, out, rows);
  else share<T, Any>(exponentOf(f.job), norms, dout, out, rows);
}

/** Writes weighed rows into listed places of din; see `weigh`. */
export function weighRows(
  f: Frame,
  list: usize,
  listEnd: usize,
  by: usize,
  from: usize,
  rows: i32,
  windows: i32,
): void {
  const bytes = f.bytes(rows);
  const step = <usize>word(f.job, Word.stride2) * bytes;
  if (bytes < manyBytes) {
    weighBySize(f, list, listEnd, by, from, rows, windows, step, bytes);
    return;
  }
  // Cells with many channels are written in the order in which they lie, and so x is read.
  for (; list < listEnd; list += f.perLine) {
    for (let window = 0; window < windows; window++) {
      const first = by + <usize>window * step;
      const part = from + <usize>window * bytes;
      weighBySize(f, list, list + entryBytes, first, part, rows, f.perLine / entryBytes, bytes, 0);
    }
  }
}

/** Writes weighed rows into the listed places of windows `step` bytes apart, their rows `fromStep`; see `weigh`. */
export function weighBySize(
  f: Frame,
  list: usize,
  listEnd: usize,
  by: usize,
  from: usize,
  rows: i32,
  windows: i32,
  step: usize,
  fromStep: usize,
): void {
  if (f.size === 4) weighAs<f32>(f, list, listEnd, by, from, rows, windows, step, fromStep);
  else weighAs<f64>(f, list, listEnd, by, from, rows, windows, step, fromStep);
}

function weighAs<T>(
  f: Frame,
  list: usize,
  listEnd: usize,
  by: usize,
  from: usize,
  rows: i32,
  windows: i32,
  step: usize,
  fromStep: usize,
): void {
  const p = exponentOf(f.job);
  const toX = <usize>word(f.job, Word.input) - <usize>word(f.job, Word.target);
  if (f.power === 1) weigh<T, One>(p, list, listEnd, by, toX, from, rows, windows, step, fromStep);
  else if (f.power === 2)
    weigh<T, Two>(p, list, listEnd, by, toX, from, rows, windows, step, fromStep);
  else weigh<T, Any>(p, list, listEnd, by, toX, from, rows, windows, step, fromStep);
}
