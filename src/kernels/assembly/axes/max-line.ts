// biome-ignore-all lint/style/useImportType: AssemblyScript knows no `import type`
// AssemblyScript. Max pooling along the last axis: a line of the input, with its padding, becomes
// a line of maxima and codes.
import { Word } from '../../../memory/codes';
import { nanLanes, word } from '../lib/lanes';
import { sum } from '../lib/sums';
import { addEntry, Exact, fold, nanIgnoreFlag, Plain, tiesLastFlag } from '../lib/winners';
import { Frame } from './max-frame';

/** Windows of so many cells are compared cell by cell; longer ones are put together from halves. */
const short: i32 = 4;

// Steps on integers, and with codes of four bytes, are always exact: a second copy of the kernels for
// them would make the bundle large.

/** Writes the best of the listed rows; see `fold`. */
export function best<T, M>(
  f: Frame,
  listEnd: usize,
  from: i32,
  out: usize,
  outCodes: usize,
  rows: i32,
): void {
  const list = f.list;
  if (isFloat<M>()) {
    sum<T>(0, list, listEnd, from, out, rows);
    return;
  }
  if (!isFloat<T>() || sizeof<M>() === 4 || f.exact) {
    fold<T, M, Exact>(f.flags, list, listEnd, from, out, outCodes, rows);
    return;
  }
  fold<T, M, Plain>(f.flags, list, listEnd, from, out, outCodes, rows);
}

/** Pools the line whose first cell is at `source`: writes `f.rows` values and codes. */
export function poolLine(f: Frame, source: usize, out: usize, outCodes: usize): void {
  const job = f.job;
  copyLine(f, source);
  const kernel = word(job, Word.kernel2);
  // Cells `period` apart lie in the same phase, `shift` outputs apart.
  const period = word(job, Word.period);
  const shift = word(job, Word.periodShift);
  if (f.codeSize === 0) {
    f.putCells(listCells(f, kernel), 0, out, 0, f.rows);
    return;
  }
  if (kernel <= short || kernel <= period) {
    f.putBest(listCells(f, kernel), 0, out, outCodes, f.rows);
  } else {
    const periods = kernel / period;
    const rest = kernel % period;
    const step = <usize>(shift * f.channels);
    let values = f.phases;
    let codes = <usize>0;
    if (period > 1) {
      values = f.blocks;
      codes = f.blockCodes;
      const rows = (f.outputs + (periods - 1) * shift) * f.channels;
      f.putBest(listCells(f, period), 0, values, codes, rows);
    }
    let wide = 1;
    while (wide < periods) {
      // Twice as many periods, or as many as are missing: these halves overlap.
      const next = min(wide, periods - wide);
      const rows = (f.outputs + (periods - wide - next) * shift) * f.channels;
      const by = <usize>next * step;
      wide += next;
      const last = wide === periods && rest === 0;
      const to = last ? out : values;
      const toCodes = last ? outCodes : f.blockCodes;
      const bCodes = codes ? codes + by * <usize>f.codeSize : 0;
      const b = values + by * <usize>f.size;
      f.putBetter(values, codes, 0, b, bCodes, next * period, to, toCodes, rows);
      values = to;
      codes = toCodes;
    }
    for (let k = 0; k < rest; k++) {
      const b = f.cell(k) + <usize>periods * step * <usize>f.size;
      f.putBetter(values, codes, 0, b, 0, periods * period + k, out, outCodes, f.rows);
      values = out;
      codes = outCodes;
    }
  }
  if (f.flags & nanIgnoreFlag) return;
  // Padding is as low as a value can be, so it wins where all real cells are, too: they do instead.
  const stride = word(job, Word.stride2);
  const dilation = word(job, Word.dilation2);
  const bytes = f.codeBytes(f.channels);
  for (let o = 0; o < f.outputs; o++) {
    const start = (f.output + o) * stride - word(job, Word.pad2);
    if (f.flags & tiesLastFlag) {
      const last = (word(job, Word.input2) - 1 - start) / dilation;
      if (start < word(job, Word.input2) && last < kernel - 1)
        clampCodes(f.codeSize, outCodes, bytes, last, false);
    } else if (start < 0) {
      clampCodes(f.codeSize, outCodes, bytes, (dilation - 1 - start) / dilation, true);
    } else break;
    outCodes += bytes;
  }
}

/** Lists the first cells of the windows of all outputs, which follow each other in their phases. */
function listCells(f: Frame, count: i32): usize {
  let end = f.list;
  for (let k = 0; k < count; k++) end = addEntry(end, f.cell(k), 0, k);
  return end;
}

/** Makes codes of some bytes each at least, or at most, `bound`. */
function clampCodes(size: i32, codes: usize, bytes: usize, bound: i32, least: bool): void {
  if (size === 1) clamp<u8>(codes, bytes, bound, least);
  else if (size === 2) clamp<u16>(codes, bytes, bound, least);
  else clamp<u32>(codes, bytes, bound, least);
}

function clamp<M>(codes: usize, bytes: usize, bound: i32, least: bool): void {
  const bounds = v128.splat<M>(<M>bound);
  const end = codes + bytes;
  for (; codes + 16 <= end; codes += 16) {
    const found = v128.load(codes);
    v128.store(codes, least ? v128.max<M>(found, bounds) : v128.min<M>(found, bounds));
  }
  for (; codes < end; codes += sizeof<M>()) {
    const found = load<M>(codes);
    store<M>(codes, least ? max<M>(found, <M>bound) : min<M>(found, <M>bound));
  }
}

/**
 * Copies the cells that the tile's windows reach, padding included, each into its phase: cells a
 * stride apart become neighbours. Notes whether there is a NaN.
 */
function copyLine(f: Frame, source: usize): void {
  const job = f.job;
  const stride = word(job, Word.stride2);
  const reach = (word(job, Word.kernel2) - 1) * word(job, Word.dilation2) + 1;
  const first = f.output * stride - word(job, Word.pad2);
  const span = (f.outputs - 1) * stride + reach;
  const step = f.bytes(word(job, Word.channels));
  const bytes = f.bytes(f.channels);
  const from = min(span, max(0, -first));
  const to = max(from, min(span, word(job, Word.input2) - first));
  let nan = i64x2.splat(0);
  if (stride === 1 && bytes === step) {
    const begin = f.phases + <usize>from * bytes;
    const end = f.phases + <usize>to * bytes;
    fill(f, f.phases, begin);
    nan = copy(f, begin, source + <usize>(first + from) * step, end - begin, nan);
    fill(f, end, f.phases + <usize>span * bytes);
  } else {
    const used = word(job, Word.dilation2) === 1 ? min(stride, reach) : stride;
    let phase = 0;
    let place = f.phases;
    let at = source + <usize>first * step;
    for (let cell = 0; cell < span; cell++) {
      if (phase < used) {
        const target = place + <usize>(phase * f.phaseBytes);
        if (cell < from || cell >= to) fill(f, target, target + bytes);
        else nan = copy(f, target, at, bytes, nan);
      }
      at += step;
      if (++phase === stride) {
        phase = 0;
        place += bytes;
      }
    }
  }
  if (v128.any_true(nan)) f.exact = true;
}

/** Copies whole vectors, up to 15 bytes more than asked for; `nan` gathers where a NaN is. */
function copy(f: Frame, target: usize, source: usize, bytes: usize, nan: v128): v128 {
  if (f.codeSize === 0 || !f.float) return copyAs<i32>(target, source, bytes, nan);
  if (f.size === 4) return copyAs<f32>(target, source, bytes, nan);
  return copyAs<f64>(target, source, bytes, nan);
}

function copyAs<T>(target: usize, source: usize, bytes: usize, nan: v128): v128 {
  const end = target + bytes;
  for (; target + 64 <= end; target += 64) {
    const a = v128.load(source);
    const b = v128.load(source, 16);
    const c = v128.load(source, 32);
    const d = v128.load(source, 48);
    v128.store(target, a);
    v128.store(target, b, 16);
    v128.store(target, c, 32);
    v128.store(target, d, 48);
    if (isFloat<T>()) {
      nan = v128.or(nan, v128.or(nanLanes<T>(a), nanLanes<T>(b)));
      nan = v128.or(nan, v128.or(nanLanes<T>(c), nanLanes<T>(d)));
    }
    source += 64;
  }
  for (; target < end; target += 16) {
    const a = v128.load(source);
    v128.store(target, a);
    if (isFloat<T>()) nan = v128.or(nan, nanLanes<T>(a));
    source += 16;
  }
  return nan;
}

/** Fills, in whole vectors, with what no real cell loses to, or what adds nothing. */
function fill(f: Frame, target: usize, end: usize): void {
  const value = f.filler();
  for (; target < end; target += 16) v128.store(target, value);
}
