import { describe, expect, test } from 'vitest';
import { oddRowsOf, overviewOf } from '../../../../../labextension/src/explorer/model/overview.js';
import { maxPool } from '../../../../../src/ops/max-pool.js';
import { tensor } from '../../../../../src/tensor/from-data.js';
import { maskFrom } from '../../../../../src/window/mask/mask-from.js';
import { windows } from '../../../../../src/window/windows.js';
import { pools, randomSubject } from '../pools.js';
import { strip, subjectOf } from '../subjects.js';

describe('an overview of the matrix', () => {
  // Eight rows of two cells side by side; row 5 has no maximum, row 6 has two.
  const geometry = windows([1, 16, 1], { kernelSize: 2 });
  const bools = [1, 0, 1, 0, 0, 1, 1, 0, 1, 0, 0, 0, 1, 1, 0, 1];
  const subject = subjectOf({
    mask: maskFrom(bools, geometry),
    dout: strip(1, 2, 3, 4, 5, 6, 7, 8),
  });

  test('has a line for each row where there is room', () => {
    const { lines, rowsPerLine, shares, odd } = overviewOf(subject, oddRowsOf(subject, []), 100);
    expect([lines, rowsPerLine]).toEqual([8, 1]);
    expect([...shares]).toEqual(bools);
    expect([...odd]).toEqual([0, 0, 0, 0, 0, 1, 1, 0]);
  });

  test('loses no odd row where lines stand for several', () => {
    const { lines, rowsPerLine, shares, odd } = overviewOf(subject, oddRowsOf(subject, []), 3);
    expect([lines, rowsPerLine]).toEqual([3, 3]);
    // Rows 0 to 2, 3 to 5, 6 and 7.
    expect([...shares].map((share) => share.toFixed(2))).toEqual([
      '0.67',
      '0.33',
      '0.67',
      '0.00',
      '0.50',
      '1.00',
    ]);
    expect([...odd]).toEqual([0, 1, 1]);
  });

  test('is one of some rows, with as many lines as are asked for', () => {
    const odd = oddRowsOf(subject, []);
    const part = overviewOf(subject, odd, 2, { start: 4, end: 7 });
    expect([part.start, part.lines, part.rowsPerLine]).toEqual([4, 2, 2]);
    // Rows 4 and 5, of which one has a maximum, then row 6, which has two.
    expect([...part.shares]).toEqual([0.5, 0, 1, 1]);
    expect([...part.odd]).toEqual([1, 1]);
  });

  test('marks rows whose dout is not finite', () => {
    const dout = strip(1, Number.NaN, 3, 4, 5, 6, 7, Infinity);
    expect([...oddRowsOf(subjectOf({ mask: subject.mask, dout }), [])]).toEqual([
      0, 1, 0, 0, 0, 1, 1, 1,
    ]);
  });

  test('marks rows whose window holds a cell of din that is wrong', () => {
    // Windows of two cells with stride 1: cell 2 is in rows 1 and 2.
    const overlapping = windows([1, 5, 1], { kernelSize: 2, stride: 1 });
    const mask = maskFrom([1, 0, 1, 0, 1, 0, 1, 0], overlapping);
    const wrong = subjectOf({ mask, dout: strip(1, 2, 3, 4), din: strip(1, 2, 99, 4, 0) });
    expect([...oddRowsOf(wrong, wrong.checks.findings)]).toEqual([0, 2, 2, 0]);
  });

  test('marks a row as gravely as the list of findings does, and a line as its gravest row', () => {
    // Row 1 has two maxima, which share 2 where 2 each was asked for: right by another rule, a notice.
    const mask = maskFrom([1, 0, 1, 1, 1, 0], windows([1, 6, 1], { kernelSize: 2 }));
    const shared = subjectOf({ mask, dout: strip(1, 2, 3), din: strip(1, 0, 1, 1, 3, 0) });
    const severity = (own: typeof shared): unknown =>
      own.checks.findings.find(({ name }) => name === 'din-differs')?.severity;
    expect(severity(shared)).toBe('notice');
    expect([...oddRowsOf(shared, shared.checks.findings)]).toEqual([0, 1, 0]);
    const wrong = subjectOf({ mask, dout: strip(1, 2, 3), din: strip(1, 0, 2, 2, 9, 0) });
    expect(severity(wrong)).toBe('error');
    const rows = oddRowsOf(wrong, wrong.checks.findings);
    expect([...rows]).toEqual([0, 1, 2]);
    expect([...overviewOf(wrong, rows, 2).odd]).toEqual([1, 2]);
    expect([...overviewOf(wrong, rows, 1).odd]).toEqual([2]);
  });

  test('marks rows that mark a cell which is not the maximum, and no tied ones', () => {
    // Of 1 3, 4 2, 5 5 and 6 0 the mask marks the first, the last, the last and the first.
    const x = strip(1, 3, 4, 2, 5, 5, 6, 0);
    const geometry = windows([1, 8, 1], { kernelSize: 2 });
    const mask = maskFrom([1, 0, 0, 1, 0, 1, 1, 0], geometry);
    const own = subjectOf({ x, mask, dout: strip(1, 2, 3, 4) });
    expect([...oddRowsOf(own, own.checks.findings)]).toEqual([2, 2, 0, 0]);
  });

  test('marks rows whose window holds a NaN', () => {
    const x = strip(1, 2, Number.NaN, 3, 4, 5);
    const own = subjectOf({ x, mask: maxPool(x, { kernelSize: 2 }).mask, dout: strip(1, 2, 3) });
    expect([...oddRowsOf(own, own.checks.findings)]).toEqual([0, 1, 0]);
  });

  test.each(pools)('marks the windows of a wrong cell in %s and no others', (_, shape, options) => {
    const { x, mask, dout, din } = randomSubject(shape, options);
    const wrong = tensor(din.data.slice(), shape);
    const cells = [1, Math.floor(wrong.size / 2)];
    for (const cell of cells) wrong.data[cell]! += 1;
    const own = subjectOf({ x, mask, dout, din: wrong });
    const held = Array.from({ length: mask.rows }, (_, row) =>
      mask.geometry.cells(row).some((cell) => cells.includes(cell)) ? 2 : 0,
    );
    expect([...oddRowsOf(own, own.checks.findings)]).toEqual(held);
  });

  test('keeps the one odd row among 49,152', () => {
    const large = randomSubject([8, 32, 48, 16], { kernelSize: 2 }, 'float32');
    const bad = large.mask.data.slice();
    bad.fill(0, 4 * 31_234, 4 * 31_235);
    const mask = maskFrom(bad, large.geometry);
    const own = subjectOf({ mask, dout: large.dout });
    const { odd, rowsPerLine } = overviewOf(own, oddRowsOf(own, own.checks.findings), 500);
    const lines = [...odd.keys()].filter((line) => odd[line] === 1);
    expect(lines).toEqual([Math.floor(31_234 / rowsPerLine)]);
  });

  test('has no lines for an empty batch', () => {
    const none = tensor(new Float64Array(0), [0, 1, 1]);
    const empty = windows([0, 2, 1], { kernelSize: 2 });
    const own = subjectOf({ mask: maskFrom([], empty), dout: none });
    expect(overviewOf(own, oddRowsOf(own, own.checks.findings), 9).lines).toBe(0);
  });
});
