import { expect, test } from 'vitest';
import { backend } from '../../src/kernels/select.js';
import { engine } from '../../src/memory/engine.js';
import { tidy } from '../../src/memory/residency.js';
import { setThreads } from '../../src/memory/set-threads.js';
import { avgPool } from '../../src/ops/avg-pool.js';
import { maxPool } from '../../src/ops/max-pool.js';
import { random } from '../../src/tensor/random.js';
import { endThreads, sharedCalls, startThreads } from './backends.js';

if (engine()?.shared) {
  test('the second thread works in small calls too', async () => {
    const x = random(0).randn(2, 6, 6, 3);
    const alone = maxPool(x, { kernelSize: 2 });
    await startThreads();
    const before = sharedCalls;
    for (let i = 0; i < 20; i++) {
      expect(maxPool(x, { kernelSize: 2 })).toEqual(alone);
      tidy(() => {
        avgPool(x.to('wasm'), { kernelSize: 3, stride: 1 });
      });
    }
    await endThreads();
    expect(sharedCalls).toBeGreaterThan(before);
  });
} else {
  test('the build for browsers computes, and has no threads', async () => {
    expect(backend()).toBe('wasm');
    await expect(setThreads(2)).rejects.toThrow('needs shared memory');
  });
}
