import { describe, expect, test } from 'vitest';
import {
  arithmeticOf,
  channelRows,
  chooseColumns,
} from '../../../../../labextension/src/explorer/model/arithmetic.js';
import { maxPool } from '../../../../../src/ops/max-pool.js';
import { tensor } from '../../../../../src/tensor/from-data.js';
import { random } from '../../../../../src/tensor/random.js';
import { maskFrom } from '../../../../../src/window/mask/mask-from.js';
import { im2col } from '../../../../../src/window/matrix.js';
import { windows } from '../../../../../src/window/windows.js';
import { geometries } from '../../../window/geometries.js';
import { strip, subjectOf } from '../subjects.js';

describe('a row’s arithmetic', () => {
  test('has each cell’s value, its mask and its product with dout, and names the padding', () => {
    const x = strip(4, 7, 5);
    const { mask } = maxPool(x, { kernelSize: 2, padding: 1 });
    const subject = subjectOf({ x, mask, dout: strip(10, 20) });
    expect(arithmeticOf(subject, 0)).toEqual({
      row: 0,
      dout: 10,
      sharers: 1,
      cells: [
        {
          column: 0,
          offset: [0],
          index: undefined,
          value: undefined,
          max: false,
          product: undefined,
        },
        { column: 1, offset: [1], index: [0, 0, 0], value: 4, max: true, product: 10 },
      ],
    });
    expect(arithmeticOf(subject, 1).cells.map(({ value, product }) => [value, product])).toEqual([
      [7, 20],
      [5, 0],
    ]);
  });

  test('selects and does not multiply: a losing cell gets 0 of an infinite dout', () => {
    const mask = maskFrom([1, 0], windows([1, 2, 1], { kernelSize: 2 }));
    const { cells } = arithmeticOf(subjectOf({ mask, dout: strip(Infinity) }), 0);
    expect(cells.map(({ product }) => product)).toEqual([Infinity, 0]);
  });

  test('shares dout with share: split', () => {
    const mask = maskFrom([1, 1, 0], windows([1, 3, 1], { kernelSize: 3 }));
    const shared = arithmeticOf(subjectOf({ mask, dout: strip(5), share: 'split' }), 0);
    expect(shared.sharers).toBe(2);
    expect(shared.cells.map(({ product }) => product)).toEqual([2.5, 2.5, 0]);
  });
});

describe('the columns that are chosen', () => {
  const rowOf = (...maxima: number[]): ReturnType<typeof chooseColumns> => {
    const mask = maskFrom(
      Array.from({ length: 100 }, (_, column) => maxima.includes(column)),
      windows([1, 100, 1], { kernelSize: 100 }),
    );
    return chooseColumns(subjectOf({ mask, dout: strip(1) }), 0, 6);
  };

  test('are all where there are few', () => {
    const mask = maskFrom([1, 0], windows([1, 2, 1], { kernelSize: 2 }));
    expect(chooseColumns(subjectOf({ mask, dout: strip(1) }), 0, 6)).toEqual([0, 1]);
  });

  test('include the maxima, however far apart they are', () => {
    expect(rowOf(77)).toEqual([0, 1, 2, 3, 4, 77]);
    expect(rowOf(3, 50, 60, 70, 80)).toEqual([0, 1, 2, 3, 50, 60]);
    expect(rowOf()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('are those whose arithmetic is given', () => {
    const mask = maskFrom([0, 0, 1], windows([1, 3, 1], { kernelSize: 3 }));
    const { cells } = arithmeticOf(subjectOf({ mask, dout: strip(5) }), 0, [0, 2]);
    expect(cells.map(({ column, product }) => [column, product])).toEqual([
      [0, 0],
      [2, 5],
    ]);
  });
});

describe.each(geometries)('the matrix of a window in a %s pooling', (_, shape, options) => {
  test('holds the rows of all its channels', () => {
    const x = random(5).randn(...shape);
    const { output, mask } = maxPool(x, options);
    const subject = subjectOf({ x, mask, dout: output });
    const { rows, channels, windowSize } = mask.geometry;
    // The padding is filled with 0.
    const inside = im2col(tensor(new Float64Array(x.size).fill(1), shape), mask.geometry).data;
    for (let row = 0; row < rows; row++) {
      const firstRow = row - (row % channels);
      const all = Array.from({ length: channels }, (_, channel) => channel);
      for (const [channel, own] of channelRows(subject, row, all).entries()) {
        expect([own.row, own.dout]).toEqual([firstRow + channel, output.data[own.row]]);
        for (const [column, { max, product }] of own.cells.entries()) {
          const at = own.row * windowSize + column;
          const gives = mask.data[at] ? output.data[own.row] : 0;
          expect([max, product]).toEqual([mask.data[at] === 1, inside[at] ? gives : undefined]);
        }
      }
      // Some of them are the same as among all.
      const last = channels - 1;
      expect(channelRows(subject, row, [last], [0])[0]!.cells).toEqual(
        channelRows(subject, row, all)[last]!.cells.slice(0, 1),
      );
    }
  });
});
