// biome-ignore-all lint/style/useImportType: AssemblyScript knows no `import type`
// AssemblyScript. Windows of three cells along an axis, the most frequent ones, without a list: of float32,
// with codes of a byte, in whole blocks of channels, without a NaN.
import { nanLanes } from '../lib/lanes';
import { Block, entryBytes, Plain, storeBlock, sumOf } from '../lib/winners';
import { Frame } from './max-frame';

/** As `foldPairs`, of windows of three entries that are one apart. */
export function foldThrees(
  f: Frame,
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
  const next = i8x16.splat(<i8>columns);
  const second = i8x16.splat(<i8>(2 * columns));
  let a = load<usize>(list) + f.bytes(from);
  let b = load<usize>(list + entryBytes) + f.bytes(from);
  let c = load<usize>(list + 2 * entryBytes) + f.bytes(from);
  let d = load<usize>(list + 3 * entryBytes) + f.bytes(from);
  let aCodes = load<usize>(list, 4);
  let bCodes = load<usize>(list + entryBytes, 4);
  let cCodes = load<usize>(list + 2 * entryBytes, 4);
  let dCodes = load<usize>(list + 3 * entryBytes, 4);
  // Cells have no codes of their own: in their place a vector of zeros is read, again and again.
  let advance: usize = 0;
  if (aCodes) {
    advance = 16;
    aCodes += <usize>from;
    bCodes += <usize>from;
    cCodes += <usize>from;
    dCodes += <usize>from;
  } else {
    aCodes = bCodes = cCodes = dCodes = f.zeros();
  }
  let left = rows;
  while (pairs > 0) {
    let best0 = v128.load(b);
    let best1 = v128.load(b, 16);
    let best2 = v128.load(b, 32);
    let best3 = v128.load(b, 48);
    let value0 = v128.load(c);
    let value1 = v128.load(c, 16);
    let value2 = v128.load(c, 32);
    let value3 = v128.load(c, 48);
    let wins = Block.wins<f32, u8>(best0, best1, best2, best3, value0, value1, value2, value3);
    best0 = f32x4.pmax(best0, value0);
    best1 = f32x4.pmax(best1, value1);
    best2 = f32x4.pmax(best2, value2);
    best3 = f32x4.pmax(best3, value3);
    let other = i8x16.add(v128.load(cCodes), next);
    // From the second window's first entry on.
    const code = Block.winner<u8, Plain>(v128.load(bCodes), other, wins);
    value0 = v128.load(a);
    value1 = v128.load(a, 16);
    value2 = v128.load(a, 32);
    value3 = v128.load(a, 48);
    wins = Block.wins<f32, u8>(value0, value1, value2, value3, best0, best1, best2, best3);
    storeBlock(
      out,
      f32x4.pmax(value0, best0),
      f32x4.pmax(value1, best1),
      f32x4.pmax(value2, best2),
      f32x4.pmax(value3, best3),
    );
    other = i8x16.add(code, next);
    v128.store(outCodes, Block.winner<u8, Plain>(v128.load(aCodes), other, wins));
    value0 = v128.load(d);
    value1 = v128.load(d, 16);
    value2 = v128.load(d, 32);
    value3 = v128.load(d, 48);
    wins = Block.wins<f32, u8>(best0, best1, best2, best3, value0, value1, value2, value3);
    storeBlock(
      out + step,
      f32x4.pmax(best0, value0),
      f32x4.pmax(best1, value1),
      f32x4.pmax(best2, value2),
      f32x4.pmax(best3, value3),
    );
    other = i8x16.add(v128.load(dCodes), second);
    v128.store(outCodes + codeStep, Block.winner<u8, Plain>(code, other, wins));
    let by: usize = 64;
    let past: usize = 0;
    left -= 16;
    if (left === 0) {
      left = rows;
      pairs--;
      by += f.pairSkip;
      past = 1;
    }
    a += by;
    b += by;
    c += by;
    d += by;
    aCodes += advance;
    bCodes += advance;
    cCodes += advance;
    dCodes += advance;
    out += 64 + past * step;
    outCodes += 16 + past * codeStep;
  }
}

/**
 * Writes the best of `count` windows of 3 × 3 cells side by side, with stride 2. Of their first line the maxima
 * and codes are there, and those of their last take their place: the next windows' first. Returns whether
 * there may be a NaN, also in `best`; then what was written is of no use.
 */
export function foldNines(
  f: Frame,
  best: usize,
  codes: usize,
  line1: usize,
  line2: usize,
  out: usize,
  outCodes: usize,
  count: i32,
): bool {
  const step = f.bytes(f.channels);
  const one = i8x16.splat(1);
  const two = i8x16.splat(2);
  const three = i8x16.splat(3);
  const six = i8x16.splat(6);
  let sum = i64x2.splat(0);
  for (; count > 0; count--) {
    for (const end = line1 + step; line1 < end; line1 += 64) {
      let best0 = v128.load(line1);
      let best1 = v128.load(line1, 16);
      let best2 = v128.load(line1, 32);
      let best3 = v128.load(line1, 48);
      sum = f32x4.add(sum, sumOf<f32>(best0, best1, best2, best3));
      let at = line1 + step;
      let value0 = v128.load(at);
      let value1 = v128.load(at, 16);
      let value2 = v128.load(at, 32);
      let value3 = v128.load(at, 48);
      sum = f32x4.add(sum, sumOf<f32>(value0, value1, value2, value3));
      let wins = Block.wins<f32, u8>(best0, best1, best2, best3, value0, value1, value2, value3);
      best0 = f32x4.pmax(best0, value0);
      best1 = f32x4.pmax(best1, value1);
      best2 = f32x4.pmax(best2, value2);
      best3 = f32x4.pmax(best3, value3);
      let code = v128.and(wins, one);
      at += step;
      value0 = v128.load(at);
      value1 = v128.load(at, 16);
      value2 = v128.load(at, 32);
      value3 = v128.load(at, 48);
      wins = Block.wins<f32, u8>(best0, best1, best2, best3, value0, value1, value2, value3);
      best0 = f32x4.pmax(best0, value0);
      best1 = f32x4.pmax(best1, value1);
      best2 = f32x4.pmax(best2, value2);
      best3 = f32x4.pmax(best3, value3);
      code = Block.winner<u8, Plain>(code, two, wins);
      // The first line's come before them.
      value0 = v128.load(best);
      value1 = v128.load(best, 16);
      value2 = v128.load(best, 32);
      value3 = v128.load(best, 48);
      wins = Block.wins<f32, u8>(value0, value1, value2, value3, best0, best1, best2, best3);
      const first0 = f32x4.pmax(value0, best0);
      const first1 = f32x4.pmax(value1, best1);
      const first2 = f32x4.pmax(value2, best2);
      const first3 = f32x4.pmax(value3, best3);
      const firstCode = Block.winner<u8, Plain>(v128.load(codes), i8x16.add(code, three), wins);
      best0 = v128.load(line2);
      best1 = v128.load(line2, 16);
      best2 = v128.load(line2, 32);
      best3 = v128.load(line2, 48);
      sum = f32x4.add(sum, sumOf<f32>(best0, best1, best2, best3));
      at = line2 + step;
      value0 = v128.load(at);
      value1 = v128.load(at, 16);
      value2 = v128.load(at, 32);
      value3 = v128.load(at, 48);
      sum = f32x4.add(sum, sumOf<f32>(value0, value1, value2, value3));
      wins = Block.wins<f32, u8>(best0, best1, best2, best3, value0, value1, value2, value3);
      best0 = f32x4.pmax(best0, value0);
      best1 = f32x4.pmax(best1, value1);
      best2 = f32x4.pmax(best2, value2);
      best3 = f32x4.pmax(best3, value3);
      code = v128.and(wins, one);
      at += step;
      value0 = v128.load(at);
      value1 = v128.load(at, 16);
      value2 = v128.load(at, 32);
      value3 = v128.load(at, 48);
      wins = Block.wins<f32, u8>(best0, best1, best2, best3, value0, value1, value2, value3);
      best0 = f32x4.pmax(best0, value0);
      best1 = f32x4.pmax(best1, value1);
      best2 = f32x4.pmax(best2, value2);
      best3 = f32x4.pmax(best3, value3);
      code = Block.winner<u8, Plain>(code, two, wins);
      storeBlock(best, best0, best1, best2, best3);
      v128.store(codes, code);
      wins = Block.wins<f32, u8>(first0, first1, first2, first3, best0, best1, best2, best3);
      storeBlock(
        out,
        f32x4.pmax(first0, best0),
        f32x4.pmax(first1, best1),
        f32x4.pmax(first2, best2),
        f32x4.pmax(first3, best3),
      );
      v128.store(outCodes, Block.winner<u8, Plain>(firstCode, i8x16.add(code, six), wins));
      best += 64;
      codes += 16;
      out += 64;
      outCodes += 16;
      line2 += 64;
    }
    line1 += step;
    line2 += step;
  }
  // The last window's last cells are no other's first.
  for (const end = line1 + step; line1 < end; line1 += 16) {
    sum = f32x4.add(sum, f32x4.add(v128.load(line1), v128.load(line2)));
    line2 += 16;
  }
  return v128.any_true(nanLanes<f32>(sum));
}
