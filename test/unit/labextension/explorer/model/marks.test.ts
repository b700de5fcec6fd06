import { describe, expect, test } from 'vitest';
import {
  dinCell,
  marksOf,
  spansOf,
  windowOf,
} from '../../../../../labextension/src/explorer/model/marks.js';
import { Subject } from '../../../../../labextension/src/explorer/model/subject.js';
import { contestsOf } from '../../../../../labextension/src/explorer/sentences/contests.js';
import { describeMarks } from '../../../../../labextension/src/explorer/sentences/sentence.js';
import { maxPool, maxPoolBackward } from '../../../../../src/ops/max-pool.js';
import { tensor } from '../../../../../src/tensor/from-data.js';
import { random } from '../../../../../src/tensor/random.js';
import { View } from '../../../../../src/view/view.js';
import { maskFrom } from '../../../../../src/window/mask/mask-from.js';
import { windows } from '../../../../../src/window/windows.js';
import { geometries } from '../../../window/geometries.js';
import { overlapping, strip, subjectOf } from '../subjects.js';

describe('a cell of dout marks', () => {
  test('its one row, that row’s window, and its maximum', () => {
    const marks = marksOf(overlapping(), { panel: 'dout', index: [0, 1, 0] });
    expect(marks).toMatchObject({
      rows: [1],
      firstRow: 1,
      winners: [1],
      covered: [[1, 2]],
      outputs: [[1]],
      inputCell: undefined,
    });
  });

  test('no winner where the row has no maximum, all of them where it has several', () => {
    const winners = (row: number): readonly number[] =>
      marksOf(overlapping(), { panel: 'dout', index: [0, row, 0] }).winners;
    expect(winners(2)).toEqual([]);
    expect(winners(3)).toEqual([3, 4]);
  });
});

describe('an input cell marks', () => {
  test('every window that holds it, and their maxima, each once', () => {
    for (const panel of ['x', 'mask', 'din'] as const) {
      const marks = marksOf(overlapping(), { panel, index: [0, 1, 0] });
      expect(marks).toMatchObject({
        rows: [0, 1],
        firstRow: 0,
        winners: [1], // the maximum of both
        covered: [[0, 1, 2]],
        inputCell: 1,
      });
    }
  });

  test('nothing where no window holds it', () => {
    const { output, mask } = maxPool(strip(1, 2, 3, 4, 5), { kernelSize: 2 });
    const marks = marksOf(subjectOf({ mask, dout: output }), { panel: 'din', index: [0, 4, 0] });
    expect(marks).toMatchObject({ rows: [], firstRow: undefined, winners: [], covered: [[]] });
  });
});

describe.each(geometries)('in a %s pooling', (_, shape, options) => {
  const x = random(5).randn(...shape);
  const { output, mask } = maxPool(x, options);
  const dout = random(6).randn(...output.shape);
  const subject = subjectOf({ x, mask, dout });
  const { geometry } = mask;

  test('the marks of an input cell are what a search through all rows finds', () => {
    for (let cell = 0; cell < x.size; cell++) {
      const found = Array.from({ length: mask.rows }, (_, row) => row).filter((row) =>
        geometry.cells(row).includes(cell),
      );
      const marks = marksOf(subject, { panel: 'x', index: geometry.inputIndex(cell) });
      expect(marks.rows).toEqual(found);
      const trueCells = found.flatMap((row) =>
        geometry.cells(row).filter((_, column) => mask.data[row * mask.windowSize + column]),
      );
      expect(marks.winners).toEqual([...new Set(trueCells)].sort((a, b) => a - b));
      const union = new Set(found.flatMap((row) => geometry.cells(row).filter((at) => at >= 0)));
      const [batch, channel] = [marks.cursor.index[0]!, marks.cursor.index.at(-1)!];
      const product = marks.covered.reduce(
        (indices, along) => indices.flatMap((index) => along.map((at) => [...index, at])),
        [[batch]],
      );
      const covered = product.map((index) => geometry.inputCell(...index, channel));
      expect(new Set(covered)).toEqual(union);
    }
  });

  test('what the windows gave adds up to din, bit for bit', () => {
    for (const single of [tensor(Float32Array.from(dout.data), dout.shape), dout]) {
      const own = subjectOf({ mask, dout: single });
      const right = maxPoolBackward(single, mask);
      for (let cell = 0; cell < right.size; cell++) {
        const { sum, agreement } = dinCell(own, cell);
        expect(Object.is(sum, right.data[cell])).toBe(true);
        expect(agreement).toBe('same');
      }
    }
  });

  test('the real cells of a row are all combinations of its spans', () => {
    for (let row = 0; row < mask.rows; row++) {
      const output = geometry.outputIndex(row);
      const places = spansOf(subject, row).reduce<number[][]>(
        (made, span) => made.flatMap((place) => span.map((at) => [...place, at])),
        [[]],
      );
      expect(places.map((at) => geometry.inputCell(output[0]!, ...at, output.at(-1)!))).toEqual(
        geometry.cells(row).filter((cell) => cell >= 0),
      );
    }
  });

  test('the window of a row has the cells that the geometry gives', () => {
    for (const row of [0, mask.rows - 1]) {
      expect(windowOf(subject, row)).toMatchObject({
        row,
        cells: geometry.cells(row),
        output: geometry.outputIndex(row),
      });
    }
  });
});

describe('what windows gave to a cell of din', () => {
  test('is listed for every window, 0 where another cell won', () => {
    expect(dinCell(overlapping(), 1)).toMatchObject({
      value: 30,
      sum: 30,
      agreement: 'same',
      contributions: [
        { row: 0, won: true, gave: 10 },
        { row: 1, won: true, gave: 20 },
      ],
    });
    expect(dinCell(overlapping(), 2).contributions).toEqual([
      { row: 1, won: false, gave: 0 },
      { row: 2, won: false, gave: 0 },
    ]);
  });

  test('is an equal part where several maxima share, in the precision of the tensor', () => {
    const mask = maskFrom([1, 1, 1], windows([1, 3, 1], { kernelSize: 3 }));
    const dout = tensor(Float32Array.of(1), [1, 1, 1]);
    const subject = subjectOf({ mask, dout, share: 'split' });
    expect(dinCell(subject, 0)).toMatchObject({
      sum: Math.fround(1 / 3),
      agreement: 'same',
      contributions: [{ row: 0, won: true, gave: Math.fround(1 / 3) }],
    });
  });

  test('is added in row order: float32 loses the 1 that comes after 2²⁴', () => {
    const { mask } = maxPool(strip(0, 9, 0), { kernelSize: 2, stride: 1 });
    const dout = tensor(Float32Array.of(2 ** 24, 1), [1, 2, 1]);
    expect(dinCell(subjectOf({ mask, dout }), 1)).toMatchObject({
      sum: 2 ** 24,
      agreement: 'same',
    });
  });

  test('is found to differ from a din that holds something else', () => {
    const { mask } = maxPool(strip(0, 9, 0), { kernelSize: 2, stride: 1 });
    const agreement = (value: number): string =>
      dinCell(subjectOf({ mask, dout: strip(0.1, 0.2), din: strip(0, value, 0) }), 1).agreement;
    expect(agreement(0.1 + 0.2)).toBe('same');
    expect(agreement(0.3)).toBe('rounding'); // 0.1 + 0.2 is 0.30000000000000004
    expect(agreement(0.2)).toBe('different');
    expect(agreement(Number.NaN)).toBe('different');
    expect(agreement(Number.POSITIVE_INFINITY)).toBe('different');
  });

  test('agrees with a din that holds the NaN or the infinity that windows gave', () => {
    const { mask } = maxPool(strip(0, 9, 0), { kernelSize: 2, stride: 1 });
    const infinities = subjectOf({ mask, dout: strip(Infinity, -Infinity) });
    expect(dinCell(infinities, 1)).toMatchObject({ sum: Number.NaN, agreement: 'same' });
    expect(dinCell(infinities, 0)).toMatchObject({ sum: 0, agreement: 'same' });
  });

  test('is not checked at the edge of a cut, where windows outside gave too', () => {
    const { mask, dout } = overlapping();
    const view = new View({
      kind: 'pool',
      title: 'a part',
      mask,
      dout,
      share: 'full',
      din: strip(0, 30, 7, 40, 99),
      cut: { whole: [1, 9, 1], origin: [0, 0, 0], shape: [1, 5, 1] },
    });
    const subject = new Subject(view);
    expect(dinCell(subject, 4).agreement).toBe('outside');
    expect(dinCell(subject, 2).agreement).toBe('different');
  });
});

describe('windows of more cells than the cursor looks at', () => {
  // One window of 2¹⁷ cells, all of them winners; and 300 of 300 cells around one cell.
  const large = windows([1, 2 ** 17, 1], { kernelSize: 2 ** 17 });
  const many = windows([1, 599, 1], { kernelSize: 300, stride: 1 });
  test.each([
    ['one window', large, 1, 2 ** 17],
    ['many windows', many, 300, 90_000],
  ])('of %s mark no winner, have no card, and say so', (_, geometry, rows, cells) => {
    const mask = maskFrom(new Uint8Array(geometry.rows * geometry.windowSize).fill(1), geometry);
    const dout = tensor(new Float64Array(geometry.rows), geometry.outputShape);
    const subject = subjectOf({ mask, dout });
    const marks = marksOf(subject, { panel: 'din', index: [0, 299, 0] });
    expect([marks.rows.length, marks.unlooked, marks.winners]).toEqual([rows, cells, []]);
    expect(contestsOf(subject, marks, 12)).toEqual({ shown: [], moreWon: 0, moreLost: 0 });
    expect(describeMarks(subject, marks)).toContain('more than the 65,536 that are looked at here');
    // The row itself is still there to go to.
    expect(marks.firstRow).toBe(0);
  });

  test('are still marked where they are just as large as that', () => {
    const geometry = windows([1, 2 ** 16, 1], { kernelSize: 2 ** 16 });
    const mask = maskFrom(new Uint8Array(2 ** 16).fill(1), geometry);
    const subject = subjectOf({ mask, dout: strip(1) });
    const marks = marksOf(subject, { panel: 'dout', index: [0, 0, 0] });
    expect([marks.winners.length, marks.unlooked]).toEqual([2 ** 16, undefined]);
  });
});
