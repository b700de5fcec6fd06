import { expect } from 'vitest';
import { ExactSum } from '../../src/findings/counts/exact-sum.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { testEach, type Vector, vectorFile } from './vectors.js';

interface SumVector extends Vector {
  numbers: Tensor;
  /** A single number. */
  sum: Tensor;
}

// test/python/findings/test_exact.py asks Python the same.
testEach(vectorFile<SumVector>('findings/sums').vectors, ({ numbers, sum }) => {
  const [expected] = sum.data;
  const values = [...numbers.data];
  expect(ExactSum.of(numbers.data).value).toBe(expected);
  expect(ExactSum.of(values.toReversed()).value).toBe(expected);
  const parts = [0, 1, 2].map((part) => ExactSum.of(values.filter((_, i) => i % 3 === part)));
  expect(parts.reduceRight((total, part) => total.plus(part)).value).toBe(expected);
});
