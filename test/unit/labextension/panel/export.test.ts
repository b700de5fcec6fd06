import { describe, expect, test } from 'vitest';
import { sliceToCsv } from '../../../../labextension/src/panel/export.js';
import { addressOf } from '../../../../labextension/src/ui/readout.js';

describe('an export', () => {
  test('of a slice as CSV has the numbers of rows and columns, and every value in full', () => {
    const values = Float64Array.of(0.1, -0, Number.NaN, 1e-7, Infinity, -Infinity);
    const slice = { rows: 2, columns: 3, values, index: () => [], place: () => undefined };
    expect(sliceToCsv(slice)).toBe(',0,1,2\r\n0,0.1,-0,NaN\r\n1,1e-7,Infinity,-Infinity\r\n');
  });

  test('writes cells that float64 can’t hold as their array has them', () => {
    const slice = { rows: 1, columns: 2, values: new Float64Array(2) };
    const cell = (_: number, column: number): string => ['9007199254740993', '1.5-2j'][column]!;
    expect(sliceToCsv({ ...slice, index: () => [], place: () => undefined }, cell)).toBe(
      ',0,1\r\n0,9007199254740993,1.5-2j\r\n',
    );
  });

  test('writes the address of a cell as in code', () => {
    expect(addressOf('dout', [0, 3, 5, 2])).toBe('dout[0, 3, 5, 2]');
  });
});
