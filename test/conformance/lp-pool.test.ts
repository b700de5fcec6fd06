import { describe } from 'vitest';
import { lpPool, lpPoolBackward } from '../../src/ops/lp-pool.js';
import { onEveryBackend } from './backends.js';
import { expectClose, roundings } from './compare.js';
import { inputOf, type OnnxNode, onnxNodes } from './onnx-nodes.js';
import { agreeing, type BackwardVector, type PoolVector, testEach } from './vectors.js';

interface Exponent {
  p: number;
}

onEveryBackend(() => {
  describe('Lp pooling is that of PyTorch:', () => {
    const all = agreeing<BackwardVector & Exponent>('pytorch-lp-pool');
    testEach(all, ({ options, p, x, output, dout, din }) => {
      expectClose(lpPool(x, { ...options, p }), output, roundings(16, x));
      expectClose(lpPoolBackward(dout, { x }, { ...options, p }), din, roundings(16, x));
    });
  });

  describe('Lp pooling is that of ONNX Runtime:', () => {
    const all = agreeing<PoolVector & Exponent>('onnxruntime-lp-pool');
    testEach(all, ({ options, p, x, output }) => {
      expectClose(lpPool(x, { ...options, p }), output, roundings(16, x));
    });
  });

  describe("Lp pooling is that of ONNX's node test", () => {
    testEach(onnxNodes<OnnxNode & Exponent>('LpPool'), (node) => {
      const output = lpPool(inputOf(node), { ...node.options, p: node.p });
      expectClose(output, node.output, roundings(16, output));
    });
  });
});
