import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cloneAt } from '../../../scripts/lib/clone.mjs';
import { firstUnfaithful } from './faithful.js';

// The README in other languages, line for line: commands, code, pictures, links and numbers are those of README.md.

const { root } = cloneAt();
const read = (name: string): string => readFileSync(join(root, name), 'utf8');
const translations = readdirSync(root).filter((name) =>
  /^README\.[a-z]{2}-[A-Z]{2}\.md$/.test(name),
);

test('there is one in Chinese', () => {
  expect(translations).toContain('README.zh-CN.md');
});

describe.each(translations)('%s', (name) => {
  test('says what README.md does', () => {
    expect(firstUnfaithful(read('README.md'), read(name))).toBeUndefined();
  });

  test('is linked from README.md, and links to it', () => {
    expect(read('README.md')).toContain(`](${name})`);
    expect(read(name)).toContain('](README.md)');
  });

  test('links to files that are there', () => {
    const targets = [...read(name).matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(
      ([, target = '']) => target,
    );
    expect(targets.filter((target) => !existsSync(join(root, target)))).toEqual([]);
  });
});

describe('the first difference is named', () => {
  const original = [
    '# Start',
    '',
    'Run `npm start` ([how](a.md)): 3 steps.',
    '',
    '```sh',
    'npm start # first',
    '```',
  ];
  const own = [
    '# 开始',
    '',
    '运行 `npm start`（[方法](a.md)）：3 步。',
    '',
    '```sh',
    'npm start # first',
    '```',
  ];

  test.each([
    [
      'a command',
      5,
      'npm run start # first',
      'line 6: the code is “npm run start # first” instead of “npm start # first”',
    ],
    [
      'a code span',
      2,
      '运行 `npm run`（[方法](a.md)）：3 步。',
      'line 3: the code span `npm start` of the original is missing',
    ],
    [
      'a link',
      2,
      '运行 `npm start`（[方法](b.md)）：3 步。',
      'line 3: the link a.md of the original is missing',
    ],
    [
      'a number',
      2,
      '运行 `npm start`（[方法](a.md)）：4 步。',
      'line 3: the number 3 of the original is missing',
    ],
    [
      'a picture',
      2,
      '运行 `npm start`（[方法](a.md)）：3 步。![图](c.png)',
      'line 3: the picture c.png is not in the original',
    ],
    [
      'a heading',
      0,
      '## 开始',
      'line 1: “## 开始” begins as “## ” where the original begins as “# ”',
    ],
    ['what is not translated', 0, '# Start', 'line 1: “# Start” is not translated'],
    ['a line too many', 6, '```\n多一行。', 'line 8: “多一行。” has no original'],
  ])('%s', (_, line, text, words) => {
    expect(firstUnfaithful(original.join('\n'), own.join('\n'))).toBeUndefined();
    expect(firstUnfaithful(original.join('\n'), own.with(line, text).join('\n'))).toBe(words);
  });

  test('a line that is missing', () => {
    expect(firstUnfaithful('One.\n\nTwo.', '一。')).toBe('line 2: “” is missing');
  });
});
