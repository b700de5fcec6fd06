import { describe, expect, test } from 'vitest';
import { findings } from '../../../src/findings/findings.js';
import { maxPool, maxPoolBackward } from '../../../src/ops/max-pool.js';
import { tensor } from '../../../src/tensor/from-data.js';
import { random } from '../../../src/tensor/random.js';
import type { Tensor } from '../../../src/tensor/tensor.js';
import { maskFrom } from '../../../src/window/mask/mask-from.js';
import { windows } from '../../../src/window/windows.js';

const geometry = windows([1, 2, 4, 1], { kernelSize: 2 });

describe('the counts beside findings', () => {
  test('counts the rows that hold no maximum, one, or several', () => {
    const mask = maskFrom(
      [
        [0, 0, 0, 0],
        [1, 1, 0, 1],
      ],
      geometry,
    );
    const dout = tensor([[[[10], [5]]]]);
    expect(findings({ mask, dout }).rows).toEqual({ total: 2, none: 1, one: 0, several: 1 });
  });

  test('sums dout and din, which are equal where every row has one maximum', () => {
    const { mask } = maxPool(
      tensor([
        [
          [[1], [2], [5], [4]],
          [[3], [0], [5], [6]],
        ],
      ]),
      {
        kernelSize: 2,
      },
    );
    const dout = tensor([[[[10], [-4]]]]);
    const din = tensor([
      [
        [[0], [0], [0], [0]],
        [[10], [0], [0], [-4]],
      ],
    ]);
    const found = findings({ mask, dout, din });
    expect(found.rows).toEqual({ total: 2, none: 0, one: 2, several: 0 });
    expect(found.dout.sum).toBe(6);
    expect(found.din?.sum).toBe(6);
  });

  test('leaves din out where none is given', () => {
    const mask = maskFrom(new Uint8Array(8), geometry);
    const found = findings({ mask, dout: tensor([[[[1], [2]]]]) });
    expect([found.din, found.match]).toEqual([undefined, undefined]);
  });

  test('counts NaN and infinities, and lets them into the sum as they are', () => {
    const mask = maskFrom(new Uint8Array(8), geometry);
    const dout = tensor([[[[Number.POSITIVE_INFINITY], [1]]]]);
    const din = tensor([1, Number.NaN, -1 / 0, 1 / 0, Number.NaN, 0, 2, -1 / 0], [1, 2, 4, 1]);
    const found = findings({ mask, dout, din });
    expect(found.dout).toEqual({
      cells: 2,
      sum: Number.POSITIVE_INFINITY,
      nan: 0,
      posInf: 1,
      negInf: 0,
    });
    expect(found.din).toEqual({ cells: 8, sum: Number.NaN, nan: 2, posInf: 1, negInf: 2 });
  });
});

/** A tensor of one batch and one channel from a row of numbers. */
const strip = (...values: number[]): Tensor => tensor(values, [1, values.length, 1]);

describe('the counts of input cells: those', () => {
  test('that no window holds, that several hold, and that are the maximum of several', () => {
    // Windows at 0 and 2, of cells 0 to 2 and 2 to 4; cell 5 is left out, cell 2 is in both.
    const x = strip(1, 2, 9, 3, 4, 5);
    const { mask } = maxPool(x, { kernelSize: 3, stride: 2 });
    expect(findings({ mask, dout: strip(1, 1) }).cells).toEqual({
      total: 6,
      uncovered: 1,
      shared: 1,
      contested: 1,
    });
  });

  test('in every batch and channel', () => {
    const { mask } = maxPool(tensor(new Float64Array(2 * 3 * 4), [2, 3, 4]), { kernelSize: 2 });
    expect(findings({ mask, dout: tensor(new Float64Array(8), [2, 1, 4]) }).cells).toMatchObject({
      total: 24,
      uncovered: 8,
      shared: 0,
    });
  });
});

describe('sum(din) − sum(dout) is explained by', () => {
  const geo = windows([1, 6, 1], { kernelSize: 2 });
  const mask = maskFrom([true, true, false, true, false, false], geo);
  const dout = strip(10, 20, 40);

  test('rows without a maximum and rows with several', () => {
    // din is 10, 10, 0, 20, 0, 0: 40 against 70.
    expect(findings({ mask, dout }).sums).toEqual({
      difference: -30,
      lost: -40,
      repeated: 10,
      wrong: 0,
      rounding: 0,
    });
  });

  test("nothing repeated where several maxima shared: share 'split'", () => {
    const found = findings({ mask, dout, din: maxPoolBackward(dout, mask, { share: 'split' }) });
    expect(found.match?.as).toBe('split');
    expect(found.sums).toMatchObject({ difference: -40, lost: -40, repeated: 0, wrong: 0 });
  });

  test('what is wrong in din', () => {
    const found = findings({ mask, dout, din: strip(10, 10, 0, 20, 7, 0) });
    expect(found.sums).toEqual({ difference: -23, lost: -40, repeated: 10, wrong: 7, rounding: 0 });
  });

  test('rounding, in the precision of the tensors', () => {
    // 2^24 + 1 is no float32: adding 1 to it in row order is lost.
    const overlap = maxPool(strip(0, 9, 0), { kernelSize: 2, stride: 1 }).mask;
    const gradients = tensor(Float32Array.of(2 ** 24, 1), [1, 2, 1]);
    expect(findings({ mask: overlap, dout: gradients }).sums).toMatchObject({
      difference: -1,
      rounding: -1,
    });
  });
});

describe('findings recognize a din', () => {
  const { mask } = maxPool(random(1).randn(1, 9, 9, 2), { kernelSize: 3, stride: 1 });
  const dout = random(2).randn(1, 7, 7, 2);

  test('that is right, in whatever order and precision gradients were added', () => {
    const backwards = new Float64Array(mask.geometry.inputShape.reduce((a, b) => a * b));
    for (let row = mask.rows - 1; row >= 0; row--) {
      const column = mask.data.subarray(row * 9, row * 9 + 9).indexOf(1);
      backwards[mask.geometry.cell(row, column)]! += dout.data[row]!;
    }
    const found = findings({ mask, dout, din: tensor(backwards, [1, 9, 9, 2]) });
    expect(found.match).toMatchObject({ as: 'full', comparison: { close: true } });
    expect(found.sums.wrong).toBe(0);
    const single = tensor(Float32Array.from(backwards), [1, 9, 9, 2]);
    expect(findings({ mask, dout, din: single }).match?.as).toBe('full');
  });

  test('where gradients were assigned and should have been added', () => {
    const assigned = new Float64Array(mask.geometry.inputShape.reduce((a, b) => a * b));
    for (let row = 0; row < mask.rows; row++) {
      const column = mask.data.subarray(row * 9, row * 9 + 9).indexOf(1);
      assigned[mask.geometry.cell(row, column)] = dout.data[row]!;
    }
    const found = findings({ mask, dout, din: tensor(assigned, [1, 9, 9, 2]) });
    expect(found.match?.as).toBe('assigned');
    expect(found.match?.comparison.count).toBe(found.cells.contested);
    expect(String(found)).toContain(
      'din holds the last gradient where several should be added (= for +=): ',
    );
  });

  test('that is none of these, and names the first cell that differs', () => {
    const din = maxPoolBackward(dout, mask);
    din.data[3] = 100;
    const { match } = findings({ mask, dout, din });
    expect(match?.as).toBe('other');
    expect(match?.comparison).toMatchObject({ count: 1, first: { index: [0, 0, 1, 1], a: 100 } });
  });

  test('with a NaN where none belongs', () => {
    const din = maxPoolBackward(dout, mask);
    din.data[0] = Number.NaN;
    expect(findings({ mask, dout, din }).match?.comparison.count).toBe(1);
  });
});

describe('findings print', () => {
  test('the findings, then what was counted', () => {
    const { mask } = maxPool(strip(1, 3, 2), { kernelSize: 2, stride: 1 });
    expect(String(findings({ mask, dout: strip(10, 5), din: strip(0, 5, 0) }))).toBe(
      [
        'error: din holds the last gradient where several should be added (= for +=): 1 of 3 cells differs, at din(0, 1, 0): 5 instead of 15 (off by −10)',
        'error: sum(din) − sum(dout) = −10: −10 wrong in 1 cell of din',
        'fact: 1 of 3 input cells lies in several windows, whose gradients add; 1 is the maximum of several rows',
        'fact: 2 of 3 input positions got no gradient in the whole batch (1 entry)',
        'rows: 2, with no maximum 0, one 2, several 0',
        'input cells: 3, in no window 0, in several 1, the maximum of several 1',
        'dout cells: 2, sum 15',
        'din cells: 3, sum 5',
        'din holds the last gradient where several should be added (= for +=): 1 of 3 cells differ by more than rounding; the first at [0, 1, 0]: 5 against 15, by 10; the largest at [0, 1, 0]: 5 against 15, by 10',
        'sum(din) − sum(dout): -10 = -10 wrong in din',
      ].join('\n'),
    );
  });

  test('what is not finite', () => {
    const { mask } = maxPool(strip(1, 3), { kernelSize: 2 });
    const text = String(findings({ mask, dout: strip(-Infinity) }));
    expect(text).toContain('dout cells: 1, sum -Infinity, 1 −∞');
    expect(text).toContain('sum(din) − sum(dout): NaN, for not all gradients are finite');
  });
});

describe('findings refuse', () => {
  test('arrays that do not belong to the mask', () => {
    const { mask } = maxPool(strip(1, 3), { kernelSize: 2 });
    expect(() => findings({ mask, dout: strip(1, 2) })).toThrow(
      'findings: dout.shape=[1, 2, 1] is not [1, 1, 1]',
    );
    expect(() => findings({ mask, dout: strip(1), din: strip(1) })).toThrow(
      'findings: din.shape=[1, 1, 1]',
    );
    expect(() => findings({ mask: strip(1) as never, dout: strip(1) })).toThrow(
      'findings: mask=Tensor is not a mask',
    );
  });
});
