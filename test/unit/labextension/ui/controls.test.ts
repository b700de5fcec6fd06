import { expect, test } from 'vitest';
import { positionOf } from '../../../../labextension/src/ui/controls.js';

test.each([
  ['0', 0],
  ['287', 287],
  ['007', 7],
  ['1e2', 100],
])('a slider’s number %s is the position %i', (text, position) => {
  expect(positionOf(text, 287)).toBe(position);
});

test.each(['', ' ', '288', '1234', '999999999', '-1', '2.5', 'x', '1e99', 'Infinity'])(
  'a slider’s number %j is no position: neither the nearest nor its first digits',
  (text) => {
    expect(positionOf(text, 287)).toBeUndefined();
  },
);
