// biome-ignore-all lint/style/useImportType: AssemblyScript knows no `import type`
// AssemblyScript. Whether float32 cells have a NaN, which exact steps are for.
import { Word } from '../../../memory/codes';
import { nanLanes, word } from '../lib/lanes';
import { Frame } from './max-frame';

/**
 * Whether a line may have a NaN: a sum tells, also of ∞ and −∞, rarely. It reads the cells in order, which
 * also brings them near before they are used in another one.
 */
export function mayHaveNaN(f: Frame, source: usize): bool {
  const step = f.bytes(word(f.job, Word.channels));
  const bytes = f.bytes(f.channels & ~(f.block - 1));
  const rest = f.bytes(f.channels) - 64;
  let a = i64x2.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (let cell = word(f.job, Word.input2); cell > 0; cell--) {
    for (let at = source; at < source + bytes; at += 64) {
      a = f32x4.add(a, v128.load(at));
      b = f32x4.add(b, v128.load(at, 16));
      c = f32x4.add(c, v128.load(at, 32));
      d = f32x4.add(d, v128.load(at, 48));
    }
    // The last block ends where the channels do.
    if (bytes - 64 < rest) {
      a = f32x4.add(a, v128.load(source + rest));
      b = f32x4.add(b, v128.load(source + rest, 16));
      c = f32x4.add(c, v128.load(source + rest, 32));
      d = f32x4.add(d, v128.load(source + rest, 48));
    }
    source += step;
  }
  return v128.any_true(nanLanes<f32>(f32x4.add(f32x4.add(a, b), f32x4.add(c, d))));
}
