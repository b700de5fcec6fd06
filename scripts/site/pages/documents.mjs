// The documents of docs/ as pages, and how the links of one to another lead on the site.
import fs from 'node:fs';
import path from 'node:path';
import { relative } from '../frame.mjs';
import { box, toHTML } from '../markdown.mjs';

/** Documents and their pages; of the others in docs/ each is a page of the reference. @type {Record<string, string>} */
const places = {
  'README.md': 'index.html',
  'docs/guide.md': 'guide.html',
  'docs/findings.md': 'findings.html',
  'docs/benchmarks.md': 'benchmarks.html',
  'docs/decisions': 'decisions/index.html',
};

/** Where a file of the repository is on the site; undefined where it is not. @param {string} source */
function placeOf(source) {
  const { dir, name, ext, base } = path.posix.parse(source);
  if (places[source]) return places[source];
  if (dir === 'docs/decisions') return `decisions/${name}.html`;
  if (dir === 'docs' && ext === '.md') return `reference/${name}.html`;
  if (dir === 'docs/images') return `images/${base}`;
  if (dir === 'notebooks' && ext === '.ipynb') return `walkthroughs/${name}.html`;
  return undefined;
}

/**
 * The page of a document. A link to what is not on the site stays as its words.
 *
 * @param {string} root
 * @param {string} source
 * @returns {import('../frame.mjs').Page}
 */
function documentPage(root, source) {
  const file = placeOf(source) ?? source;
  const text = fs.readFileSync(path.join(root, source), 'utf8').replace(/^<!--.*-->\n+/, '');
  const link = (/** @type {string} */ target) => {
    const [, place = '', anchor = ''] = /^([^#]*)(#.*)?$/.exec(target) ?? [];
    if (/^\w+:/.test(target) || place === '') return target;
    const to = placeOf(path.posix.join(path.posix.dirname(source), place));
    return to && relative(file, to) + anchor;
  };
  const title = /^# (.+)$/m.exec(text)?.[1]?.replaceAll('`', '') ?? source;
  return { file, title, html: toHTML(text, link, (code) => box(code, 'code')) };
}

/** @param {string} root @returns {import('../frame.mjs').Page[]} */
export function documentPages(root) {
  const names = (/** @type {string} */ folder) =>
    fs
      .readdirSync(path.join(root, folder))
      .filter((name) => name.endsWith('.md'))
      .sort();
  const documents = names('docs').filter((name) => name !== 'findings.md');
  const pages = documents.map((name) => documentPage(root, `docs/${name}`));
  const decisions = names('docs/decisions').map((name) =>
    documentPage(root, `docs/decisions/${name}`),
  );
  const beside = pages.filter(({ file }) => file.startsWith('reference/'));
  return [...pages, ...decisions, reference(beside), decisionList(decisions)];
}

/** @param {import('../frame.mjs').Page[]} pages @returns {import('../frame.mjs').Page} */
function reference(pages) {
  const own = [
    [
      'typescript/index.html',
      'TypeScript',
      'every function, with its rules and an example that the tests run',
    ],
    ['python.html', 'Python', 'explore, watch, recheck and check_store'],
  ].map(([to, name, what]) => `<li><a href="${to}">${name}</a>: ${what}</li>`);
  const others = pages.map(
    ({ file, title }) =>
      `<li><a href="${relative('reference/index.html', file)}">${title}</a></li>`,
  );
  const html = `<h1>Reference</h1>
<ul>${own.join('\n')}</ul>
<h2>More</h2>
<ul>${others.join('\n')}</ul>`;
  return { file: 'reference/index.html', title: 'Reference', html };
}

/** @param {import('../frame.mjs').Page[]} pages @returns {import('../frame.mjs').Page} */
function decisionList(pages) {
  const items = pages.map(
    ({ file, title }) =>
      `<li><a href="${relative('decisions/index.html', file)}">${title}</a></li>`,
  );
  const html = `<h1>Decisions</h1>
<p>The choices that someone will question, each on half a page.</p>
<ul class="plain">${items.join('\n')}</ul>`;
  return { file: 'decisions/index.html', title: 'Decisions', html };
}
