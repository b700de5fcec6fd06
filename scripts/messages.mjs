// `npm run messages`: brings the catalogues of labextension/locale up to date with the
// texts of the sources. What is new is left for a translator to fill in.
import { cataloguesIn, readCatalogue, writeCatalogue } from './lib/catalogue.mjs';
import { cloneAt } from './lib/clone.mjs';
import { textsOf } from './lib/messages.mjs';

const { root } = cloneAt();
const texts = textsOf(root);
for (const [locale, file] of cataloguesIn(root)) {
  writeCatalogue(file, readCatalogue(file), texts);
  const { translations } = readCatalogue(file);
  const missing = [...translations].filter(([, { forms }]) => forms.includes(''));
  console.log(`${locale}: ${texts.length} texts, ${missing.length} without a translation`);
  for (const [text] of missing) console.log(`  ${text.replace('\u0004', ': ')}`);
}
