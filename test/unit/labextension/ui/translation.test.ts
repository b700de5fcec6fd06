import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ITranslator } from '@jupyterlab/translation';
import { afterEach, describe, expect, test } from 'vitest';
import { setLanguage, trans, translate } from '../../../../labextension/src/ui/texts.js';
import {
  cataloguesIn,
  jupyterLabs,
  keyOf,
  pluralCount,
  readCatalogue,
  textsOf,
} from '../../../../scripts/lib/languages/translations.mjs';
import { findings } from '../../../../src/findings/findings.js';
import { tensor } from '../../../../src/tensor/from-data.js';
import { maskFrom } from '../../../../src/window/mask/mask-from.js';
import { windows } from '../../../../src/window/windows.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const texts = textsOf(root);
const catalogues = [...cataloguesIn(root)];

/** The places for values in a form of a text; a form may leave out the count that it depends on. */
function valuesOf(form: string, { plural }: { plural?: string }): string {
  const places = new Set(form.match(/%\d/g));
  if (plural !== undefined) places.delete('%1');
  return [...places].sort().join();
}

const none = { plural: undefined, forms: [] };

function isBlank(form: string): boolean {
  return form.trim() === '';
}

test('there is a catalogue in Simplified Chinese', () => {
  expect(catalogues.map(([locale]) => locale)).toContain('zh_CN');
});

// Where one of these fails, `npm run messages` brings the catalogues up to date.
describe.each(catalogues)('the catalogue %s', (locale, file) => {
  const { headers, translations } = readCatalogue(file);

  test('names its language as its file does', () => {
    expect(headers.Language).toBe(locale);
    expect(basename(file)).toBe(`${locale}.po`);
  });

  test('has every text of the sources and no other', () => {
    expect([...translations.keys()].sort()).toEqual(texts.map(keyOf).sort());
  });

  test('has each text in all forms that its language needs', () => {
    const odd = texts.filter((source) => {
      const { plural, forms } = translations.get(keyOf(source)) ?? none;
      const count = source.plural === undefined ? 1 : pluralCount(headers);
      return plural !== source.plural || forms.length !== count || forms.some(isBlank);
    });
    expect(odd).toEqual([]);
  });

  test('has the same values in each text as the English one', () => {
    const odd = texts.filter((source) => {
      const { forms } = translations.get(keyOf(source)) ?? none;
      return forms.some((form) => valuesOf(form, source) !== valuesOf(source.text, source));
    });
    expect(odd).toEqual([]);
  });
});

test('the two English forms of a plural have the same values', () => {
  const odd = texts.filter(
    (source) =>
      source.plural !== undefined &&
      valuesOf(source.plural, source) !== valuesOf(source.text, source),
  );
  expect(odd).toEqual([]);
});

test('JupyterLab reads a plural that has only one form as a plural', () => {
  const headers = { Language: 'zh_CN', 'Plural-Forms': 'nplurals=1; plural=0;' };
  const translations = new Map([
    ['%1 cell', { plural: '%1 cells', forms: ['%1 个单元格'] }],
    ['cell', { plural: undefined, forms: ['单元格'] }],
    ['row', { plural: undefined, forms: [''] }],
  ]);
  expect(jupyterLabs({ headers, translations }, '1.2.3')).toEqual({
    '': {
      domain: 'poolscope',
      language: 'zh-CN',
      plural_forms: 'nplurals=1; plural=0;',
      version: '1.2.3',
    },
    '%1 cell': ['%1 个单元格', ''],
    cell: ['单元格'],
  });
});

describe('texts', () => {
  afterEach(() => setLanguage(null));

  /** A language whose texts show how they were asked for. */
  const shouting = {
    load: (domain: string) => ({
      __: (text: string, ...values: unknown[]) => `${domain}: ${text} ${values.join()}`.trim(),
      _n: (one: string, other: string, n: number, ...values: unknown[]) =>
        `[${n === 1 ? one : other} ${[n, ...values].join()}]`,
    }),
  } as unknown as ITranslator;

  test('are English without a translator', () => {
    expect(trans.__('%1 of channel %2', 'x', 3)).toBe('x of channel 3');
    expect(trans._n('%1 cell in %2', '%1 cells in %2', 2, 'x')).toBe('2 cells in x');
    expect(trans._p('axis', '%1 of %2', 'depth', 'dout')).toBe('depth of dout');
  });

  test('come from poolscope’s catalogue with one', () => {
    setLanguage(shouting);
    expect(trans.__('%1 of channel %2', 'x', 3)).toBe('poolscope: %1 of channel %2 x,3');
  });

  test('of the library are translated with the messages among their values', () => {
    const mask = maskFrom([0, 0, 0, 1], windows([1, 4, 1], { kernelSize: 2 }));
    const [finding] = findings({ mask, dout: tensor([[[1], [2]]]) });
    expect(translate(finding!.message)).toBe(
      '1 of 2 rows has no maximum: its gradient goes nowhere',
    );
    setLanguage(shouting);
    expect(translate(finding!.message)).toBe(
      '[%2 of %3 has no maximum: its gradient goes nowhere 1,1,[%2 rows 2,2]]',
    );
  });
});
