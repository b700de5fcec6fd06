import { type ArrayAudit, excessOf } from './audit.js';
import type { DinDifference, DinKind } from './audit-din.js';
import { Finding, type Place } from './finding.js';
import type { Share } from './kernels/kernels.js';
import { count, counted, six } from './numbers.js';
import { Places } from './places.js';
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
  const at = `at din(${unflatten(first, din.shape).join(', ')}): ${six(given)} instead of ${six(due)}${Number.isFinite(off) ? ` (off by ${six(off)})` : ''}`;
  const differ = n === 1 ? 'differs, ' : 'differ, the first ';
  return [
    new Finding({
      name: 'din-differs',
      severity: as === 'assigned' || as === 'other' ? 'error' : 'notice',
      as,
      count: n,
      text: `${whatItIs(as, share)}: ${count(n)} of ${counted(din.size, 'cell')} ${differ}${at}`,
      place: (k) => ({ array: 'din', cell: places.at(k) }),
    }),
  ];
}

function whatItIs(as: DinKind, share: Share): string {
  if (as === 'assigned') {
    return 'din holds the last gradient where several should be added (= for +=)';
  }
  if (as === 'other') return 'din is not what dout and the mask give';
  return `din is what dout and the mask give with share '${as}', not '${share}'`;
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

  const said = [
    [lost, `lost in ${counted(lost.n, 'row')} without a maximum`],
    [repeated, `repeated in ${counted(repeated.n, 'row')} with several maxima`],
    [wrong, `wrong in ${counted(wrong.n, 'cell')} of din`],
    [outside, 'from windows outside the part'],
  ] as const;
  const words = said
    .filter(([{ n }]) => n > 0)
    .map(([{ amount }, why]) => `${signed(amount)} ${why}`);
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
      text: `sum(din) − sum(dout) = ${six(total)}: ${words.join(', ')}`,
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
    text: `sum(din) − sum(dout) is ${six(difference)}, for ${counted(n, 'gradient')} ${n === 1 ? 'is' : 'are'} not finite`,
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

function signed(value: number): string {
  return value < 0 ? six(value) : `+${six(value)}`;
}
