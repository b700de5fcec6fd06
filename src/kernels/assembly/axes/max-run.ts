// biome-ignore-all lint/style/useImportType: AssemblyScript knows no `import type`
// AssemblyScript. Running maxima of float32 along the last axis, of windows with stride 1: a block of
// channels stays in registers while it goes from cell to cell, where the cells lie.
import { Word } from '../../../memory/codes';
import { word } from '../lib/lanes';
import { Block, Plain, storeBlock } from '../lib/winners';
import { Frame } from './max-frame';

/**
 * Pools the line whose first cell is at `source`, which has no NaN, along the last axis; see `poolLine`,
 * and `runAlong` for the blocks. A window has at most 255 cells, a line at least a block of channels.
 */
export function runLine(f: Frame, source: usize, out: usize, outCodes: usize): void {
  const most = f.channels - f.block;
  // The last block ends where the channels do: some are pooled twice.
  for (let channel = 0; channel < f.channels; channel += f.block) {
    const from = min(channel, most);
    const line = source + f.bytes(from);
    runBlock(f, line, out + f.bytes(from), outCodes + f.codeBytes(from));
  }
}

function runBlock(f: Frame, source: usize, out: usize, outCodes: usize): void {
  const job = f.job;
  const kernel = word(job, Word.kernel2);
  const input = word(job, Word.input2);
  const step = f.bytes(word(job, Word.channels));
  const outStep = f.bytes(f.channels);
  const codeStep = f.codeBytes(f.channels);
  // The best from each cell of the block before to its end; codes count from that cell.
  const values = f.phases;
  const codes = f.blockCodes;
  const one = i8x16.splat(1);
  const last = i8x16.splat(<i8>(kernel - 1));
  let start = f.output - word(job, Word.pad2);
  const end = start + f.outputs;
  const first = max(0, start);
  for (let begin = first; start < end && begin < input; begin += kernel) {
    const length = min(kernel, input - begin);
    let at = source + <usize>begin * step;
    let best0 = v128.load(at);
    let best1 = v128.load(at, 16);
    let best2 = v128.load(at, 32);
    let best3 = v128.load(at, 48);
    // Counts from the first cell of the window whose last cell is at hand.
    let code = last;
    for (let cell = 0; ; ) {
      // Windows that start in the block before, or with this one; behind the input's end there are more of them.
      while (start < end && start <= begin && min(start + kernel, input) - 1 === begin + cell) {
        let wide = code;
        const cut = start + kernel - input;
        if (cut > 0) wide = i8x16.sub(code, i8x16.splat(<i8>cut));
        if (start === begin || begin === first) {
          storeBlock(out, best0, best1, best2, best3);
          putCodes(f, outCodes, wide);
        } else {
          const slot = start - begin + kernel;
          const held = values + <usize>(slot << 6);
          const value0 = v128.load(held);
          const value1 = v128.load(held, 16);
          const value2 = v128.load(held, 32);
          const value3 = v128.load(held, 48);
          const wins = Block.wins<f32, u8>(
            value0,
            value1,
            value2,
            value3,
            best0,
            best1,
            best2,
            best3,
          );
          storeBlock(
            out,
            f32x4.pmax(value0, best0),
            f32x4.pmax(value1, best1),
            f32x4.pmax(value2, best2),
            f32x4.pmax(value3, best3),
          );
          const earlier = v128.load(codes + <usize>(slot << 4));
          putCodes(f, outCodes, Block.winner<u8, Plain>(earlier, wide, wins));
        }
        start++;
        out += outStep;
        outCodes += codeStep;
      }
      if (++cell === length) break;
      at += step;
      const value0 = v128.load(at);
      const value1 = v128.load(at, 16);
      const value2 = v128.load(at, 32);
      const value3 = v128.load(at, 48);
      const wins = Block.wins<f32, u8>(best0, best1, best2, best3, value0, value1, value2, value3);
      code = Block.winner<u8, Plain>(i8x16.sub(code, one), last, wins);
      best0 = f32x4.pmax(best0, value0);
      best1 = f32x4.pmax(best1, value1);
      best2 = f32x4.pmax(best2, value2);
      best3 = f32x4.pmax(best3, value3);
    }
    if (start === end) break;
    best0 = v128.load(at);
    best1 = v128.load(at, 16);
    best2 = v128.load(at, 32);
    best3 = v128.load(at, 48);
    code = i64x2.splat(0);
    for (let slot = length - 1; slot > 0; ) {
      const held = values + <usize>(slot << 6);
      storeBlock(held, best0, best1, best2, best3);
      v128.store(codes + <usize>(slot << 4), code);
      slot--;
      at -= step;
      const value0 = v128.load(at);
      const value1 = v128.load(at, 16);
      const value2 = v128.load(at, 32);
      const value3 = v128.load(at, 48);
      const wins = Block.wins<f32, u8>(value0, value1, value2, value3, best0, best1, best2, best3);
      code = v128.and(i8x16.add(code, one), wins);
      best0 = f32x4.pmax(value0, best0);
      best1 = f32x4.pmax(value1, best1);
      best2 = f32x4.pmax(value2, best2);
      best3 = f32x4.pmax(value3, best3);
    }
    // Windows that start in this block and are cut off by the input's end.
    while (start < end && start < input && begin + length === input) {
      const slot = start - begin;
      memory.copy(out, values + <usize>(slot << 6), 64);
      putCodes(f, outCodes, v128.load(codes + <usize>(slot << 4)));
      start++;
      out += outStep;
      outCodes += codeStep;
    }
  }
}

/** Stores a block's codes in as many bytes as the window's have. */
function putCodes(f: Frame, target: usize, codes: v128): void {
  if (f.codeSize === 1) {
    v128.store(target, codes);
  } else {
    v128.store(target, i16x8.extend_low_i8x16_u(codes));
    v128.store(target, i16x8.extend_high_i8x16_u(codes), 16);
  }
}
