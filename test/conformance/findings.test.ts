import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/findings/finding.js';
import { findings } from '../../src/findings/findings.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { maskFrom } from '../../src/window/mask.js';
import type { PoolOptions } from '../../src/window/options.js';
import { windows } from '../../src/window/windows.js';
import { type Vector, vectorFile } from './vectors.js';

type Place = { row: number; amount?: number } | { array: string; cell: number; amount?: number };

interface Expected {
  name: string;
  severity: string;
  count: number;
  text: string;
  /** The first of them. */
  places: Place[];
  as?: string;
  array?: string;
}

interface FindingsVector extends Vector {
  shape: number[];
  options: PoolOptions;
  share: 'full' | 'split';
  x?: Tensor;
  mask: Tensor;
  dout: Tensor;
  din?: Tensor;
  findings: Expected[];
}

const { vectors } = vectorFile<FindingsVector>('findings/cases');

function found({ shape, options, share, x, mask, dout, din }: FindingsVector): Finding[] {
  return findings({ x, mask: maskFrom(mask, windows(shape, options)), dout, din, share });
}

/** Sums may be rounded differently, by far less than a millionth. */
function near({ amount, ...place }: Place): object {
  return amount === undefined ? place : { ...place, amount: expect.closeTo(amount, 6) };
}

describe('findings are what a search with NumPy finds in', () => {
  test.each(vectors)('$name', (vector) => {
    const { findings: expected } = vector;
    const own = found(vector);
    expect(own.map(({ text }) => text)).toEqual(expected.map(({ text }) => text));
    for (const [i, finding] of own.entries()) {
      const { places, ...rest } = expected[i]!;
      expect(finding).toMatchObject(rest);
      expect(places.map((_, k) => finding.place(k))).toEqual(places.map(near));
    }
  });
});
