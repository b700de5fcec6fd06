import { describe, expect, test } from 'vitest';
import { addressOf, csvOf } from '../../../labextension/src/explorer/model/export.js';

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
