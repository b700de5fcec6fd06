import { expect, test } from 'vitest';
import { backend } from '../../src/kernels/select.js';
import { memory, tidy } from '../../src/memory/residency.js';
import { avgPool } from '../../src/ops/avg-pool.js';
import { tensor } from '../../src/tensor/from-data.js';
import { onEveryBackend } from './backends.js';

// A call may need more scratch memory than there is: then memory grows, and earlier views of it end.
onEveryBackend(() => {
  test('a call that makes the memory grow reads its operands and writes its result', () => {
    let grown = 0;
    tidy(() => {
      for (let width = 64; width <= 2 ** 16; width = Math.ceil(width * 1.25)) {
        const x = tensor(new Float32Array(width).fill(1), [1, width, 1]).to('wasm');
        const before = memory().reserved;
        // A window over all of the input has a list of all its cells.
        const output = avgPool(x, { kernelSize: width, stride: width });
        grown += Number(memory().reserved > before);
        expect([...output.data]).toEqual([1]);
      }
    });
    expect(grown > 0).toBe(backend() === 'wasm');
  });
});
