// A walk over all rows of the matrix.
import { sizeOf } from '../core/shape.js';
import type { Geometry } from './geometry.js';

/**
 * Visits every row of the matrix in order. `cells` are those of `geometry.cells(row)`, in one array
 * that is overwritten for each row, so don't keep it.
 * @example
 * const shared = [];
 * eachWindow(windows([1, 3, 1], { kernelSize: 2, stride: 1 }), (row, cells) => shared.push([row, ...cells]));
 * shared // [[0, 0, 1], [1, 1, 2]]
 */
export function eachWindow(
  geometry: Geometry,
  visit: (row: number, cells: readonly number[]) => void,
): void {
  const { batch, channels, windowSize, inputSpatial, outputSpatial, kernelSize } = geometry;
  const cells = new Array<number>(windowSize).fill(-1);
  let row = 0;
  let start = 0;
  // `prefixes` are the window's flat positions on the axes before `axis`, −1 if not real.
  const along = (axis: number, prefixes: readonly number[]): void => {
    if (axis === inputSpatial.length) {
      for (let channel = 0; channel < channels; channel++) {
        for (let column = 0; column < windowSize; column++) {
          const prefix = prefixes[column]!;
          cells[column] = prefix < 0 ? -1 : (start + prefix) * channels + channel;
        }
        visit(row++, cells);
      }
      return;
    }
    const kernel = kernelSize[axis]!;
    const next = new Array<number>(prefixes.length * kernel).fill(-1);
    for (let out = 0; out < outputSpatial[axis]!; out++) {
      for (let offset = 0; offset < kernel; offset++) {
        const at = geometry.coordinate(axis, out, offset);
        for (let i = 0; i < prefixes.length; i++) {
          const prefix = prefixes[i]!;
          next[i * kernel + offset] = prefix < 0 || at < 0 ? -1 : prefix * inputSpatial[axis]! + at;
        }
      }
      along(axis + 1, next);
    }
  };
  const spatial = sizeOf(inputSpatial);
  for (let b = 0; b < batch; b++) {
    start = b * spatial;
    along(0, [0]);
  }
}
