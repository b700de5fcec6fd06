import { describe, expect, test } from 'vitest';
import { type FindingsOptions, findings } from '../../../src/findings/findings.js';
import { memory } from '../../../src/memory/residency.js';
import { maxPool, maxPoolBackward } from '../../../src/ops/max-pool.js';
import { tensor } from '../../../src/tensor/from-data.js';
import { random } from '../../../src/tensor/random.js';
import type { Tensor } from '../../../src/tensor/tensor.js';
import { explore } from '../../../src/view/views.js';
import { maskFrom } from '../../../src/window/mask/mask-from.js';
import { windows } from '../../../src/window/windows.js';

// What each finding says is compared with a search by NumPy in test/conformance/findings.test.ts.

/** A tensor of one batch and one channel from a row of numbers. */
const strip = (...values: number[]): Tensor => tensor(values, [1, values.length, 1]);

/** Windows of two cells, one apart, over four: the first is the maximum of two. */
const mask = maskFrom([0, 1, 1, 0, 1, 0], windows([1, 4, 1], { kernelSize: 2, stride: 1 }));
const dout = strip(10, 20, 40);

function named(parts: FindingsOptions): string[] {
  return findings(parts).map(({ name }) => name);
}

describe('findings', () => {
  test('of a part do not judge cells that windows outside it may have given to', () => {
    const cut = { whole: [1, 9, 1], origin: [0, 0, 0], shape: [1, 4, 1] };
    const din = strip(0, 30, 40, 99); // cell 3 got 99 from a window that starts there
    expect(named({ mask, dout, din })).toContain('din-differs');
    const found = findings({ mask, dout, din, cut });
    expect(found.map(({ name }) => name)).toEqual(['sum-differs', 'shared-cells', 'dead-cells']);
    expect(found[0]!.place(0)).toEqual({ array: 'din', cell: 3, amount: 99 });
    expect(String(found[0])).toBe('sum(din) − sum(dout) = 99: +99 from windows outside the part');
  });

  test('of a part still judge the cells within', () => {
    const cut = { whole: [1, 9, 1], origin: [0, 0, 0], shape: [1, 4, 1] };
    const [found] = findings({ mask, dout, din: strip(0, 20, 40, 99), cut });
    expect(found).toMatchObject({ name: 'din-differs', as: 'assigned', count: 1 });
  });

  test('of a part speak of the part, not of the whole batch', () => {
    const parts = { mask, dout: strip(10, 20, 0), din: strip(0, 30, 0, 0) };
    const texts = (cut?: FindingsOptions['cut']): string[] =>
      findings({ ...parts, cut })
        .filter(({ name }) => name === 'dead-cells')
        .map(String);
    expect(texts()).toEqual([
      '3 of 4 input positions got no gradient in the whole batch (1 entry)',
    ]);
    const whole = [8, 4, 1];
    expect(texts({ whole, origin: [0, 0, 0], shape: [1, 4, 1] })).toEqual([
      '2 of 4 input positions got no gradient in the part shown (1 entry)',
    ]);
  });

  test('walk through many places without listing them', () => {
    const x = tensor(new Float32Array(100_000), [1, 100_000, 1]);
    const tied = maxPool(x, { kernelSize: 2, ties: 'all' });
    const [several] = findings({ mask: tied.mask, dout: tied.output });
    expect(several).toMatchObject({ name: 'several-maxima', count: 50_000 });
    expect([0, 4095, 4096, 49_999].map((k) => several!.place(k))).toEqual([
      { row: 0 },
      { row: 4095 },
      { row: 4096 },
      { row: 49_999 },
    ]);
    expect(() => several!.place(50_000)).toThrow('place: k=50000 is out of range');
  });

  test('find every place of a scattered kind', () => {
    const values = random(3)
      .randn(20_000)
      .data.map((value) => (value > 1.5 ? Number.NaN : value));
    const x = tensor(values, [1, 20_000, 1]);
    const { mask: own, output } = maxPool(x, { kernelSize: 2 });
    const nan = findings({ x, mask: own, dout: output }).find(
      ({ name, array }) => name === 'nan' && array === 'x',
    )!;
    const cells = [...values.keys()].filter((cell) => Number.isNaN(values[cell]));
    expect(Array.from({ length: nan.count }, (_, k) => nan.place(k))).toEqual(
      cells.map((cell) => ({ array: 'x', cell })),
    );
  });

  test('take a mask and dout that live in WASM memory, and leave nothing there', () => {
    const x = strip(1, 3, 2, 0);
    const pooled = maxPool(x, { kernelSize: 2 });
    const din = maxPoolBackward(pooled.output, pooled.mask);
    const expected = named({ x, mask: pooled.mask, dout: pooled.output, din });
    const [mask, dout] = [pooled.mask.to('wasm'), pooled.output.to('wasm')];
    const held = memory().arrays;
    expect(named({ x, mask, dout, din })).toEqual(expected);
    expect(named({ x, mask, dout })).toEqual(named({ x, mask: pooled.mask, dout: pooled.output }));
    expect(explore({ x, mask, dout }).din!.device).toBe('host');
    expect(memory().arrays).toBe(held);
    mask.dispose();
    dout.dispose();
  });

  test('refuse parts that do not belong together', () => {
    expect(() => findings({ mask, dout: strip(1) })).toThrow('findings: dout.shape=[1, 1, 1]');
    expect(() => findings({ mask, dout, x: strip(1) })).toThrow('findings: x.shape=[1, 1, 1]');
    expect(() => findings({ mask, dout, share: 'half' as never })).toThrow(
      'findings: share="half"',
    );
  });
});
