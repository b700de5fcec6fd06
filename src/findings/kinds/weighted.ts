// A din against what dout and a pooling's weights give, and what there is to find in such a pooling.

import { type HalfDType, halfSteps } from '../../core/half.js';
import { type AxisLayout, indexText } from '../../core/layout.js';
import { formatCount, formatSixDigits } from '../../core/numbers.js';
import { sizeOf, unflatten } from '../../core/shape.js';
import { distanceOf } from '../../tensor/compare.js';
import { Tensor } from '../../tensor/tensor.js';
import { eachWindow } from '../../window/each-window.js';
import { type Cut, cutEdge } from '../../window/edge.js';
import type { Pooling, Weights } from '../../window/weights.js';
import { countCells, windowsOfPlaces } from '../counts/counts.js';
import { ExactSum } from '../counts/exact-sum.js';
import { Finding } from '../finding/finding.js';
import { Places } from '../finding/places.js';
import { quantity, sentence, sentenceFor, severityOf } from '../finding/table.js';
import { findNumbers } from './array-findings.js';
import { findInCells } from './cell-findings.js';
import { findDeadChannels } from './channel-findings.js';
import { negligible } from './sums.js';
import { findInWindows } from './window-findings.js';

/** A backward pass of a pooling that has no mask. */
export interface WeightedPass {
  readonly weights: Weights;
  readonly x?: Tensor | undefined;
  readonly dout: Tensor;
  readonly din: Tensor;
  readonly pooledIn?: HalfDType | undefined;
  readonly cut?: Cut | undefined;
  /** The user's axes, which sentences name; by default channels-last. */
  readonly layout?: AxisLayout | undefined;
}

/** The bytes that a `WeightedDifference` holds for each cell of din: two float64, and a byte. */
export const weightedCellBytes = 17;

/** A din against what dout and the weights give. */
export interface WeightedDifference {
  /** In float64. */
  readonly right: Tensor;
  /** How many cells differ. */
  readonly count: number;
  /** Whether a cell (a flat index) differs by more than rounding. */
  readonly differs: (cell: number) => boolean;
  /** 1 for each cell that can't be judged: its window leaves the range of numbers. */
  readonly unknown: Uint8Array;
}

/**
 * What dout and the weights give, in float64; `most` is how far rounding may take each cell.
 * @param step from 1 to the next number, in the precision that din was added in
 */
export function weightedDin(
  weights: Weights,
  dout: Tensor,
  step: number = 2 ** -52,
): {
  right: Tensor;
  most: Float64Array;
  unknown: Uint8Array;
} {
  const { geometry } = weights;
  const cells = sizeOf(geometry.inputShape);
  const [right, most] = [new Float64Array(cells), new Float64Array(cells)];
  const unknown = new Uint8Array(cells);
  const gradients = dout.data;
  const errorOf = errorBound(weights, dout, step);
  eachWindow(geometry, (row, cells) => {
    const gradient = gradients[row]!;
    const { terms, roundings, known } = weights.terms(row, cells, gradient);
    for (let column = 0; column < cells.length; column++) {
      const cell = cells[column]!;
      if (cell < 0) continue;
      const term = terms[column]!;
      right[cell]! += term;
      most[cell]! += errorOf(term, roundings, gradient);
      if (!known) unknown[cell] = 1;
    }
  });
  return { right: new Tensor(right, geometry.inputShape, 'float64'), most, unknown };
}

/** How far rounding may take a term. */
function errorBound(
  { pooling }: Weights,
  dout: Tensor,
  step: number,
): (term: number, roundings: number, gradient: number) => number {
  const least = pooling.op === 'lp' ? 2 ** (dout.dtype === 'float32' ? -110 : -1000) : 0;
  return (term, roundings, gradient) =>
    Math.abs(term) * roundings * step + Math.abs(gradient) * least;
}

/** The rounding of the precision that a din was added in: from 1 to the next number. */
function stepOf({ dout, din, pooledIn }: WeightedPass): number {
  if (pooledIn !== undefined) return halfSteps[pooledIn];
  return 2 ** (dout.dtype === 'float32' || din.dtype === 'float32' ? -23 : -52);
}

/** Whether a cell's distance from what it should be is more than rounding. */
function isBeyond(distance: number, most: number): boolean {
  return !(distance < Infinity && distance <= most);
}

/**
 * How a single cell of din (a flat index) compares with what dout and the weights give, as
 * `weightedDifference` judges it, from the windows that hold the cell alone; of a cut's edges nothing
 * is known here.
 */
export function weightedCell(pass: WeightedPass, cell: number): 'right' | 'unknown' | 'different' {
  const { weights, dout, din } = pass;
  const { geometry } = weights;
  const errorOf = errorBound(weights, dout, stepOf(pass));
  let [right, most] = [0, 0];
  for (const row of geometry.rowsOf(...geometry.inputIndex(cell))) {
    const gradient = dout.data[row]!;
    const { termOf, roundings, known } = weights.row(row, gradient);
    if (!known) return 'unknown';
    const term = termOf(geometry.columnOf(row, cell));
    right += term;
    most += errorOf(term, roundings, gradient);
  }
  const distance = distanceOf(din.data[cell]!, right);
  return distance === 0 || !isBeyond(distance, most) ? 'right' : 'different';
}

/** Compares a din with what dout and the weights give, up to rounding. */
export function weightedDifference(pass: WeightedPass): WeightedDifference {
  const { weights, dout, din } = pass;
  const { right, most, unknown } = weightedDin(weights, dout, stepOf(pass));
  const edge = cutEdge(weights.geometry, pass.cut);
  const [given, due] = [din.data, right.data];
  const differs = (cell: number): boolean => {
    if (unknown[cell] === 1) return false;
    const distance = distanceOf(given[cell]!, due[cell]!);
    if (distance === 0 || edge(cell)) return false;
    return isBeyond(distance, most[cell]!);
  };
  let count = 0;
  for (let cell = 0; cell < given.length; cell++) if (differs(cell)) count++;
  return { right, count, differs, unknown };
}

/** What there is to find in a pooling that has no mask, in the order of the table. */
export function findInWeighted(
  pass: WeightedPass,
  difference: WeightedDifference = weightedDifference(pass),
): Finding[] {
  const { weights, x, dout, din, cut, layout } = pass;
  const { geometry, pooling } = weights;
  const edge = cutEdge(geometry, cut);
  const windows = windowsOfPlaces(geometry);
  const shared = windows.filter((n) => n > 1).length * geometry.batch * geometry.channels;
  const parts = [...(x ? [['x', x] as const] : []), ['dout', dout] as const, ['din', din] as const];
  const arrays = parts.map(([name, tensor]) => ({ name, tensor, counts: countCells(tensor) }));
  const own =
    difference.count > 0
      ? [dinFinding(pooling, din, difference, layout)]
      : pooling.op === 'average' && pooling.divisor === undefined
        ? findInPadding(weights, dout)
        : [];
  return [
    ...own,
    ...findInCells({ geometry, windows, cells: { shared }, din }, edge, cut !== undefined),
    ...(x ? [findDeadChannels('x', x)] : []),
    findDeadChannels('din', din),
    ...findNumbers(arrays),
    // Of an average, a window in the padding alone gives 0, as one expects.
    ...findInWindows(
      { geometry, rows: geometry.rows },
      arrays.find(({ name }) => name === 'x'),
    ),
  ].filter(({ name, count }) => count > 0 && name !== 'empty-window');
}

/** Says that a din is not what it should be, with the first cell. */
function dinFinding(
  pooling: Pooling,
  din: Tensor,
  { right, count, differs }: WeightedDifference,
  layout: AxisLayout | undefined,
): Finding {
  const places = new Places(din.size, count, differs);
  const first = places.at(0);
  const at = sentence(
    'din-differs.at',
    indexText(unflatten(first, din.shape), layout),
    formatSixDigits(din.data[first]!),
    formatSixDigits(right.data[first]!),
  );
  const total = quantity(din.size, 'cell');
  const differ = sentenceFor(count, 'din-differs.cells', formatCount(count), total, at);
  return new Finding({
    name: 'din-differs',
    severity: severityOf('din-differs', 'other'),
    as: 'other',
    count,
    message: sentence('din-differs', sentence(`din-differs.${pooling.op}`), differ),
    place: (k) => ({ array: 'din', cell: places.at(k) }),
  });
}

/** That a part of an average's dout went to the padding, which its divisor counts. */
function findInPadding(weights: Weights, dout: Tensor): Finding[] {
  const { geometry } = weights;
  const gradients = dout.data;
  const excess = new Float64Array(geometry.rows);
  let n = 0;
  eachWindow(geometry, (row, cells) => {
    const divisor = weights.divisor(row);
    const real = cells.reduce((count, cell) => count + Number(cell >= 0), 0);
    const gradient = gradients[row]!;
    if (real === divisor) return;
    excess[row] = (divisor === 0 ? 0 : (gradient / divisor) * real) - gradient;
    if (excess[row] !== 0) n++;
  });
  const total = ExactSum.of(excess).value;
  const size = ExactSum.of(gradients.map(Math.abs)).value;
  // Where dout is not finite, sums tell nothing.
  if (!Number.isFinite(total) || !(Math.abs(total) > negligible * size)) return [];
  const rows = new Places(geometry.rows, n, (row) => excess[row] !== 0);
  const said = formatSixDigits(total);
  const why = sentence('sum-differs.padding', said, quantity(n, 'row'));
  return [
    new Finding({
      name: 'sum-differs',
      severity: severityOf('sum-differs', 'rows'),
      count: n,
      message: sentence('sum-differs', said, why),
      place: (k) => ({ row: rows.at(k), amount: excess[rows.at(k)]! }),
    }),
  ];
}
