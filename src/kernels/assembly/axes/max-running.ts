// biome-ignore-all lint/style/useImportType: AssemblyScript knows no `import type`
// AssemblyScript. The steps of running maxima across lines, of float32 without NaN in whole blocks: what is
// compared again in the next step stays in registers. See `runAlong`.
import { Block, entryBytes, Plain, storeBlock } from '../lib/winners';
import { Frame } from './max-frame';

/**
 * Takes a line into the best so far of its block, and writes the window that ends with it. Listed are the best so
 * far, the line, and, unless the window starts in this block, the best of its lines in the block before; see
 * `fold` for the rest.
 */
export function foldRunning<M>(
  f: Frame,
  listEnd: usize,
  from: i32,
  out: usize,
  outCodes: usize,
  rows: i32,
): void {
  const list = f.list;
  const line = list + entryBytes;
  const before = line + entryBytes;
  const later = v128.splat<M>(<M>f.runOffset);
  let shift = <usize>(from << 2);
  let codeShift = <usize>from * sizeof<M>();
  for (const end = shift + <usize>(rows << 2); shift < end; shift += 64) {
    let at = load<usize>(list) + shift;
    let best0 = v128.load(at);
    let best1 = v128.load(at, 16);
    let best2 = v128.load(at, 32);
    let best3 = v128.load(at, 48);
    at = load<usize>(line) + shift;
    let value0 = v128.load(at);
    let value1 = v128.load(at, 16);
    let value2 = v128.load(at, 32);
    let value3 = v128.load(at, 48);
    let lanes0 = f32x4.lt(best0, value0);
    let lanes1 = f32x4.lt(best1, value1);
    let lanes2 = f32x4.lt(best2, value2);
    let lanes3 = f32x4.lt(best3, value3);
    let code0 = Block.winner<M, Plain>(
      Block.listed<f32, M, Plain>(list, codeShift, 0),
      Block.listed<f32, M, Plain>(line, codeShift, 0),
      Block.narrowed<f32, M>(0, lanes0, lanes1, lanes2, lanes3),
    );
    let code1 = code0;
    if (sizeof<M>() === 2) {
      code1 = Block.winner<M, Plain>(
        Block.listed<f32, M, Plain>(list, codeShift, 1),
        Block.listed<f32, M, Plain>(line, codeShift, 1),
        Block.narrowed<f32, M>(1, lanes0, lanes1, lanes2, lanes3),
      );
    }
    best0 = f32x4.pmax(best0, value0);
    best1 = f32x4.pmax(best1, value1);
    best2 = f32x4.pmax(best2, value2);
    best3 = f32x4.pmax(best3, value3);
    storeBlock(f.runValues + shift, best0, best1, best2, best3);
    v128.store(f.runCodes + codeShift, code0);
    if (sizeof<M>() === 2) v128.store(f.runCodes + codeShift, code1, 16);
    code0 = v128.add<M>(code0, later);
    code1 = v128.add<M>(code1, later);
    if (before < listEnd) {
      at = load<usize>(before) + shift;
      value0 = v128.load(at);
      value1 = v128.load(at, 16);
      value2 = v128.load(at, 32);
      value3 = v128.load(at, 48);
      lanes0 = f32x4.lt(value0, best0);
      lanes1 = f32x4.lt(value1, best1);
      lanes2 = f32x4.lt(value2, best2);
      lanes3 = f32x4.lt(value3, best3);
      best0 = f32x4.pmax(value0, best0);
      best1 = f32x4.pmax(value1, best1);
      best2 = f32x4.pmax(value2, best2);
      best3 = f32x4.pmax(value3, best3);
      const wins0 = Block.narrowed<f32, M>(0, lanes0, lanes1, lanes2, lanes3);
      code0 = Block.winner<M, Plain>(
        Block.listed<f32, M, Plain>(before, codeShift, 0),
        code0,
        wins0,
      );
      if (sizeof<M>() === 2) {
        const wins1 = Block.narrowed<f32, M>(1, lanes0, lanes1, lanes2, lanes3);
        code1 = Block.winner<M, Plain>(
          Block.listed<f32, M, Plain>(before, codeShift, 1),
          code1,
          wins1,
        );
      }
    }
    storeBlock(out, best0, best1, best2, best3);
    v128.store(outCodes, code0);
    if (sizeof<M>() === 2) v128.store(outCodes, code1, 16);
    codeShift += 16 * sizeof<M>();
    out += 64;
    outCodes += 16 * sizeof<M>();
  }
}

/**
 * Replaces lines of a block by the best from them to the block's end, from line `from`, the last but one, back to
 * the second; codes count from the line. Lines are `slotRows` apart, `values` and `codes` are the first one's.
 */
export function runBack<M>(
  values: usize,
  codes: usize,
  from: i32,
  slotRows: i32,
  columns: i32,
  rows: i32,
): void {
  const step = <usize>(slotRows << 2);
  const codeStep = <usize>slotRows * sizeof<M>();
  const by = v128.splat<M>(<M>columns);
  for (let row = 0; row < rows; row += 16) {
    let at = values + <usize>(row << 2) + <usize>(from + 1) * step;
    let code = codes + <usize>row * sizeof<M>() + <usize>(from + 1) * codeStep;
    let best0 = v128.load(at);
    let best1 = v128.load(at, 16);
    let best2 = v128.load(at, 32);
    let best3 = v128.load(at, 48);
    let code0 = v128.load(code);
    let code1 = code0;
    if (sizeof<M>() === 2) code1 = v128.load(code, 16);
    for (let line = from; line > 0; line--) {
      at -= step;
      code -= codeStep;
      const value0 = v128.load(at);
      const value1 = v128.load(at, 16);
      const value2 = v128.load(at, 32);
      const value3 = v128.load(at, 48);
      const lanes0 = f32x4.lt(value0, best0);
      const lanes1 = f32x4.lt(value1, best1);
      const lanes2 = f32x4.lt(value2, best2);
      const lanes3 = f32x4.lt(value3, best3);
      best0 = f32x4.pmax(value0, best0);
      best1 = f32x4.pmax(value1, best1);
      best2 = f32x4.pmax(value2, best2);
      best3 = f32x4.pmax(value3, best3);
      let wins = Block.narrowed<f32, M>(0, lanes0, lanes1, lanes2, lanes3);
      code0 = Block.winner<M, Plain>(v128.load(code), v128.add<M>(code0, by), wins);
      storeBlock(at, best0, best1, best2, best3);
      v128.store(code, code0);
      if (sizeof<M>() === 2) {
        wins = Block.narrowed<f32, M>(1, lanes0, lanes1, lanes2, lanes3);
        code1 = Block.winner<M, Plain>(v128.load(code, 16), v128.add<M>(code1, by), wins);
        v128.store(code, code1, 16);
      }
    }
  }
}
