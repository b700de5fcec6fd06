import { describe } from 'vitest';
import { avgPool, avgPoolBackward } from '../../src/ops/avg-pool.js';
import { globalAvgPool } from '../../src/ops/global-pool.js';
import { windows } from '../../src/window/windows.js';
import { onEveryBackend } from './backends.js';
import { expectClose, roundings } from './compare.js';
import { inputOf, onnxNodes } from './onnx-nodes.js';
import { agreeing, type BackwardVector, type PoolVector, testEach } from './vectors.js';

onEveryBackend(() => {
  // PyTorch and ONNX Runtime add a window's cells in one row (decision 18).
  describe('average pooling is, to a few roundings, that of PyTorch:', () => {
    const all = agreeing<BackwardVector>('pytorch-average-pool');
    testEach(all, ({ options, x, output, dout, din }) => {
      expectClose(avgPool(x, options), output, roundings(8, x));
      expectClose(avgPoolBackward(dout, windows(x.shape, options)), din, roundings(8, x));
    });
  });

  describe('average pooling is, to a few roundings, that of ONNX Runtime:', () => {
    const all = agreeing<PoolVector>('onnxruntime-average-pool');
    testEach(all, ({ options, x, output }) => {
      expectClose(avgPool(x, options), output, roundings(8, x));
    });
  });

  // TensorFlow multiplies by 1 / divisor and adds in another order.
  describe('average pooling is that of TensorFlow, to a few roundings:', () => {
    const all = agreeing<BackwardVector>('tensorflow-average-pool');
    testEach(all, ({ options, x, output, dout, din }) => {
      expectClose(avgPool(x, options), output, roundings(4, x));
      expectClose(avgPoolBackward(dout, windows(x.shape, options)), din, roundings(4, x));
    });
  });

  // NumPy adds pairwise, and a window has up to 125 cells.
  describe("average pooling is, to a few roundings, that of ONNX's node test", () => {
    /** Its numbers have four digits, in and out. */
    const fourDigits = 'test_averagepool_2d_ceil_last_window_starts_on_pad';

    testEach(onnxNodes('AveragePool'), (node) => {
      const tolerance = node.name === fourDigits ? 1e-4 : roundings(4, node.output);
      expectClose(avgPool(inputOf(node), node.options), node.output, tolerance);
    });

    testEach(onnxNodes('GlobalAveragePool'), (node) => {
      expectClose(globalAvgPool(inputOf(node)), node.output, roundings(4, node.output));
    });
  });
});
