import { expect, test } from 'vitest';
import table from '../../../labextension/poolscope/findings/finding/table.json' with {
  type: 'json',
};
import { toEnglish } from '../../../src/findings/finding/message.js';
import {
  type FindingName,
  quantity,
  sentence,
  sentenceFor,
  severityOf,
} from '../../../src/findings/finding/table.js';

// Declarations for tslab hold the names as a type, since its compiler reads no JSON; the compiler
// holds this list to the type, and the test the table to this list.
const names: Record<FindingName, true> = {
  'no-maximum': true,
  'several-maxima': true,
  'not-maximum': true,
  'output-differs': true,
  ties: true,
  'din-differs': true,
  'sum-differs': true,
  'shared-cells': true,
  'uncovered-cells': true,
  'dead-cells': true,
  'dead-channels': true,
  nan: true,
  infinite: true,
  'empty-window': true,
  'all-nan-window': true,
  'all-minus-infinity-window': true,
};

test('the table names the findings of the type, in the same order', () => {
  expect(Object.keys(table.findings)).toEqual(Object.keys(names));
});

test('a severity may depend on the case', () => {
  expect(severityOf('dead-cells')).toBe('fact');
  expect(severityOf('din-differs', 'assigned')).toBe('error');
  expect(severityOf('din-differs', 'split')).toBe('notice');
  expect(() => severityOf('din-differs')).toThrow('has no case');
});

test('a sentence takes its values, and a number decides between two forms', () => {
  expect(toEnglish(sentence('din-differs.share', 'split', 'full'))).toBe(
    "din is what dout and the mask give with share 'split', not 'full'",
  );
  const said = [1, 1234].map((n) =>
    toEnglish(sentenceFor(n, 'nan', `${n}`, quantity(n, 'cell'), 'x')),
  );
  expect(said).toEqual(['1 of 1 cell of x is NaN', '1234 of 1,234 cells of x are NaN']);
});

test('a sentence that is not in the table is an error of the program', () => {
  expect(() => sentence('nan')).toThrow('one form');
  expect(() => sentenceFor(1, 'unknown')).toThrow('two forms');
});
