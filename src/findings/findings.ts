// `findings`: all that there is to find in a pooling's backward pass, in order.

import { formatCount } from '../core/numbers.js';
import { runSteps, type Steps } from '../core/steps.js';
import type { Tensor } from '../tensor/tensor.js';
import { type Cut, cutEdge } from '../window/edge.js';
import type { Share } from '../window/mask/share.js';
import {
  countCells,
  countInput,
  countRows,
  maximaOfRows,
  type RowCounts,
  windowsOfPlaces,
} from './counts/counts.js';
import { type DinDifference, dinDifference } from './counts/din-difference.js';
import { ExactSum } from './counts/exact-sum.js';
import { expectedDin } from './counts/expected-din.js';
import type { Finding } from './finding/finding.js';
import { makeRowFinding } from './finding/make-finding.js';
import { Places } from './finding/places.js';
import { quantity, sentenceFor } from './finding/table.js';
import { type ArrayFacts, findNumbers } from './kinds/array-findings.js';
import { findInCells } from './kinds/cell-findings.js';
import { findDeadChannels } from './kinds/channel-findings.js';
import { findInDin } from './kinds/din-finding.js';
import {
  checkMaxima,
  findInMaxima,
  type MaskedInput,
  type MaximaCheck,
} from './kinds/maximum-findings.js';
import { compareSums } from './kinds/sums.js';
import { findInWeighted } from './kinds/weighted.js';
import { findInWindows } from './kinds/window-findings.js';
import { checkPoolParts, type PoolParts } from './pool-parts.js';
import { Findings } from './report.js';
import { checkWeightedParts, isWeighted, type WeightedParts } from './weighted-parts.js';

/** The backward pass that `findings` checks. */
export interface FindingsOptions extends PoolParts {
  /** If the arrays are a part of a larger pooling, which part: cells at its edge are not judged. */
  cut?: Cut | undefined;
}

/**
 * Checks a pooling's backward pass. What it can find, each with its places:
 *
 * - `no-maximum`, `several-maxima`: rows of the mask
 * - `not-maximum`: rows whose mask marks a cell that is not the maximum of x, by the rule for NaN.
 *   One of several equal cells is the maximum, and so is a cell that equals it in dout's precision
 * - `ties`: rows in which several real cells hold the maximum of x. The cells that depend on the
 *   policy are those that are tied in a row whose dout is not 0
 * - `din-differs`: a given din is not what dout and the mask give, beyond rounding; `as` says how it
 *   was made: with the other `share`, `assigned` where windows overlap, or `other`
 * - `sum-differs`: why sum(din) is not sum(dout), row by row and then cell by cell; each place has
 *   the amount it adds. If gradients are not finite, those are the places
 * - `shared-cells`, `uncovered-cells`: cells of the input in several windows, in none
 * - `dead-cells`: cells in windows whose din is 0 in every batch entry; the places are in the first
 * - `dead-channels`: channels whose every x, or every din, is 0 in every batch entry: one finding
 *   for each of the two arrays, the places are the first cells
 * - `nan`, `infinite`: one finding for each given array
 * - `empty-window`, `all-nan-window`, `all-minus-infinity-window`: rows without a real cell, or
 *   whose real cells of x are all NaN, or all −∞
 *
 * Texts name cells by the axes of `layout`. Numbers in a text have six significant digits. A given din counts as right within rounding.
 * @returns the findings that apply, in this order, with the counts that they rest on: `rows` and
 *   `cells` of the input, the sums of `dout` and of a given `din`, how a given din was made
 *   (`match`), and `sums`, why they differ. It prints as a report
 * @throws ShapeError, DTypeError, OptionError if the arrays don't fit the mask, as in `explore`
 * @example
 * const { mask } = maxPool(tensor([[[1], [3], [2]]]), { kernelSize: 2, stride: 1 });
 * const found = findings({ mask, dout: tensor([[[10], [5]]]), din: tensor([[[0], [5], [0]]]) });
 * found[0].text // 'din holds the last gradient where several should be added (= for +=): 1 of 3 cells differs, at din(0, 1, 0): 5 instead of 15 (off by −10)'
 * @example
 * const tied = maxPool(tensor([[[7], [7]]]), { kernelSize: 2, ties: 'all' });
 * findings({ mask: tied.mask, dout: tensor([[[10]]]) }).map(({ name }) => name) // ['several-maxima', 'sum-differs']
 * @example
 * const x = tensor([[[1], [3], [2], [2]]]);
 * const { mask: other } = maxPool(tensor([[[5], [1], [0], [1]]]), { kernelSize: 2 });
 * findings({ x, mask: other, dout: tensor([[[10], [5]]]) })[0].text // '1 of 2 rows marks a cell that is not the maximum of x, row 0: x(0, 0, 0) = 1, where x(0, 1, 0) = 3 is the largest'
 */
export function findings(parts: FindingsOptions): Findings;
/**
 * The same of a pooling that has no mask: average, Lp or global. What it can find: `din-differs`,
 * where a given din is not what dout and the weights give, beyond rounding; `sum-differs`, where an
 * average gives a part of dout to the padding; and of the above what needs no mask.
 * @returns the findings that apply, in the same order
 * @throws ShapeError, DTypeError, OptionError if the parts don't fit, as in `explore`
 * @example
 * const average = { pooling: { op: 'average' }, geometry: windows([1, 4, 1], { kernelSize: 2 }) };
 * const [found] = findings({ ...average, dout: tensor([[[10], [6]]]), din: tensor([[[5], [5], [3], [4]]]) });
 * found.text // 'din is not dout in equal parts: 1 of 4 cells differs, at din(0, 3, 0): 4 instead of 3'
 */
export function findings(parts: WeightedParts & Pick<FindingsOptions, 'cut'>): Finding[];
export function findings(
  parts: FindingsOptions | (WeightedParts & Pick<FindingsOptions, 'cut'>),
): Findings | Finding[] {
  if (!isWeighted('findings', parts)) return findingsOf(parts);
  const { weights, din, layout } = checkWeightedParts('findings', parts);
  const { x, dout, pooledIn, cut } = parts;
  return findInWeighted({ weights, x, dout, din, pooledIn, cut, layout });
}

/** What a caller of `findingsOf` has compared already. */
export interface KnownChecks {
  /** A given din, with the same share and cut. */
  readonly difference?: DinDifference | undefined;
  /** The mask, with x. */
  readonly maxima?: MaximaCheck | undefined;
}

/**
 * `findings`, for a caller that has compared the din or the mask already.
 * @param known those comparisons; by default they are made here
 */
export function findingsOf(parts: FindingsOptions, known: KnownChecks = {}): Findings {
  return runSteps(findingSteps(parts, known));
}

/** `findingsOf` in steps, each a pass over the arrays. */
export function* findingSteps(parts: FindingsOptions, known: KnownChecks = {}): Steps<Findings> {
  const { share, layout } = checkPoolParts('findings', parts);
  const { x, mask, dout, din: given, cut, pooledIn } = parts;
  const edge = cutEdge(mask.geometry, cut);
  const maxima = maximaOfRows(mask);
  const difference =
    known.difference ?? (given && dinDifference({ mask, dout, din: given, share, pooledIn }, edge));
  yield;
  const right = difference?.right ?? expectedDin(dout, mask, share);
  yield;
  const din = given ?? right;
  const factsOf = (name: ArrayFacts['name'], tensor: Tensor, total?: ExactSum): ArrayFacts => {
    return { name, tensor, counts: countCells(tensor, total) };
  };
  const totals = [ExactSum.of(dout.data), ExactSum.of(din.data)] as const;
  const [arriving, shown] = [factsOf('dout', dout, totals[0]), factsOf('din', din, totals[1])];
  const arrays = [...(x ? [factsOf('x', x)] : []), arriving, ...(given ? [shown] : [])];
  const rows = countRows(mask, maxima);
  yield;
  const windows = windowsOfPlaces(mask.geometry);
  const cells = countInput(mask, windows);
  yield;
  const { sums, finding: sumFinding } = compareSums({
    dout,
    din,
    right,
    maxima,
    share,
    edge: cut && edge,
    counts: [arriving.counts, shown.counts],
    totals,
    difference,
  });
  yield;
  const passes: (() => readonly Finding[])[] = [
    () => findInRows(maxima, rows, share),
    () => (x ? findInMaximaOf({ x, mask, dout, pooledIn, layout }, known.maxima) : []),
    () => (given && difference ? findInDin(given, difference, share, layout) : []),
    () => (sumFinding ? [sumFinding] : []),
    () => findInCells({ geometry: mask.geometry, windows, cells, din }, edge, cut !== undefined),
    () => (x ? [findDeadChannels('x', x)] : []),
    () => [findDeadChannels('din', din, given ? undefined : edge)],
    () => findNumbers(arrays),
    () =>
      findInWindows(
        mask,
        arrays.find(({ name }) => name === 'x'),
      ),
  ];
  const found: Finding[] = [];
  for (const pass of passes) {
    found.push(...pass().filter((finding) => finding.count > 0));
    yield;
  }
  return new Findings(found, {
    rows,
    cells,
    dout: arriving.counts,
    din: given && shown.counts,
    match: difference?.match,
    sums,
  });
}

function findInMaximaOf(parts: MaskedInput, known: MaximaCheck | undefined): Finding[] {
  return findInMaxima(parts, known ?? checkMaxima(parts));
}

function findInRows(maxima: Uint32Array, { none, several }: RowCounts, share: Share): Finding[] {
  const rows = maxima.length;
  const total = quantity(rows, 'row');
  return [
    makeRowFinding(
      'no-maximum',
      new Places(rows, none, (row) => maxima[row] === 0),
      sentenceFor(none, 'no-maximum', formatCount(none), total),
    ),
    makeRowFinding(
      'several-maxima',
      new Places(rows, several, (row) => maxima[row]! > 1),
      sentenceFor(several, `several-maxima.${share}`, formatCount(several), total),
    ),
  ];
}
