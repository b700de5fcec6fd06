import { maxPool, tensor, windows } from 'poolscope';
import { describe, expect, test } from 'vitest';
import { addressText } from '../../../labextension/src/explorer/model/address.js';
import { rowCells, windowRows } from '../../../labextension/src/explorer/model/arithmetic.js';
import { addressOf, csvOf } from '../../../labextension/src/explorer/model/export.js';
import { subjectOf } from './subjects.js';

describe('the address of a row', () => {
  test.each([
    [[8, 32, 48, 16], 1234, 'r = ((b·16 + i)·24 + j)·16 + c = ((0·16 + 3)·24 + 5)·16 + 2 = 1234'],
    [[2, 6, 3], 10, 'r = (b·3 + j)·3 + c = (1·3 + 0)·3 + 1 = 10'],
    [
      [1, 4, 4, 4, 2],
      13,
      'r = (((b·2 + d)·2 + i)·2 + j)·2 + c = (((0·2 + 1)·2 + 1)·2 + 0)·2 + 1 = 13',
    ],
  ])('of an input %j is written out with its numbers', (shape, row, text) => {
    expect(addressText(windows(shape, { kernelSize: 2 }), row)).toBe(text);
    const sum = text.split(' = ')[2]!.replaceAll('·', '*');
    // The numbers do give the row.
    expect(Function(`return ${sum}`)()).toBe(row);
  });
});

describe('a row, cell by cell', () => {
  const x = tensor([[[5], [1], [3]]]);
  const { mask } = maxPool(x, { kernelSize: 2, padding: 1 });
  const subject = subjectOf({ x, mask, dout: tensor([[[10], [4]]]) });

  test('has values, mask, and products with dout; the padding has none', () => {
    // Padded x: _ 5 | 1 3 | _
    expect(rowCells(subject, 0)).toEqual([
      { column: 0, input: undefined, value: undefined, isMaximum: false, gets: 0 },
      { column: 1, input: [0], value: 5, isMaximum: true, gets: 10 },
    ]);
    expect(rowCells(subject, 1)).toEqual([
      { column: 0, input: [1], value: 1, isMaximum: false, gets: 0 },
      { column: 1, input: [2], value: 3, isMaximum: true, gets: 4 },
    ]);
  });

  test('stands among the rows of its window’s other channels', () => {
    const { mask: many } = maxPool(tensor(new Float64Array(2 * 4 * 3), [2, 4, 3]), {
      kernelSize: 2,
    });
    const three = subjectOf({ mask: many, dout: tensor(new Float64Array(12), [2, 2, 3]) });
    expect(windowRows(three, 7)).toEqual([6, 7, 8]);
  });
});

describe('what is taken out', () => {
  test('a slice as CSV has its rows’ and columns’ numbers, and every value in full', () => {
    const values = Float64Array.of(0.1, -0, Number.NaN, 1e-7, Infinity, -Infinity);
    const slice = { rows: 2, columns: 3, values, index: () => [], place: () => undefined };
    expect(csvOf(slice)).toBe(',0,1,2\r\n0,0.1,-0,NaN\r\n1,1e-7,Infinity,-Infinity\r\n');
  });

  test('a cell’s address is written as in code', () => {
    expect(addressOf({ panel: 'dout', index: [0, 3, 5, 2] })).toBe('dout[0, 3, 5, 2]');
  });
});
