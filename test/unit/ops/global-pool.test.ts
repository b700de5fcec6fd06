import { describe, expect, test } from 'vitest';
import { OptionError, ShapeError } from '../../../src/core/errors.js';
import {
  globalAvgPool,
  globalAvgPoolBackward,
  globalMaxPool,
} from '../../../src/ops/global-pool.js';
import { maxPoolBackward } from '../../../src/ops/max-pool.js';
import { tensor } from '../../../src/tensor/from-data.js';
import { random } from '../../../src/tensor/random.js';

const shapes = [
  [2, 5, 3],
  [2, 3, 4, 3],
  [2, 2, 3, 4, 3],
];

/** The values of one channel of one batch of a channels-last tensor. */
function channelOf(data: ArrayLike<number>, shape: number[], batch: number, channel: number) {
  const channels = shape.at(-1)!;
  const cells = data.length / shape[0]! / channels;
  return Array.from({ length: cells }, (_, i) => data[(batch * cells + i) * channels + channel]!);
}

describe.each(shapes.map((shape) => ({ shape })))('of $shape', ({ shape }) => {
  const x = random(5).randn(...shape);
  const pooled = [2, ...shape.slice(1, -1).map(() => 1), 3];

  test('globalMaxPool gives the largest of each channel and where it sits', () => {
    const { output, mask } = globalMaxPool(x);
    expect(output.shape).toEqual(pooled);
    const din = maxPoolBackward(output, mask);
    for (const [b, c] of [
      [0, 0],
      [0, 2],
      [1, 1],
    ] as const) {
      const channel = channelOf(x.data, shape, b, c);
      const maximum = Math.max(...channel);
      expect(output.data[b * 3 + c]).toBe(maximum);
      const routed = channelOf(din.data, shape, b, c);
      expect(routed).toEqual(channel.map((value) => (value === maximum ? value : 0)));
    }
  });

  test('globalAvgPool gives the mean of each channel, and its gradient spreads evenly', () => {
    const means = globalAvgPool(x);
    expect(means.shape).toEqual(pooled);
    const din = globalAvgPoolBackward(means, shape);
    expect(din.shape).toEqual(shape);
    for (const [b, c] of [
      [0, 0],
      [0, 2],
      [1, 1],
    ] as const) {
      const channel = channelOf(x.data, shape, b, c);
      const mean = channel.reduce((sum, value) => sum + value, 0) / channel.length;
      expect(means.data[b * 3 + c]).toBeCloseTo(mean, 12);
      const part = means.data[b * 3 + c]! / channel.length;
      expect(channelOf(din.data, shape, b, c)).toEqual(channel.map(() => part));
    }
  });
});

describe('globalMaxPool', () => {
  test('takes rules for ties and NaN, and nothing that would change the window', () => {
    const x = tensor([[[2], [2], [Number.NaN]]]);
    expect([...globalMaxPool(x, { ties: 'last', nan: 'ignore' }).mask.data]).toEqual([0, 1, 0]);
    expect(() => globalMaxPool(x, { padding: 1 } as object)).toThrow(
      'globalMaxPool: options.padding=1 is not an option; use ties, nan',
    );
    expect(() => globalMaxPool(x, { ties: 'none' as 'last' })).toThrow(OptionError);
  });

  test('takes integers', () => {
    const x = tensor(new Int8Array([-5, -3]), [1, 2, 1]);
    expect(globalMaxPool(x).output).toEqual(tensor(new Int8Array([-3]), [1, 1, 1]));
  });
});

describe('global pooling names itself in errors about', () => {
  test('the rank', () => {
    expect(() => globalMaxPool(tensor([1, 2]))).toThrow('globalMaxPool: inputShape=[2] has rank 1');
    expect(() => globalAvgPool(tensor([1, 2]))).toThrow('globalAvgPool: inputShape=[2] has rank 1');
  });

  test('the shape of dout', () => {
    expect(() => globalAvgPoolBackward(tensor([[[1], [2]]]), [1, 2, 1])).toThrow(ShapeError);
    expect(() => globalAvgPoolBackward(tensor([[[1]]]), 3 as never)).toThrow(
      'globalAvgPoolBackward: inputShape=3 is not an array',
    );
  });
});
