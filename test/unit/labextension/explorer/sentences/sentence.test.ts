import { describe, expect, test } from 'vitest';
import { marksOf } from '../../../../../labextension/src/explorer/model/marks.js';
import { type PanelName, Subject } from '../../../../../labextension/src/explorer/model/subject.js';
import { describeMarks } from '../../../../../labextension/src/explorer/sentences/sentence.js';
import { maxPool } from '../../../../../src/ops/max-pool.js';
import { tensor } from '../../../../../src/tensor/from-data.js';
import type { Tensor } from '../../../../../src/tensor/tensor.js';
import { View } from '../../../../../src/view/view.js';
import { maskFrom } from '../../../../../src/window/mask/mask-from.js';
import type { PoolOptions } from '../../../../../src/window/options.js';
import { windows } from '../../../../../src/window/windows.js';
import { overlapping, strip, subjectOf } from '../subjects.js';

function said(subject: Subject, panel: PanelName, ...index: number[]): string {
  return describeMarks(subject, marksOf(subject, { panel, index }));
}

/** The sentence about a cell of dout, for a strip that the library has pooled. */
function ofRow(x: Tensor, dout: Tensor, options: PoolOptions, row = 0): string {
  return said(subjectOf({ x, mask: maxPool(x, options).mask, dout }), 'dout', 0, row, 0);
}

describe('the sentence about a window', () => {
  test('names its maximum, where that is, and what din gets', () => {
    const x = tensor(new Float64Array(8 * 12 * 3), [1, 8, 12, 3]);
    const dout = tensor(new Float64Array(4 * 6 * 3), [1, 4, 6, 3]);
    const { geometry } = maxPool(x, { kernelSize: 2 }).mask;
    x.data[geometry.inputCell(0, 6, 11, 2)] = 0.81;
    dout.data[geometry.row(0, 3, 5, 2)] = -0.42;
    const subject = subjectOf({ x, mask: maxPool(x, { kernelSize: 2 }).mask, dout });
    expect(said(subject, 'dout', 0, 3, 5, 2)).toBe(
      'window (3, 5) of channel 2: its maximum 0.81 sits at x(6, 11), so din(6, 11) gets dout = −0.42; the other 3 cells get 0',
    );
  });

  test('names its batch where there are several', () => {
    const x = tensor([
      [[1], [2]],
      [[3], [4]],
    ]);
    const { output, mask } = maxPool(x, { kernelSize: 2 });
    expect(said(subjectOf({ x, mask, dout: output }), 'dout', 1, 0, 0)).toBe(
      'window (0) of batch 1, channel 0: its maximum 4 sits at x(1), so din(1) gets dout = 4; the other cell gets 0',
    );
  });

  test('has no values where there is no x', () => {
    const mask = maskFrom([0, 0, 1], windows([1, 3, 1], { kernelSize: 3 }));
    expect(said(subjectOf({ mask, dout: strip(5) }), 'dout', 0, 0, 0)).toBe(
      'window (0) of channel 0: its maximum sits at (2), so din(2) gets dout = 5; the other 2 cells get 0',
    );
  });

  test('names all maxima where there are several', () => {
    const x = strip(7, 7, 3);
    expect(ofRow(x, strip(5), { kernelSize: 3, ties: 'all' })).toBe(
      'window (0) of channel 0: its maximum 7 sits at 2 cells, x(0) and x(1), so each of din(0) and din(1) gets all of dout = 5; the other cell gets 0',
    );
    const { mask } = maxPool(x, { kernelSize: 3, ties: 'all' });
    expect(said(subjectOf({ x, mask, dout: strip(5), share: 'split' }), 'dout', 0, 0, 0)).toBe(
      'window (0) of channel 0: its maximum 7 sits at 2 cells, x(0) and x(1), so each of din(0) and din(1) gets dout / 2 = 2.5; the other cell gets 0',
    );
  });

  test('names only the first of very many maxima', () => {
    const x = tensor(new Float32Array(9), [1, 9, 1]);
    expect(ofRow(x, strip(1), { kernelSize: 9, ties: 'all' })).toBe(
      'window (0) of channel 0: its maximum 0 sits at 9 cells, x(0), x(1), x(2) and 6 more, so each of din(0), din(1), din(2) and 6 more gets all of dout = 1',
    );
  });

  test('says what the maximum gets from other windows too', () => {
    expect(said(overlapping(), 'dout', 0, 1, 0)).toBe(
      'window (1) of channel 0: its maximum 9 sits at x(1), so din(1) gets dout = 20; the other cell gets 0 from it; with what other windows give, din(1) is 30',
    );
  });

  test('says why there is no maximum', () => {
    expect(said(overlapping(), 'dout', 0, 2, 0)).toBe(
      'window (2) of channel 0 has no maximum in the mask, so dout = 30 goes nowhere',
    );
    const options: PoolOptions = { kernelSize: 2, nan: 'ignore' };
    expect(ofRow(strip(Number.NaN, Number.NaN), strip(3), options)).toBe(
      'window (0) of channel 0 holds NaN alone and has no maximum, so dout = 3 goes nowhere',
    );
    // Cells −2 and 1, −1 and 2, … of a strip of one: window 1 has −1 and 2.
    const dilated: PoolOptions = { kernelSize: 2, stride: 1, dilation: 3, padding: 2 };
    expect(ofRow(strip(5), strip(1, 2), dilated, 0)).toBe(
      'window (0) of channel 0 lies in the padding alone and has no maximum, so dout = 1 goes nowhere',
    );
  });

  test('takes NaN for the maximum, or passes over it', () => {
    const x = strip(1, Number.NaN, 2);
    expect(ofRow(x, strip(5), { kernelSize: 3 })).toContain('its maximum NaN sits at x(1)');
    expect(ofRow(x, strip(5), { kernelSize: 3, nan: 'ignore' })).toContain(
      'its maximum 2 sits at x(2)',
    );
  });

  test('says what a mask from outside marks where that is not the maximum', () => {
    const x = strip(1, 9, 2);
    const geometry = windows([1, 3, 1], { kernelSize: 3 });
    const one = subjectOf({ x, mask: maskFrom([1, 0, 0], geometry), dout: strip(5) });
    expect(said(one, 'dout', 0, 0, 0)).toBe(
      'window (0) of channel 0: its mask marks x(0) = 1, which is not its maximum, so din(0) gets dout = 5; the other 2 cells get 0',
    );
    const two = subjectOf({ x, mask: maskFrom([1, 1, 0], geometry), dout: strip(5) });
    expect(said(two, 'dout', 0, 0, 0)).toContain(
      'its mask marks 2 cells, x(0) = 1 and x(1) = 9, so',
    );
  });

  test('names the cell of din that is wrong', () => {
    const x = strip(1, 9, 2);
    const { mask } = maxPool(x, { kernelSize: 3 });
    const winner = subjectOf({ x, mask, dout: strip(5), din: strip(0, 7, 0) });
    expect(said(winner, 'dout', 0, 0, 0)).toMatch(/; but din\(1\) holds 7 instead of 5$/);
    const loser = subjectOf({ x, mask, dout: strip(5), din: strip(0, 5, -2) });
    expect(said(loser, 'dout', 0, 0, 0)).toMatch(/; but din\(2\) holds −2 instead of 0$/);
  });

  test('mentions no other cells where the window has one', () => {
    expect(ofRow(strip(4, 5), strip(1, 2), { kernelSize: 1 }, 1)).toBe(
      'window (1) of channel 0: its maximum 5 sits at x(1), so din(1) gets dout = 2',
    );
  });

  test('says in 3-d that a maximum lies at another depth than the one on screen', () => {
    // One window of 2 × 1 × 2 cells; the 9 is at depth 1.
    const x = tensor([[[[[1], [2]]], [[[9], [3]]]]]);
    const { mask } = maxPool(x, { kernelSize: [2, 1, 2] });
    const subject = subjectOf({ x, mask, dout: tensor([[[[[5]]]]]) });
    const at = (depth: number): string =>
      describeMarks(subject, marksOf(subject, { panel: 'dout', index: [0, 0, 0, 0, 0] }), depth);
    expect(at(0)).toBe(
      'window (0, 0, 0) of channel 0: its maximum 9 sits at x(1, 0, 0), so din(1, 0, 0) gets dout = 5; the other 3 cells get 0; a hollow mark: the maximum is at depth 1, not 0',
    );
    expect(at(1)).not.toContain('hollow');
  });

  test('has whole numbers where x holds integers', () => {
    const x = tensor(Int32Array.of(-1234567, -7654321), [1, 2, 1]);
    expect(ofRow(x, strip(1), { kernelSize: 2 })).toContain('its maximum −1234567 sits at x(0)');
  });
});

describe('the sentence about an input cell', () => {
  const x = strip(1, 9, 2, 4, 5);
  const { mask } = maxPool(x, { kernelSize: 2 });
  const apart = subjectOf({ x, mask, dout: strip(10, -20) });

  test('names the window whose maximum it is', () => {
    for (const panel of ['x', 'mask', 'din'] as const) {
      expect(said(apart, panel, 0, 1, 0)).toBe(
        'x(1) = 9 of channel 0 is the maximum of window (0), so din(1) gets dout = 10',
      );
    }
  });

  test('names the window that it loses in, and where the maximum of that window is', () => {
    expect(said(apart, 'x', 0, 2, 0)).toBe(
      'x(2) = 2 of channel 0 lies in window (1), whose maximum 4 sits at x(3), so din(2) gets 0',
    );
    expect(said(subjectOf({ mask, dout: strip(10, -20) }), 'din', 0, 2, 0)).toBe(
      'input cell (2) of channel 0 lies in window (1), whose maximum sits at (3), so din(2) gets 0',
    );
  });

  test('says that no window holds it', () => {
    expect(said(apart, 'x', 0, 4, 0)).toBe(
      'x(4) = 5 of channel 0 lies in no window, so din(4) gets 0',
    );
  });

  test('says what each window gave of which it is the maximum', () => {
    const three = maskFrom(
      [0, 0, 1, 0, 1, 0, 1, 0, 0],
      windows([1, 5, 1], { kernelSize: 3, stride: 1 }),
    );
    const subject = (dout: Tensor): Subject => subjectOf({ x, mask: three, dout });
    expect(said(subject(strip(1, -0.5, 2)), 'x', 0, 2, 0)).toBe(
      'x(2) = 2 of channel 0 lies in 3 windows and is the maximum of 3, (0), (1) and (2), so din(2) gets 1 − 0.5 + 2 = 2.5',
    );
    expect(said(overlapping(), 'x', 0, 4, 0)).toContain('is one of the 2 maxima of window (3)');
    expect(said(overlapping(), 'x', 0, 3, 0)).toBe(
      'x(3) = 4 of channel 0 lies in 2 windows and is the maximum of 1, (3), so din(3) gets 40',
    );
    expect(said(overlapping(), 'x', 0, 2, 0)).toBe(
      'x(2) = 2 of channel 0 lies in 2 windows and is the maximum of none (x(1) = 9 wins window (1) and no cell wins window (2)), so din(2) gets 0',
    );
  });

  test('says of windows that it wins none of who won each', () => {
    const values = strip(5, 0, 5, 7);
    const geometry = windows([1, 4, 1], { kernelSize: 3, stride: 1 });
    const dout = strip(1, 2);
    // Cell 2 equals cell 0, which won window 0; in window 1 it loses to cell 3.
    const first = maskFrom([1, 0, 0, 0, 0, 1], geometry);
    expect(said(subjectOf({ x: values, mask: first, dout }), 'x', 0, 2, 0)).toBe(
      'x(2) = 5 of channel 0 lies in 2 windows and is the maximum of none (x(0) = 5, which equals it, wins window (0) and x(3) = 7 wins window (1)), so din(2) gets 0',
    );
    // The mask marks the 0 between them in both windows.
    const wrong = maskFrom([0, 1, 0, 1, 0, 0], geometry);
    expect(said(subjectOf({ x: values, mask: wrong, dout }), 'x', 0, 2, 0)).toContain(
      '(x(1) = 0, not its maximum, wins windows (0) and (1)), so',
    );
    expect(said(subjectOf({ mask: wrong, dout }), 'din', 0, 2, 0)).toContain(
      '(input cell (1) wins windows (0) and (1)), so',
    );
  });

  test('says that it equals the maximum, and which of the tied cells gets the gradient', () => {
    const zeros = tensor(new Float64Array(4), [1, 2, 2, 1]);
    const gradient = tensor([3], [1, 1, 1, 1]);
    const inSquare = (marked: readonly number[], panel: PanelName, ...index: number[]): string => {
      const own = maskFrom([...marked], windows([1, 2, 2, 1], { kernelSize: 2 }));
      return said(subjectOf({ x: zeros, mask: own, dout: gradient }), panel, 0, ...index, 0);
    };
    expect(inSquare([1, 0, 0, 0], 'x', 1, 1)).toBe(
      'x(1, 1) = 0 of channel 0 equals the maximum of window (0, 0); the first of 4 tied cells, x(0, 0), gets it, so din(1, 1) gets 0',
    );
    expect(inSquare([1, 0, 0, 0], 'x', 0, 0)).toBe(
      'x(0, 0) = 0 of channel 0 is the maximum of window (0, 0), the first of 4 tied cells, so din(0, 0) gets dout = 3',
    );
    expect(inSquare([0, 0, 0, 1], 'x', 0, 0)).toContain(
      '; the last of 4 tied cells, x(1, 1), gets',
    );
    expect(inSquare([0, 1, 0, 0], 'x', 0, 0)).toContain('; another of 4 tied cells, x(0, 1), gets');
    expect(inSquare([1, 1, 0, 0], 'x', 1, 1)).toContain(
      '; of 4 tied cells, x(0, 0) and x(0, 1) get it, so',
    );
    expect(inSquare([0, 0, 0, 1], 'dout', 0, 0)).toContain(
      'its maximum 0 sits at x(1, 1), the last of 4 tied cells, so din(1, 1) gets',
    );
    expect(inSquare([0, 1, 0, 0], 'dout', 0, 0)).toContain('sits at x(0, 1), one of 4 tied cells');
  });

  test('gives only the sum where very many windows gave to it', () => {
    const values = strip(0, 0, 0, 0, 9, 0, 0, 0, 0);
    const wide = maxPool(values, { kernelSize: 5, stride: 1 });
    const subject = subjectOf({ x: values, mask: wide.mask, dout: strip(1, 2, 3, 4, 5) });
    expect(said(subject, 'x', 0, 4, 0)).toBe(
      'x(4) = 9 of channel 0 lies in 5 windows and is the maximum of 5 of them, so din(4) gets their gradients, which add up to 15',
    );
  });

  test('says that it is one of several maxima, and whether each gets all or a part', () => {
    const tied = maxPool(strip(7, 7), { kernelSize: 2, ties: 'all' }).mask;
    const full = subjectOf({ x: strip(7, 7), mask: tied, dout: strip(3) });
    expect(said(full, 'x', 0, 1, 0)).toBe(
      'x(1) = 7 of channel 0 is one of the 2 maxima of window (0), so din(1) gets all of dout = 3',
    );
    const split = subjectOf({ mask: tied, dout: strip(3), share: 'split' });
    expect(said(split, 'din', 0, 1, 0)).toBe(
      'input cell (1) of channel 0 is one of the 2 maxima of window (0), so din(1) gets dout / 2 = 1.5',
    );
  });

  test('says that a mask from outside marks it though it is not the maximum', () => {
    const own = maskFrom([1, 0], windows([1, 2, 1], { kernelSize: 2 }));
    const subject = subjectOf({ x: strip(1, 9), mask: own, dout: strip(3) });
    expect(said(subject, 'x', 0, 0, 0)).toBe(
      'x(0) = 1 of channel 0 is marked in the mask of window (0), though not its maximum, so din(0) gets dout = 3',
    );
    expect(said(subject, 'x', 0, 1, 0)).toBe(
      'x(1) = 9 of channel 0 lies in window (0), whose mask marks x(0), so din(1) gets 0',
    );
  });

  test('says that its window has no maximum', () => {
    const own = maskFrom([0, 0], windows([1, 2, 1], { kernelSize: 2 }));
    expect(said(subjectOf({ mask: own, dout: strip(3) }), 'mask', 0, 1, 0)).toBe(
      'input cell (1) of channel 0 lies in window (0), which has no maximum in the mask, so din(1) gets 0',
    );
  });

  test('says what din holds instead', () => {
    const wrong = subjectOf({ x, mask, dout: strip(10, -20), din: strip(0, 11, 0, -20, 0.5) });
    expect(said(wrong, 'din', 0, 1, 0)).toMatch(/gets dout = 10; but din holds 11$/);
    expect(said(wrong, 'din', 0, 4, 0)).toMatch(/gets 0; but din holds 0.5$/);
  });

  test('says that windows outside gave to it too, at the edge of a part', () => {
    const { mask: own, dout, x: values } = overlapping();
    const view = new View({
      kind: 'pool',
      title: 'a part',
      x: values,
      mask: own,
      dout,
      din: strip(0, 30, 0, 40, 99),
      cut: { whole: [1, 9, 1], origin: [0, 0, 0], shape: [1, 5, 1] },
    });
    expect(said(new Subject(view), 'din', 0, 4, 0)).toMatch(
      /; din holds 99, for windows outside the part shown give to it too$/,
    );
  });
});
