import { describe, expect } from 'vitest';
import { maxPool } from '../../src/ops/max-pool.js';
import { maxUnpool, maxUnpoolBackward } from '../../src/ops/max-unpool.js';
import { tensor } from '../../src/tensor/from-data.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { onEveryBackend } from './backends.js';
import { expectBits } from './compare.js';
import { type OnnxNode, onnxNodes } from './onnx-nodes.js';
import { agreeing, type BackwardVector, type PoolVector, testEach } from './vectors.js';

interface Indexed {
  indices: Tensor;
}

/** The values at ONNX's indices, on a grid of that many rows and columns. */
function unpooled({ x, indices }: { x: Tensor } & Indexed, size: number): Tensor {
  const int32 = tensor(Int32Array.from(indices.data), indices.shape);
  return maxUnpool(x, int32, { outputShape: [1, size, size, 1], convention: 'onnx' });
}

onEveryBackend(() => {
  describe('max unpooling, by indices or by a mask, is that of PyTorch:', () => {
    const all = agreeing<BackwardVector & Indexed & { pooled: Tensor }>('pytorch-max-unpool');
    testEach(all, ({ options, pooled, indices, x, output, dout, din }) => {
      expectBits(maxUnpool(x, indices, { outputShape: output.shape }), output);
      expectBits(maxUnpoolBackward(dout, indices), din);
      const { mask } = maxPool(pooled, options);
      expectBits(maxUnpool(x, mask), output);
      expectBits(maxUnpoolBackward(dout, mask), din);
    });
  });

  describe('max unpooling is that of ONNX Runtime:', () => {
    testEach(agreeing<PoolVector & Indexed>('onnxruntime-max-unpool'), (vector) => {
      expectBits(unpooled(vector, 5), vector.output);
    });
  });

  const nodes = onnxNodes<OnnxNode & Indexed & { x: Tensor }>('MaxUnpool');

  describe("max unpooling is ONNX's node test", () => {
    testEach(
      nodes.filter((node) => node.difference === undefined),
      (node) => {
        expectBits(unpooled(node, node.output.shape[1]!), node.output);
      },
    );
  });

  describe("max unpooling differs from ONNX's node test", () => {
    testEach(
      nodes.filter((node) => node.difference !== undefined),
      (node) => {
        expect([...unpooled(node, 5).data]).not.toEqual([...node.output.data]);
        const inCorner = maxUnpool(unpooled(node, 4), cornerOf(4), { outputShape: [1, 5, 5, 1] });
        expectBits(inCorner, node.output);
      },
    );
  });
});

/** Where the cells of a small square lie in the top left corner of one that is larger by one. */
function cornerOf(size: number): Tensor {
  const indices = Int32Array.from(
    { length: size * size },
    (_, cell) => Math.floor(cell / size) * (size + 1) + (cell % size),
  );
  return tensor(indices, [1, size, size, 1]);
}
