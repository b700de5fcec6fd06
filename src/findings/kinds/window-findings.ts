// Findings in windows: only padding, only NaN, only −∞.
import type { TypedArray } from '../../core/dtype.js';
import { formatCount } from '../../core/numbers.js';
import type { Tensor } from '../../tensor/tensor.js';
import { eachWindow } from '../../window/each-window.js';
import type { Geometry } from '../../window/geometry.js';
import type { Mask } from '../../window/mask/mask.js';
import type { ArrayCounts } from '../counts/counts.js';
import type { Finding } from '../finding/finding.js';
import { makeRowFinding } from '../finding/make-finding.js';
import { Places } from '../finding/places.js';
import { type FindingName, quantity, sentenceFor } from '../finding/table.js';

/** What all real cells of a row have in common. */
const kinds = { ordinary: 0, empty: 1, nan: 2, minusInfinity: 3 } as const;

/** Finds rows without a real cell, and rows whose real cells of x are all NaN, or all −∞. */
export function findInWindows(
  mask: Pick<Mask, 'geometry' | 'rows'>,
  x: { readonly tensor: Tensor; readonly counts: ArrayCounts } | undefined,
): Finding[] {
  // A pass over all windows is slow, and mostly the counts rule out that it finds anything.
  const odd = (x?.counts.nan ?? 0) + (x?.counts.negInf ?? 0) > 0;
  if (!odd && !hasEmptyWindow(mask.geometry)) return [];
  const { rows } = mask;
  const found = new Uint8Array(rows);
  const counts = [0, 0, 0, 0];
  eachWindow(mask.geometry, (row, cells) => {
    const kind = kindOf(cells, x?.tensor.data);
    found[row] = kind;
    counts[kind]!++;
  });
  const findingOf = (name: FindingName, kind: number): Finding => {
    const places = new Places(rows, counts[kind]!, (row) => found[row] === kind);
    const text = sentenceFor(places.count, name, formatCount(places.count), quantity(rows, 'row'));
    return makeRowFinding(name, places, text);
  };
  return [
    findingOf('empty-window', kinds.empty),
    findingOf('all-nan-window', kinds.nan),
    findingOf('all-minus-infinity-window', kinds.minusInfinity),
  ];
}

/** Whether some window has no real cell, which is so if none is real along one of the axes. */
function hasEmptyWindow(geometry: Geometry): boolean {
  return geometry.outputSpatial.some((outs, axis) => {
    const offsets = Array.from({ length: geometry.kernelSize[axis]! }, (_, offset) => offset);
    for (let out = 0; out < outs; out++) {
      if (offsets.every((offset) => geometry.coordinate(axis, out, offset) < 0)) return true;
    }
    return false;
  });
}

function kindOf(cells: readonly number[], x: TypedArray | undefined): number {
  let kind: number = kinds.empty;
  for (let column = 0; column < cells.length; column++) {
    const cell = cells[column]!;
    if (cell < 0) continue;
    const value = x?.[cell];
    const own = Number.isNaN(value)
      ? kinds.nan
      : value === -Infinity
        ? kinds.minusInfinity
        : kinds.ordinary;
    if (own === kinds.ordinary || (kind !== kinds.empty && kind !== own)) return kinds.ordinary;
    kind = own;
  }
  return kind;
}
