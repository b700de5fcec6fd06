import { describe, expect, test } from 'vitest';
import type { Cursor } from '../../../../../labextension/src/explorer/model/cursor.js';
import { dinCell, marksOf } from '../../../../../labextension/src/explorer/model/marks.js';
import { Subject } from '../../../../../labextension/src/explorer/model/subject.js';
import {
  type Contest,
  contestsOf,
  sumText,
} from '../../../../../labextension/src/explorer/sentences/contests.js';
import { maxPool } from '../../../../../src/ops/max-pool.js';
import { tensor } from '../../../../../src/tensor/from-data.js';
import { explore } from '../../../../../src/view/views.js';
import { maskFrom } from '../../../../../src/window/mask/mask-from.js';
import { windows } from '../../../../../src/window/windows.js';
import { overlapping, strip, subjectOf } from '../subjects.js';

const at = (subject: Subject, panel: Cursor['panel'], cell: number, most = 12) =>
  contestsOf(subject, marksOf(subject, { panel, index: [0, cell, 0] }), most);
const told = ({ row, outcome, gave, why }: Contest) => [row, outcome, gave, why];

/** A pooling of a strip by windows of two cells, with gradients 10, 20, 30, … */
function pooled(values: number[], options: Parameters<typeof maxPool>[1]): Subject {
  const x = strip(...values);
  const { output, mask } = maxPool(x, options);
  const dout = strip(...Array.from(output.data, (_, i) => 10 * (i + 1)));
  return subjectOf({ x, mask, dout });
}

describe('a marked cell', () => {
  test('wins or loses each of its windows, and the loser is told who beat it and where', () => {
    const subject = pooled([1, 9, 2, 4], { kernelSize: 2, stride: 1 });
    expect(at(subject, 'x', 1).shown.map(told)).toEqual([
      [0, 'wins', 10, ''],
      [1, 'wins', 20, ''],
    ]);
    expect(at(subject, 'din', 2).shown.map(told)).toEqual([
      [1, 'loses', 0, 'beaten by 9 at (1)'],
      [2, 'loses', 0, 'beaten by 4 at (3)'],
    ]);
  });

  test('ties where it equals the maximum and another was chosen', () => {
    const first = pooled([5, 5], { kernelSize: 2 });
    expect(at(first, 'x', 0).shown.map(told)).toEqual([
      [0, 'wins', 10, 'tie: first in scan order wins'],
    ]);
    expect(at(first, 'x', 1).shown.map(told)).toEqual([
      [0, 'ties', 0, 'tie: first in scan order wins, at (0)'],
    ]);
    const last = pooled([5, 5], { kernelSize: 2, ties: 'last' });
    expect(at(last, 'x', 0).shown.map(told)).toEqual([
      [0, 'ties', 0, 'tie: last in scan order wins, at (1)'],
    ]);
    const all = pooled([5, 5], { kernelSize: 2, ties: 'all' });
    expect(at(all, 'x', 0).shown.map(told)).toEqual([[0, 'wins', 10, 'one of 2 winners']]);
  });

  test('loses to NaN, and one NaN ties with another', () => {
    const subject = pooled([7, Number.NaN, Number.NaN], { kernelSize: 3 });
    expect(at(subject, 'x', 0).shown.map(told)).toEqual([[0, 'loses', 0, 'NaN wins, at (2)']]);
    // PyTorch gives the gradient to the last NaN of a window.
    expect(at(subject, 'x', 1).shown.map(told)).toEqual([
      [0, 'ties', 0, 'tie: the last NaN wins, at (2)'],
    ]);
  });

  test('finds a window empty whose row marks nothing, and says what a wrong mask marks', () => {
    // Row 2 marks none of x = 2, 4.
    expect(at(overlapping(), 'x', 2).shown.map(told)).toEqual([
      [1, 'loses', 0, 'beaten by 9 at (1)'],
      [2, 'empty', 0, 'the mask marks no cell'],
    ]);
    const geometry = windows([1, 2, 1], { kernelSize: 2 });
    const wrong = subjectOf({
      x: strip(3, 8),
      mask: maskFrom([1, 0], geometry),
      dout: strip(10),
    });
    expect(at(wrong, 'x', 0).shown.map(told)).toEqual([[0, 'wins', 10, 'though not the maximum']]);
    expect(at(wrong, 'x', 1).shown.map(told)).toEqual([
      [0, 'ties', 0, 'the maximum, but (0) is marked'],
    ]);
  });

  test('is told where the maximum is, without x', () => {
    const { output, mask } = maxPool(strip(1, 9), { kernelSize: 2 });
    const subject = subjectOf({ mask, dout: output });
    expect(at(subject, 'din', 0).shown.map(told)).toEqual([
      [0, 'loses', 0, 'the maximum is at (1)'],
    ]);
  });

  test('has no contest where no window holds it', () => {
    const subject = pooled([1, 2, 3], { kernelSize: 2 });
    expect(at(subject, 'x', 2)).toEqual({ shown: [], moreWon: 0, moreLost: 0 });
  });
});

describe('a cell of dout', () => {
  test('shows its one window from the side of the winner', () => {
    const [contest] = at(overlapping(), 'dout', 1).shown;
    expect(contest).toMatchObject({ row: 1, cell: 1, outcome: 'wins', gave: 20 });
    expect(at(overlapping(), 'dout', 2).shown.map(told)).toEqual([
      [2, 'empty', 0, 'the mask marks no cell'],
    ]);
  });
});

test('a split gradient is what each winner gets', () => {
  const x = strip(5, 5);
  const { mask } = maxPool(x, { kernelSize: 2, ties: 'all' });
  const subject = subjectOf({ x, mask, dout: strip(10), share: 'split' });
  expect(at(subject, 'x', 0).shown.map(told)).toEqual([[0, 'wins', 5, 'one of 2 winners']]);
});

test('of many windows the winners come first, and the others are counted', () => {
  // Cell 4 of 0 to 8 lies in windows 0 to 4 of five cells and wins the first alone.
  const x = tensor([0, 1, 2, 3, 4, 5, 6, 7, 8], [1, 9, 1]);
  const { output, mask } = maxPool(x, { kernelSize: 5, stride: 1 });
  const subject = subjectOf({ x, mask, dout: output });
  const contests = at(subject, 'x', 4, 2);
  expect(contests.shown.map(({ row, outcome }) => [row, outcome])).toEqual([
    [0, 'wins'],
    [1, 'loses'],
  ]);
  expect(contests).toMatchObject({ moreWon: 0, moreLost: 3 });
  const own = at(subject, 'x', 8, 2);
  expect(own.shown.map(({ row, outcome }) => [row, outcome])).toEqual([[4, 'wins']]);
});

describe('the sum', () => {
  test('has its terms, with their signs', () => {
    const x = strip(1, 9, 2);
    const { mask } = maxPool(x, { kernelSize: 2, stride: 1 });
    const subject = subjectOf({ x, mask, dout: strip(1.5, -0.25) });
    expect(sumText(dinCell(subject, 1))).toBe('1.5 − 0.25 = 1.25');
    expect(sumText(dinCell(subject, 0))).toBe('0');
  });

  test('counts terms where there are many', () => {
    const x = strip(0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0);
    const { mask } = maxPool(x, { kernelSize: 6, stride: 1 });
    const subject = subjectOf({ x, mask, dout: strip(1, 2, 3, 4, 5, 6) });
    expect(sumText(dinCell(subject, 5))).toBe('1 + 2 + 3 + 4 + … (2 more) = 21');
  });
});

test('a pooling without a mask gives each real cell a part', () => {
  const geometry = windows([1, 3, 1], { kernelSize: 2, stride: 1, padding: 0 });
  const view = explore({ pooling: { op: 'average' }, geometry, dout: strip(4, 6) });
  const subject = new Subject(view);
  const [one, other] = at(subject, 'din', 1).shown;
  expect(one).toMatchObject({ row: 0, outcome: 'wins', gave: 2, gets: 'gets 2 of dout = 4' });
  expect(other).toMatchObject({ row: 1, outcome: 'wins', gave: 3 });
  expect(sumText(dinCell(subject, 1))).toBe('2 + 3 = 5');
  expect(at(subject, 'dout', 1).shown).toMatchObject([
    { row: 1, outcome: 'wins', gets: 'dout = 6' },
  ]);
});
