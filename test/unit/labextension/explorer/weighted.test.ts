import { describe, expect, test } from 'vitest';
import { arithmeticOf } from '../../../../labextension/src/explorer/model/arithmetic.js';
import { dinCell, marksOf } from '../../../../labextension/src/explorer/model/marks.js';
import { Subject } from '../../../../labextension/src/explorer/model/subject.js';
import { describeMarks } from '../../../../labextension/src/explorer/sentences/sentence.js';
import { tensor } from '../../../../src/tensor/from-data.js';
import { type ExploreWeightedParts, explore } from '../../../../src/view/views.js';
import { windows } from '../../../../src/window/windows.js';

// Windows of 3 × 3 one apart over 4 × 4 cells: four rows, which all hold the middle.
const geometry = windows([1, 4, 4, 1], { kernelSize: 3, stride: 1 });
const dout = tensor([9, 18, 27, 36], [1, 2, 2, 1]);

function average(more: Partial<ExploreWeightedParts> = {}): Subject {
  return new Subject(explore({ pooling: { op: 'average' }, geometry, dout, ...more }));
}

function said(subject: Subject, panel: 'x' | 'dout' | 'din', ...index: number[]): string {
  return describeMarks(subject, marksOf(subject, { panel, index }));
}

describe('the explorer of an average', () => {
  test('says what din is the sum of, and marks all windows of a cell and no winner', () => {
    const subject = average();
    // 9/9 + 18/9 + 27/9 + 36/9 = 10
    expect(said(subject, 'din', 0, 1, 1, 0)).toBe(
      'input cell (1, 1) of channel 0: din(1, 1) = sum of dout/9 over windows (0, 0), (0, 1), (1, 0) and (1, 1) = 1 + 2 + 3 + 4 = 10',
    );
    expect(said(subject, 'din', 0, 3, 3, 0)).toBe(
      'input cell (3, 3) of channel 0: din(3, 3) = dout/9 of window (1, 1) = 4',
    );
    const marks = marksOf(subject, { panel: 'din', index: [0, 1, 1, 0] });
    expect(marks.rows).toEqual([0, 1, 2, 3]);
    expect(marks.winners).toEqual([]);
    expect(subject.panels).toEqual(['dout', 'din']);
  });

  test('says what a window gives, and what goes to the padding', () => {
    expect(said(average(), 'dout', 0, 0, 1, 0)).toBe(
      'window (0, 1) of channel 0: each of its 9 cells gets dout = 18 / 9 = 2',
    );
    const padded = windows([1, 2, 2, 1], { kernelSize: 2, padding: 1 });
    const subject = average({ geometry: padded });
    expect(said(subject, 'dout', 0, 1, 1, 0)).toBe(
      'window (1, 1) of channel 0: its cell gets dout = 36 / 4 = 9; the divisor counts 3 cells of padding, whose parts go nowhere',
    );
  });

  test('has the row’s weights, and what each cell gets of dout', () => {
    const { cells } = arithmeticOf(average(), 2);
    expect(cells.map(({ weight }) => weight)).toEqual(new Array(9).fill(1 / 9));
    expect(cells.map(({ product }) => product)).toEqual(new Array(9).fill(3));
  });

  test('finds a wrong cell, rings it and says what it should hold', () => {
    const right = explore({ pooling: { op: 'average' }, geometry, dout }).din!;
    const data = right.data.slice();
    data[5] = 11;
    const subject = average({ din: tensor(data, [1, 4, 4, 1]) });
    expect(subject.checks.findings[0]!.text).toBe(
      'din is not dout in equal parts: 1 of 16 cells differs, at din(0, 1, 1, 0): 11 instead of 10',
    );
    expect([4, 5, 6].map(subject.checks.wrongIn('din')!)).toEqual([false, true, false]);
    expect(said(subject, 'din', 0, 1, 1, 0)).toMatch(/= 10; but din holds 11$/);
    expect(said(subject, 'dout', 0, 0, 0, 0)).toMatch(/but din\(1, 1\) holds 11 instead of 10$/);
  });
});

describe('the explorer of an Lp pooling', () => {
  const x = tensor([3, -4, Infinity, 1], [1, 4, 1]);
  const norm = {
    pooling: { op: 'lp', p: 2 },
    geometry: windows([1, 4, 1], { kernelSize: 2 }),
    x,
    dout: tensor([10, 1], [1, 2, 1]),
  } as const;

  test('weighs by x: the derivative of 5 = √(3² + 4²) is 3/5 and −4/5', () => {
    const subject = new Subject(explore(norm));
    const { cells } = arithmeticOf(subject, 0);
    expect(cells[0]!.weight).toBeCloseTo(0.6, 14);
    expect(cells[1]!.weight).toBeCloseTo(-0.8, 14);
    expect(said(subject, 'x', 0, 1, 0)).toBe(
      'x(1) = −4 of channel 0: din(1) = dout · weight of window (0) = −8',
    );
  });

  test('does not judge what leaves the range of numbers, and says so', () => {
    const subject = new Subject(explore({ ...norm, din: tensor([6, -8, 7, 7], [1, 4, 1]) }));
    expect(dinCell(subject, 2).agreement).toBe('unknown');
    expect(said(subject, 'x', 0, 2, 0)).toMatch(/not checked: a window of it leaves the range/);
    expect(subject.checks.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});
