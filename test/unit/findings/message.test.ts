import { expect, test } from 'vitest';
import { message, plural, toEnglish } from '../../../src/findings/finding/message.js';
import { joinMessages } from '../../../src/findings/finding/table.js';

test('a sentence is filled with texts and with other sentences', () => {
  const inner = message('%1 of %2', '3', 'din');
  expect(toEnglish(message('%2, not %1', 'x', inner))).toBe('3 of din, not x');
});

test('a number decides on the form; it is the first value', () => {
  const rows = (n: number) => plural(n, '%1 row of %2', '%1 rows of %2', 'x');
  expect([0, 1, 2].map((n) => toEnglish(rows(n)))).toEqual([
    '0 rows of x',
    '1 row of x',
    '2 rows of x',
  ]);
});

test('what a value holds is not filled in turn', () => {
  expect(toEnglish(message('%1 %2', '%2', 'b'))).toBe('%2 b');
});

test('several become one, with commas', () => {
  const [a, b, c] = [message('a'), message('b'), message('c')];
  expect(toEnglish(joinMessages([a!, b!, c!]))).toBe('a, b, c');
  expect(toEnglish(joinMessages([a!]))).toBe('a');
});
