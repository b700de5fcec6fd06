import type { Subject } from '../../../../labextension/src/explorer/model/subject.js';
import { type MaxPoolOptions, maxPool } from '../../../../src/ops/max-pool.js';
import { tensor } from '../../../../src/tensor/from-data.js';
import { random } from '../../../../src/tensor/random.js';
import { subjectOf } from './subjects.js';

/** Pools of every rank, with overlap, padding, gaps and float32. */
export const pools: readonly (readonly [string, readonly number[], MaxPoolOptions])[] = [
  ['1-d with overlap', [2, 7, 3], { kernelSize: 3, stride: 2, padding: 1 }],
  ['2-d side by side', [2, 4, 6, 2], { kernelSize: 2 }],
  ['2-d with overlap', [2, 5, 6, 2], { kernelSize: [3, 2], stride: [2, 1], padding: [1, 0] }],
  ['2-d dilated', [1, 6, 7, 2], { kernelSize: 2, stride: 2, dilation: 2, padding: 1 }],
  ['2-d that leaves cells out', [1, 5, 8, 1], { kernelSize: 2, stride: 3 }],
  ['3-d with overlap', [2, 4, 4, 3, 2], { kernelSize: 2, stride: [2, 1, 1] }],
];

/** A pool of random numbers. */
export function randomSubject(
  shape: readonly number[],
  options: MaxPoolOptions,
  dtype: 'float32' | 'float64' = 'float64',
): Subject {
  const x = tensor(random(1).randn(...shape).data, shape, { dtype });
  const { output, mask } = maxPool(x, options);
  const dout = tensor(random(2).randn(...output.shape).data, output.shape, { dtype });
  return subjectOf({ x, mask, dout });
}
