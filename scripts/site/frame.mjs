// What all pages have in common: the head, the ways to the other pages, and where their files lie.
import path from 'node:path';
import { escaped } from './markdown.mjs';

/**
 * A page of the site.
 *
 * @typedef {object} Page
 * @property {string} file from the site's top
 * @property {string} title
 * @property {string} html
 * @property {string} [language] its tag; English unless named
 * @property {'wide'} [kind] as wide as the window: for pages that are looked at more than read
 */

/** The pages that every page leads to. @type {readonly [string, string][]} */
const places = [
  ['guide.html', 'Guide'],
  ['walkthroughs/index.html', 'Walkthroughs'],
  ['findings.html', 'Findings'],
  ['reference/index.html', 'Reference'],
  ['benchmarks.html', 'Benchmarks'],
  ['decisions/index.html', 'Decisions'],
  ['lite/lab/index.html?path=01-max-pool-backprop.ipynb', 'Try it'],
];

/** How one file of the site is named in another. @param {string} from @param {string} to */
export function relative(from, to) {
  const [, file = '', rest = ''] = /^([^?#]*)(.*)$/.exec(to) ?? [];
  return `${path.posix.relative(path.posix.dirname(from), file)}${rest}`;
}

/** @param {Page} page @returns {string} */
export function framed({ file, title, html, language = 'en', kind }) {
  const at = (/** @type {string} */ to) => relative(file, to);
  const links = places.map(([to, name]) => {
    const isHere = to === file || (to.includes('/') && to.split('/')[0] === file.split('/')[0]);
    return `<a href="${at(to)}"${isHere ? ' aria-current="page"' : ''}>${name}</a>`;
  });
  const scripts = html.includes('data-payload=')
    ? `<script type="module" src="${at('assets/views.js')}"></script>\n`
    : '';
  const formulas = html.includes('class="katex"')
    ? `<link rel="stylesheet" href="${at('assets/katex/katex.min.css')}">\n`
    : '';
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="icon" href="${at('assets/icon.svg')}">
<link rel="stylesheet" href="${at('assets/views.css')}">
<link rel="stylesheet" href="${at('assets/site.css')}">
${formulas}${scripts}</head>
<body>
<a class="skip" href="#content">To the content</a>
<header>
<a class="home" href="${at('index.html')}"><img src="${at('assets/icon.svg')}" alt="" width="22" height="22">poolscope</a>
<nav aria-label="Site">${links.join('\n')}</nav>
</header>
<main id="content"${kind ? ` class="${kind}"` : ''}>
${html}
</main>
</body>
</html>
`;
}
