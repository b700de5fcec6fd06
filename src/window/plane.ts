// A walk over the windows that hold cells of one plane of the input.
import type { Geometry } from './geometry.js';

/** Which plane: a batch entry and a channel, and with three spatial axes the first coordinate. */
export interface PlaneAt {
  readonly batch: number;
  readonly channel: number;
  readonly depth?: number | undefined;
}

/** The rows and columns of a plane; with one spatial axis it is one row. */
export function planeSize({ inputSpatial }: Geometry): { rows: number; columns: number } {
  return { rows: inputSpatial.at(-2) ?? 1, columns: inputSpatial.at(-1)! };
}

/**
 * Visits each real cell of the matrix that lies in a plane, row by row of the matrix in order: the
 * cell (its flat index in the matrix), its row, and its place in the plane. Of one 2 × 2 window over
 * two channels, the second channel's are 4, 5, 6 and 7, all of row 1, at places 0 to 3.
 */
export function eachCellOfPlane(
  geometry: Geometry,
  { batch, channel, depth = 0 }: PlaneAt,
  visit: (cell: number, row: number, place: number) => void,
): void {
  const { channels, windowSize, inputSpatial, outputSpatial } = geometry;
  const rank = inputSpatial.length;
  const axes = { depth: rank - 3, row: rank - 2, column: rank - 1 };
  /** The input coordinates of each window along an axis; one of a single cell where there is none. */
  const along = (axis: number): number[][] =>
    axis < 0
      ? [[0]]
      : Array.from({ length: outputSpatial[axis]! }, (_, out) =>
          Array.from({ length: geometry.kernelSize[axis]! }, (_, offset) =>
            geometry.coordinate(axis, out, offset),
          ),
        );
  const [depths, rows, columns] = [along(axes.depth), along(axes.row), along(axes.column)];
  const [height, width] = [rows[0]?.length ?? 0, columns[0]?.length ?? 0];
  const across = inputSpatial[axes.column]!;
  for (const [outDepth, holds] of depths.entries()) {
    const offset = holds.indexOf(depth);
    if (offset < 0) continue;
    for (let i = 0; i < rows.length; i++) {
      for (let j = 0; j < columns.length; j++) {
        const position =
          ((batch * depths.length + outDepth) * rows.length + i) * columns.length + j;
        const row = position * channels + channel;
        const start = row * windowSize + offset * height * width;
        for (let kh = 0; kh < height; kh++) {
          const y = rows[i]![kh]!;
          if (y < 0) continue;
          for (let kw = 0; kw < width; kw++) {
            const at = columns[j]![kw]!;
            if (at >= 0) visit(start + kh * width + kw, row, y * across + at);
          }
        }
      }
    }
  }
}
