import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cloneAt } from '../../../scripts/lib/clone.mjs';
import { walkthroughsIn } from '../../../scripts/lib/languages/translated-notebooks.mjs';
import { cataloguesIn, readCatalogue } from '../../../scripts/lib/languages/translations.mjs';

// One word for one thing in all that stands in a language: `labextension/locale/README.md` has a table of terms for each, whose
// last column are words to leave.

const { root, notebooks } = cloneAt();

interface Terms {
  readonly own: readonly string[];
  readonly not: readonly string[];
}

/** The table of a language. */
function termsOf(locale: string): Terms {
  const text = readFileSync(join(root, 'labextension/locale/README.md'), 'utf8');
  const section = text.split(/^## /m).find((one) => one.startsWith(`${locale}\n`)) ?? '';
  const rows = [...section.matchAll(/^\| [^-|]+ \| (.+?) \|(.*)\|$/gm)].slice(1);
  const words = (column: string): string[] => column.trim().split('、').filter(Boolean);
  return {
    own: rows.flatMap(([, own = '']) => words(own)),
    not: rows.flatMap(([, , not = '']) => words(not)),
  };
}

/** All texts in a language, each with where it stands. */
function textsIn(locale: string, catalogue: string): [string, string][] {
  const tag = locale.replace('_', '-');
  const cells = walkthroughsIn(join(notebooks, tag)).flatMap((name) => {
    const notebook = JSON.parse(readFileSync(join(notebooks, tag, name), 'utf8'));
    return (notebook.cells as { cell_type: string; id: string; source: string[] }[])
      .filter(({ cell_type }) => cell_type === 'markdown')
      .map(({ id, source }): [string, string] => [`${name}, ${id}`, source.join('')]);
  });
  const readmes = readdirSync(root)
    .filter((name) => name === `README.${tag}.md`)
    .map((name): [string, string] => [name, readFileSync(join(root, name), 'utf8')]);
  const messages = [...readCatalogue(catalogue).translations].map(
    ([key, { forms }]): [string, string] => [key, forms.join('\n')],
  );
  return [...messages, ...cells, ...readmes];
}

/** The words of a text that its language's terms stand for; longer terms hold shorter words. */
function misnamed(text: string, { own, not }: Terms): string[] {
  const longestFirst = [...own].sort((a, b) => b.length - a.length);
  const rest = longestFirst.reduce((left, term) => left.replaceAll(term, ' '), text);
  return not.filter((word) => rest.includes(word));
}

describe.each([...cataloguesIn(root)])('the terms of %s', (locale, catalogue) => {
  const terms = termsOf(locale);
  const texts = textsIn(locale, catalogue);

  test('are each in use', () => {
    const all = texts.map(([, text]) => text).join('\n');
    expect(terms.own.length).toBeGreaterThan(10);
    expect(terms.own.filter((term) => !all.includes(term))).toEqual([]);
  });

  test('are the only words for what they name', () => {
    const found = texts.flatMap(([where, text]) =>
      misnamed(text, terms).map((word) => `${where}: ${word}`),
    );
    expect(found).toEqual([]);
  });
});

test('a word inside of a term is none', () => {
  const terms = { own: ['单元格'], not: ['单元'] };
  expect(misnamed('每个单元格', terms)).toEqual([]);
  expect(misnamed('每个单元格的单元', terms)).toEqual(['单元']);
});
