import type { Geometry } from './geometry.js';

/**
 * Walks the matrix row by row, for passes over all of it: `cells` are what `geometry.cells(row)`
 * gives, in one array that each row overwrites.
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
  // The spatial cells of a window, for the windows that share the axes before.
  const cells = new Array<number>(windowSize).fill(-1);
  let row = 0;
  let start = 0;
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
  const spatial = inputSpatial.reduce((product, size) => product * size, 1);
  for (let b = 0; b < batch; b++) {
    start = b * spatial;
    along(0, [0]);
  }
}
