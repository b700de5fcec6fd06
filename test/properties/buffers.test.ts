import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { sharesMemory } from '../../src/core/bytes/bytes.js';
import { MemoryError, OptionError, PoolscopeError } from '../../src/core/errors.js';
import * as ps from '../../src/index.js';
import { encode } from '../../src/view/wire/payload.js';

// Buffers are the caller's: they shrink, grow, go to a worker, or are shared by two tensors between
// two calls. Each call gives the right numbers or one error.

vi.setConfig({ testTimeout: 120_000 });

const seed = 20261128;
console.info(`buffers: seed ${seed}`);

const shape = [1, 4, 4, 1];
const numbers = Array.from({ length: 16 }, (_, i) => (i * 7) % 11);
const geometry = ps.windows(shape, { kernelSize: 2 });
const { output: pooled, mask } = ps.maxPool(ps.tensor(numbers, shape), { kernelSize: 2 });
const dout = ps.tensor([1, 2, 3, 4], [1, 2, 2, 1]);

/** Every public function that reads a tensor x of 4 × 4 cells, float64. */
const reading: Record<string, (x: ps.Tensor) => unknown> = {
  maxPool: (x) => ps.maxPool(x, { kernelSize: 2 }),
  avgPool: (x) => ps.avgPool(x, { kernelSize: 2 }),
  lpPool: (x) => ps.lpPool(x, { kernelSize: 2, p: 2 }),
  lpPoolBackward: (x) => ps.lpPoolBackward(dout, { x }, { kernelSize: 2, p: 2 }),
  globalMaxPool: (x) => ps.globalMaxPool(x),
  globalAvgPool: (x) => ps.globalAvgPool(x),
  relu: (x) => ps.relu(x),
  reluBackward: (x) => ps.reluBackward(x, ps.tensor(new Array(16).fill(true), shape)),
  maxUnpoolBackward: (x) => ps.maxUnpoolBackward(x, mask),
  im2col: (x) => ps.im2col(x, geometry),
  col2im: (x) => ps.col2im(ps.tensor(x.data, [4, 4]), geometry),
  toChannelsFirst: (x) => ps.toChannelsFirst(x),
  fromChannelsFirst: (x) => ps.fromChannelsFirst(x),
  allClose: (x) => ps.allClose(x, x),
  writeNpy: (x) => ps.writeNpy(x),
  writeNpz: (x) => ps.writeNpz({ x }),
  maskFrom: (x) => ps.maskFrom(ps.tensor(x.data, [4, 4]), geometry),
  findings: (x) => ps.findings({ x, mask, dout }),
  heatmap: (x) => ps.heatmap(x),
  explore: (x) => ps.explore({ x, mask, dout }),
  to: (x) => x.to('wasm').dispose(),
  at: (x) => x.at(0, 3, 3, 0),
  toArray: (x) => x.toArray(),
};

/** The public functions that are not among them, by why. */
const besides = {
  'reads a gradient, pooled values or indices of another shape, as is tried below': [
    ...['assignedDin', 'avgPoolBackward', 'maskFromArgmax', 'maxPoolBackward', 'maxUnpool'],
  ],
  'reads a mask, as is tried below': ['argmax', 'maskView', 'winners'],
  'reads a view, as is tried below': ['display', 'encode', 'save', 'show', 'writeView'],
  'reads the numbers of what it is given into a new array': ['random', 'tensor'],
  'calls one that is': ['checkGradient', 'globalAvgPoolBackward', 'tidy'],
  'reads bytes, a shape or a setting': [
    ...['backend', 'decode', 'decodePair', 'memory', 'readNpy', 'readNpz', 'readView'],
    ...['setBackend', 'setMemoryLimit', 'setThreads', 'windows'],
  ],
};

test('every public function is tried, or is said to read no x', () => {
  const isFunction = ([name, value]: [string, unknown]): boolean =>
    typeof value === 'function' && /^[a-z]/.test(name);
  const names = Object.entries(ps)
    .filter(isFunction)
    .map(([name]) => name);
  const methods = ['to', 'at', 'toArray'];
  const tried = Object.keys(reading).filter((name) => !methods.includes(name));
  expect([...tried, ...Object.values(besides).flat()].sort()).toEqual(names.sort());
});

/** Ways in which a buffer of a tensor changes between two calls. */
const changes: Record<string, () => { x: ps.Tensor; change: () => void }> = {
  'shrinks under a view that tracks its length': () => {
    const buffer = resizable(ArrayBuffer, 128, 256);
    const data = new Float64Array(buffer);
    data.set(numbers);
    return { x: ps.tensor(data, shape), change: () => resize(buffer, 64) };
  },
  'shrinks under a view of fixed length': () => {
    const buffer = resizable(ArrayBuffer, 256, 256);
    const data = new Float64Array(buffer, 64, 16);
    data.set(numbers);
    return { x: ps.tensor(data, shape), change: () => resize(buffer, 128) };
  },
  grows: () => {
    const buffer = resizable(ArrayBuffer, 128, 256);
    const data = new Float64Array(buffer);
    data.set(numbers);
    return { x: ps.tensor(data, shape), change: () => resize(buffer, 256) };
  },
  'grows, shared': () => {
    const buffer = resizable(SharedArrayBuffer, 128, 256);
    const data = new Float64Array(buffer);
    data.set(numbers);
    const grow = (buffer as unknown as { grow(size: number): void }).grow.bind(buffer);
    return { x: ps.tensor(data, shape), change: () => grow(256) };
  },
  'is detached': () => {
    const data = Float64Array.from(numbers);
    const change = (): void => void structuredClone(data, { transfer: [data.buffer] });
    return { x: ps.tensor(data, shape), change };
  },
};

/** A buffer that can be resized; the types of ES2022 know none. */
function resizable<Buffer>(
  type: new (length: number) => Buffer,
  length: number,
  maxByteLength: number,
): Buffer {
  return new (type as new (length: number, options: object) => Buffer)(length, { maxByteLength });
}

function resize(buffer: ArrayBuffer, length: number): void {
  (buffer as unknown as { resize(length: number): void }).resize(length);
}

afterAll(() => ps.setBackend('wasm'));

describe.each(['wasm', 'reference'] as const)('on %s,', (backend) => {
  beforeAll(() => ps.setBackend(backend));

  describe.each(Object.entries(changes))('a buffer that %s', (_, make) => {
    test.each(Object.entries(reading))('is one error in %s', (name, read) => {
      const { x, change } = make();
      expect(() => read(x)).not.toThrow(name === 'maskFrom' ? TypeError : undefined);
      change();
      // What wraps x.data anew sees another length, and says that.
      const anew = ['col2im', 'maskFrom'].includes(name);
      expect(() => read(x)).toThrow(anew ? PoolscopeError : MemoryError);
      if (!anew) expect(() => read(x)).toThrow('its buffer was resized or detached');
    });

    test('is one error as dout, as out, and in a view that was made before', () => {
      const { x, change } = make();
      const { mask: same } = ps.maxPool(x, { kernelSize: 1 });
      const view = ps.heatmap(x);
      change();
      for (const work of [
        () => ps.maxPoolBackward(x, same),
        () => ps.avgPoolBackward(x, same.geometry),
        () => ps.maxUnpool(x, same),
        () => ps.assignedDin(same, x),
        () => ps.maskFromArgmax(x, 'pytorch', same.geometry),
        () =>
          ps.maxPool(ps.tensor(numbers, shape), { kernelSize: 1, out: { output: x, mask: same } }),
        () => ps.avgPool(ps.tensor(numbers, shape), { kernelSize: 1, out: x }),
        () => encode(view),
        () => ps.writeView(view),
      ]) {
        expect(work).toThrow(MemoryError);
      }
    });
  });

  test('a mask whose cells went to a worker is one error', () => {
    const { mask: own } = ps.maxPool(ps.tensor(numbers, shape), { kernelSize: 2 });
    structuredClone(own.data, { transfer: [own.data.buffer] });
    for (const work of [
      () => ps.maxPoolBackward(dout, own),
      () => ps.maxUnpool(pooled, own),
      () => ps.argmax(own, 'pytorch'),
      () => ps.winners(own),
      () => ps.maskView(own),
      () => own.to('wasm'),
      () => own.data,
    ]) {
      expect(work).toThrow(MemoryError);
    }
  });

  // Operations that take `out`: what they give without it is what they are to give with it.
  const a = fc.nat(40);
  const writing: Record<
    string,
    { reads: number; run: (x: ps.Tensor, out?: ps.Tensor) => ps.Tensor }
  > = {
    avgPool: {
      reads: 16,
      run: (x, out) =>
        ps.avgPool(x, {
          kernelSize: 2,
          stride: 1,
          padding: [
            [0, 1],
            [0, 1],
          ],
          ...(out && { out }),
        }),
    },
    lpPool: {
      reads: 16,
      run: (x, out) => ps.lpPool(x, { kernelSize: 1, p: 2, ...(out && { out }) }),
    },
    maxPoolBackward: {
      reads: 4,
      run: (x, out) =>
        ps.maxPoolBackward(
          ps.tensor(x.data.subarray(0, 4) as Float64Array, [1, 2, 2, 1]),
          mask,
          out && { out },
        ),
    },
    maxUnpool: {
      reads: 4,
      run: (x, out) =>
        ps.maxUnpool(
          ps.tensor(x.data.subarray(0, 4) as Float64Array, [1, 2, 2, 1]),
          mask,
          out && { out },
        ),
    },
  };

  test.each(Object.entries(writing))(
    '%s is right, or one error, where out shares memory',
    (_, { reads, run }) => {
      let [right, refused] = [0, 0];
      fc.assert(
        fc.property(a, a, fc.constantFrom('one', 'shared', 'twice shared'), (from, to, kind) => {
          const bytes = 60 * 8;
          const buffer = kind === 'one' ? new ArrayBuffer(bytes) : new SharedArrayBuffer(bytes);
          // A clone of a SharedArrayBuffer is another object on the same memory.
          const second = kind === 'twice shared' ? structuredClone(buffer) : buffer;
          const xs = new Float64Array(buffer, 8 * from, 16);
          xs.set(numbers);
          const due = run(ps.tensor(Float64Array.from(numbers), shape)).toArray();
          const out = ps.tensor(new Float64Array(second, 8 * to, 16), shape);
          const overlap = from < to + 16 && to < from + reads;
          try {
            const own = run(ps.tensor(xs, shape), out);
            expect(own).toBe(out);
            expect(own.toArray()).toEqual(due);
            right++;
            expect(overlap).toBe(false);
          } catch (error) {
            if (!(error instanceof OptionError)) throw error;
            expect(error.message).toContain('out=Tensor shares memory with another argument');
            // Nothing was written: the operands are as they were.
            expect([...xs]).toEqual(numbers);
            refused++;
            expect(overlap).toBe(true);
          }
        }),
        { seed, numRuns: 300 },
      );
      expect(Math.min(right, refused)).toBeGreaterThan(20);
    },
  );

  test('out.output, out.mask and operands of maxPool and relu share no memory', () => {
    const bytes = new ArrayBuffer(16);
    const x = ps.tensor(new Uint8Array(bytes), shape);
    const { mask: own } = ps.maxPool(ps.tensor(new Uint8Array(16), shape), { kernelSize: 2 });
    const inMask = ps.tensor(own.data, shape);
    const output = ps.tensor(new Uint8Array(4), [1, 2, 2, 1]);
    expect(() => ps.maxPool(inMask, { kernelSize: 2, out: { output, mask: own } })).toThrow(
      'out.mask=Mask shares memory with another argument',
    );
    const part = ps.tensor(own.data.subarray(3, 7), [1, 2, 2, 1]);
    expect(() => ps.maxPool(x, { kernelSize: 2, out: { output: part, mask: own } })).toThrow(
      'shares memory',
    );
    const bools = ps.tensor(new Uint8Array(bytes), shape, { dtype: 'bool' });
    expect(() => ps.relu(x, { out: { output: x, mask: bools } })).toThrow(OptionError);
    const other = ps.tensor(new Uint8Array(16), shape);
    expect(() =>
      ps.relu(x, { out: { output: other, mask: ps.tensor(other.data, shape, { dtype: 'bool' }) } }),
    ).toThrow('shares memory');
  });
});

test('files are read from buffers that can be resized or shared, as from others', () => {
  const file = ps.writeNpy(ps.tensor([1, 2, 3]));
  for (const buffer of [
    resizable(ArrayBuffer, file.length, 4096),
    new SharedArrayBuffer(file.length),
  ]) {
    const bytes = new Uint8Array(buffer);
    bytes.set(file);
    expect(ps.readNpy(bytes).toArray()).toEqual([1, 2, 3]);
  }
  const bytes = Uint8Array.from(file);
  structuredClone(bytes, { transfer: [bytes.buffer] });
  expect(() => ps.readNpy(bytes)).toThrow(OptionError);
});

test('sharesMemory leaves the bytes that it tries as they were', () => {
  const buffer = new SharedArrayBuffer(8);
  new Uint8Array(buffer).set([1, 2, 3, 4, 5, 6, 7, 8]);
  const [one, two] = [new Uint8Array(buffer), new Uint8Array(structuredClone(buffer))];
  expect(sharesMemory(one.subarray(0, 5), two.subarray(4))).toBe(true);
  expect(sharesMemory(one.subarray(0, 4), two.subarray(4))).toBe(false);
  expect(sharesMemory(one, new Uint8Array(new SharedArrayBuffer(8)))).toBe(false);
  expect([...one]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});
