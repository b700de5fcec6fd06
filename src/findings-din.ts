import { type ArrayAudit, excessOf } from './audit.js';
import type { DinDifference, DinKind } from './audit-din.js';
import { Finding, type Place } from './finding.js';
import type { Share } from './kernels/kernels.js';
import { listed, type Message, message, plural } from './message.js';
import { count, six } from './numbers.js';
import { Places } from './places.js';
import { cellsOf, gradientsOf, rowsOf } from './quantities.js';
import { unflatten } from './shape.js';
import type { Tensor } from './tensor.js';

/** That a given din is not what dout and the mask give. */
export function dinFinding(din: Tensor, difference: DinDifference, share: Share): Finding[] {
  const { as, right, differs, comparison } = difference;
  if (as === share) return [];
  const places = new Places(din.size, comparison.count, differs);
  const n = places.count;
  const first = places.at(0);
  const [given, due] = [din.data[first]!, right.data[first]!];
  const off = given - due;
  const cell = [unflatten(first, din.shape).join(', '), six(given), six(due)] as const;
  const at = Number.isFinite(off)
    ? message('at din(%1): %2 instead of %3 (off by %4)', ...cell, six(off))
    : message('at din(%1): %2 instead of %3', ...cell);
  const differ = plural(
    n,
    '%2 of %3 differs, %4',
    '%2 of %3 differ, the first %4',
    count(n),
    cellsOf(din.size),
    at,
  );
  return [
    new Finding({
      name: 'din-differs',
      severity: as === 'assigned' || as === 'other' ? 'error' : 'notice',
      as,
      count: n,
      message: message('%1: %2', whatItIs(as, share), differ),
      place: (k) => ({ array: 'din', cell: places.at(k) }),
    }),
  ];
}

function whatItIs(as: DinKind, share: Share): Message {
  if (as === 'assigned') {
    return message('din holds the last gradient where several should be added (= for +=)');
  }
  if (as === 'other') return message('din is not what dout and the mask give');
  return message("din is what dout and the mask give with share '%1', not '%2'", as, share);
}

/** Sums that differ by less than this part of what they are made of count as equal. */
const negligible = 1e-6;

/** Why sum(din) is not sum(dout), in float64. */
export function sumFinding(parts: {
  dout: Tensor;
  din: Tensor;
  /** What dout and the mask give. */
  right: Tensor;
  /** How many maxima each row holds. */
  maxima: Uint32Array;
  share: Share;
  edge: (cell: number) => boolean;
  /** Of dout and din. */
  sums: readonly [ArrayAudit, ArrayAudit];
  /** Of a given din. */
  difference: DinDifference | undefined;
}): Finding[] {
  const { dout, din, right, maxima, edge, difference } = parts;
  const odd = notFinite(parts.sums, dout, din);
  if (odd !== undefined) return [odd];
  const as = difference?.as ?? parts.share;
  const wrongly = as === 'assigned' || as === 'other';
  const share = wrongly ? parts.share : as;
  const [arriving, given, due] = [dout.data, din.data, right.data];
  const excess = (row: number): number => excessOf(maxima[row]!, arriving[row]!, share);
  const off = (cell: number): number => given[cell]! - due[cell]!;
  const isWrong = (cell: number): boolean => wrongly && difference!.differs(cell);
  const isOutside = (cell: number): boolean => off(cell) !== 0 && edge(cell);

  const [lost, repeated, wrong, outside] = [part(), part(), part(), part()];
  for (let row = 0; row < maxima.length; row++) {
    if (maxima[row] !== 1) add(maxima[row] === 0 ? lost : repeated, excess(row));
  }
  for (let cell = 0; given !== due && cell < given.length; cell++) {
    if (given[cell] === due[cell]) continue;
    if (isWrong(cell)) add(wrong, off(cell));
    else if (isOutside(cell)) add(outside, off(cell));
  }
  const all = [lost, repeated, wrong, outside];
  const total = all.reduce((sum, { amount }) => sum + amount, 0);
  if (Math.abs(total) <= negligible * all.reduce((sum, { size }) => sum + size, 0)) return [];

  const amounts = { lost, repeated, wrong, outside };
  const rows = new Places(maxima.length, lost.n + repeated.n, (row) => excess(row) !== 0);
  const cells = new Places(
    din.size,
    wrong.n + outside.n,
    (cell) => isWrong(cell) || isOutside(cell),
  );
  return [
    new Finding({
      name: 'sum-differs',
      severity: wrong.n > 0 ? 'error' : rows.count > 0 ? 'notice' : 'fact',
      count: rows.count + cells.count,
      message: message('sum(din) − sum(dout) = %1: %2', six(total), listed(reasons(amounts))),
      place(k): Place {
        if (k < rows.count) return { row: rows.at(k), amount: excess(rows.at(k)) };
        const cell = cells.at(k - rows.count);
        return { array: 'din', cell, amount: off(cell) };
      },
    }),
  ];
}

/** Sums can't be compared where gradients are not finite. */
function notFinite(
  [arriving, given]: readonly [ArrayAudit, ArrayAudit],
  dout: Tensor,
  din: Tensor,
): Finding | undefined {
  const inDout = oddCells(dout, arriving);
  const inDin = oddCells(din, given);
  const n = inDout.count + inDin.count;
  if (n === 0) return undefined;
  const difference = given.sum - arriving.sum;
  return new Finding({
    name: 'sum-differs',
    severity: 'notice',
    count: n,
    message: plural(
      n,
      'sum(din) − sum(dout) is %2, for %3 is not finite',
      'sum(din) − sum(dout) is %2, for %3 are not finite',
      six(difference),
      gradientsOf(n),
    ),
    place: (k) =>
      k < inDout.count
        ? { array: 'dout', cell: inDout.at(k) }
        : { array: 'din', cell: inDin.at(k - inDout.count) },
  });
}

function oddCells({ data }: Tensor, { nan, posInf, negInf }: ArrayAudit): Places {
  return new Places(data.length, nan + posInf + negInf, (cell) => !Number.isFinite(data[cell]));
}

/** What some rows or cells add to a difference: how many do, what it is, and how large its parts are. */
interface Part {
  n: number;
  amount: number;
  size: number;
}

function part(): Part {
  return { n: 0, amount: 0, size: 0 };
}

function add(to: Part, amount: number): void {
  if (amount === 0) return;
  to.n++;
  to.amount += amount;
  to.size += Math.abs(amount);
}

/** What each part adds to the difference, and why; of those that add something. */
function reasons(
  parts: Readonly<Record<'lost' | 'repeated' | 'wrong' | 'outside', Part>>,
): Message[] {
  const { lost, repeated, wrong, outside } = parts;
  const said = [
    [lost, message('%1 lost in %2 without a maximum', signed(lost.amount), rowsOf(lost.n))],
    [
      repeated,
      message('%1 repeated in %2 with several maxima', signed(repeated.amount), rowsOf(repeated.n)),
    ],
    [wrong, message('%1 wrong in %2 of din', signed(wrong.amount), cellsOf(wrong.n))],
    [outside, message('%1 from windows outside the part', signed(outside.amount))],
  ] as const;
  return said.filter(([{ n }]) => n > 0).map(([, why]) => why);
}

function signed(value: number): string {
  return value < 0 ? six(value) : `+${six(value)}`;
}
