import { describe, expect, test } from 'vitest';
import { avgPool } from '../../src/ops/avg-pool.js';
import { maxPool, maxPoolBackward } from '../../src/ops/max-pool.js';
import { maxUnpool, maxUnpoolBackward } from '../../src/ops/max-unpool.js';
import { tensor } from '../../src/tensor/from-data.js';
import type { IndexConvention } from '../../src/window/mask/conventions.js';
import { argmax } from '../../src/window/mask/indices.js';
import { maskFrom } from '../../src/window/mask/mask-from.js';
import { windows } from '../../src/window/windows.js';
import { onEveryBackend } from './backends.js';

/** A 1-d tensor of one batch and one channel. */
const line = (...values: number[]) => tensor(values, [1, values.length, 1]);

/** A 2-d tensor of one batch and one channel. */
const plane = (...rows: number[][]) => tensor(rows.flat(), [1, rows.length, rows[0]!.length, 1]);

const ones = (shape: readonly number[]) =>
  tensor(new Float64Array(shape.reduce((product, size) => product * size, 1)).fill(1), shape);

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);

onEveryBackend(() => {
  describe('known bugs of other frameworks:', () => {
    test('where windows overlap, gradients add (FluxML/NNlib.jl#205: = in place of +=)', () => {
      const x = line(1, 3, 2);
      const { mask } = maxPool(x, { kernelSize: 2, stride: 1 });
      expect([...maxPoolBackward(line(10, 5), mask).data]).toEqual([0, 15, 0]);
    });

    test('a cell that wins four windows gets four gradients (FluxML/Flux.jl#1197)', () => {
      const x = plane(
        [1, 2, 3, 4, 5, 6],
        [7, 88, 9, 10, 11, 12],
        [13, 14, 15, 16, 17, 18],
        [19, 20, 21, 22, 23, 24],
      );
      const { output, mask } = maxPool(x, { kernelSize: 3, stride: 2, padding: 1 });
      expect(output.toArray()).toEqual([
        [
          [[88], [88], [12]],
          [[88], [88], [24]],
        ],
      ]);
      const din = maxPoolBackward(ones(output.shape), mask);
      expect([...din.data]).toEqual(Array.from(x.data, (n) => ({ 88: 4, 12: 1, 24: 1 })[n] ?? 0));
    });

    test('each window credits its own winner (ahrefs/ocannl#512: the last write won)', () => {
      const { output, mask } = maxPool(line(5, 3, 1, 2, 5), { kernelSize: 2, stride: 1 });
      expect([...output.data]).toEqual([5, 3, 2, 5]);
      expect([...maxPoolBackward(ones(output.shape), mask).data]).toEqual([1, 1, 0, 1, 1]);
    });

    test('tied maxima multiply a gradient only on request (microsoft/onnxruntime#7217: each got 1)', () => {
      const x = line(2, 2, 2);
      const total = (ties: 'first' | 'last' | 'all', share: 'full' | 'split') =>
        sum(maxPoolBackward(line(1), maxPool(x, { kernelSize: 3, ties }).mask, { share }).data);
      expect(total('first', 'full')).toBe(1);
      expect(total('last', 'full')).toBe(1);
      expect(total('all', 'split')).toBeCloseTo(1, 15);
      expect(total('all', 'full')).toBe(3);
    });

    test('three policies for ties stand side by side (tensorflow/tensorflow#4886)', () => {
      const x = plane([1, 2], [2, 2]);
      const din = (ties: 'first' | 'all', share: 'full' | 'split') => [
        ...maxPoolBackward(plane([1]), maxPool(x, { kernelSize: 2, ties }).mask, { share }).data,
      ];
      expect(din('first', 'full')).toEqual([0, 1, 0, 0]); // tf.nn.max_pool
      expect(din('all', 'full')).toEqual([0, 1, 1, 1]); // Theano's max_pool_2d
      expect(din('all', 'split')).toEqual([0, 1 / 3, 1 / 3, 1 / 3]); // tf.reduce_max
    });

    test('off-route cells are 0, whatever the last call left (pytorch/executorch#21686)', () => {
      const options = { kernelSize: 2, stride: 2 };
      const first = maxPool(plane([9, 0, 0, 9], [0, 0, 0, 0]), options).mask;
      const second = maxPool(plane([0, 0, 0, 0], [0, 9, 9, 0]), options).mask;
      expect([...maxPoolBackward(plane([999, 999]), first).data]).toEqual([
        999, 0, 0, 999, 0, 0, 0, 0,
      ]);
      expect([...maxPoolBackward(plane([1, 2]), second).data]).toEqual([0, 0, 0, 0, 0, 1, 2, 0]);
    });

    test('dilated windows under padding find their cells (microsoft/onnxruntime#29637: CUDA lost one)', () => {
      const x = line(1, 9, 2, 8, 3, 7, 4, 6, 5);
      const { output, mask } = maxPool(x, { kernelSize: 2, stride: 1, padding: 1, dilation: 2 });
      expect([...output.data]).toEqual([9, 2, 9, 3, 8, 4, 7, 5, 6]);
      expect([...argmax(mask, 'pytorch').data]).toEqual([1, 2, 1, 4, 3, 6, 5, 8, 7]);
    });

    test('a window without an input cell is -inf and routes nothing (pytorch/pytorch#45357, #114216)', () => {
      const x = tensor(new Float32Array(4).fill(-3), [1, 1, 4, 1]);
      const options = { kernelSize: 3, stride: 6, padding: 1, dilation: 2, ceilMode: true };
      const { output, mask } = maxPool(x, options);
      expect([...output.data]).toEqual([-Infinity]);
      expect(sum(mask.data)).toBe(0);
      const dout = tensor(new Float32Array([7]), [1, 1, 1, 1]);
      expect([...maxPoolBackward(dout, mask).data]).toEqual([0, 0, 0, 0]);
      expect([...avgPool(x, options).data]).toEqual([0]);
    });

    test('padding is not 0: negative maxima stay (pytorch/pytorch#33382)', () => {
      const { output, mask } = maxPool(line(-1, -2), { kernelSize: 2, stride: 1, padding: 1 });
      expect([...output.data]).toEqual([-1, -1, -2]);
      expect([...maxPoolBackward(line(1, 10, 100), mask).data]).toEqual([11, 100]);
    });

    test('of repeated indices the last in row order is kept (pytorch/pytorch#78249: either, by race)', () => {
      const indices = tensor([1, 6, 1, 5], [1, 2, 2, 1], { dtype: 'int32' });
      const x = plane([0.8725, 0.3154], [0.7132, 0.8304]);
      const outputShape = [1, 4, 4, 1];
      const expected = new Array(16).fill(0);
      [expected[1], expected[5], expected[6]] = [0.7132, 0.8304, 0.3154];
      expect([...maxUnpool(x, indices, { outputShape }).data]).toEqual(expected);
      expect(() => maxUnpool(x, indices, { outputShape, duplicates: 'error' })).toThrow(
        /cell \[0, 0, 1, 0\]=.*rows 0 and 2.* is named twice/,
      );
    });

    test('an overwritten value has no gradient (pytorch/pytorch#80204: it had one)', () => {
      const indices = tensor([1, 1, 0], [1, 3, 1], { dtype: 'int32' });
      const dout = line(10, 20, 30);
      expect([...maxUnpoolBackward(dout, indices).data]).toEqual([0, 20, 10]);
    });

    test('an index counts as in its framework (tensorflow/tensorflow#2821: with the batch or without)', () => {
      const [height, width, channels] = [2, 3, 2];
      const x = tensor(new Float64Array(2 * height * width * channels), [
        2,
        height,
        width,
        channels,
      ]);
      const [b, i, j, c] = [1, 1, 2, 1];
      const cell = ((b * height + i) * width + j) * channels + c;
      x.data[cell] = 9;
      const { mask } = maxPool(x, { kernelSize: [height, width] });
      const index = (convention: IndexConvention) => argmax(mask, convention).at(b, 0, 0, c);
      expect(index('window')).toBe(i * width + j);
      expect(index('pytorch')).toBe(i * width + j);
      expect(index('tensorflow')).toBe((i * width + j) * channels + c);
      expect(index('tensorflow-batch')).toBe(cell);
      const plane = (b * channels + c) * height * width;
      expect(index('onnx')).toBe(plane + i * width + j);
      expect(index('onnx-column-major')).toBe(plane + i + j * height);
    });

    test('a mask is not multiplied: an infinite gradient leaves its neighbours 0', () => {
      const mask = maskFrom([[true, false]], windows([1, 2, 1], { kernelSize: 2 }));
      expect([...maxPoolBackward(line(Infinity), mask).data]).toEqual([Infinity, 0]);
    });
  });
});
