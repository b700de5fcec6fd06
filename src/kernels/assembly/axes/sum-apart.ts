// biome-ignore-all lint/style/useImportType: AssemblyScript knows no `import type`
// AssemblyScript. Average and Lp pooling backward where no cell is in two windows.
import { Word } from '../../../memory/codes';
import { divisorOf } from '../lib/cells';
import { word } from '../lib/lanes';
import { place } from '../lib/places';
import { entryBytes } from '../lib/winners';
import { listWindow } from './max-direct';
import { Frame } from './max-frame';
import { firstOutput, lastOutput } from './outputs';
import { alike } from './sum-direct';
import { shareRows, weighRows } from './sum-shares';

/** Writes what each window gives its cells, which are in no other window. */
export function placeImage(f: Frame, from: i32, to: i32): void {
  const job = f.job;
  const output0 = word(job, Word.output0);
  const output1 = word(job, Word.output1);
  const output2 = word(job, Word.output2);
  const channels = word(job, Word.channels);
  const stride2 = word(job, Word.stride2);
  const planeBytes = word(job, Word.input1) * word(job, Word.input2) * channels * f.size;
  const target = <usize>word(job, Word.target);
  f.image = target + <usize>(f.batch * word(job, Word.input0) * planeBytes);
  const endOfPart = f.image + <usize>(to * planeBytes);
  let zeroed = from;
  for (let o0 = firstOutput(job, 0, from); o0 <= lastOutput(job, 0, to - 1); o0++) {
    const start = o0 * word(job, Word.stride0) - word(job, Word.pad0);
    const reached = min(to, start + word(job, Word.kernel0));
    if (word(job, Word.mayBeEmpty) && reached > zeroed) {
      memory.fill(f.image + <usize>(zeroed * planeBytes), 0, (reached - zeroed) * planeBytes);
    }
    zeroed = max(zeroed, reached);
    for (let o1 = 0; o1 < output1; o1++) {
      let end = f.list;
      let first = end;
      let last = end;
      let listed = -1;
      const line = ((f.batch * output0 + o0) * output1 + o1) * output2;
      for (let o2 = 0; o2 < output2; ) {
        let windows = 1;
        const at = o2 * stride2 - word(job, Word.pad2);
        const inside = at >= 0 && at + word(job, Word.kernel2) <= word(job, Word.input2);
        if (listed < 0 || !inside) {
          end = listWindow(f, o0, o1, o2);
          listed = inside ? at : -1;
          // A window's cells are listed in order: these are the part's.
          first = skipTo(f.list, end, f.image + <usize>(from * planeBytes));
          last = skipTo(first, end, endOfPart);
        }
        const shift = listed < 0 ? 0 : f.bytes((at - listed) * channels);
        const row = f.bytes((line + o2) * channels);
        const dout = <usize>word(job, Word.source) + row;
        windows = alike(f, o2);
        if (f.power > 0) {
          const norms = <usize>word(job, Word.norms) + row;
          placeWeighed(f, first, last, shift, dout, norms, windows);
        } else {
          const divisor = divisorOf(job, o0, o1, o2);
          placeListed(f, first, last, shift, dout, divisor, windows);
        }
        o2 += windows;
      }
    }
  }
  memory.fill(f.image + <usize>(zeroed * planeBytes), 0, (to - zeroed) * planeBytes);
}

/** Writes what a window gives the listed cells, and what some that follow it give theirs. */
function placeListed(
  f: Frame,
  first: usize,
  last: usize,
  shift: usize,
  dout: usize,
  divisor: i32,
  windows: i32,
): void {
  const rows = word(f.job, Word.channels);
  const line = f.perLine;
  const step = f.bytes(word(f.job, Word.stride2) * rows);
  if (f.size === 4) place<f32>(first, last, line, shift, dout, rows, divisor, windows, step);
  else place<f64>(first, last, line, shift, dout, rows, divisor, windows, step);
}

/** The first listed cell from an address on. */
function skipTo(at: usize, listEnd: usize, address: usize): usize {
  while (at < listEnd && load<usize>(at) < address) at += entryBytes;
  return at;
}

/** Writes what windows' rows give the cells from `first` to `last` of those that are listed. */
function placeWeighed(
  f: Frame,
  first: usize,
  last: usize,
  shift: usize,
  dout: usize,
  norms: usize,
  windows: i32,
): void {
  const channels = word(f.job, Word.channels);
  let from = dout;
  if (f.power > 1) {
    from = f.phases;
    shareRows(f, norms, dout, from, windows * channels);
  }
  weighRows(f, first, last, shift, from, channels, windows);
}
