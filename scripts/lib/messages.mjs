// The texts that can be translated, as they stand in the sources.
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/**
 * A text to translate. With `plural` a number decides which of the two forms is said.
 *
 * @typedef {{ context: string, text: string, plural?: string, files: string[] }} SourceText
 */

/** Where in a call's arguments a text and its other form, or its context, stand. */
const calls = {
  library: { message: { text: 0 }, plural: { text: 1, plural: 2 } },
  extension: { __: { text: 0 }, _n: { text: 0, plural: 1 }, _p: { context: 0, text: 1 } },
};

/** The table of findings: their sentences, one or two forms each. */
const findings = 'labextension/poolscope/findings/table.json';

/**
 * All texts: of the extension (`trans.__('…')`), of the library's messages (`message('…')`), of the
 * table of findings, and the titles and descriptions of the settings.
 *
 * @param {string} root the clone
 * @returns {SourceText[]} sorted, each once
 * @throws {Error} for a text that is not written out in its call, or stands both alone and with a plural
 */
export function textsOf(root) {
  /** @type {Map<string, SourceText>} */
  const found = new Map();
  /** @param {Omit<SourceText, 'files'>} source @param {string} file */
  const add = (source, file) => {
    const key = keyOf(source);
    const same = found.get(key);
    if (same === undefined) found.set(key, { ...source, files: [file] });
    else if (same.plural !== source.plural) {
      throw new Error(`${file}: “${source.text}” has another plural in ${same.files[0]}`);
    } else if (!same.files.includes(file)) same.files.push(file);
  };
  for (const file of filesIn(root, 'src', '.ts')) {
    // It says what stands in the table of findings.
    if (file === 'src/findings/table.ts') continue;
    for (const text of calledIn(root, file, 'library')) add(text, file);
  }
  const { sentences } = JSON.parse(fs.readFileSync(path.join(root, findings), 'utf8'));
  for (const forms of Object.values(sentences)) {
    const [text, plural] = typeof forms === 'string' ? [forms] : forms;
    add({ context: '', text, ...(plural && { plural }) }, findings);
  }
  for (const file of filesIn(root, 'labextension/src', '.ts')) {
    // What hands texts on holds none.
    if (/\/(texts|schema-texts)\.ts$/.test(file)) continue;
    for (const text of calledIn(root, file, 'extension')) add(text, file);
  }
  for (const file of filesIn(root, 'labextension/schema', '.json')) {
    const schema = JSON.parse(fs.readFileSync(path.join(root, file), 'utf8'));
    for (const text of titlesIn(schema)) add({ context: '', text }, file);
  }
  return [...found.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/**
 * What tells texts apart: the text itself, and where it has one its context, as gettext joins them.
 *
 * @param {{ context: string, text: string }} source
 */
export function keyOf({ context, text }) {
  return context === '' ? text : `${context}\u0004${text}`;
}

/** @param {string} root @param {string} folder @param {string} suffix */
function filesIn(root, folder, suffix) {
  return fs
    .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(suffix))
    .map((file) => path.posix.join(folder, file.split(path.sep).join('/')))
    .sort();
}

/**
 * @param {string} root
 * @param {string} file
 * @param {keyof typeof calls} side
 * @returns {Omit<SourceText, 'files'>[]}
 */
function calledIn(root, file, side) {
  const code = fs.readFileSync(path.join(root, file), 'utf8');
  const isLibrary = side === 'library';
  if (isLibrary && !/from '[./]+message\.js'|function message\(/.test(code)) return [];
  const tree = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true);
  /** @type {Omit<SourceText, 'files'>[]} */
  const texts = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    ts.forEachChild(node, visit);
    if (!ts.isCallExpression(node)) return;
    const name = calledName(node.expression, isLibrary);
    const places =
      name === undefined
        ? undefined
        : Object.entries(calls[side]).find(([own]) => own === name)?.[1];
    if (places === undefined) return;
    const [source] = [
      Object.fromEntries(
        Object.entries(places).map(([part, at]) => {
          const argument = node.arguments[at];
          if (argument !== undefined && ts.isStringLiteralLike(argument))
            return [part, argument.text];
          const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
          throw new Error(
            `${file}:${line + 1}: ${name} takes a text that is written out in its call`,
          );
        }),
      ),
    ];
    if (source?.text) texts.push({ context: '', text: '', ...source });
  };
  visit(tree);
  return texts;
}

/** @param {ts.Expression} called @param {boolean} isLibrary */
function calledName(called, isLibrary) {
  if (isLibrary) return ts.isIdentifier(called) ? called.text : undefined;
  const isTexts =
    ts.isPropertyAccessExpression(called) &&
    ts.isIdentifier(called.expression) &&
    called.expression.text === 'trans';
  return isTexts ? called.name.text : undefined;
}

/** @param {unknown} schema @returns {string[]} */
function titlesIn(schema) {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) => {
    const isText = (key === 'title' || key === 'description') && typeof value === 'string';
    return isText ? [value] : titlesIn(value);
  });
}
