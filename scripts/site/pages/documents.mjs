// The documents of docs/ as pages, and how the links of one to another lead on the site.
import fs from 'node:fs';
import path from 'node:path';
import { relative } from '../frame.mjs';
import { box, toHTML } from '../markdown.mjs';
import { placeOf as walkthroughName } from './walkthroughs.mjs';
import { wordsIn } from './words.mjs';

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
  const [folder, language = 'en', ...rest] = dir.split('/');
  if (folder === 'notebooks' && ext === '.ipynb' && rest.length === 0)
    return `walkthroughs/${walkthroughName({ language, name })}.html`;
  return undefined;
}

/** @param {string} root @param {string} source */
const textOf = (root, source) =>
  fs.readFileSync(path.join(root, source), 'utf8').replace(/^<!--.*-->\n+/, '');

/**
 * A text of a document as HTML of a page. A link to what is not on the site stays as its words.
 *
 * @param {string} text
 * @param {string} source the document
 * @param {string} file the page
 */
function htmlOf(text, source, file) {
  const link = (/** @type {string} */ target) => {
    const [, place = '', anchor = ''] = /^([^#]*)(#.*)?$/.exec(target) ?? [];
    if (/^\w+:/.test(target) || place === '') return target;
    const to = placeOf(path.posix.join(path.posix.dirname(source), place));
    return to && relative(file, to) + anchor;
  };
  return toHTML(text, link, (code) => box(code, 'code'));
}

/** The page of a document. @param {string} root @param {string} source @returns {import('../frame.mjs').Page} */
function documentPage(root, source) {
  const file = placeOf(source) ?? source;
  const text = textOf(root, source);
  const title = /^# (.+)$/m.exec(text)?.[1]?.replaceAll('`', '') ?? source;
  return { file, title, html: htmlOf(text, source, file) };
}

/** The sections of a document, by their headings. @param {string} text */
const sectionsOf = (text) =>
  new Map(
    text
      .split(/^## /m)
      .slice(1)
      .map((section) => {
        const end = section.indexOf('\n');
        return [section.slice(0, end), section.slice(end)];
      }),
  );

/** The guide: each section of the README with what docs/guide.md adds to it. @param {string} root @returns {import('../frame.mjs').Page} */
function guidePage(root) {
  const file = 'guide.html';
  const short = sectionsOf(textOf(root, 'README.md'));
  const parts = [...sectionsOf(textOf(root, 'docs/guide.md'))].map(([heading, more]) => {
    const first = short.get(heading);
    if (first === undefined)
      throw new Error(`README.md has no section “${heading}” of docs/guide.md`);
    return htmlOf(`## ${heading}${first}`, 'README.md', file) + htmlOf(more, 'docs/guide.md', file);
  });
  const others = translatedGuides(root).map(
    ({ file, language = '' }) => `<a href="${file}">${wordsIn(language).language}</a>`,
  );
  const html = `<h1>Guide</h1>\n<p>${others.join(' · ')}</p>\n${parts.join('\n')}`;
  return { file, title: 'Guide', html };
}

/** The README in other languages, less its table for those who change things. @param {string} root @returns {import('../frame.mjs').Page[]} */
function translatedGuides(root) {
  const names = fs.readdirSync(root).filter((name) => /^README\.[a-zA-Z-]+\.md$/.test(name));
  return names.sort().map((name) => {
    const [, language = ''] = name.split('.');
    const file = `guide.${language}.html`;
    const sections = [...sectionsOf(textOf(root, name))].slice(0, -1);
    const text = sections.map(([heading, section]) => `## ${heading}${section}`).join('');
    const title = wordsIn(language).guide;
    return { file, title, language, html: `<h1>${title}</h1>\n${htmlOf(text, name, file)}` };
  });
}

/** @param {string} root @returns {import('../frame.mjs').Page[]} */
export function documentPages(root) {
  const names = (/** @type {string} */ folder) =>
    fs
      .readdirSync(path.join(root, folder))
      .filter((name) => name.endsWith('.md'))
      .sort();
  const documents = names('docs').filter((name) => !['findings.md', 'guide.md'].includes(name));
  const pages = documents.map((name) => documentPage(root, `docs/${name}`));
  const decisions = names('docs/decisions').map((name) =>
    documentPage(root, `docs/decisions/${name}`),
  );
  const beside = pages.filter(({ file }) => file.startsWith('reference/'));
  return [
    guidePage(root),
    ...translatedGuides(root),
    ...pages,
    ...decisions,
    reference(beside),
    decisionList(decisions),
  ];
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
