// Masks of cells that are given: by a caller, by a payload or by a file.
import { isA } from '../../core/arguments.js';
import type { TypedArray } from '../../core/dtype.js';
import { OptionError, ShapeError } from '../../core/errors.js';
import { unflatten } from '../../core/shape.js';
import type { Steps } from '../../core/steps.js';
import { fromData } from '../../tensor/from-data.js';
import { placeLike } from '../../tensor/result.js';
import { type NestedArray, Tensor } from '../../tensor/tensor.js';
import { eachWindow } from '../each-window.js';
import { checkGeometry, type Geometry } from '../geometry.js';
import { Mask } from './mask.js';

/**
 * Makes a mask from given cells, e.g. the document's random ones. They are copied.
 * @param cells booleans, or 0 and 1: a `[rows, windowSize]` tensor or nested array, or flat
 * @returns a mask of that geometry; a row may hold any number of maxima, also none
 * @throws ShapeError unless there are `rows·windowSize` cells; DTypeError if geometry is not a
 *   geometry
 * @throws OptionError for a value other than 0 and 1, or a true on a padded cell (named by row)
 * @example
 * const geo = windows([1, 2, 2, 1], { kernelSize: 2 });
 * maskFrom([[true, false, false, true]], geo).data // Uint8Array [1, 0, 0, 1]
 */
export function maskFrom(cells: Tensor | TypedArray | NestedArray, geometry: Geometry): Mask {
  const operation = 'maskFrom';
  checkGeometry(operation, geometry);
  const given = isA(cells, Tensor) ? cells : fromData({ operation, argument: 'cells' }, cells);
  const { rows, windowSize } = geometry;
  const fits =
    given.rank === 1
      ? given.size === rows * windowSize
      : given.rank === 2 && given.shape[0] === rows && given.shape[1] === windowSize;
  if (!fits) {
    throw new ShapeError({
      operation,
      argument: 'cells.shape',
      value: given.shape,
      problem: `is not [${rows}, ${windowSize}]`,
      derivation: `rows = ${geometry.outputShape.join('·')} = ${rows}, windowSize = ${geometry.kernelSize.join('·')} = ${windowSize}`,
      remedy: 'give one row a window and channel, one column a cell',
    });
  }
  const from = given.data;
  const data = new Uint8Array(rows * windowSize);
  eachWindow(geometry, (row, real) => {
    for (let column = 0; column < windowSize; column++) {
      const value = from[row * windowSize + column]!;
      if (value === 0) continue;
      if (value !== 1) {
        throw new OptionError({
          operation,
          argument: `cells[${row}][${column}]`,
          value,
          problem: 'is neither 0 nor 1',
          remedy: 'give booleans, or 0 and 1',
        });
      }
      if (real[column]! < 0) throw inPadding(geometry, row, column);
      data[row * windowSize + column] = 1;
    }
  });
  return placeLike(new Mask(data, geometry), cells);
}

/**
 * A mask of cells that a payload or a file held, which are 0 and 1 already and are not copied.
 * @param cells bool `[rows, windowSize]`
 * @throws ShapeError, OptionError as `maskFrom`
 */
export function* maskOfCells(cells: Tensor, geometry: Geometry): Steps<Mask> {
  const { rows, windowSize, channels, outputShape } = geometry;
  const { data } = cells;
  const hasRows = cells.rank === 2 && cells.shape[0] === rows && cells.shape[1] === windowSize;
  if (!hasRows || cells.dtype !== 'bool') return maskFrom(cells, geometry);
  const edges = geometry.outputSpatial.map((size, axis) =>
    Array.from({ length: size }, (_, out) => hasPadding(geometry, axis, out)),
  );
  if (edges.flat().some(Boolean)) {
    for (let row = 0, done = 0; row < rows; row += channels, done++) {
      if (done % 2 ** 14 === 0) yield;
      const at = unflatten(row, outputShape);
      if (!edges.some((isEdge, axis) => isEdge[at[axis + 1]!])) continue;
      const real = geometry.cells(row);
      for (let cell = 0; cell < channels * windowSize; cell++) {
        if (data[row * windowSize + cell] === 0 || real[cell % windowSize]! >= 0) continue;
        throw inPadding(geometry, row + Math.floor(cell / windowSize), cell % windowSize);
      }
    }
  }
  return new Mask(data as Uint8Array, geometry);
}

/** Whether an output's window holds cells that are not real, along one spatial axis. */
function hasPadding(geometry: Geometry, axis: number, out: number): boolean {
  const last = geometry.kernelSize[axis]! - 1;
  return geometry.coordinate(axis, out, 0) < 0 || geometry.coordinate(axis, out, last) < 0;
}

function inPadding(geometry: Geometry, row: number, column: number): OptionError {
  return new OptionError({
    operation: 'maskFrom',
    argument: `cells[${row}][${column}]`,
    value: true,
    problem: 'lies in the padding',
    derivation: `row ${row} is window [${geometry.outputIndex(row).join(', ')}]`,
    remedy: 'only real cells can hold the maximum',
  });
}
