import { describe, expect, test } from 'vitest';
import { findings } from '../../../src/findings/findings.js';
import { weightedCell } from '../../../src/findings/kinds/weighted.js';
import { tensor } from '../../../src/tensor/from-data.js';
import { Tensor } from '../../../src/tensor/tensor.js';
import { decode, readView, writeView } from '../../../src/view/codec.js';
import { explore } from '../../../src/view/views.js';
import { encode } from '../../../src/view/wire/payload.js';
import { type Pooling, Weights } from '../../../src/window/weights.js';
import { windows } from '../../../src/window/windows.js';
import { expectBits } from '../../conformance/compare.js';
import { agreeing, type BackwardVector } from '../../conformance/vectors.js';

// The right gradients are PyTorch's.
const average = agreeing<BackwardVector>('pytorch-average-pool').filter(({ din }) => din);
const norms = agreeing<BackwardVector & { p: number }>('pytorch-lp-pool').filter(({ din }) => din);
const cases: [string, readonly BackwardVector[], (vector: BackwardVector) => Pooling, string][] = [
  ['average', average, () => ({ op: 'average' }), 'din is not dout in equal parts'],
  [
    'lp',
    norms,
    (vector) => ({ op: 'lp', p: (vector as BackwardVector & { p: number }).p }),
    'din is not dout times the derivative of the norm',
  ],
];

describe.each(cases)('PyTorch’s gradient of %s pooling', (_, vectors, poolingOf, words) => {
  const parts = (vector: BackwardVector) => {
    const { x, dout, options } = vector;
    return { pooling: poolingOf(vector), geometry: windows(x.shape, options), x, dout };
  };
  const errorsOf = (vector: BackwardVector, din: Tensor): string[] =>
    findings({ ...parts(vector), din })
      .filter(({ severity }) => severity === 'error')
      .map(({ text }) => text);

  test('is right, and one wrong cell in it is found', () => {
    expect(vectors.length).toBeGreaterThan(10);
    for (const vector of vectors) {
      const { name, din } = vector;
      expect([name, errorsOf(vector, din)]).toEqual([name, []]);
      const judge = (given: Tensor): string[] => {
        const { x, dout, pooling, geometry } = parts(vector);
        const weights = new Weights(pooling, geometry, x);
        return Array.from(given.data, (_, cell) =>
          weightedCell({ weights, dout, din: given }, cell),
        );
      };
      // What leaves the range of numbers is unknown, as it is for the findings.
      expect([name, judge(din).includes('different')]).toEqual([name, false]);
      if (din.size === 0) continue;
      const data = din.data.slice();
      data[din.size - 1]! += 1 + Math.max(...[...data].map(Math.abs));
      const judged = judge(new Tensor(data, din.shape, din.dtype));
      expect([name, judged.indexOf('different')]).toEqual([name, din.size - 1]);
      const [error, ...more] = errorsOf(vector, new Tensor(data, din.shape, din.dtype));
      expect(more).toEqual([]);
      expect(error).toContain(`${words}: 1 of `);
    }
  });

  test('is what explore shows where no din is given, and comes back from a payload and a file', () => {
    for (const vector of vectors) {
      const view = explore(parts(vector));
      const most = Math.max(1, ...[...vector.din.data].map(Math.abs));
      const off = Array.from(vector.din.data, (value, cell) =>
        Math.abs(view.din!.data[cell]! - value),
      );
      expect(Math.max(0, ...off)).toBeLessThanOrEqual(1e-4 * most);
      for (const read of [decode(JSON.stringify(encode(view))), readView(writeView(view))[0]!]) {
        expect(read.pooling).toEqual(view.pooling);
        expect(read.geometry).toEqual(view.geometry);
        expectBits(read.din!, view.din!);
      }
    }
  });
});

describe('an average by hand', () => {
  // Windows of 2 from −1 on: (padding, 0), (1, 2), and by ceil mode (3, padding).
  const dout = tensor([[[6], [12], [18]]]);
  const options = { kernelSize: 2, padding: 1, ceilMode: true } as const;
  const din = (more: object = {}, divisor?: number): unknown =>
    explore({
      pooling: { op: 'average', ...(divisor !== undefined && { divisor }) },
      geometry: windows([1, 4, 1], { ...options, ...more }),
      dout,
    }).din!.toArray();

  test('divides by what the geometry counts, or by the divisor', () => {
    expect(din()).toEqual([[[3], [6], [6], [9]]]);
    expect(din({ countIncludePad: false })).toEqual([[[6], [6], [6], [18]]]);
    expect(din({}, -3)).toEqual([[[-2], [-4], [-4], [-6]]]);
  });

  test('tells what the padding got', () => {
    const geometry = windows([1, 4, 1], options);
    const found = findings({ pooling: { op: 'average' }, geometry, dout });
    const [padding] = found.filter(({ name }) => name === 'sum-differs');
    expect(padding!.text).toBe('sum(din) − sum(dout) = −12: −12 given to the padding of 2 rows');
    expect(padding!.place(1)).toEqual({ row: 2, amount: -9 });
  });

  test('has no sums to tell of where a gradient is NaN', () => {
    const geometry = windows([1, 4, 1], options);
    const spoilt = tensor([[[6], [Number.NaN], [18]]]);
    const found = findings({ pooling: { op: 'average' }, geometry, dout: spoilt });
    expect(found.map(({ name }) => name)).not.toContain('sum-differs');
  });

  test('of a global pooling has one window', () => {
    const x = tensor(new Float32Array(24), [1, 4, 3, 2]);
    const view = explore({
      pooling: { op: 'average' },
      geometry: 'global',
      x,
      dout: tensor([[[[12, 24]]]]),
    });
    expect(view.title).toBe('Global average pooling, window 4 × 3, stride 4 × 3');
    expect([...view.din!.data]).toEqual(Array.from({ length: 24 }, (_, i) => 1 + (i % 2)));
  });
});

describe('by PyTorch’s rule of Lp pooling', () => {
  test('x^p takes the place of |x|^p, and a clipped window is scaled up', () => {
    // d/dx of (2·(x³ + y³)/2)^(1/3) is x²·(x³ + y³)^(−2/3): for (2, −1) 4·7^(−2/3) and 7^(−2/3).
    // The last window holds one cell: (2·5³)^(1/3), whose derivative is 2^(1/3).
    const x = tensor([[[2], [-1], [5]]]);
    const geometry = windows(x.shape, { kernelSize: 2, ceilMode: true });
    const pooling = { op: 'lp', p: 3, rule: 'pytorch' } as const;
    const { din } = explore({ pooling, geometry, x, dout: tensor([[[1], [1]]]) });
    const expected = [4 * 7 ** (-2 / 3), 7 ** (-2 / 3), 2 ** (1 / 3)];
    for (const [cell, value] of expected.entries()) expect(din!.data[cell]).toBeCloseTo(value, 12);
  });
});

describe('what does not fit', () => {
  const geometry = windows([1, 4, 1], { kernelSize: 2 });
  const dout = tensor([[[1], [1]]]);
  const average = { pooling: { op: 'average' }, geometry, dout } as const;
  test.each([
    [{ ...average, pooling: { op: 'median' } }, 'pooling.op="median" is unknown'],
    [{ ...average, pooling: { op: 'average', divisor: 0 } }, 'pooling.divisor=0 is not a divisor'],
    [{ ...average, pooling: { op: 'lp', p: 0 } }, 'pooling.p=0 is not an exponent'],
    [{ ...average, pooling: { op: 'lp', p: 2 } }, "leaves Lp pooling's weights open"],
    [{ ...average, geometry: 'global' }, 'geometry="global" leaves the input\'s size open'],
    [{ ...average, mask: 1 }, 'average pooling has no mask'],
    [{ ...average, x: tensor([1]) }, 'x.shape'],
  ])('is one error: %#', (parts, problem) => {
    expect(() => explore(parts as never)).toThrow(problem);
  });

  test.each([
    [{ pooling: 1 }, 'pooling=1 is not an object'],
    [{ pooling: { op: 'average', divisor: 0.5 } }, 'is not a divisor'],
    [{ pooling: { op: 'lp', p: 2 } }, 'leaves the weights open'],
    [{ geometry: undefined }, 'geometry'],
    [{ pooledIn: 'float8' }, 'pooledIn'],
  ])('in a payload is refused by name: %#', (change, problem) => {
    const payload = { ...encode(explore(average)), ...change };
    expect(() => decode(payload)).toThrow(problem);
  });

  test('a payload of an earlier release, without a pooling, opens as it did', () => {
    const { pooling, geometry: _, ...old } = encode(explore(average));
    expect(pooling).toBeDefined();
    expect(decode(old)).toMatchObject({ kind: 'partial', pooling: undefined, geometry: undefined });
  });
});

test('a wrong cell is named by the user’s axes', () => {
  const dout = tensor(new Array(8).fill(4), [1, 2, 2, 2]);
  const din = tensor(new Array(32).fill(1), [1, 4, 4, 2]);
  din.data[(3 * 4 + 2) * 2 + 1] = 7;
  const geometry = windows([1, 4, 4, 2], { kernelSize: 2 });
  const parts = { pooling: { op: 'average' }, geometry, dout, din } as const;
  const [found] = findings({ ...parts, layout: 'NCHW' });
  expect(found!.text).toContain('at din(0, 1, 3, 2): 7 instead of 1');
});
