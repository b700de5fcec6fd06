import { describe, expect, test } from 'vitest';
import { maxPool, maxPoolBackward } from '../../src/ops/max-pool.js';
import { tensor } from '../../src/tensor/from-data.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { argmax, maskFromArgmax } from '../../src/window/mask/indices.js';
import { onEveryBackend } from './backends.js';
import { expectBits, planePositions } from './compare.js';
import { expectStream, inputOf, onnxNodes } from './onnx-nodes.js';
import { agreeing, type BackwardVector, differing, type PoolVector, testEach } from './vectors.js';

interface MaxPoolVector extends BackwardVector {
  rank: 1 | 2 | 3;
  indices: Tensor;
}

onEveryBackend(() => {
  // PyTorch adds the gradients of overlapping windows in the order of the output's cells, in the
  // tensor's own precision (one thread works through a plane): the library's row order. So the
  // backward passes are compared bit for bit, too.
  describe.each([1, 2, 3])('max pooling over %i axes is that of PyTorch:', (rank) => {
    const ofRank = agreeing<MaxPoolVector>('pytorch-max-pool').filter((v) => v.rank === rank);
    testEach(ofRank, ({ options, x, output, indices, dout, din }) => {
      const pooled = maxPool(x, options);
      expectBits(pooled.output, output);
      expectBits(
        argmax(pooled.mask, 'pytorch'),
        tensor(Int32Array.from(indices.data), indices.shape),
      );
      const again = maskFromArgmax(indices, 'pytorch', pooled.mask.geometry);
      expect(again.data).toEqual(pooled.mask.data);
      expectBits(maxPoolBackward(dout, pooled.mask), din);
    });
  });

  describe('max pooling differs from that of PyTorch:', () => {
    const different = differing<MaxPoolVector>('pytorch-differences');
    testEach(different, ({ options, x, output, indices }) => {
      const { output: maximum, mask } = maxPool(x, options);
      expectBits(maximum, output);
      const ours = argmax(mask, 'pytorch', { empty: -1 });
      expect([...ours.data]).not.toEqual([...indices.data]);
      ours.data.forEach((index, row) => {
        const cells = planePositions(mask.geometry, row).filter((position) => position >= 0);
        expect(index).toBe(cells[0] ?? -1);
        if (index !== indices.data[row]) expect(cells).not.toContain(indices.data[row]);
      });
    });
  });

  describe("max pooling is that of ONNX's node test", () => {
    test('(whose random inputs are pieces of random(0), rounded to float32)', expectStream);

    testEach(onnxNodes('MaxPool'), (node) => {
      expectBits(maxPool(inputOf(node), node.options).output, node.output);
    });
  });

  describe('max pooling is that of ONNX Runtime:', () => {
    const all = agreeing<PoolVector>('onnxruntime-max-pool');
    testEach(all, ({ options, x, output }) => {
      expectBits(maxPool(x, options).output, output);
    });
  });

  // Their sums of overlapping gradients have the library's order, too: compared bit for bit.
  describe.each([
    ['JAX', 'jax'],
    ['TensorFlow', 'tensorflow-max-pool'],
    ['TensorFlow.js', 'tfjs'],
  ])('max pooling is that of %s:', (_, file) => {
    testEach(agreeing<BackwardVector>(file), ({ options, x, output, dout, din }) => {
      const pooled = maxPool(x, options);
      expectBits(pooled.output, output);
      expectBits(maxPoolBackward(dout, pooled.mask), din);
    });
  });
});
