// `npm run messages`: brings the catalogues of labextension/locale up to date with the
// texts of the sources. What is new is left for a translator to fill in.
import {
  cataloguesIn,
  readCatalogue,
  textsOf,
  writeCatalogue,
} from '../lib/languages/translations.mjs';

/** @param {import('../lib/main.mjs').Context} context */
export async function command({ clone: { root }, log }) {
  const texts = textsOf(root);
  for (const [locale, file] of cataloguesIn(root)) {
    writeCatalogue(file, readCatalogue(file), texts);
    const { translations } = readCatalogue(file);
    const missing = [...translations].filter(([, { forms }]) => forms.includes(''));
    log(`${locale}: ${texts.length} texts, ${missing.length} without a translation`);
    for (const [text] of missing) log(`  ${text.replace('\u0004', ': ')}`);
  }
}
