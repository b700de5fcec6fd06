import { expect, test } from 'vitest';
import { numberInSix } from '../../../../labextension/src/explorer/rail/number-in-six.js';

test.each([
  [2.428, 3, '2.43'],
  [-57.31, 2, '−57'],
  [0.00671, 3, '0.0067'],
  [-0.0002934, 3, '−2.9e−4'],
  [0.0005021, 3, '0.0005'],
  [123_456, 3, '123000'],
  [-1_234_567, 3, '−1.2e6'],
  [0, 3, '0'],
  [Number.NaN, 3, 'NaN'],
  [Number.NEGATIVE_INFINITY, 3, '−∞'],
])('%d is written with at most %d digits as %s', (value, digits, text) => {
  expect(numberInSix(value, digits)).toBe(text);
});

test('takes no more room than six characters beside the sign', () => {
  for (let power = -30; power < 30; power++) {
    for (const digit of [1, 1.49, 5.55, 9.999]) {
      const text = numberInSix(digit * 10 ** power, 3);
      expect(text.replace('−', '').replace(/e−?\d\d$/, 'e00').length).toBeLessThanOrEqual(6);
      // Half a unit of the second digit.
      const read = Number(text.replaceAll('−', '-'));
      expect(Math.abs(read / (digit * 10 ** power) - 1)).toBeLessThan(0.051);
    }
  }
});
