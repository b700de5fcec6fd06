import { describe, expect, test } from 'vitest';
import { rowFormula } from '../../../../../labextension/src/explorer/loops/row-formula.js';
import { windows } from '../../../../../src/window/windows.js';

const document = windows([8, 32, 48, 16], { kernelSize: 2 });

describe('the formula of a row’s number, with letters and with numbers', () => {
  test('in 2-d', () => {
    expect(rowFormula(document, 1234)).toBe(
      'r = ((b·16 + i)·24 + j)·16 + c = ((0·16 + 3)·24 + 5)·16 + 2 = 1234',
    );
  });

  test('in 1-d and 3-d', () => {
    const strip = windows([2, 9, 3], { kernelSize: 3 });
    expect(rowFormula(strip, 17)).toBe('r = (b·3 + i)·3 + c = (1·3 + 2)·3 + 2 = 17');
    const volume = windows([2, 2, 4, 6, 5], { kernelSize: 2 });
    // ((((1·1 + 0)·2 + 1)·3 + 2)·5 + 4 = 59
    expect(rowFormula(volume, 59)).toBe(
      'r = (((b·1 + d)·2 + i)·3 + j)·5 + c = (((1·1 + 0)·2 + 1)·3 + 2)·5 + 4 = 59',
    );
  });
});
