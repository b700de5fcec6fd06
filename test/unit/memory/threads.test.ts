import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { OptionError } from '../../../src/core/errors.js';
import { Control } from '../../../src/memory/codes.js';
import { memory, tidy } from '../../../src/memory/residency.js';
import { setThreads } from '../../../src/memory/set-threads.js';
import { Threads } from '../../../src/memory/threads.js';
import { avgPool, avgPoolBackward } from '../../../src/ops/avg-pool.js';
import { lpPool, lpPoolBackward } from '../../../src/ops/lp-pool.js';
import { maxPool, maxPoolBackward } from '../../../src/ops/max-pool.js';
import { maxUnpool, maxUnpoolBackward } from '../../../src/ops/max-unpool.js';
import { relu, reluBackward } from '../../../src/ops/relu.js';
import { tensor } from '../../../src/tensor/from-data.js';
import type { Tensor } from '../../../src/tensor/tensor.js';
import type { PoolOptions } from '../../../src/window/options.js';

afterEach(async () => {
  vi.restoreAllMocks();
  await setThreads(1);
  expect(memory().arrays).toBe(0);
});

/** Elements with ties, −0 and NaN, in no step of the layout; large enough to be shared out. */
function large(shape: readonly number[], array: typeof Float32Array | typeof Float64Array): Tensor {
  const size = shape.reduce((product, axis) => product * axis, 1);
  const values = [0, -0, 1, 1, -2, Number.NaN, 3, 0.1, 1e30, -1e30, Number.POSITIVE_INFINITY];
  const data = new array(size);
  for (let i = 0; i < size; i++) data[i] = values[(i * 7 + (i >> 4)) % values.length]!;
  return tensor(data, shape);
}

/** Integers, many of them equal. */
function whole(shape: readonly number[]): Tensor {
  const size = shape.reduce((product, axis) => product * axis, 1);
  return tensor(
    Float32Array.from({ length: size }, (_, i) => ((i * 7919) % 1013) - 500),
    shape,
  );
}

function forwardAndBackward(x: Tensor, options: PoolOptions): Uint8Array[] {
  return tidy(() => {
    const { output, mask } = maxPool(x.to('wasm'), options);
    const din = maxPoolBackward(output, mask, { share: 'split' });
    return [output.data, mask.data, din.data].map(
      ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
    );
  });
}

test('where windows overlap a thread takes four times the lines that it shares, or whole images', async () => {
  await setThreads(2);
  const leasts: number[] = [];
  const run = Threads.prototype.run;
  vi.spyOn(Threads.prototype, 'run').mockImplementation(function (this: Threads, task, bytes) {
    leasts.push(task.least);
    run.call(this, task, bytes);
  });
  const leastOf = (lines: number, options: PoolOptions): number[] => {
    leasts.length = 0;
    forwardAndBackward(large([2, lines, 8, 16], Float32Array), options);
    return [...leasts];
  };
  // Windows apart share nothing.
  expect(leastOf(56, { kernelSize: 2 })).toEqual([1, 1]);
  // Two lines of a window of three are the next one's too.
  expect(leastOf(56, { kernelSize: 3, stride: 1, padding: 1 })).toEqual([8, 8]);
  expect(leastOf(56, { kernelSize: 3, stride: 2, padding: 1 })).toEqual([4, 4]);
  // Dilated by 2 it reaches over five lines.
  expect(leastOf(56, { kernelSize: 3, stride: 1, dilation: 2, padding: 1 })).toEqual([16, 16]);
  // Sixteen lines are more than half of twenty.
  expect(leastOf(20, { kernelSize: 5, stride: 1, padding: 2 })).toEqual([20, 20]);
});

/** The rest of the family, each forward and backward. */
function family(x: Tensor, options: PoolOptions): Uint8Array[] {
  return tidy(() => {
    const resident = x.to('wasm');
    const { output, mask } = maxPool(resident, options);
    const rectified = relu(resident);
    const norms = [1, 2, 2.5].map((p) => {
      const norm = lpPool(resident, { ...options, p });
      return [norm, lpPoolBackward(norm, { x: resident }, { ...options, p })];
    });
    const results = [
      avgPool(resident, options),
      avgPoolBackward(output, mask.geometry),
      maxUnpool(output, mask),
      maxUnpoolBackward(resident, mask),
      rectified.output,
      rectified.mask,
      reluBackward(resident, rectified.mask),
      ...norms.flat(),
    ];
    return results.map(({ data: { buffer, byteOffset, byteLength } }) => {
      return new Uint8Array(buffer, byteOffset, byteLength);
    });
  });
}

/** The average and two norms of windows. */
function averagesOf(x: Tensor, { ties: _, ...options }: PoolOptions): Uint8Array[] {
  return tidy(() => {
    const resident = x.to('wasm');
    const norms = [1, 2].map((p) => lpPool(resident, { ...options, p }));
    const results = [avgPool(resident, options), ...norms];
    return results.map(({ data: { buffer, byteOffset, byteLength } }) => {
      return new Uint8Array(buffer, byteOffset, byteLength);
    });
  });
}

function sameBytes(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  return a.every((bytes, i) => Buffer.compare(bytes, b[i]!) === 0);
}

describe('setThreads', () => {
  const images = large([4, 64, 64, 64], Float32Array);
  test.each<[string, Tensor, PoolOptions]>([
    ['2×2, stride 2', images, { kernelSize: 2 }],
    ['2×2, stride 2, all ties', images, { kernelSize: 2, ties: 'all' }],
    ['2×2, stride 2, odd sizes', large([3, 61, 67, 53], Float64Array), { kernelSize: 2 }],
    ['3×3, stride 2, padding 1', images, { kernelSize: 3, stride: 2, padding: 1 }],
    ['3×3, stride 1, padding 1', images, { kernelSize: 3, stride: 1, padding: 1 }],
    ['dilated, in ceil mode', images, { kernelSize: 3, stride: 3, dilation: 2, ceilMode: true }],
    ['one image', large([1, 128, 128, 64], Float32Array), { kernelSize: 3, stride: 1, padding: 1 }],
    ['3-d', large([2, 16, 32, 32, 32], Float64Array), { kernelSize: 2, stride: 1 }],
    ['one window over one image', whole([1, 80, 80, 64]), { kernelSize: 80 }],
    ['1-d', large([8, 9000, 16], Float64Array), { kernelSize: 5, stride: 2, padding: 2 }],
  ])('gives the same bits for every number of threads: %s', async (_, x, options) => {
    const alone = forwardAndBackward(x, options);
    for (const count of [2, 3]) {
      expect(await setThreads(count)).toBe(count);
      const shared = forwardAndBackward(x, options);
      expect(sameBytes(shared, alone)).toBe(true);
    }
  });

  test.each<[string, Tensor, PoolOptions]>([
    ['windows apart', images, { kernelSize: 3, ceilMode: true }],
    ['windows that overlap', large([2, 64, 64, 83], Float32Array), { kernelSize: 3, stride: 2 }],
  ])('gives the same bits for the whole family: %s', async (_, x, options) => {
    const alone = family(x, options);
    expect(await setThreads(2)).toBe(2);
    expect(sameBytes(family(x, options), alone)).toBe(true);
  });

  // Lines would be gone through by both: channels are shared, in slices that end within a block or not.
  test.each<[string, Tensor, PoolOptions]>([
    ['17×17', whole([1, 48, 48, 64]), { kernelSize: 17, stride: 1, padding: 8 }],
    ['17×17 with NaN', large([1, 64, 64, 64], Float32Array), { kernelSize: 17, stride: 1 }],
    ['an odd number of channels', whole([1, 50, 50, 83]), { kernelSize: 13, stride: 1 }],
    ['two images', whole([2, 40, 40, 50]), { kernelSize: 9, stride: 1, padding: 4 }],
    [
      'stride 2',
      whole([1, 60, 60, 96]),
      {
        kernelSize: 9,
        stride: 2,
        padding: [
          [1, 4],
          [0, 0],
        ],
      },
    ],
    ['last of ties', whole([1, 50, 50, 64]), { kernelSize: 9, stride: 1, ties: 'last' }],
    ['3-d', whole([1, 12, 20, 20, 48]), { kernelSize: 5, stride: 1, padding: 2 }],
    ['float64', large([1, 40, 40, 64], Float64Array), { kernelSize: 11, stride: 1 }],
  ])(
    'gives the same bits where threads share an image of large windows: %s',
    async (_, x, options) => {
      const alone = [...forwardAndBackward(x, options), ...averagesOf(x, options)];
      for (const count of [2, 3]) {
        expect(await setThreads(count)).toBe(count);
        const notify = vi.spyOn(Atomics, 'notify');
        const shared = [...forwardAndBackward(x, options), ...averagesOf(x, options)];
        expect(sameBytes(shared, alone)).toBe(true);
        // At least the maxima, the average and the two norms.
        if (count > x.shape[0]!) expect(notify.mock.calls.length).toBeGreaterThanOrEqual(4);
        vi.restoreAllMocks();
      }
    },
  );

  test('leaves rows that are corrected at the end to one thread', async () => {
    await setThreads(2);
    const x = whole([1, 40, 40, 64]).to('wasm');
    const notify = vi.spyOn(Atomics, 'notify');
    for (const odd of [{ dilation: 2 }, { nan: 'ignore' }] as const) {
      tidy(() => void maxPool(x, { kernelSize: 9, stride: 1, ...odd }));
    }
    expect(notify).not.toHaveBeenCalled();
    x.dispose();
  });

  test('leaves small calls and those on the host to the caller', async () => {
    await setThreads(2);
    const notify = vi.spyOn(Atomics, 'notify');
    forwardAndBackward(large([1, 8, 8, 8], Float32Array), { kernelSize: 2 });
    maxPool(images, { kernelSize: 2 });
    expect(notify).not.toHaveBeenCalled();
    forwardAndBackward(images, { kernelSize: 2 });
    expect(notify).toHaveBeenCalledTimes(2);
  });

  test('makes changes that are asked for together one after another', async () => {
    expect(await Promise.all([setThreads(3), setThreads(1), setThreads(2)])).toEqual([3, 1, 2]);
  });

  test.each([0, -1, 1.5, Number.NaN, 65])('refuses %s', async (count) => {
    await expect(setThreads(count)).rejects.toThrow(OptionError);
  });
});

/** Starts threads that run another program instead of the library's, which are in what it returns. */
function threadsRun(program: string): Worker[] {
  const modules = process.getBuiltinModule('node:worker_threads');
  const started: Worker[] = [];
  class Other extends Worker {
    constructor(_: string, options: object) {
      super(program, options);
      started.push(this);
    }
  }
  vi.spyOn(process, 'getBuiltinModule').mockReturnValue({ ...modules, Worker: Other } as never);
  return started;
}

describe('a thread', () => {
  const images = large([4, 64, 64, 64], Float32Array);

  test('that fails at its start is noticed: one warning, then one thread', async () => {
    const warning = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    threadsRun('process.exit(1)');
    expect(await setThreads(3)).toBe(1);
    expect(warning.mock.calls).toEqual([
      ['poolscope: a thread did not start; one thread goes on alone'],
    ]);
  });

  test('that dies while idle is noticed: one warning, then one thread', async () => {
    const alone = forwardAndBackward(images, { kernelSize: 2 });
    const warning = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const started = threadsRun(
      "require('node:worker_threads').parentPort.postMessage('ready'); setInterval(() => {}, 1000)",
    );
    expect(await setThreads(2)).toBe(2);
    expect(sameBytes(forwardAndBackward(images, { kernelSize: 2 }), alone)).toBe(true);
    expect(warning).not.toHaveBeenCalled();
    await started[0]!.terminate();
    await vi.waitFor(() => expect(warning).toHaveBeenCalled(), 20_000);
    expect(warning.mock.calls).toEqual([['poolscope: a thread ended; one thread goes on alone']]);
    expect(await setThreads(1)).toBe(1);
  });

  test('that stops during its work is waited for a while, and its part done again', async () => {
    const alone = forwardAndBackward(images, { kernelSize: 2 });
    const warning = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    // Enters the first call and takes a part, as the library's threads do, and never does it.
    threadsRun(`
      const { parentPort, workerData: { memory, control, thread } } = require('node:worker_threads');
      const words = new Int32Array(memory.buffer, control);
      parentPort.postMessage('ready');
      Atomics.wait(words, ${Control.sequence}, 0);
      Atomics.add(words, ${Control.state}, 1);
      const part = Atomics.add(words, ${Control.next}, words[${Control.size}]);
      Atomics.store(words, ${Control.claims} + thread, part);
    `);
    expect(await setThreads(2)).toBe(2);
    const notify = Atomics.notify;
    vi.spyOn(Atomics, 'notify').mockImplementation((words, index, count) => {
      const woken = notify(words, index, count);
      // Nobody wakes it: this is time for the thread to take its part.
      for (let i = 0; words instanceof Int32Array && i < 1000; i++) {
        if (Atomics.wait(words, Control.claims + 1, -1, 20) === 'not-equal') break;
      }
      return woken;
    });
    expect(sameBytes(forwardAndBackward(images, { kernelSize: 2 }), alone)).toBe(true);
    expect(warning.mock.calls).toEqual([
      ['poolscope: a thread stopped during its work; one thread goes on alone'],
    ]);
  });
});
