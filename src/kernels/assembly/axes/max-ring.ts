// biome-ignore-all lint/style/useImportType: AssemblyScript knows no `import type`
// AssemblyScript. Where an axis's ring keeps the lines that are needed again.
import { Word } from '../../../memory/codes';
import { word } from '../lib/lanes';
import { Frame } from './max-frame';

/** The address of a slot of an axis's ring, which holds one line, or a plane of pooled lines. */
export function slotOf(f: Frame, axis: i32, slot: i32): usize {
  return ringOf(f, axis) + f.bytes(slot * slotRows(f, axis));
}

/**
 * The rows from one slot to the next. A block lies between them: a cache holds a dozen addresses that are a
 * multiple of 4 KiB apart, as lines often would be.
 */
export function slotRows(f: Frame, axis: i32): i32 {
  return (axis === 0 ? f.lines : 1) * f.lineRows + f.block;
}

/** The address of a slot's codes. */
export function slotCodesOf(f: Frame, axis: i32, slot: i32): usize {
  const codes = changetype<usize>(f) + <usize>word(f.job, Word.ringCodesAt0 + axis);
  return codes + f.codeBytes(slot * slotRows(f, axis));
}

function ringOf(f: Frame, axis: i32): usize {
  return changetype<usize>(f) + <usize>word(f.job, Word.ringAt0 + axis);
}
