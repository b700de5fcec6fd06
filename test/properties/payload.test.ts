import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DType } from '../../src/core/dtype.js';
import { maxPool, maxPoolBackward } from '../../src/ops/max-pool.js';
import { tensor } from '../../src/tensor/from-data.js';
import { Tensor } from '../../src/tensor/tensor.js';
import { decode } from '../../src/view/codec.js';
import { View } from '../../src/view/view.js';
import { explore, heatmap, maskView } from '../../src/view/views.js';
import { PayloadError } from '../../src/view/wire/codecs/fields.js';
import { cutPool } from '../../src/view/wire/cut.js';
import { encode } from '../../src/view/wire/payload.js';
import type { Mask } from '../../src/window/mask/mask.js';
import type { PoolOptions } from '../../src/window/options.js';

const arrays: Record<DType, (cells: number) => fc.Arbitrary<Tensor['data']>> = {
  float32: (cells) => fc.float32Array({ minLength: cells, maxLength: cells }),
  float64: (cells) => fc.float64Array({ minLength: cells, maxLength: cells }),
  uint8: (cells) => fc.uint8Array({ minLength: cells, maxLength: cells }),
  int8: (cells) => fc.int8Array({ minLength: cells, maxLength: cells }),
  int32: (cells) => fc.int32Array({ minLength: cells, maxLength: cells }),
  bool: (cells) => fc.uint8Array({ minLength: cells, maxLength: cells, max: 1 }),
};

const tensors = fc
  .tuple(
    fc.constantFrom(...(Object.keys(arrays) as DType[])),
    fc.array(fc.nat({ max: 4 }), { maxLength: 6 }),
  )
  .chain(([dtype, shape]) =>
    arrays[dtype](shape.reduce((product, size) => product * size, 1)).map(
      (data) => new Tensor(data, shape, dtype),
    ),
  );

interface Pooling {
  x: Tensor;
  mask: Mask;
  dout: Tensor;
}

/** Small poolings of every spatial rank, with ties, overlap, padding, dilation and NaN. */
const poolings: fc.Arbitrary<Pooling> = fc
  .record({
    spatial: fc.array(fc.integer({ min: 3, max: 7 }), { minLength: 1, maxLength: 3 }),
    batch: fc.nat({ max: 2 }),
    channels: fc.integer({ min: 1, max: 2 }),
    kernelSize: fc.integer({ min: 1, max: 3 }),
    stride: fc.integer({ min: 1, max: 3 }),
    dilation: fc.integer({ min: 1, max: 2 }),
    padding: fc.nat({ max: 1 }),
    ceilMode: fc.boolean(),
    ties: fc.constantFrom('first', 'last', 'all'),
    seed: fc.infiniteStream(fc.constantFrom(-1, 0, 1, 2, Number.NaN)),
  })
  .filter(({ kernelSize, dilation, padding, spatial }) => {
    const extent = dilation * (kernelSize - 1) + 1;
    return padding < extent && spatial.every((size) => extent <= size + 2 * padding);
  })
  .map(({ spatial, batch, channels, seed, ...options }) => {
    const shape = [batch, ...spatial, channels];
    const cells = shape.reduce((product, size) => product * size, 1);
    const x = tensor(
      Float64Array.from({ length: cells }, () => seed.next().value!),
      shape,
    );
    const { output, mask } = maxPool(x, options as PoolOptions);
    return { x, mask, dout: output };
  });

const json = (view: View): unknown => JSON.parse(JSON.stringify(encode(view)));

describe('a payload', () => {
  test('gives back any array, cell by cell', () => {
    fc.assert(
      fc.property(tensors, (value) => {
        const back = decode(json(heatmap(value))).value!;
        expect([back.dtype, back.shape]).toEqual([value.dtype, value.shape]);
        expect(back.data).toEqual(value.data);
      }),
    );
  });

  test('gives back any mask with its geometry', () => {
    fc.assert(
      fc.property(poolings, ({ mask }) => {
        const back = decode(json(maskView(mask))).mask!;
        expect(back.geometry).toEqual(mask.geometry);
        expect(back.data).toEqual(mask.data);
      }),
    );
  });

  test('gives back din, whether it follows from dout and mask or not', () => {
    fc.assert(
      fc.property(poolings, fc.nat(), fc.double(), (pool, at, value) => {
        const din = maxPoolBackward(pool.dout, pool.mask);
        if (din.size > 0) din.data[at % din.size] = value;
        for (const view of [explore(pool), explore({ ...pool, din })]) {
          expect(decode(json(view)).din!.data).toEqual(view.din!.data);
        }
      }),
    );
  });

  test('keeps the cells of a cut pool that its windows hold', () => {
    fc.assert(
      fc.property(poolings, fc.integer({ min: 100, max: 2000 }), ({ x, mask, dout }, room) => {
        const din = maxPoolBackward(dout, mask);
        const part = cutPool({ x, mask, dout, din }, true, room);
        const view = decode(json(new View({ kind: 'pool', title: 'cut', ...part })));
        const { geometry } = view.mask!;
        for (let row = 0; row < geometry.rows; row++) {
          const index = geometry.outputIndex(row);
          const whole = mask.geometry.row(...index);
          expect(view.dout!.data[row]).toBe(dout.data[whole]);
          const seen = (g: Mask['geometry'], r: number, from: Tensor, own: Mask) =>
            g
              .cells(r)
              .map((cell, column) => [
                cell < 0 ? 'not real' : from.data[cell],
                own.data[r * own.windowSize + column],
              ]);
          expect(seen(geometry, row, view.x!, view.mask!)).toEqual(
            seen(mask.geometry, whole, x, mask),
          );
          expect(seen(geometry, row, view.din!, view.mask!)).toEqual(
            seen(mask.geometry, whole, din, mask),
          );
        }
      }),
    );
  });
});

describe('decoding an untrusted payload', () => {
  const answer = (payload: unknown): unknown => {
    try {
      return decode(payload);
    } catch (error) {
      return error;
    }
  };

  test('gives a view or a PayloadError for any JSON value and any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.string(), fc.json(), fc.anything()), (payload) => {
        expect(answer(payload)).toBeInstanceOf(PayloadError);
      }),
    );
  });

  test('gives a view or a PayloadError where one field of a valid payload is damaged', () => {
    const odd = fc.oneof(
      fc.jsonValue({ maxDepth: 1 }),
      fc.constantFrom<unknown>(-1, 0, 1.5, 1e308, 2 ** 31, 2 ** 53, '__proto__', 'constructor'),
      fc.constantFrom<unknown>([2 ** 40, 2 ** 40], [0, 2 ** 50], [], [[]], {}, 'AAAA', 'AA=='),
    );
    fc.assert(
      fc.property(poolings, fc.nat(), odd, (pool, which, value) => {
        const payload = json(explore(pool));
        const places: [Record<string, unknown>, string][] = [];
        const collect = (node: unknown): void => {
          if (typeof node !== 'object' || node === null) return;
          for (const [key, child] of Object.entries(node)) {
            places.push([node as Record<string, unknown>, key]);
            collect(child);
          }
        };
        collect(payload);
        const [node, key] = places[which % places.length]!;
        node[key] = value;
        const result = answer(payload);
        expect(result instanceof View || result instanceof PayloadError).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
