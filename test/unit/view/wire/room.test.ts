import { describe, expect, test } from 'vitest';
import { maxPool } from '../../../../src/ops/max-pool.js';
import { tensor } from '../../../../src/tensor/from-data.js';
import { explore, heatmap } from '../../../../src/view/views.js';
import { encode } from '../../../../src/view/wire/payload.js';
import { payloadBytes } from '../../../../src/view/wire/room.js';

// 2 × 6 × 4 cells of x and din, 2 × 3 × 2 of dout; windows of 2 × 2.
const shape = [2, 6, 4, 1];
const x = tensor(
  new Float32Array(48).map((_, i) => i),
  shape,
);
const dout = tensor(new Float64Array(12).fill(1), [2, 3, 2, 1]);

describe('what a payload takes', () => {
  test('is what its arrays have, a byte for a bool', () => {
    const { mask } = maxPool(x, { kernelSize: 2 });
    const pool = payloadBytes(encode(explore({ x, mask, dout })));
    // x, mask and dout; and din, which follows from them.
    expect(pool.taken).toBe(48 * 4 + 48 + 12 * 8);
    expect(pool.derived).toBe(48 * 8);
    const own = payloadBytes(encode(explore({ x, mask, dout, din: x })));
    expect([own.taken, own.derived]).toEqual([pool.taken + 48 * 4, 0]);
    expect(payloadBytes(encode(heatmap(x)))).toMatchObject({ taken: 48 * 4, derived: 0 });
  });

  test('of a pooling that weighs its cells is also what findings keep of each cell', () => {
    const pooling = { op: 'average' } as const;
    const geometry = maxPool(x, { kernelSize: 2 }).mask.geometry;
    const { taken, derived } = payloadBytes(encode(explore({ x, dout, pooling, geometry })));
    // x, dout and din; what each cell should hold and how far rounding goes, and whether it is known.
    expect(taken).toBe(48 * 4 + 12 * 8 + 48 * 8);
    expect(derived).toBe(48 * (8 + 8 + 1));
  });

  test('is nothing of what is no payload', () => {
    for (const wrong of [undefined, 7, 'text', {}, { arrays: { x: { shape: [-1, 'a'] } } }]) {
      expect(payloadBytes(wrong)).toEqual({ came: 0, taken: 0, derived: 0 });
    }
  });
});
