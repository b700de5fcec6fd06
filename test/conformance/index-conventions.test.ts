import { describe, expect } from 'vitest';
import { maxPool } from '../../src/ops/max-pool.js';
import { tensor } from '../../src/tensor/from-data.js';
import { toChannelsFirst } from '../../src/tensor/layout.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import type { IndexConvention } from '../../src/window/mask/conventions.js';
import { argmax, maskFromArgmax } from '../../src/window/mask/indices.js';
import type { Mask } from '../../src/window/mask/mask.js';
import { onEveryBackend } from './backends.js';
import { expectBits } from './compare.js';
import { inputOf, type OnnxNode, onnxNodes } from './onnx-nodes.js';
import { agreeing, type PoolVector, testEach } from './vectors.js';

interface IndexedVector extends PoolVector {
  indices: Tensor;
}

interface OnnxVector {
  indices: Tensor;
  storageOrder: 0 | 1;
}

/** Another framework's indices are those of a mask, and the mask can be had back from them. */
function expectIndices(mask: Mask, convention: IndexConvention, given: Tensor): void {
  const indices = tensor(Int32Array.from(given.data), given.shape);
  expectBits(argmax(mask, convention), indices);
  expect(maskFromArgmax(indices, convention, mask.geometry).data).toEqual(mask.data);
  const options = { layout: 'channels-first' } as const;
  expectBits(argmax(mask, convention, options), toChannelsFirst(indices));
}

const ofStorageOrder = (order: 0 | 1): IndexConvention =>
  order === 0 ? 'onnx' : 'onnx-column-major';

onEveryBackend(() => {
  describe("indices of maxima are ONNX Runtime's Indices:", () => {
    testEach(agreeing<IndexedVector & OnnxVector>('onnxruntime-max-pool'), (vector) => {
      const { mask } = maxPool(vector.x, vector.options);
      expectIndices(mask, ofStorageOrder(vector.storageOrder), vector.indices);
    });
  });

  describe("indices of maxima are those of ONNX's node test", () => {
    const indexed = onnxNodes<OnnxNode & OnnxVector>('MaxPool').filter((node) => node.indices);
    testEach(indexed, (node) => {
      const { mask } = maxPool(inputOf(node), node.options);
      expectIndices(mask, ofStorageOrder(node.storageOrder), node.indices);
    });
  });

  describe("indices of maxima are TensorFlow's, without the batch and with it:", () => {
    const indexed = agreeing<IndexedVector & { indicesWithBatch: Tensor }>(
      'tensorflow-max-pool',
    ).filter((vector) => vector.indices);
    testEach(indexed, ({ options, x, indices, indicesWithBatch }) => {
      const { mask } = maxPool(x, options);
      expectIndices(mask, 'tensorflow', indices);
      expectIndices(mask, 'tensorflow-batch', indicesWithBatch);
    });
  });
});
