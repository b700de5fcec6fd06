import { Subject } from '../../../../labextension/src/explorer/model/subject.js';
import { tensor } from '../../../../src/tensor/from-data.js';
import type { Tensor } from '../../../../src/tensor/tensor.js';
import { type ExploreParts, explore } from '../../../../src/view/views.js';
import { maskFrom } from '../../../../src/window/mask/mask-from.js';
import { windows } from '../../../../src/window/windows.js';

/** A tensor of one batch and one channel from a row of numbers. */
export function strip(...values: number[]): Tensor {
  return tensor(values, [1, values.length, 1]);
}

export function subjectOf(parts: ExploreParts): Subject {
  return new Subject(explore(parts));
}

/**
 * Windows of two cells with stride 1 over five cells: rows 0 to 3; each cell but the ends is in two.
 * Rows 0 and 1 have their maximum at cell 1, row 2 has none, in row 3 both cells are maxima.
 */
export function overlapping(): Subject {
  const geometry = windows([1, 5, 1], { kernelSize: 2, stride: 1 });
  const mask = maskFrom([0, 1, 1, 0, 0, 0, 1, 1], geometry);
  return subjectOf({ x: strip(1, 9, 2, 4, 4), mask, dout: strip(10, 20, 30, 40) });
}
