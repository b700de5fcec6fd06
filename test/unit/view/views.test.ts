import { describe, expect, test } from 'vitest';
import { DTypeError, OptionError, ShapeError } from '../../../src/core/errors.js';
import { avgPool, avgPoolBackward } from '../../../src/ops/avg-pool.js';
import { globalAvgPoolBackward } from '../../../src/ops/global-pool.js';
import { lpPoolBackward } from '../../../src/ops/lp-pool.js';
import { maxPool, maxPoolBackward } from '../../../src/ops/max-pool.js';
import { maxUnpoolBackward } from '../../../src/ops/max-unpool.js';
import { relu, reluBackward } from '../../../src/ops/relu.js';
import { tensor } from '../../../src/tensor/from-data.js';
import { toChannelsFirst } from '../../../src/tensor/layout.js';
import type { Tensor } from '../../../src/tensor/tensor.js';
import { View } from '../../../src/view/view.js';
import { explore, heatmap, maskView } from '../../../src/view/views.js';
import { encode } from '../../../src/view/wire/payload.js';
import { maskFrom } from '../../../src/window/mask/mask-from.js';
import { windows } from '../../../src/window/windows.js';

const limit = 4_000_000;

function bytesOf(view: View): number {
  return new TextEncoder().encode(JSON.stringify(encode(view))).length;
}

function counting(...shape: number[]): Tensor {
  const cells = shape.reduce((product, size) => product * size, 1);
  return tensor(
    Float64Array.from({ length: cells }, (_, i) => i),
    shape,
  );
}

describe('a view', () => {
  const { output, mask } = maxPool(counting(1, 4, 4, 1), { kernelSize: 3, stride: 1, padding: 1 });

  test('has a title in words, or the one given', () => {
    expect(maskView(mask).title).toBe('Mask of max pooling, window 3 × 3, stride 1, padding 1');
    expect(explore({ mask, dout: output, title: 'Stem' }).title).toBe('Stem');
    const uneven = maxPool(counting(1, 4, 4, 1), {
      kernelSize: [2, 1],
      stride: [1, 2],
      padding: [
        [0, 1],
        [0, 0],
      ],
      dilation: [2, 1],
    });
    expect(maskView(uneven.mask).title).toBe(
      'Mask of max pooling, window 2 × 1, stride 1 × 2, padding 0+1 × 0, dilation 2 × 1',
    );
  });

  test('says in one line what it shows', () => {
    expect(String(heatmap(tensor([[1, 2]]), { title: 'w' }))).toBe('w: value float64 [1, 2]');
    expect(String(explore({ mask, dout: output, title: 'p' }))).toBe(
      'p: mask bool [16, 9], dout float64 [1, 4, 4, 1], din float64 [1, 4, 4, 1]',
    );
  });

  test('computes the din that is not given', () => {
    expect(explore({ mask, dout: output }).din).toEqual(maxPoolBackward(output, mask));
  });

  test('refuses what it cannot show', () => {
    const bad = { mask, dout: counting(1, 3, 3, 1) };
    expect(() => explore(bad)).toThrow(ShapeError);
    expect(() => explore({ mask, dout: output, x: counting(1, 4, 4, 2) })).toThrow(ShapeError);
    expect(() => explore({ mask, dout: output, din: counting(4, 4) })).toThrow(ShapeError);
    expect(() => explore({ mask, dout: tensor(Int32Array.of(1), [1, 1, 1, 1]) })).toThrow(
      DTypeError,
    );
    expect(() => heatmap(output, { title: '' })).toThrow(OptionError);
    expect(() => heatmap(output, { title: 'a'.repeat(201) })).toThrow(OptionError);
    expect(() => heatmap(JSON.parse('[[1, 2]]'))).toThrow(DTypeError);
    expect(() => maskView(JSON.parse('{}'))).toThrow(DTypeError);
    expect(() => heatmap(output, JSON.parse('{ "role": "weights" }'))).toThrow(OptionError);
  });
});

describe('a view of at most 4 MB', () => {
  test('is whole', () => {
    const view = heatmap(counting(1, 600, 600, 1));
    expect(view.cut).toBeUndefined();
    expect(view.audit).toBeUndefined();
  });
});

describe('a larger view', () => {
  // 8 bytes a cell and 4 characters for 3 bytes: about 374,616 cells of float64 fit.
  test.each([
    [[9, 200, 200, 1], 'batches', [9, 200, 200, 1]],
    [[10, 200, 200, 1], 'batches', [9, 200, 200, 1]],
    [[3, 200, 200, 10], 'then channels', [1, 200, 200, 9]],
    [[2, 700, 700, 2], 'then a spatial window', [1, 612, 612, 1]],
    [[1, 10, 200, 200, 2], 'of a volume', [1, 10, 193, 193, 1]],
    [[1, 500_000, 1], 'of a strip', [1, 374_616, 1]],
    [[400_000, 4], 'the first rows of a matrix', [93_654, 4]],
  ])('of shape %j loses %s: %j is left', (shape, _, kept) => {
    const view = heatmap(counting(...shape));
    expect(view.value?.shape).toEqual(kept);
    expect(bytesOf(view)).toBeLessThanOrEqual(limit);
    // What is cut follows from the cells, not from how well they can be packed.
    expect(4 * Math.ceil(((view.value?.size ?? 0) * 8) / 3)).toBeGreaterThan(limit * 0.8);
  });

  test('keeps the first cells of each axis, says so, and carries the audit of the whole', () => {
    const x = counting(3, 200, 200, 10);
    const view = heatmap(x);
    expect(view.value?.at(0, 199, 7, 8)).toBe(x.at(0, 199, 7, 8));
    expect(view.cut).toEqual({
      whole: [3, 200, 200, 10],
      origin: [0, 0, 0, 0],
      shape: [1, 200, 200, 9],
    });
    expect(String(view)).toContain('cut to [1, 200, 200, 9] of [3, 200, 200, 10], from the origin');
    // 0 + 1 + … + (n − 1), exact in float64.
    expect(view.audit?.value).toEqual({
      cells: 1_200_000,
      sum: (1_200_000 * 1_199_999) / 2,
      nan: 0,
      posInf: 0,
      negInf: 0,
    });
  });

  test('say where their part starts, if not at the origin', () => {
    const cut = { whole: [9, 2, 2, 1], origin: [4, 0, 0, 0], shape: [1, 2, 2, 1] };
    const value = tensor([0, 1, 2, 3], cut.shape);
    expect(String(new View({ kind: 'heatmap', title: 'x', value, cut }))).toContain(
      'cut to [1, 2, 2, 1] of [9, 2, 2, 1], from [4, 0, 0, 0]',
    );
  });

  test('of a pool carries the audit of the whole', () => {
    const geometry = windows([3, 200, 200, 4], { kernelSize: 2 });
    const mask = maskFrom(new Uint8Array(geometry.rows * 4), geometry);
    const dout = counting(...geometry.outputShape);
    const view = explore({ x: counting(3, 200, 200, 4), mask, dout });
    // 8 + 2 bytes and 1/8 byte an input cell: 296,000 cells fit, 160,000 a batch.
    expect(view.x?.shape).toEqual([1, 200, 200, 4]);
    expect(view.audit?.rows).toEqual({ total: 120_000, none: 120_000, one: 0, several: 0 });
    expect(view.audit?.dout?.sum).toBe((120_000 * 119_999) / 2);
    expect(view.audit?.din?.sum).toBe(0);
    expect(bytesOf(view)).toBeLessThanOrEqual(limit);
  });

  test('of a mask has at most as many cells as a reader takes', () => {
    // 10,000 rows a batch of 225 cells each: seven batches are 15,750,000, eight more than 2²⁴.
    const geometry = windows([8, 100, 100, 1], { kernelSize: 15, stride: 1, padding: 7 });
    const view = maskView(maskFrom(new Uint8Array(geometry.rows * 225), geometry));
    expect(view.mask?.geometry.inputShape).toEqual([7, 100, 100, 1]);
    expect(view.audit?.rows?.none).toBe(80_000);
  });
});

describe('a tensor that is displayed', () => {
  const x = tensor([[[1], [3], [2], [5]]]);
  const dout = tensor([[[10], [-5]]]);
  const options = { kernelSize: 2 };
  const geometry = windows(x.shape, options);
  const { mask } = maxPool(x, options);

  test.each([
    ['avgPoolBackward', (): Tensor => avgPoolBackward(dout, geometry)],
    ['globalAvgPoolBackward', (): Tensor => globalAvgPoolBackward(tensor([[[7]]]), x.shape)],
    ['lpPoolBackward', (): Tensor => lpPoolBackward(dout, { x }, options)],
    ['maxPoolBackward', (): Tensor => maxPoolBackward(dout, mask)],
    ['maxUnpoolBackward', (): Tensor => maxUnpoolBackward(x, mask)],
    ['reluBackward', (): Tensor => reluBackward(x, relu(x).mask)],
  ])('draws on a gradient’s scale as %s gives it', (_, backward) => {
    const din = backward();
    expect(heatmap(din)).toMatchObject({ role: 'gradient', title: 'Gradient' });
    const resident = din.to('wasm');
    for (const copy of [resident, resident.to('host'), toChannelsFirst(din)]) {
      expect(heatmap(copy).role).toBe('gradient');
    }
    expect(heatmap(din, { role: 'activation' }).role).toBe('activation');
    resident.dispose();
  });

  test('draws as an activation otherwise, even where a gradient stood before', () => {
    const out = avgPoolBackward(tensor([[[1], [2]]]), windows([1, 2, 1], { kernelSize: 1 }));
    expect(heatmap(out).role).toBe('gradient');
    expect(heatmap(avgPool(x, { ...options, out })).role).toBe('activation');
    expect(heatmap(x).role).toBe('activation');
  });
});
