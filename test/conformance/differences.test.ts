import { describe, expect } from 'vitest';
import { lpPool } from '../../src/ops/lp-pool.js';
import { maxPool, maxPoolBackward } from '../../src/ops/max-pool.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { onEveryBackend } from './backends.js';
import { differing, type PoolVector, testEach } from './vectors.js';

interface DifferentVector extends PoolVector {
  dout?: Tensor;
  din?: Tensor;
  p?: number;
}

/** What the library gives instead, from its rules; `din` for a dout of 1. */
interface Ours {
  output: number[];
  din?: number[];
}

const expected: Readonly<Record<string, Readonly<Record<string, Ours>>>> = {
  jax: {
    '[1, NaN, 2]': { output: [Number.NaN], din: [0, 1, 0] },
    'padding before -inf alone': { output: [-Infinity], din: [1, 0, 0] },
    '[-0, 0]': { output: [-0], din: [1, 0] },
  },
  'tensorflow-max-pool': {
    '[NaN, 1, 2]': { output: [Number.NaN], din: [1, 0, 0] },
    '[1, NaN, 2]': { output: [Number.NaN], din: [0, 1, 0] },
    '-inf alone': { output: [-Infinity], din: [1, 0, 0] },
  },
  tfjs: {
    '[nan, 1, 2]': { output: [Number.NaN], din: [1, 0, 0] },
    '[-inf, -inf]': { output: [-Infinity], din: [1, 0] },
    '[-3, -1, -2]': { output: [-1], din: [0, 1, 0] },
    '[2, 2, 1]': { output: [2], din: [1, 0, 0] },
  },
  'pytorch-lp-pool': {
    'p = 2, ceilMode, a clipped window': { output: [5, 5] },
    'p = 3, negative numbers': { output: [Math.cbrt(1 ** 3 + 2 ** 3)] },
  },
};

/** The entry of `expected` whose key the vector's name ends with. */
function oursOf(file: string, { name }: DifferentVector): Ours {
  const entries = Object.entries(expected[file]!).filter(([key]) => name.endsWith(key));
  if (entries.length !== 1) expect.fail(`no single expectation for ${file}: ${name}`);
  return entries[0]![1];
}

onEveryBackend(() => {
  describe.each([
    ['JAX', 'jax'],
    ['TensorFlow', 'tensorflow-max-pool'],
    ['TensorFlow.js', 'tfjs'],
  ])('max pooling differs from that of %s:', (_, file) => {
    testEach(differing<DifferentVector>(file), (vector) => {
      const ours = oursOf(file, vector);
      const { output, mask } = maxPool(vector.x, vector.options);
      expect([...output.data]).toEqual(ours.output);
      const din = maxPoolBackward(vector.dout!, mask);
      expect([...din.data]).toEqual(ours.din);
      const theirs = [...vector.output.data, ...vector.din!.data];
      expect([...output.data, ...din.data]).not.toEqual(theirs);
    });
  });

  describe('Lp pooling differs from that of PyTorch:', () => {
    testEach(differing<DifferentVector>('pytorch-lp-pool'), (vector) => {
      const output = lpPool(vector.x, { ...vector.options, p: vector.p! });
      const ours = oursOf('pytorch-lp-pool', vector).output;
      ours.forEach((value, i) => {
        expect(output.data[i]).toBeCloseTo(value, 6);
      });
      expect([...output.data]).not.toEqual([...vector.output.data]);
    });
  });
});
