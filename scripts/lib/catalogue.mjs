// Translators' catalogues, and what JupyterLab reads of them.
import fs from 'node:fs';
import path from 'node:path';
import { po } from 'gettext-parser';
import { keyOf } from './messages.mjs';

/**
 * A text in a language: its forms, which are empty where it is not translated yet.
 *
 * @typedef {{ plural: string | undefined, forms: string[] }} Translation
 *
 * A catalogue: its own headers, and the translations by `keyOf` of their texts.
 *
 * @typedef {{ headers: Record<string, string>, translations: Map<string, Translation> }} Catalogue
 */

/**
 * The catalogues there are: where each lies, by the name of its locale.
 *
 * @param {string} root the clone
 * @returns {Map<string, string>}
 */
export function cataloguesIn(root) {
  const folder = path.join(root, 'labextension', 'locale');
  const files = fs.readdirSync(folder).filter((name) => name.endsWith('.po'));
  return new Map(files.sort().map((name) => [path.parse(name).name, path.join(folder, name)]));
}

/** @param {string} file @returns {Catalogue} */
export function readCatalogue(file) {
  const { headers, translations } = po.parse(fs.readFileSync(file));
  /** @type {Catalogue['translations']} */
  const found = new Map();
  for (const [context, own] of Object.entries(translations)) {
    for (const [text, { msgid_plural: plural, msgstr }] of Object.entries(own)) {
      if (text !== '') found.set(keyOf({ context, text }), { plural, forms: msgstr });
    }
  }
  return { headers, translations: found };
}

/**
 * Writes a catalogue with exactly the texts of the sources: what is new has empty forms, what went is gone.
 *
 * @param {string} file
 * @param {Catalogue} catalogue
 * @param {readonly import('./messages.mjs').SourceText[]} texts
 */
export function writeCatalogue(file, { headers, translations }, texts) {
  /** @type {import('gettext-parser').GetTextTranslations['translations']} */
  const written = {};
  for (const source of texts) {
    const { context, text, plural, files } = source;
    const before = translations.get(keyOf(source));
    const count = plural === undefined ? 1 : pluralCount(headers);
    written[context] ??= {};
    written[context][text] = {
      ...(context === '' ? {} : { msgctxt: context }),
      msgid: text,
      ...(plural === undefined ? {} : { msgid_plural: plural }),
      msgstr: before?.plural === plural && before ? before.forms : Array(count).fill(''),
      comments: { reference: files.join('\n') },
    };
  }
  const compiled = po.compile(
    { charset: 'utf-8', headers, translations: written },
    { foldLength: 0 },
  );
  fs.writeFileSync(file, `${compiled.toString().trimEnd()}\n`);
}

/**
 * How many forms a number has in a language.
 *
 * @param {Catalogue['headers']} headers
 */
export function pluralCount(headers) {
  return Number(/nplurals=(\d+)/.exec(headers['Plural-Forms'] ?? '')?.[1] ?? 2);
}

/**
 * A catalogue as JupyterLab's server hands it to the page. What is not translated is left out.
 *
 * @param {Catalogue} catalogue
 * @param {string} version of the package
 * @returns {Record<string, unknown>}
 */
export function jupyterLabs({ headers, translations }, version) {
  /** @type {Record<string, unknown>} */
  const json = {
    '': {
      domain: 'poolscope',
      language: (headers.Language ?? '').replace('_', '-'),
      plural_forms: headers['Plural-Forms'],
      version,
    },
  };
  for (const [key, { plural, forms }] of translations) {
    if (forms.includes('')) continue;
    // JupyterLab tells a plural by having more than one form, also where a language has one.
    json[key] = plural !== undefined && forms.length === 1 ? [...forms, ''] : forms;
  }
  return json;
}
