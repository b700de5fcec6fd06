import { eachWindow } from './each-window.js';
import type { Geometry } from './geometry.js';
import type { Mask } from './mask.js';
import { sizeOf } from './shape.js';

/** How many maxima each row of a mask holds. */
export function maximaOfRows({ data, rows, windowSize }: Mask): Uint32Array {
  const counts = new Uint32Array(rows);
  for (let row = 0, at = 0; row < rows; row++) {
    let maxima = 0;
    for (const end = at + windowSize; at < end; at++) maxima += data[at]!;
    counts[row] = maxima;
  }
  return counts;
}

/** How many cells of the input are the maximum of several rows of a mask. */
export function contestedCells({ data, geometry, windowSize }: Mask): number {
  if (!geometry.overlaps) return 0;
  const maxima = new Uint32Array(sizeOf(geometry.inputShape));
  let contested = 0;
  eachWindow(geometry, (row, cells) => {
    const start = row * windowSize;
    for (let column = 0; column < windowSize; column++) {
      if (data[start + column] && ++maxima[cells[column]!]! === 2) contested++;
    }
  });
  return contested;
}

/** How many windows hold an input cell: what follows from its place alone, by its flat spatial index. */
export function windowsOfPlaces(geometry: Geometry): Uint32Array {
  return geometry.inputSpatial.reduce((counts, size, axis) => {
    const along = new Uint32Array(size);
    for (let out = 0; out < geometry.outputSpatial[axis]!; out++) {
      for (let offset = 0; offset < geometry.kernelSize[axis]!; offset++) {
        const at = geometry.coordinate(axis, out, offset);
        if (at >= 0) along[at]!++;
      }
    }
    return Uint32Array.from(
      { length: counts.length * size },
      (_, place) => counts[Math.floor(place / size)]! * along[place % size]!,
    );
  }, Uint32Array.of(1));
}
