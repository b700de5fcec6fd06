// Which cells of a cut-out part may also belong to windows outside it.
import type { Geometry } from './geometry.js';

/** Which part of a larger array a view holds, in cells of its value or of the pooling's input. */
export interface Cut {
  readonly whole: readonly number[];
  readonly origin: readonly number[];
  readonly shape: readonly number[];
}

/**
 * Tells which input cells (flat indices) of a part that was cut out of a pooling may also lie in
 * windows outside it, so that the part's own windows don't determine their din. Without a cut there
 * are no such cells.
 * @example
 * const part = windows([1, 3, 1], { kernelSize: 2, stride: 1 });
 * const edge = cutEdge(part, { whole: [1, 9, 1], origin: [0, 0, 0], shape: [1, 3, 1] });
 * [0, 1, 2].map(edge) // [false, false, true]: the window after the last starts at cell 2
 */
export function cutEdge(geometry: Geometry, cut: Cut | undefined): (cell: number) => boolean {
  const { inputSpatial, outputSpatial, kernelSize, stride, dilation, padding, channels } = geometry;
  // A cut can drop a window but none of its input, where the window adds only padding. No size
  // shows that, but such a cut has reduced batches and channels to 1 before.
  const spatially =
    cut !== undefined &&
    (inputSpatial.some((size, axis) => size < cut.whole[axis + 1]!) ||
      (geometry.batch === 1 && channels === 1));
  if (!spatially) return () => false;
  const edges = inputSpatial.map((size, axis) => {
    const low = padding[axis]![0];
    const after = outputSpatial[axis]! * stride[axis]! - low;
    const before =
      cut.origin[axis + 1]! > 0
        ? dilation[axis]! * (kernelSize[axis]! - 1) - stride[axis]! - low
        : -1;
    return Array.from({ length: size }, (_, at) => at >= after || at <= before);
  });
  return (cell) => {
    let rest = Math.floor(cell / channels);
    for (let axis = inputSpatial.length - 1; axis >= 0; axis--) {
      const size = inputSpatial[axis]!;
      if (edges[axis]![rest % size]) return true;
      rest = Math.floor(rest / size);
    }
    return false;
  };
}
