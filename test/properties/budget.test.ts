import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, test, vi } from 'vitest';
import { PoolscopeError } from '../../src/core/errors.js';
import { writeNpy } from '../../src/formats/npy.js';
import { readNpz } from '../../src/formats/npz.js';
import { tensor } from '../../src/tensor/from-data.js';
import { decode, readView } from '../../src/view/codec.js';
import { panels, slice, sliceSize } from '../../src/view/model/panels.js';
import type { View } from '../../src/view/view.js';
import { PayloadError } from '../../src/view/wire/codecs/fields.js';
import { roomBytes, roomFactor } from '../../src/view/wire/room.js';
import { poolings } from './arbitraries.js';

// Small payloads and files that derive, unpack or list a lot: memory stays in proportion to the bytes
// that came. The seed is the run's own, printed with it; a failure is found again by it.

vi.setConfig({ testTimeout: 120_000 });

const seed = Number(process.env.POOLSCOPE_SEED ?? Date.now() % 2 ** 31);
console.log(`seed ${seed}: POOLSCOPE_SEED=${seed} runs the same cases`);
const most = { interruptAfterTimeLimit: 40_000, markInterruptAsFailure: false };

/** The bytes of arrays that are alive; those of earlier cases may be among them. */
const held = (): number => process.memoryUsage().arrayBuffers;

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const sizeOf = (shape: readonly number[]): number => shape.reduce((all, size) => all * size, 1);

/** Cells of 0, packed: their bits, deflated. Those of bools are the same. */
function packedZeros(cells: number): string {
  return base64(deflateRawSync(Buffer.alloc(Math.ceil(cells / 8))));
}

const dtypes = ['float64', 'float32', 'int32', 'uint8', 'int8', 'bool'] as const;

/** A heatmap of zeros: few bytes, and any number of cells that a payload may have, and more. */
const unpacking = fc
  .record({
    dtype: fc.constantFrom(...dtypes),
    shape: fc.array(fc.constantFrom(1, 2, 7, 64, 512, 4096), { minLength: 1, maxLength: 5 }),
    isPacked: fc.constantFrom(true, true, true, false),
  })
  .filter(({ shape }) => sizeOf(shape) <= 2 ** 25)
  .map(({ dtype, shape, isPacked }) => ({
    version: 2,
    kind: 'heatmap',
    title: 'zeros',
    role: 'activation',
    arrays: {
      value: {
        dtype,
        shape,
        ...(isPacked && { packing: 'sparse-deflate' }),
        data: packedZeros(sizeOf(shape)),
      },
    },
  }));

/** A pooling of few rows over an input as large as it may be: what is derived is all there is. */
const deriving = fc
  .record({ pooling: poolings, factors: fc.array(fc.constantFrom(1, 30, 400, 4000)) })
  .map(({ pooling: { shape, options }, factors }) => {
    const spatial = shape.length - 2;
    const grown = shape.map((size, axis) =>
      axis >= 1 && axis <= spatial ? size * (factors[axis] ?? 1) : size,
    );
    const stride = options.stride.map((step, axis) => step * (factors[axis + 1] ?? 1));
    return { shape: grown, options: { ...options, stride } };
  })
  .filter(({ shape }) => sizeOf(shape) > 0 && sizeOf(shape) <= 2 ** 24)
  .map(({ shape, options }) => {
    const { kernelSize, stride, padding, dilation } = options;
    const out = kernelSize.map((size, axis) => {
      const [low, high] = padding[axis]!;
      const steps =
        (shape[axis + 1]! + low + high - dilation[axis]! * (size - 1) - 1) / stride[axis]!;
      return Math.floor(steps) + 1;
    });
    const outputShape = [shape[0]!, ...out, shape.at(-1)!];
    const rows = sizeOf(outputShape);
    const window = sizeOf(kernelSize);
    return {
      version: 2,
      kind: 'pool',
      title: 'derived',
      share: 'split',
      geometry: {
        inputShape: shape,
        kernelSize,
        stride,
        padding,
        dilation,
        ceilMode: false,
        ties: 'first',
        nan: 'propagate',
        countIncludePad: true,
      },
      arrays: {
        mask: {
          dtype: 'bool',
          shape: [rows, window],
          packing: 'sparse-deflate',
          data: packedZeros(rows * window),
        },
        dout: {
          dtype: 'float64',
          shape: outputShape,
          packing: 'sparse-deflate',
          data: packedZeros(rows),
        },
      },
    };
  });

/** Draws a view as a page does: a slice of each panel that may be drawn. */
function draw(view: View): number {
  let largest = 0;
  for (const panel of panels(view)) {
    const { rows, columns } = sliceSize(panel);
    if (rows * columns > 2 ** 22) continue;
    largest = Math.max(largest, rows * columns);
    expect(slice(panel, {}).values.length).toBe(rows * columns);
  }
  return largest;
}

describe('a small payload', () => {
  test.each([
    ['unpacks', unpacking],
    ['derives', deriving],
  ] as const)('that %s takes memory in proportion to what came', (_, payloads) => {
    const worst = { bytes: 0, time: 0, shown: 0, refused: 0 };
    fc.assert(
      fc.property(payloads as fc.Arbitrary<object>, (payload) => {
        const text = JSON.stringify(payload);
        const [before, start] = [held(), performance.now()];
        let drawn = 0;
        try {
          drawn = draw(decode(text));
          worst.shown++;
        } catch (error) {
          expect(error).toBeInstanceOf(PayloadError);
          expect((error as Error).message).not.toMatch(/[\n\r]/);
          worst.refused++;
        }
        const bytes = held() - before;
        // The arrays, once packed beside them and once as bits, and slices of the panels: a plane and its copy.
        const allowed = 2 * (roomBytes + roomFactor * text.length) + 3 * 16 * drawn + 2 ** 20;
        expect(bytes, text.slice(0, 600)).toBeLessThan(allowed);
        worst.bytes = Math.max(worst.bytes, bytes);
        worst.time = Math.max(worst.time, performance.now() - start);
      }),
      { numRuns: 400, seed, ...most },
    );
    console.log(
      `${worst.shown} shown, ${worst.refused} refused, at most ${(worst.bytes / 1e6).toFixed(1)} MB and ${worst.time.toFixed()} ms`,
    );
    // Both happen, or the generator tests nothing.
    expect(worst.shown).toBeGreaterThan(10);
  });
});

describe('a small file', () => {
  const limit = 2 ** 22;
  const member = fc.record({
    dtype: fc.constantFrom(...dtypes),
    cells: fc.constantFrom(1, 100, 10_000, 100_000, 1_000_000),
  });

  test('unpacks to no more than it may, whatever its members and views are', () => {
    const outcomes = { read: 0, refused: 0 };
    fc.assert(
      fc.property(
        fc.array(member, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        (members, isView) => {
          const files = members.map(({ dtype, cells }) =>
            writeNpy(tensor(new Uint8Array(cells), [1, cells, 1, 1], { dtype })),
          );
          const view = { version: 1, kind: 'heatmap', title: '', role: 'activation' };
          const about = JSON.stringify({ version: 1, views: members.map(() => view) });
          const bytes = zipSync({
            ...(isView && { 'poolscope.json': new TextEncoder().encode(about) }),
            ...Object.fromEntries(files.map((npy, i) => [`${i}/value.npy`, npy])),
          });
          const size = files.reduce((sum, npy) => sum + npy.length, 0);
          const before = held();
          let refusal: unknown;
          try {
            if (isView) readView(bytes, { mostBytes: limit });
            else readNpz(bytes, { mostBytes: limit, onUnread: () => {} });
            outcomes.read++;
          } catch (error) {
            refusal = error;
            outcomes.refused++;
          }
          // What was unpacked, its copy as cells, and what fflate inflates at a time.
          expect(held() - before).toBeLessThan(3 * limit + 2 ** 23);
          if (isView && size > limit) expect(`${refusal}`).toContain(`more than ${limit}`);
          else if (refusal !== undefined) expect(refusal).toBeInstanceOf(PoolscopeError);
        },
      ),
      { numRuns: 150, seed, ...most },
    );
    expect(outcomes.read).toBeGreaterThan(5);
    expect(outcomes.refused).toBeGreaterThan(5);
  });

  test('takes 256 MiB and 64 bytes for each of its own by default, and says so', () => {
    // 16 views of 2²⁴ cells of float64: 2 GiB in a few kilobytes, were they read.
    const zeros = writeNpy(tensor(new Uint8Array(2 ** 24), [2 ** 24]));
    const one = zipSync({ 'x.npy': zeros });
    expect(Object.keys(readNpz(one))).toEqual(['x']);
    const many = zipSync(
      Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`${i}.npy`, zeros])),
    );
    const allowed = 2 ** 28 + 64 * many.length;
    const unread: string[] = [];
    const arrays = readNpz(many, { onUnread: ({ reason }) => unread.push(reason) });
    const fit = Math.floor(allowed / zeros.length);
    expect(Object.keys(arrays).length).toBe(Math.min(17, fit));
    expect(unread.length).toBe(17 - Math.min(17, fit));
    for (const reason of unread) expect(reason).toContain(`more than ${allowed}`);
  });
});
