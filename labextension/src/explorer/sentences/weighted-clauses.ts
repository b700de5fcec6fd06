// The sentences of a pooling without a mask: what each cell of a window gets, and the sum of a cell of din.
import { shortNumber as short } from 'poolscope/internal';
import { trans } from '../../ui/texts.js';
import { dinCell, type Marks, windowOf } from '../model/marks.js';
import type { Subject } from '../model/subject.js';
import { describeInNoWindow, describeWrongDin } from './cell-clauses.js';
import { describeWrongCell, mostChecked } from './window-clauses.js';
import {
  cellName,
  joinList,
  mostNamed,
  signedTerms,
  spatialText,
  valueAt,
  windowName,
} from './wording.js';

/** The clauses for a matrix row: what its dout becomes in each of its cells. */
export function describeWeightedWindow(subject: Subject, row: number): string[] {
  const { output, cells } = windowOf(subject, row);
  const window = windowName(subject, output);
  const real = cells.filter((cell) => cell >= 0);
  const dout = `dout = ${valueAt(subject.dout, row)}`;
  if (real.length === 0) {
    return [trans.__('%1 lies in the padding alone, so %2 goes nowhere', window, dout)];
  }
  const { weights } = subject;
  if (weights?.pooling.op === 'lp') {
    const text = trans._n(
      '%2: its cell gets %3 times x’s part of the norm',
      '%2: each of its %1 cells gets %3 times its part of the norm, by its x',
      real.length,
      window,
      dout,
    );
    return [text, ...describeWrongCell(subject, real.slice(0, mostChecked))];
  }
  const divisor = weights?.divisor(row) ?? 0;
  const part = short(subject.gaveTo(row, cells.indexOf(real[0]!)));
  const text = trans._n(
    '%2: its cell gets %3 / %4 = %5',
    '%2: each of its %1 cells gets %3 / %4 = %5',
    real.length,
    window,
    dout,
    short(divisor),
    part,
  );
  const lost = weights?.pooling.op === 'average' && weights.pooling.divisor === undefined;
  return [
    text,
    ...(lost && divisor > real.length
      ? [
          trans._n(
            'the divisor counts %1 cell of padding, whose part goes nowhere',
            'the divisor counts %1 cells of padding, whose parts go nowhere',
            divisor - real.length,
          ),
        ]
      : []),
    ...describeWrongCell(subject, real.slice(0, mostChecked)),
  ];
}

/** The clauses for a cell of the input: din as the sum of what its windows give. */
export function describeWeightedCell(
  subject: Subject,
  { cursor, rows }: Marks,
  cell: number,
): string[] {
  const { geometry, weights } = subject;
  const found = dinCell(subject, cell);
  const who = cellName(subject, cursor.index, cell);
  const din = `din${spatialText(cursor.index)}`;
  if (rows.length === 0) {
    return [describeInNoWindow(subject, who, din), ...describeWrongDin(found)];
  }
  const windows = joinList(rows.map((row) => spatialText(geometry.outputIndex(row))));
  const divisors = [...new Set(rows.map((row) => weights?.divisor(row) ?? 0))];
  const isAverage = weights?.pooling.op === 'average';
  const weighed = !isAverage
    ? trans.__('dout · weight')
    : divisors.length === 1
      ? `dout/${short(divisors[0]!)}`
      : trans.__('dout / divisor');
  const gave = found.contributions.map((one) => one.gave);
  const isNamed = gave.length > 1 && gave.length <= mostNamed;
  const sum = isNamed ? `${signedTerms(gave)} = ${short(found.sum)}` : short(found.sum);
  const clause =
    rows.length === 1
      ? trans.__('%1: %2 = %3 of window %4 = %5', who, din, weighed, windows, sum)
      : trans.__('%1: %2 = sum of %3 over windows %4 = %5', who, din, weighed, windows, sum);
  return [clause, ...describeWrongDin(found)];
}
