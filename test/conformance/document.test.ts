import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readNpy } from '../../src/formats/npy.js';
import { maxPoolBackward } from '../../src/ops/max-pool.js';
import { random } from '../../src/tensor/random.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { maskFrom } from '../../src/window/mask/mask-from.js';
import { windows } from '../../src/window/windows.js';
import { onEveryBackend } from './backends.js';
import { agreeing, type Vector } from './vectors.js';

interface DocumentVector extends Vector {
  shape: [number, number, number, number];
  trueCells: number;
  sumOfDout: number;
  sumOfDin: number;
  sha256OfDin: string;
}

interface Draws extends Vector {
  seed: number;
  uniforms: Tensor;
  normals: Tensor;
}

/** An array of the document, as NumPy saved it. */
function saved(name: string): Tensor {
  return readNpy(readFileSync(new URL(`../vectors/document/${name}.npy`, import.meta.url)));
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

onEveryBackend(() => {
  describe('the source document', () => {
    const [facts] = agreeing<DocumentVector>('document') as [DocumentVector];
    const geometry = windows(facts.shape, { kernelSize: 2, stride: 2 });
    const dout = saved('dout');
    const bits = saved('mask').data;
    const cells = Uint8Array.from(
      { length: geometry.rows * geometry.windowSize },
      (_, cell) => (bits[cell >> 3]! >> (cell & 7)) & 1,
    );
    const mask = maskFrom(cells, geometry);

    test('has a mask of out_size·in_depth·batch rows and filter_size² columns', () => {
      expect([mask.rows, mask.windowSize]).toEqual([16 * 24 * 16 * 8, 4]);
      expect(sum(mask.data)).toBe(facts.trueCells);
    });

    test('gives the sums of NumPy', () => {
      expect(sum(dout.data)).toBeCloseTo(facts.sumOfDout, 9);
      expect(sum(maxPoolBackward(dout, mask).data)).toBeCloseTo(facts.sumOfDin, 9);
    });

    test("gives NumPy's din, bit for bit", () => {
      const din = maxPoolBackward(dout, mask);
      const bytes = new Uint8Array(din.data.buffer, din.data.byteOffset, din.data.byteLength);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(facts.sha256OfDin);
    });

    test('draws dout and then the mask from random(0)', () => {
      const rng = random(0);
      const drawn = rng.randn(...geometry.outputShape);
      drawn.data.forEach((value, i) => {
        expectWithinOneUlp(value, dout.data[i]!);
      });
      const positive = rng.randn(geometry.rows, geometry.windowSize).data.map((n) => +(n > 0));
      expect(positive.findIndex((value, i) => value !== cells[i])).toBe(-1);
    });
  });
});

describe("NumPy's legacy generator", () => {
  test.each(agreeing<Draws>('numpy-random'))('has the stream of seed $seed', (draws) => {
    const uniforms = random(draws.seed).rand(draws.uniforms.size);
    expect(uniforms.data).toEqual(draws.uniforms.data);
    const normals = random(draws.seed).randn(draws.normals.size);
    normals.data.forEach((value, i) => {
      expectWithinOneUlp(value, draws.normals.data[i]!);
    });
  });
});

/** The float64 next to another one, or the same. */
function expectWithinOneUlp(actual: number, expected: number): void {
  const [a, b] = new BigInt64Array(Float64Array.of(actual, expected).buffer);
  const apart = a! - b!;
  if (apart < -1n || apart > 1n) expect.fail(`${actual} is not within one ulp of ${expected}`);
}
