// The walkthroughs in other languages, each in a folder of notebooks/ named by its tag (`zh-CN`): their texts are the
// translators', all else is the English ones'.
import fs from 'node:fs';
import path from 'node:path';
import { writeWhole } from '../set-up/stamp.mjs';

/**
 * @typedef {{ id: string, cell_type: string, source: string | string[] }} Cell
 * @typedef {{ cells: Cell[] }} Notebook
 */

/** What the notebooks read: it has to lie beside each. */
export const companions = ['digits.npy'];

/** The languages that have notebooks beside the English ones. @param {string} notebooks the folder @returns {string[]} */
export function languagesIn(notebooks) {
  if (!fs.existsSync(notebooks)) return [];
  const names = fs.readdirSync(notebooks).filter((name) => /^[a-z]{2}(-[A-Z]{2})?$/.test(name));
  return names.sort();
}

/** The names of a folder's walkthroughs, in reading order. @param {string} folder @returns {string[]} */
export function walkthroughsIn(folder) {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .filter((name) => /^\d\d-.*\.ipynb$/.test(name))
    .sort();
}

/**
 * A notebook with the texts of its translation. What has no translation stays English.
 *
 * @template {Notebook} N
 * @param {N} english
 * @param {Notebook | undefined} translation undefined where there is none yet
 * @returns {N}
 */
export function withTextsOf(english, translation) {
  const texts = new Map(
    translation?.cells
      .filter(({ cell_type }) => cell_type === 'markdown')
      .map(({ id, source }) => [id, source]),
  );
  const cells = english.cells.map((cell) => {
    const source = cell.cell_type === 'markdown' ? texts.get(cell.id) : undefined;
    return source === undefined ? cell : { ...cell, source };
  });
  return { ...english, cells };
}

/**
 * Lays what is not text of the English notebooks, and what they read, into those of every language.
 *
 * @param {string} notebooks the folder
 * @returns {string[]} what was written, from that folder
 */
export function layIntoLanguages(notebooks) {
  /** @type {string[]} */
  const written = [];
  for (const language of languagesIn(notebooks)) {
    for (const name of walkthroughsIn(notebooks)) {
      const file = path.join(notebooks, language, name);
      const whole = withTextsOf(
        /** @type {Notebook} */ (read(path.join(notebooks, name))),
        fs.existsSync(file) ? read(file) : undefined,
      );
      // As Python's nbformat writes it.
      writeWhole(file, `${JSON.stringify(whole, null, 1)}\n`);
      written.push(path.posix.join(language, name));
    }
    for (const name of companions) {
      fs.copyFileSync(path.join(notebooks, name), path.join(notebooks, language, name));
      written.push(path.posix.join(language, name));
    }
  }
  return written;
}

/** @param {string} file @returns {Notebook} */
function read(file) {
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}
