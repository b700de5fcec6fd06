// Counts in masks and arrays: maxima per row, windows per cell, sums, cells that are not finite.
import { sizeOf } from '../../core/shape.js';
import type { Tensor } from '../../tensor/tensor.js';
import { eachWindow } from '../../window/each-window.js';
import type { Geometry } from '../../window/geometry.js';
import type { Mask } from '../../window/mask/mask.js';
import { ExactSum } from './exact-sum.js';

/** How many rows of a mask hold no maximum, one, or several. */
export interface RowCounts {
  readonly total: number;
  readonly none: number;
  readonly one: number;
  readonly several: number;
}

/** The sum of an array (exact, rounded once to float64), and how many of its cells are not finite. */
export interface ArrayCounts {
  readonly cells: number;
  readonly sum: number;
  readonly nan: number;
  readonly posInf: number;
  readonly negInf: number;
}

/** How many cells of the input lie in no window, in several, or are the maximum of several rows. */
export interface InputCounts {
  readonly total: number;
  /** In no window: the stride skips them. */
  readonly uncovered: number;
  /** In several windows. */
  readonly shared: number;
  /** The maximum of several rows, whose gradients add. */
  readonly contested: number;
}

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

/**
 * How many windows hold an input cell, by its flat spatial index; batch and channel don't matter.
 */
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

/** The rows of a mask, counted by how many maxima they hold. */
export function countRows(mask: Mask, maximaOf: Uint32Array = maximaOfRows(mask)): RowCounts {
  const counts = { none: 0, one: 0, several: 0 };
  for (const maxima of maximaOf) {
    counts[maxima === 0 ? 'none' : maxima === 1 ? 'one' : 'several']++;
  }
  return { total: mask.rows, ...counts };
}

/**
 * An array's sum, and its cells that are not finite.
 * @param total the sum, if it was added up already
 */
export function countCells(
  { data, size }: Tensor,
  total: ExactSum = ExactSum.of(data),
): ArrayCounts {
  const sum = total.value;
  let [nan, posInf, negInf] = [0, 0, 0];
  for (let i = 0; !Number.isFinite(sum) && i < size; i++) {
    const value = data[i]!;
    if (Number.isFinite(value)) continue;
    if (Number.isNaN(value)) nan++;
    else if (value > 0) posInf++;
    else negInf++;
  }
  return { cells: size, sum, nan, posInf, negInf };
}

/**
 * The input cells of a mask, counted.
 * @param places how many windows hold each place, from `windowsOfPlaces`
 */
export function countInput(mask: Mask, places: Uint32Array): InputCounts {
  const { batch, channels, inputShape } = mask.geometry;
  const cellsWhere = (test: (windows: number) => boolean): number =>
    places.filter(test).length * batch * channels;
  return {
    total: sizeOf(inputShape),
    uncovered: cellsWhere((windows) => windows === 0),
    shared: cellsWhere((windows) => windows > 1),
    contested: contestedCells(mask),
  };
}
