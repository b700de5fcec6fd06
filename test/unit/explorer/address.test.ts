import { windows } from 'poolscope';
import { describe, expect, test } from 'vitest';
import { parseRow, rowAddress } from '../../../labextension/src/explorer/model/address.js';

const document = windows([8, 32, 48, 16], { kernelSize: 2 });

describe('a row’s address is written out with its numbers', () => {
  test('in 2-d', () => {
    expect(rowAddress(document, 1234)).toBe(
      'r = ((b·16 + i)·24 + j)·16 + c = ((0·16 + 3)·24 + 5)·16 + 2 = 1234',
    );
  });

  test('in 1-d and 3-d', () => {
    const strip = windows([2, 9, 3], { kernelSize: 3 });
    expect(rowAddress(strip, 17)).toBe('r = (b·3 + i)·3 + c = (1·3 + 2)·3 + 2 = 17');
    const volume = windows([2, 2, 4, 6, 5], { kernelSize: 2 });
    // ((((1·1 + 0)·2 + 1)·3 + 2)·5 + 4 = 59
    expect(rowAddress(volume, 59)).toBe(
      'r = (((b·1 + d)·2 + i)·3 + j)·5 + c = (((1·1 + 0)·2 + 1)·3 + 2)·5 + 4 = 59',
    );
  });
});

describe('a row is found', () => {
  test.each(['1234', ' 1,234 ', 'r = 1234', 'R=1234', 'dout:0,3,5,2', '(0, 3, 5, 2)', '0 3 5 2'])(
    'by %j',
    (text) => {
      expect(parseRow(document, text)).toBe(1234);
    },
  );

  test.each(['', '-1', '1.5', '49152', '0,3,5', '0,3,5,16', '1 2', 'x:0,3,5,2', '1e3', 'NaN'])(
    'not by %j',
    (text) => {
      expect(parseRow(document, text)).toBeUndefined();
    },
  );

  test('by its number where that has as many groups as an index, and is none', () => {
    const long = windows([1, 9_000_000, 1], { kernelSize: 2 });
    expect(parseRow(long, '1,234,567')).toBe(1_234_567);
    expect(parseRow(long, '0,123,0')).toBe(123);
  });
});
