import { expect } from 'vitest';
import type { Tensor } from '../../src/tensor/tensor.js';
import type { Geometry } from '../../src/window/geometry.js';

/** Expects the same dtype, shape and bits; any NaN equals any other. */
export function expectBits(actual: Tensor, expected: Tensor): void {
  expectForm(actual, expected);
  const at = actual.data.findIndex((value, i) => !Object.is(value, expected.data[i]));
  if (at >= 0) expect.fail(difference(actual, expected, at));
}

/**
 * Expects the same dtype and shape, and numbers within `tolerance` times the expected number, or times
 * 1 where that is smaller.
 */
export function expectClose(actual: Tensor, expected: Tensor, tolerance: number): void {
  expectForm(actual, expected);
  const at = actual.data.findIndex((value, i) => {
    const wanted = expected.data[i]!;
    const allowed = tolerance * Math.max(1, Math.abs(wanted));
    return !(Object.is(value, wanted) || Math.abs(value - wanted) <= allowed);
  });
  if (at >= 0) expect.fail(difference(actual, expected, at));
}

/** The largest relative error of `count` roundings in a tensor's precision. */
export function roundings(count: number, { dtype }: Tensor): number {
  return count * 2 ** (dtype === 'float32' ? -24 : -53);
}

function expectForm(actual: Tensor, expected: Tensor): void {
  expect([actual.dtype, ...actual.shape]).toEqual([expected.dtype, ...expected.shape]);
}

function difference(actual: Tensor, expected: Tensor, at: number): string {
  return `element ${at} of [${actual.shape.join(', ')}] is ${actual.data[at]}, not ${expected.data[at]}`;
}

/** The cells of a row's window as flat positions in a plane, −1 where not real. */
export function planePositions(geometry: Geometry, row: number): number[] {
  const plane = geometry.inputSpatial.reduce((product, size) => product * size, 1);
  return geometry
    .cells(row)
    .map((cell) => (cell < 0 ? -1 : Math.floor(cell / geometry.channels) % plane));
}
