import { avgPool, backend, maxPool, random, setThreads, tidy } from 'poolscope';
import { expect, test } from 'vitest';
import { engine } from '../../src/kernels/engine.js';
import { endThreads, sharedCalls, startThreads } from './backends.js';

if (engine()?.shared) {
  test('the second thread takes part in small calls', async () => {
    const x = random(0).randn(2, 6, 6, 3);
    const alone = maxPool(x, { kernelSize: 2 });
    await startThreads();
    const before = sharedCalls;
    for (let i = 0; i < 20; i++) {
      expect(maxPool(x, { kernelSize: 2 })).toEqual(alone);
      tidy(() => avgPool(x.to('wasm'), { kernelSize: 3, stride: 1 }));
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
