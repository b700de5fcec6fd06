// The sentences of a pooling without a mask: what each cell of a window gets, and the sum of a cell of din.
import { shortNumber as short } from 'poolscope/internal';
import { trans } from '../../ui/texts.js';
import { dinCell, type Marks, windowOf } from './marks.js';
import type { Subject } from './subject.js';
import { joinList, mostNamed, spatialText, valueAt, withChannel } from './wording.js';

/** The clauses for a matrix row: what its dout becomes in each of its cells. */
export function describeWeightedWindow(subject: Subject, row: number): string[] {
  const { output, cells } = windowOf(subject, row);
  const window = withChannel(subject, output, {
    channel: (channel) => trans.__('window %1 of channel %2', spatialText(output), channel),
    batch: (batch, channel) =>
      trans.__('window %1 of batch %2, channel %3', spatialText(output), batch, channel),
  });
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
    return [text, ...describeWrongOf(subject, real)];
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
    ...describeWrongOf(subject, real),
  ];
}

/** The clauses for a cell of the input: din as the sum of what its windows give. */
export function describeWeightedCell(
  subject: Subject,
  { cursor, rows }: Marks,
  cell: number,
): string[] {
  const { geometry, x, weights, cut } = subject;
  const place = spatialText(cursor.index);
  const found = dinCell(subject, cell);
  const name =
    x === undefined ? trans.__('input cell %1', place) : `x${place} = ${valueAt(x, cell)}`;
  const who = withChannel(subject, cursor.index, {
    channel: (channel) => trans.__('%1 of channel %2', name, channel),
    batch: (batch, channel) => trans.__('%1 of batch %2, channel %3', name, batch, channel),
  });
  const din = `din${place}`;
  if (rows.length === 0) {
    return [
      cut === undefined
        ? trans.__('%1 lies in no window, so %2 gets 0', who, din)
        : trans.__('%1 lies in no window of the part shown, so %2 gets 0', who, din),
      ...describeWrong(found.agreement, found.value),
    ];
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
  const terms =
    gave.length <= mostNamed
      ? gave.map((value, i) => {
          if (i === 0) return short(value);
          return value < 0 ? `− ${short(-value)}` : `+ ${short(value)}`;
        })
      : [];
  const sum = terms.length > 1 ? `${terms.join(' ')} = ${short(found.sum)}` : short(found.sum);
  const clause =
    rows.length === 1
      ? trans.__('%1: %2 = %3 of window %4 = %5', who, din, weighed, windows, sum)
      : trans.__('%1: %2 = sum of %3 over windows %4 = %5', who, din, weighed, windows, sum);
  return [clause, ...describeWrong(found.agreement, found.value)];
}

/** The first cell of a window whose din is wrong. */
function describeWrongOf(subject: Subject, real: readonly number[]): string[] {
  for (const cell of real.slice(0, 64)) {
    const { agreement, value, sum } = dinCell(subject, cell);
    if (agreement !== 'different') continue;
    const din = `din${spatialText(subject.geometry.inputIndex(cell))}`;
    return [trans.__('but %1 holds %2 instead of %3', din, short(value), short(sum))];
  }
  return [];
}

function describeWrong(agreement: string, value: number): string[] {
  if (agreement === 'different') return [trans.__('but din holds %1', short(value))];
  if (agreement === 'outside') {
    return [
      trans.__('din holds %1, for windows outside the part shown give to it too', short(value)),
    ];
  }
  if (agreement === 'unknown') {
    return [
      trans.__(
        'not checked: a window of it leaves the range of its numbers; din holds %1',
        short(value),
      ),
    ];
  }
  return [];
}
