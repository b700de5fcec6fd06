// A part of the extension's build: writes translators' catalogues as JupyterLab reads them.
import fs from 'node:fs';
import path from 'node:path';
import { cloneAt } from './lib/clone.mjs';
import { cataloguesIn, jupyterLabs, readCatalogue } from './lib/languages/translations.mjs';

const extension = path.join(cloneAt().root, 'labextension');
const { version } = JSON.parse(fs.readFileSync(path.join(extension, 'package.json'), 'utf8'));
const written = path.join(extension, 'poolscope', 'locale');
fs.rmSync(written, { recursive: true, force: true });
for (const [locale, file] of cataloguesIn(cloneAt().root)) {
  const folder = path.join(written, locale, 'LC_MESSAGES');
  fs.mkdirSync(folder, { recursive: true });
  const json = JSON.stringify(jupyterLabs(readCatalogue(file), version), undefined, 1);
  fs.writeFileSync(path.join(folder, 'poolscope.json'), `${json}\n`);
}
