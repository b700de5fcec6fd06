import { maxPool, maxPoolBackward, type Tensor } from 'poolscope';
import { describe, expect, test } from 'vitest';
import { onEveryBackend } from './backends.js';
import { expectBits, planeIndices } from './compare.js';
import { type BackwardVector, type PoolVector, vectors } from './vectors.js';

// PyTorch adds the gradients of overlapping windows in the order of the output's cells, in the
// tensor's own precision (one thread works through a plane): the library's row order. So the
// backward passes are compared bit for bit, too.

interface MaxPoolVector extends BackwardVector {
  rank: 1 | 2 | 3;
  indices: Tensor;
}

onEveryBackend(() => {
  describe.each([1, 2, 3])('max pooling over %i axes, as in PyTorch:', (rank) => {
    const ofRank = vectors<MaxPoolVector>('pytorch-max-pool').filter((v) => v.rank === rank);
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

  describe('max pooling where PyTorch is different:', () => {
    const different = vectors<PoolVector & { indices: Tensor }>('pytorch-differences');
    test.each(different)('$name: $difference', ({ options, x, output, indices }) => {
      const { output: ours, mask } = maxPool(x, options);
      expectBits(ours, output);
      const disagreeing = Array.from({ length: mask.rows }, (_, row) => row).filter(
        (row) => planeIndices(mask, row)[0] !== indices.data[row],
      );
      expect(disagreeing).not.toEqual([]);
      for (const row of disagreeing) {
        const plane = mask.geometry.inputSpatial.reduce((product, size) => product * size, 1);
        const window = mask.geometry
          .cells(row)
          .filter((cell) => cell >= 0)
          .map((cell) => Math.floor(cell / mask.geometry.channels) % plane);
        expect(window).not.toContain(indices.data[row]);
        expect(planeIndices(mask, row)).toEqual(window.slice(0, 1));
      }
    });
  });
});
