// The texts that can be translated, as they stand in the sources, and translators' catalogues of them. gettext-parser reads
// and writes those; what finds texts is home-made, since no extractor knows the tables and schemas that hold a third of them.
import fs from 'node:fs';
import path from 'node:path';
import { po } from 'gettext-parser';
import ts from 'typescript';
import { writeWhole } from '../set-up/stamp.mjs';

/**
 * A text to translate (with `plural` a number decides which of the two forms is said), and its forms in a language, which
 * are empty where it is not translated yet.
 *
 * @typedef {{ context: string, text: string, plural?: string, files: string[] }} SourceText
 * @typedef {{ plural: string | undefined, forms: string[] }} Translation
 * @typedef {{ headers: Record<string, string>, translations: Map<string, Translation> }} Catalogue by `keyOf` of the texts
 */

/**
 * What arguments of a call are, in the extension and in the library.
 *
 * @type {Record<string, readonly (string | undefined)[]>}
 */
const calls = {
  'trans.__': ['text'],
  'trans._n': ['text', 'plural'],
  'trans._p': ['context', 'text'],
  message: ['text'],
  plural: [undefined, 'text', 'plural'],
};

/** What only hands on texts that stand elsewhere. */
const handsOn = /^src\/findings\/finding\/table\.ts$|^labextension\/src\/.*\/(schema-)?texts\.ts$/;

/**
 * All texts of the sources.
 *
 * @param {string} root the clone
 * @returns {SourceText[]} sorted, each once
 * @throws {Error} for a text that is not written out in its call, or stands both alone and with a plural
 */
export function textsOf(root) {
  /** @type {Map<string, SourceText>} */
  const found = new Map();
  const read = (/** @type {string} */ file) => fs.readFileSync(path.join(root, file), 'utf8');
  /** @param {string} file @param {{ text?: string, plural?: string, context?: string }} source */
  const add = (file, { context = '', text = '', plural }) => {
    const key = keyOf({ context, text });
    const same = found.get(key);
    if (same && same.plural !== plural) {
      throw new Error(`${file}: “${text}” has another plural in ${same.files[0]}`);
    }
    const files = [...new Set([...(same?.files ?? []), file])];
    found.set(key, { context, text, ...(plural && { plural }), files });
  };
  const filesIn = (/** @type {string} */ folder, /** @type {string} */ ending) =>
    fs
      .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => path.posix.join(folder, name.split(path.sep).join('/')))
      .filter((file) => file.endsWith(ending) && !handsOn.test(file))
      .sort();
  const inCode = (/** @type {string} */ file) => {
    for (const call of callsIn(file, read(file))) add(file, call);
  };
  filesIn('src', '.ts').forEach(inCode);
  const table = 'labextension/poolscope/findings/finding/table.json';
  for (const forms of Object.values(JSON.parse(read(table)).sentences)) {
    const [text, plural] = [forms].flat();
    add(table, { text, plural });
  }
  filesIn('labextension/src', '.ts').forEach(inCode);
  for (const file of filesIn('labextension/schema', '.json')) {
    JSON.parse(read(file), (key, value) => {
      if (/^(title|description)$/.test(key) && typeof value === 'string')
        add(file, { text: value });
      return value;
    });
  }
  return [...found.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** @param {string} file @param {string} code @returns {Record<string, string>[]} the arguments of `calls` */
function callsIn(file, code) {
  const tree = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true);
  /** @type {Record<string, string>[]} */
  const found = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    ts.forEachChild(node, visit);
    const name = ts.isCallExpression(node) && node.expression.getText(tree);
    if (!name || !Object.hasOwn(calls, name)) return;
    const entries = (calls[name] ?? []).flatMap((part, at) => {
      const argument = node.arguments[at];
      if (part === undefined) return [];
      if (argument && ts.isStringLiteralLike(argument)) return [[part, argument.text]];
      const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
      throw new Error(`${file}:${line + 1}: ${name} takes a text that is written out in its call`);
    });
    found.push(Object.fromEntries(entries));
  };
  visit(tree);
  return found;
}

/** What tells texts apart, as gettext joins it. @param {{ context: string, text: string }} source */
export function keyOf({ context, text }) {
  return context === '' ? text : `${context}\u0004${text}`;
}

/** Where the catalogues lie, by the name of their locale. @param {string} root @returns {Map<string, string>} */
export function cataloguesIn(root) {
  const folder = path.join(root, 'labextension', 'locale');
  const files = fs.readdirSync(folder).filter((name) => name.endsWith('.po'));
  return new Map(files.sort().map((name) => [path.parse(name).name, path.join(folder, name)]));
}

/** @param {string} file @returns {Catalogue} */
export function readCatalogue(file) {
  const { headers, translations } = po.parse(fs.readFileSync(file));
  const all = Object.entries(translations).flatMap(([context, own]) =>
    Object.values(own).map(({ msgid: text, msgid_plural: plural, msgstr: forms }) => ({
      key: keyOf({ context, text }),
      plural,
      forms,
    })),
  );
  const texts = all.filter(({ key }) => key !== '');
  return {
    headers,
    translations: new Map(texts.map(({ key, ...translation }) => [key, translation])),
  };
}

/**
 * Writes a catalogue with exactly the texts of the sources: what is new has empty forms, what went is gone.
 *
 * @param {string} file
 * @param {Catalogue} catalogue
 * @param {readonly SourceText[]} texts
 */
export function writeCatalogue(file, { headers, translations: known }, texts) {
  /** @type {import('gettext-parser').GetTextTranslations['translations']} */
  const translations = {};
  for (const source of texts) {
    const { context, text, plural, files } = source;
    const before = known.get(keyOf(source));
    const count = plural === undefined ? 1 : pluralCount(headers);
    translations[context] ??= {};
    translations[context][text] = {
      ...(context && { msgctxt: context }),
      msgid: text,
      ...(plural !== undefined && { msgid_plural: plural }),
      msgstr: before && before.plural === plural ? before.forms : Array(count).fill(''),
      comments: { reference: files.join('\n') },
    };
  }
  const compiled = po.compile({ charset: 'utf-8', headers, translations }, { foldLength: 0 });
  writeWhole(file, `${compiled.toString().trimEnd()}\n`);
}

/** How many forms a number has in a language. @param {Catalogue['headers']} headers */
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
  const language = (headers.Language ?? '').replace('_', '-');
  const whole = [...translations].filter(([, { forms }]) => !forms.includes(''));
  return {
    '': { domain: 'poolscope', language, plural_forms: headers['Plural-Forms'], version },
    // JupyterLab tells a plural by having more than one form, also where a language has one.
    ...Object.fromEntries(
      whole.map(([key, { plural, forms }]) => [
        key,
        plural !== undefined && forms.length === 1 ? [...forms, ''] : forms,
      ]),
    ),
  };
}
