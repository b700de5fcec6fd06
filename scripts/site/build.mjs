// Builds the site: every page, the script and styles of their views, the reference, and the JupyterLite.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { pageScript } from '../lib/bundle/bundle.mjs';
import { cloneAt } from '../lib/clone.mjs';
import { framed } from './frame.mjs';
import { buildLite } from './lite/lite.mjs';
import { documentPages } from './pages/documents.mjs';
import { findingsPage } from './pages/findings.mjs';
import { homePage } from './pages/home.mjs';
import { pythonReference, writeTypeScriptReference } from './pages/reference.mjs';
import { walkthroughPages, walkthroughsIn } from './pages/walkthroughs.mjs';
import { siteClone } from './steps.mjs';
import { Views } from './views.mjs';

const clone = cloneAt();
const { root } = clone;
const site = path.join(root, 'site');
const assets = path.join(site, 'assets');

/** @type {typeof import('poolscope')} */
const ps = await import(pathToFileURL(path.join(root, 'dist', 'index.js')).href);
const walkthroughs = walkthroughsIn(clone.notebooks);
const [first] = walkthroughs;
if (first === undefined) throw new Error(`${clone.notebooks} has no walkthrough`);

fs.rmSync(site, { recursive: true, force: true });
fs.mkdirSync(assets, { recursive: true });
const views = new Views(site);
const pages = [
  homePage(ps, first, views),
  ...walkthroughPages(walkthroughs, views),
  findingsPage(ps, root, views),
  pythonReference(clone),
  ...documentPages(root),
];
for (const page of pages) {
  const file = path.join(site, page.file);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, framed(page));
}
await Promise.all([
  writeAssets(),
  writeTypeScriptReference(root, site),
  buildLite(ps, clone, siteClone(clone), site, walkthroughs),
]);

/** The script and styles of the pages, their pictures, and the fonts of formulas. */
async function writeAssets() {
  const { code } = await pageScript(root, 'embedded.ts', 'esm');
  fs.writeFileSync(path.join(assets, 'views.js'), code);
  const styles = ['standalone.css', 'base.css', 'explorer.css'].map((name) =>
    fs.readFileSync(path.join(root, 'labextension', 'style', name), 'utf8'),
  );
  fs.writeFileSync(path.join(assets, 'views.css'), styles.join('\n'));
  const own = path.join(root, 'scripts', 'site', 'style');
  for (const name of ['site.css', 'icon.svg'])
    fs.copyFileSync(path.join(own, name), path.join(assets, name));
  fs.cpSync(path.join(root, 'docs', 'images'), path.join(site, 'images'), { recursive: true });
  const katex = path.join(root, 'node_modules', 'katex', 'dist');
  fs.mkdirSync(path.join(assets, 'katex'));
  fs.cpSync(path.join(katex, 'fonts'), path.join(assets, 'katex', 'fonts'), {
    recursive: true,
    filter: (file) => !/\.(ttf|woff)$/.test(file), // every browser that runs the views takes woff2
  });
  writeLicences();
  const formulas = fs.readFileSync(path.join(katex, 'katex.min.css'), 'utf8');
  fs.writeFileSync(
    path.join(assets, 'katex', 'katex.min.css'),
    formulas.replaceAll(/,url\([^)]*\.(?:woff|ttf)\) format\("[^"]*"\)/g, ''),
  );
}

/** The licences of what the pages and the kernel hold of others; JupyterLite has its own beside it. */
function writeLicences() {
  const own = ['katex', 'node-inspect-extracted'].map((name) => {
    const folder = path.join(root, 'node_modules', name);
    const { version } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
    return `${name} ${version}\n\n${fs.readFileSync(path.join(folder, 'LICENSE'), 'utf8')}`;
  });
  const built = fs.readFileSync(path.join(root, 'dist', 'licenses.txt'), 'utf8');
  fs.writeFileSync(path.join(assets, 'licenses.txt'), [built, ...own].join('\n\n'));
}
