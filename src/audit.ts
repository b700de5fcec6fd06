import { type DinKind, type DinMatch, dinDifference, matchDin } from './audit-din.js';
import { contestedCells, maximaOfRows, windowsOfPlaces } from './counts.js';
import { inspectable } from './inspect.js';
import type { Share } from './kernels/kernels.js';
import type { Mask } from './mask.js';
import { maxPoolBackward } from './ops/max-pool.js';
import { checkPoolParts } from './pool-parts.js';
import type { Tensor } from './tensor.js';

/** How many rows of a mask hold no maximum, one, or several. */
export interface RowAudit {
  readonly total: number;
  readonly none: number;
  readonly one: number;
  readonly several: number;
}

/** What an array sums to (in float64, in index order), and how many of its cells are not finite. */
export interface ArrayAudit {
  readonly cells: number;
  readonly sum: number;
  readonly nan: number;
  readonly posInf: number;
  readonly negInf: number;
}

/** Cells of the input, by what the windows and the mask do with them. */
export interface CellAudit {
  readonly total: number;
  /** In no window: strides left them out. */
  readonly uncovered: number;
  /** In several windows. */
  readonly shared: number;
  /** Where several rows have their maximum: their gradients add. */
  readonly contested: number;
}

/**
 * Why sum(din) is not sum(dout), in float64: `difference` = sum(din) − sum(dout) = `lost` +
 * `repeated` + `wrong` + `rounding`.
 */
export interface SumAudit {
  readonly difference: number;
  /** Minus the gradients of rows without a maximum: they go nowhere. */
  readonly lost: number;
  /** The gradients of rows with several maxima, each counted as often as it was given too much. */
  readonly repeated: number;
  /** What a given din has more than dout and the mask give. */
  readonly wrong: number;
  /** What rounding in the tensors' own precision leaves. */
  readonly rounding: number;
}

/** What `audit` finds in a backward pass; it prints as a report. */
export class Audit {
  readonly rows: RowAudit;
  readonly cells: CellAudit;
  readonly dout: ArrayAudit;
  /** Of the din that was given. */
  readonly din: ArrayAudit | undefined;
  /** The given din against what dout and the mask give. */
  readonly match: DinMatch | undefined;
  readonly sums: SumAudit;

  /** Library code calls this; users call `audit`. */
  constructor(parts: Omit<Audit, 'toString'>) {
    this.rows = parts.rows;
    this.cells = parts.cells;
    this.dout = parts.dout;
    this.din = parts.din;
    this.match = parts.match;
    this.sums = parts.sums;
  }

  toString(): string {
    const { rows, cells, dout, din, match, sums } = this;
    return [
      `rows: ${rows.total}, with no maximum ${rows.none}, one ${rows.one}, several ${rows.several}`,
      `input cells: ${cells.total}, in no window ${cells.uncovered}, in several ${cells.shared}, the maximum of several ${cells.contested}`,
      arrayLine('dout', dout),
      ...(din ? [arrayLine('din', din)] : []),
      ...(match ? [dinLine(match)] : []),
      `sum(din) − sum(dout): ${sums.difference}${explained(sums)}`,
    ].join('\n');
  }
}

inspectable(Audit);

/**
 * What tells whether a backward pass is sound: rows with no maximum, one or several; input cells
 * that no window or several windows hold; the sums of dout and din with their difference explained;
 * NaN and infinities. A given din is compared with what dout and the mask give, within rounding;
 * one made with `share: 'split'`, or by assigning where windows overlap and gradients should add,
 * is recognized.
 * @param dout gradient of the pooling's output, float32 or float64
 * @param din gradient of its input, from here or elsewhere; by default what `maxPoolBackward` gives
 * @throws DTypeError, ShapeError where the arguments don't belong together
 * @example
 * const { mask } = maxPool(tensor([[[1], [3], [2], [0]]]), { kernelSize: 2 });
 * audit(mask, tensor([[[10], [5]]])).rows // { total: 2, none: 0, one: 2, several: 0 }
 * @example
 * const { mask } = maxPool(tensor([[[1], [3], [2]]]), { kernelSize: 2, stride: 1 });
 * audit(mask, tensor([[[10], [5]]]), tensor([[[0], [5], [0]]])).match.as // 'assigned': 10 was overwritten
 */
export function audit(mask: Mask, dout: Tensor, din?: Tensor): Audit {
  checkPoolParts('audit', { mask, dout, din });
  const match = din && matchDin(mask, dout, din);
  const share = match?.as === 'split' ? 'split' : 'full';
  return new Audit({
    rows: auditRows(mask),
    cells: auditCells(mask),
    dout: auditArray(dout),
    din: din && auditArray(din),
    match,
    sums: auditSums(mask, dout, share, din, match),
  });
}

/** The rows of a mask, counted by how many maxima they hold. */
export function auditRows(mask: Mask): RowAudit {
  const counts = { none: 0, one: 0, several: 0 };
  for (const maxima of maximaOfRows(mask)) {
    counts[maxima === 0 ? 'none' : maxima === 1 ? 'one' : 'several']++;
  }
  return { total: mask.rows, ...counts };
}

/** An array's sum, and its cells that are not finite. */
export function auditArray({ data, size }: Tensor): ArrayAudit {
  let [sum, nan, posInf, negInf] = [0, 0, 0, 0];
  for (let i = 0; i < size; i++) {
    const value = data[i]!;
    sum += value;
    if (Number.isFinite(value)) continue;
    if (Number.isNaN(value)) nan++;
    else if (value > 0) posInf++;
    else negInf++;
  }
  return { cells: size, sum, nan, posInf, negInf };
}

function auditCells(mask: Mask): CellAudit {
  const { batch, channels, inputShape } = mask.geometry;
  const places = windowsOfPlaces(mask.geometry);
  const cellsWhere = (test: (windows: number) => boolean): number =>
    places.filter(test).length * batch * channels;
  return {
    total: inputShape.reduce((product, size) => product * size, 1),
    uncovered: cellsWhere((windows) => windows === 0),
    shared: cellsWhere((windows) => windows > 1),
    contested: contestedCells(mask),
  };
}

/**
 * How much more (or less) than its dout a row gives: an empty row gives nothing, one with several
 * maxima gives it several times unless they share.
 */
export function excessOf(maxima: number, gradient: number, share: Share): number {
  if (maxima === 0) return -gradient;
  return maxima > 1 && share === 'full' ? (maxima - 1) * gradient : 0;
}

function auditSums(
  mask: Mask,
  dout: Tensor,
  share: Share,
  given: Tensor | undefined,
  match: DinMatch | undefined,
): SumAudit {
  let [lost, repeated, wrong] = [0, 0, 0];
  for (const [row, maxima] of maximaOfRows(mask).entries()) {
    const excess = excessOf(maxima, dout.data[row]!, share);
    if (maxima === 0) lost += excess;
    else repeated += excess;
  }
  if (given && match && !match.comparison.close) {
    const { right, differs } = dinDifference(mask, dout, given, share);
    const [shown, due] = [given.data, right.data];
    for (let cell = 0; cell < shown.length; cell++) {
      if (differs(cell)) wrong += shown[cell]! - due[cell]!;
    }
  }
  const din = given ?? maxPoolBackward(dout, mask, { share });
  const difference = auditArray(din).sum - auditArray(dout).sum;
  return { difference, lost, repeated, wrong, rounding: difference - lost - repeated - wrong };
}

function arrayLine(name: string, { cells, sum, nan, posInf, negInf }: ArrayAudit): string {
  const odd = [
    [nan, 'NaN'],
    [posInf, '+∞'],
    [negInf, '−∞'],
  ] as const;
  const found = odd.filter(([count]) => count > 0).map(([count, kind]) => `, ${count} ${kind}`);
  return `${name} cells: ${cells}, sum ${sum}${found.join('')}`;
}

const dinWords: Readonly<Record<DinKind, string>> = {
  full: "din is what dout and the mask give (share: 'full')",
  split: "din is what dout and the mask give with share: 'split'",
  assigned: 'din holds the last gradient where several should be added (= for +=)',
  other: 'din is not what dout and the mask give',
};

function dinLine({ as, comparison }: DinMatch): string {
  return comparison.close ? dinWords[as] : `${dinWords[as]}: ${comparison}`;
}

function explained({ difference, lost, repeated, wrong, rounding }: SumAudit): string {
  if (!Number.isFinite(difference)) return ', for not all gradients are finite';
  const parts = [
    [lost, 'lost in rows without a maximum'],
    [repeated, 'repeated in rows with several'],
    [wrong, 'wrong in din'],
    [rounding, 'rounding'],
  ] as const;
  const found = parts.filter(([part]) => part !== 0).map(([part, why]) => `${part} ${why}`);
  return found.length === 0 ? '' : ` = ${found.join(', ')}`;
}
