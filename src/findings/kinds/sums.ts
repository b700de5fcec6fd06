// Why sum(din) differs from sum(dout): as numbers, and as a finding with its places.
import { formatSixDigits } from '../../core/numbers.js';
import type { Tensor } from '../../tensor/tensor.js';
import type { Share } from '../../window/mask/share.js';
import type { ArrayCounts } from '../counts/counts.js';
import type { DinDifference } from '../counts/din-difference.js';
import { ExactSum } from '../counts/exact-sum.js';
import { Finding, type Place } from '../finding/finding.js';
import type { Message } from '../finding/message.js';
import { Places } from '../finding/places.js';
import { joinMessages, quantity, sentence, sentenceFor, severityOf } from '../finding/table.js';

/**
 * Why sum(din) differs from sum(dout): `difference` = sum(din) − sum(dout) = `lost` + `repeated` +
 * `wrong` + `outside` + `rounding`. Each is exact, and rounded once to float64.
 */
export interface SumParts {
  readonly difference: number;
  /** Minus the gradients of rows without a maximum: no cell gets them. */
  readonly lost: number;
  /** The gradients of rows with several maxima, counted once for each maximum beyond the first. */
  readonly repeated: number;
  /** The excess of a given din over what dout and the mask give. */
  readonly wrong: number;
  /** Of a part: the gradients from windows outside it. */
  readonly outside?: number;
  /** The rest: rounding in the tensors' own precision. */
  readonly rounding: number;
}

/** A backward pass whose sums are compared. */
export interface SumsOf {
  readonly dout: Tensor;
  readonly din: Tensor;
  /** What dout and the mask give. */
  readonly right: Tensor;
  /** How many maxima each row holds. */
  readonly maxima: Uint32Array;
  readonly share: Share;
  /**
   * Tells which cells of din may have gradients from outside a part; undefined for a whole pass.
   */
  readonly edge: ((cell: number) => boolean) | undefined;
  /** Of dout and din. */
  readonly counts: readonly [ArrayCounts, ArrayCounts];
  /** Of dout and din. */
  readonly totals: readonly [ExactSum, ExactSum];
  /** Of a given din. */
  readonly difference: DinDifference | undefined;
}

/**
 * Sums count as equal if they differ by less than this, relative to the magnitudes of the parts.
 */
export const negligible = 1e-6;

/**
 * Splits the sums' difference into its causes, and makes a finding of it if it is not negligible.
 */
export function compareSums(parts: SumsOf): { sums: SumParts; finding: Finding | undefined } {
  const { dout, din, right, maxima, edge, difference } = parts;
  const as = difference?.as ?? parts.share;
  const isWrongDin = as === 'assigned' || as === 'other';
  const share = isWrongDin ? parts.share : as;
  const [arriving, given, due] = [dout.data, din.data, right.data];
  const excess = (row: number): number => excessOf(maxima[row]!, arriving[row]!, share);
  const off = (cell: number): number => given[cell]! - due[cell]!;
  const isWrong = (cell: number): boolean => isWrongDin && difference!.differs(cell);
  const isOutside = (cell: number): boolean => off(cell) !== 0 && edge?.(cell) === true;

  const [lost, repeated, wrong, outside] = [new Cause(), new Cause(), new Cause(), new Cause()];
  for (let row = 0; row < maxima.length; row++) {
    if (maxima[row] !== 1) (maxima[row] === 0 ? lost : repeated).add(excess(row));
  }
  for (let cell = 0; given !== due && cell < given.length; cell++) {
    if (given[cell] === due[cell]) continue;
    if (isWrong(cell)) wrong.add(off(cell));
    else if (isOutside(cell)) outside.add(off(cell));
  }
  const all = { lost, repeated, wrong, outside };
  const [whole, size] = [new ExactSum(), new ExactSum()];
  for (const cause of Object.values(all)) {
    whole.plus(cause.amount);
    size.plus(cause.size);
  }
  const rest = new ExactSum().plus(parts.totals[1]).plus(parts.totals[0], -1);
  const total = rest.value;
  const sums: SumParts = {
    difference: total,
    lost: lost.amount.value,
    repeated: repeated.amount.value,
    wrong: wrong.amount.value,
    ...(edge && { outside: outside.amount.value }),
    rounding: rest.plus(whole, -1).value,
  };

  const nonFinite = findNonFinite(parts, total);
  if (nonFinite !== undefined) return { sums, finding: nonFinite };
  const explained = whole.value;
  if (Math.abs(explained) <= negligible * size.value) return { sums, finding: undefined };
  const rows = new Places(maxima.length, lost.n + repeated.n, (row) => excess(row) !== 0);
  const isOff = (cell: number): boolean => isWrong(cell) || isOutside(cell);
  const cells = new Places(din.size, wrong.n + outside.n, isOff);
  const kind = wrong.n > 0 ? 'wrong' : rows.count > 0 ? 'rows' : 'outside';
  const finding = new Finding({
    name: 'sum-differs',
    severity: severityOf('sum-differs', kind),
    count: rows.count + cells.count,
    message: sentence('sum-differs', formatSixDigits(explained), joinMessages(explainParts(all))),
    place(k): Place {
      if (k < rows.count) return { row: rows.at(k), amount: excess(rows.at(k)) };
      const cell = cells.at(k - rows.count);
      return { array: 'din', cell, amount: off(cell) };
    },
  });
  return { sums, finding };
}

/**
 * How much more than its dout a row adds to din, negative if less: a row without a maximum adds
 * nothing, one with several adds its dout once for each, unless they split it.
 */
function excessOf(maxima: number, gradient: number, share: Share): number {
  if (maxima === 0) return -gradient;
  return maxima > 1 && share === 'full' ? (maxima - 1) * gradient : 0;
}

/** The finding that sums can't be compared, since gradients are not finite. */
function findNonFinite({ dout, din, counts }: SumsOf, difference: number): Finding | undefined {
  const inDout = nonFiniteCells(dout, counts[0]);
  const inDin = nonFiniteCells(din, counts[1]);
  const n = inDout.count + inDin.count;
  if (n === 0) return undefined;
  return new Finding({
    name: 'sum-differs',
    severity: severityOf('sum-differs', 'not-finite'),
    count: n,
    message: sentenceFor(
      n,
      'sum-differs.not-finite',
      formatSixDigits(difference),
      quantity(n, 'gradient'),
    ),
    place: (k) =>
      k < inDout.count
        ? { array: 'dout', cell: inDout.at(k) }
        : { array: 'din', cell: inDin.at(k - inDout.count) },
  });
}

function nonFiniteCells({ data }: Tensor, { nan, posInf, negInf }: ArrayCounts): Places {
  return new Places(data.length, nan + posInf + negInf, (cell) => !Number.isFinite(data[cell]));
}

/**
 * A cause of the difference: how many rows or cells add to it, their sum, and the sum of
 * magnitudes.
 */
class Cause {
  n = 0;
  readonly amount = new ExactSum();
  readonly size = new ExactSum();

  add(amount: number): void {
    if (amount === 0) return;
    this.n++;
    this.amount.add(amount);
    this.size.add(Math.abs(amount));
  }
}

/** Says what each cause adds to the difference, for the causes that add something. */
function explainParts({
  lost,
  repeated,
  wrong,
  outside,
}: Readonly<Record<string, Cause>>): Message[] {
  const said = [
    [lost!, 'lost', [quantity(lost!.n, 'row')]],
    [repeated!, 'repeated', [quantity(repeated!.n, 'row')]],
    [wrong!, 'wrong', [quantity(wrong!.n, 'cell')]],
    [outside!, 'outside', []],
  ] as const;
  return said
    .filter(([{ n }]) => n > 0)
    .map(([{ amount }, why, of]) =>
      sentence(`sum-differs.${why}`, formatSigned(amount.value), ...of),
    );
}

function formatSigned(value: number): string {
  return value < 0 ? formatSixDigits(value) : `+${formatSixDigits(value)}`;
}
