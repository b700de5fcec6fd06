import type { Geometry, Mask, Tensor } from 'poolscope';
import { expect } from 'vitest';

/** The same dtype, shape and bits; any NaN stands for any other. */
export function expectBits(actual: Tensor, expected: Tensor): void {
  expectForm(actual, expected);
  const at = actual.data.findIndex((value, i) => !Object.is(value, expected.data[i]));
  if (at >= 0) expect.fail(difference(actual, expected, at));
}

/** The same dtype and shape, and numbers within `relative` of the expected one's size (at least 1). */
export function expectClose(actual: Tensor, expected: Tensor, relative: number): void {
  expectForm(actual, expected);
  const at = actual.data.findIndex((value, i) => {
    const wanted = expected.data[i]!;
    const allowed = relative * Math.max(1, Math.abs(wanted));
    return !(Object.is(value, wanted) || Math.abs(value - wanted) <= allowed);
  });
  if (at >= 0) expect.fail(difference(actual, expected, at));
}

function expectForm(actual: Tensor, expected: Tensor): void {
  expect([actual.dtype, ...actual.shape]).toEqual([expected.dtype, ...expected.shape]);
}

function difference(actual: Tensor, expected: Tensor, at: number): string {
  return `element ${at} of [${actual.shape.join(', ')}] is ${actual.data[at]}, not ${expected.data[at]}`;
}

/** The columns that a row's mask selects. */
export function selected(mask: Mask, row: number): number[] {
  const cells = mask.data.subarray(row * mask.windowSize, (row + 1) * mask.windowSize);
  return [...cells.keys()].filter((column) => cells[column] === 1);
}

/** The cells of a row's window as flat positions in a plane, −1 where not real. */
export function planePositions(geometry: Geometry, row: number): number[] {
  const plane = geometry.inputSpatial.reduce((product, size) => product * size, 1);
  return geometry
    .cells(row)
    .map((cell) => (cell < 0 ? -1 : Math.floor(cell / geometry.channels) % plane));
}

/** The input cells that a row's mask selects, as flat positions in a plane (PyTorch's indices). */
export function planeIndices(mask: Mask, row: number): number[] {
  const positions = planePositions(mask.geometry, row);
  return selected(mask, row).map((column) => positions[column]!);
}
