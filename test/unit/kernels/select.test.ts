import { afterEach, describe, expect, test, vi } from 'vitest';

// Each test loads the whole library anew: seconds where others work too.
vi.setConfig({ testTimeout: 20_000 });

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

/** The library as it starts where WebAssembly is not what it should be. */
async function startedWith(stub: object | undefined): Promise<typeof import('poolscope')> {
  vi.resetModules();
  vi.stubGlobal('WebAssembly', stub);
  return import('poolscope');
}

class WithoutSimd {
  constructor() {
    throw new WebAssembly.CompileError('invalid value type');
  }
}
const { Memory, CompileError } = WebAssembly;

describe.each([
  ['WebAssembly is missing', undefined],
  ['WebAssembly has no SIMD', { Memory, CompileError, Module: WithoutSimd }],
])('where %s', (_, stub) => {
  test('the reference computes', async () => {
    const ps = await startedWith(stub);
    expect(ps.backend()).toBe('reference');
    expect(ps.maxPool(ps.tensor([[[1], [3], [2]]]), { kernelSize: 3 }).output.toArray()).toEqual([
      [[3]],
    ]);
    expect(ps.memory().bytes).toBe(0);
  });

  test('what needs it is an error that says so', async () => {
    const ps = await startedWith(stub);
    expect(() => ps.setBackend('wasm')).toThrow(
      'setBackend: name="wasm" needs WebAssembly with SIMD, which is missing here; use \'reference\'',
    );
    expect(() => ps.tensor([1]).to('wasm')).toThrow(
      'to: device="wasm" needs WebAssembly with SIMD, which is missing here',
    );
    await expect(ps.setThreads(2)).rejects.toThrow('setThreads: count=2 needs shared memory');
  });
});

describe('outside Node', () => {
  test('memory is not shared, and more than one thread is an error', async () => {
    const { versions: _, ...browser } = process;
    vi.stubGlobal('process', browser);
    vi.resetModules();
    const ps = await import('poolscope');
    expect(ps.backend()).toBe('wasm');
    expect(await ps.setThreads(1)).toBe(1);
    await expect(ps.setThreads(2)).rejects.toThrow(
      'setThreads: count=2 needs shared memory and calls that wait, which there are in Node only; use 1',
    );
    const x = ps.tensor([[[1], [3], [2]]]).to('wasm');
    expect(ps.maxPool(x, { kernelSize: 3 }).output.toArray()).toEqual([[[3]]]);
  });
});
