import { describe, expect, test } from 'vitest';
import { globalMaxPool } from '../../src/ops/global-pool.js';
import { maxPoolBackward } from '../../src/ops/max-pool.js';
import { relu } from '../../src/ops/relu.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { col2im } from '../../src/window/matrix.js';
import { windows } from '../../src/window/windows.js';
import { onEveryBackend } from './backends.js';
import { expectBits } from './compare.js';
import { inputOf, type OnnxNode, onnxNodes, onnxOperators, rawInput } from './onnx-nodes.js';
import { testEach } from './vectors.js';

// The node tests of pooling stand with their operation; here are the others.

test('every operator of the node tests has a test in this folder', () => {
  expect(onnxOperators()).toEqual([
    'AveragePool', // avg-pool.test.ts
    'Col2Im',
    'GlobalAveragePool', // avg-pool.test.ts
    'GlobalMaxPool',
    'LpPool', // lp-pool.test.ts
    'MaxPool', // max-pool.test.ts
    'MaxUnpool', // max-unpool.test.ts
    'Relu',
  ]);
});

onEveryBackend(() => {
  describe("col2im is ONNX's node test", () => {
    testEach(onnxNodes<OnnxNode & { matrix: Tensor }>('Col2Im'), (node) => {
      expectBits(col2im(node.matrix, windows(node.output.shape, node.options)), node.output);
    });
  });

  describe("global max pooling is ONNX's node test", () => {
    testEach(onnxNodes('GlobalMaxPool'), (node) => {
      const { output, mask } = globalMaxPool(inputOf(node));
      expectBits(output, node.output);
      const din = maxPoolBackward(output, mask);
      expect([...din.data].filter((value) => value !== 0)).toHaveLength(output.size);
    });
  });

  describe("ReLU is ONNX's node test", () => {
    testEach(onnxNodes('Relu'), (node) => {
      expectBits(relu(rawInput(node)).output, node.output);
    });
  });
});
