import { maxPool, maxPoolBackward, type Tensor } from 'poolscope';
import { describe, expect, test } from 'vitest';
import { onEveryBackend } from './backends.js';
import { expectBits, planeIndices, planePositions } from './compare.js';
import { expectOutput, expectStream, inputOf, onnxNodes } from './onnx-nodes.js';
import { agreeing, type BackwardVector, differing, type PoolVector } from './vectors.js';

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
    test.each(ofRank)('$name', ({ options, x, output, indices, dout, din }) => {
      const pooled = maxPool(x, options);
      expectBits(pooled.output, output);
      const winners = Array.from({ length: pooled.mask.rows }, (_, row) =>
        planeIndices(pooled.mask, row),
      );
      expect(winners).toEqual(Array.from(indices.data, (index) => [index]));
      expectBits(maxPoolBackward(dout, pooled.mask), din);
    });
  });

  describe('max pooling differs from that of PyTorch:', () => {
    const different = differing<MaxPoolVector>('pytorch-differences');
    test.each(different)('$name: $difference', ({ options, x, output, indices }) => {
      const { output: ours, mask } = maxPool(x, options);
      expectBits(ours, output);
      const disagreeing = Array.from({ length: mask.rows }, (_, row) => row).filter(
        (row) => planeIndices(mask, row)[0] !== indices.data[row],
      );
      expect(disagreeing).not.toEqual([]);
      for (const row of disagreeing) {
        const window = planePositions(mask.geometry, row).filter((position) => position >= 0);
        expect(window).not.toContain(indices.data[row]);
        expect(planeIndices(mask, row)).toEqual(window.slice(0, 1));
      }
    });
  });

  describe("max pooling is that of ONNX's node test", () => {
    test('(whose random inputs are pieces of random(0), rounded to float32)', expectStream);

    test.each(onnxNodes('MaxPool'))('$name', (node) => {
      expectOutput(maxPool(inputOf(node), node.options).output, node);
    });
  });

  describe('max pooling is that of ONNX Runtime:', () => {
    const all = agreeing<PoolVector>('onnxruntime-max-pool');
    test.each(all)('$name', ({ options, x, output }) => {
      expectBits(maxPool(x, options).output, output);
    });
  });

  // Their sums of overlapping gradients have the library's order, too: compared bit for bit.
  describe.each([
    ['JAX', 'jax'],
    ['TensorFlow', 'tensorflow-max-pool'],
  ])('max pooling is that of %s:', (_, file) => {
    test.each(agreeing<BackwardVector>(file))('$name', ({ options, x, output, dout, din }) => {
      const pooled = maxPool(x, options);
      expectBits(pooled.output, output);
      expectBits(maxPoolBackward(dout, pooled.mask), din);
    });
  });
});
