import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { translated } from '../../../labextension/src/walkthroughs/notebooks.js';
import { cloneAt } from '../../../scripts/lib/clone.mjs';
import {
  companions,
  languagesIn,
  walkthroughsIn,
  withTextsOf,
} from '../../../scripts/lib/languages/translated-notebooks.mjs';
import { firstUnfaithful } from './faithful.js';

// The walkthroughs in other languages: `npm run notebooks` lays code and outputs of the English ones into them, and translators
// write the texts. Only texts may differ.

interface Cell {
  readonly id: string;
  readonly cell_type: string;
  readonly source: string | string[];
  readonly outputs?: unknown;
}
interface Notebook {
  readonly cells: Cell[];
  readonly metadata?: unknown;
}

const { notebooks } = cloneAt();
const read = (...names: string[]): Notebook =>
  JSON.parse(readFileSync(join(notebooks, ...names), 'utf8')) as Notebook;
const textOf = ({ source }: Cell): string => [source].flat().join('');

/** The first cell of a translated notebook that is not as the English one asks for, and why; undefined where there is none. */
function firstDifference(english: Notebook, own: Notebook): string | undefined {
  for (const [index, cell] of english.cells.entries()) {
    const other = own.cells[index];
    const problem = other === undefined ? 'missing' : cellProblem(cell, other);
    if (problem !== undefined) return `cell ${index + 1} (${cell.id}): ${problem}`;
  }
  const extra = own.cells[english.cells.length];
  return extra && `cell ${english.cells.length + 1} (${extra.id}): not in the English notebook`;
}

function cellProblem(cell: Cell, own: Cell): string | undefined {
  if (own.id !== cell.id) return `its id is ${own.id}`;
  if (own.cell_type !== cell.cell_type) return `its type is ${own.cell_type}`;
  if (cell.cell_type === 'markdown') return firstUnfaithful(textOf(cell), textOf(own));
  if (textOf(own) !== textOf(cell)) return 'its code differs; npm run notebooks lays it anew';
  const same = JSON.stringify(own) === JSON.stringify(cell);
  return same ? undefined : 'its outputs differ; npm run notebooks lays them anew';
}

test('there are walkthroughs in Chinese', () => {
  expect(languagesIn(notebooks)).toContain('zh-CN');
});

describe.each(languagesIn(notebooks))('the walkthroughs in %s', (language) => {
  test('are those that are there in English, with what they read', () => {
    const own = readdirSync(join(notebooks, language)).filter((name) =>
      /\.(ipynb|npy)$/.test(name),
    );
    expect(own.sort()).toEqual([...walkthroughsIn(notebooks), ...companions].sort());
    for (const name of companions) {
      const same = readFileSync(join(notebooks, name)).equals(
        readFileSync(join(notebooks, language, name)),
      );
      expect(same, `${name}; npm run notebooks copies it anew`).toBe(true);
    }
  });

  test('come with the extension', () => {
    const brought = [...(translated.get(language) ?? [])].map(([name, url]) => [name, url.href]);
    const there = walkthroughsIn(notebooks).map((name) => [
      name,
      pathToFileURL(join(notebooks, language, name)).href,
    ]);
    expect(brought).toEqual(there);
  });

  test.each(walkthroughsIn(notebooks))(
    '%s differs from the English one in its texts alone',
    (name) => {
      const english = read(name);
      const own = read(language, name);
      expect(firstDifference(english, own)).toBeUndefined();
      expect({ ...own, cells: [] }).toEqual({ ...english, cells: [] });
    },
  );
});

describe('the comparison names the first cell that', () => {
  const text = (id: string, source: string): Cell => ({ id, cell_type: 'markdown', source });
  const code = (id: string, source: string, outputs: unknown[]): Cell => ({
    id,
    cell_type: 'code',
    source,
    outputs,
  });
  const english: Notebook = {
    cells: [
      text('a', 'See `x` and [this](02.ipynb).'),
      code('b', 'f(1)', ['1']),
      text('c', 'A word.'),
    ],
  };
  const own = [
    text('a', '见 `x` 与[这里](02.ipynb)。'),
    code('b', 'f(1)', ['1']),
    text('c', '一个词。'),
  ];
  const spoilt = (index: number, cell: Cell): Notebook => ({ cells: own.with(index, cell) });

  test.each([
    ['has other code', spoilt(1, code('b', 'f(2)', ['1'])), 'cell 2 (b): its code differs'],
    ['has other outputs', spoilt(1, code('b', 'f(1)', ['2'])), 'cell 2 (b): its outputs differ'],
    ['has another id', spoilt(1, code('d', 'f(1)', ['1'])), 'cell 2 (b): its id is d'],
    ['is another', spoilt(1, text('b', 'f(1)')), 'cell 2 (b): its type is markdown'],
    ['is missing', { cells: own.slice(0, 2) }, 'cell 3 (c): missing'],
    ['is one too many', { cells: [...own, text('d', '多')] }, 'cell 4 (d): not in the English'],
    ['is not translated', spoilt(2, text('c', 'A word.')), 'cell 3 (c): line 1: “A word.” is not'],
    [
      'lost a code span',
      spoilt(0, text('a', '见[这里](02.ipynb)。')),
      'cell 1 (a): line 1: the code span `x`',
    ],
    [
      'lost a link',
      spoilt(0, text('a', '见 `x` 与这里。')),
      'the link 02.ipynb of the original is missing',
    ],
  ])('%s', (_, notebook, words) => {
    expect(firstDifference(english, { cells: own })).toBeUndefined();
    expect(firstDifference(english, notebook)).toContain(words);
  });
});

describe('laying the English into a translation', () => {
  const english = {
    cells: [
      { id: 'a', cell_type: 'markdown', source: 'Hello' },
      { id: 'b', cell_type: 'code', source: 'f(2)', outputs: ['2'] },
      { id: 'c', cell_type: 'markdown', source: 'New' },
    ],
  };

  test('keeps its texts by their ids, and takes all else', () => {
    const translation = {
      cells: [
        { id: 'b', cell_type: 'code', source: 'f(1)', outputs: ['1'] },
        { id: 'gone', cell_type: 'markdown', source: '旧' },
        { id: 'a', cell_type: 'markdown', source: '你好' },
      ],
    };
    const [a, b, c] = english.cells;
    expect(withTextsOf(english, translation).cells).toEqual([{ ...a, source: '你好' }, b, c]);
  });

  test('begins a translation with the English texts', () => {
    expect(withTextsOf(english, undefined)).toEqual(english);
  });
});
