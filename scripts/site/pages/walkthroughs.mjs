// The walkthroughs as pages: their texts, their code and what it printed, with every view live.
import fs from 'node:fs';
import path from 'node:path';
import {
  languagesIn,
  walkthroughsIn as namesIn,
} from '../../lib/languages/translated-notebooks.mjs';
import { relative } from '../frame.mjs';
import { box, toHTML } from '../markdown.mjs';
import { wordsIn } from './words.mjs';

/**
 * @typedef {{ output_type: string, name?: string, text?: string | string[], data?: Record<string, any>, metadata?: Record<string, any> }} Output
 * @typedef {{ cell_type: string, id?: string, source: string | string[], outputs?: Output[], execution_count?: number | null, metadata?: object }} Cell
 * @typedef {{ cells: Cell[], metadata: { kernelspec: { name: string, language: string }, [key: string]: unknown }, nbformat: number, nbformat_minor: number }} Notebook
 * @typedef {{ language: string, name: string, notebook: Notebook }} Walkthrough `name` without `.ipynb`
 */

export const mimeType = 'application/vnd.poolscope.v1+json';

/** A text of a notebook, which may be in lines. @param {string | string[] | undefined} text */
export const joined = (text) => [text ?? ''].flat().join('');

/** The walkthroughs of the clone, in reading order, those in English first. @param {string} folder @returns {Walkthrough[]} */
export const walkthroughsIn = (folder) =>
  ['en', ...languagesIn(folder)].flatMap((language) => {
    const place = language === 'en' ? folder : path.join(folder, language);
    return namesIn(place).map((file) => ({
      language,
      name: path.parse(file).name,
      notebook: JSON.parse(fs.readFileSync(path.join(place, file), 'utf8')),
    }));
  });

/**
 * What its page and its notebook are called: JupyterLite tells sessions apart by the names of files, whatever their folders.
 *
 * @param {Pick<Walkthrough, 'language' | 'name'>} walkthrough
 */
export const placeOf = ({ language, name }) => (language === 'en' ? name : `${name}.${language}`);

/** The first heading. @param {Walkthrough} walkthrough */
export const titleOf = ({ name, notebook }) =>
  /^# (.+)$/m.exec(joined(notebook.cells[0]?.source))?.[1] ?? name;

/** The paragraph below it. @param {Walkthrough} walkthrough */
const summaryOf = ({ notebook }) => joined(notebook.cells[0]?.source).split('\n\n')[1] ?? '';

/** Whether it runs in the site's JupyterLite. @param {Walkthrough} walkthrough */
export const runsHere = ({ notebook }) => notebook.metadata.kernelspec.language === 'typescript';

/**
 * @param {readonly Walkthrough[]} walkthroughs
 * @param {import('../views.mjs').Views} views
 * @returns {import('../frame.mjs').Page[]}
 */
export function walkthroughPages(walkthroughs, views) {
  const file = 'walkthroughs/index.html';
  const pages = walkthroughs.map((walkthrough) => pageOf(walkthrough, walkthroughs, views));
  const items = walkthroughs
    .filter(({ language }) => language === 'en')
    .map((walkthrough) => {
      const others = walkthroughs.filter(({ name }) => name === walkthrough.name);
      const ways = others.map((one) => linkTo(file, one, wordsIn(one.language).language));
      if (runsHere(walkthrough)) ways.push(tryIt(file, walkthrough));
      const summary = toHTML(summaryOf(walkthrough), () => undefined);
      return `<li><h2>${linkTo(file, walkthrough, titleOf(walkthrough))}</h2>${summary}<p>${ways.join(' · ')}</p></li>`;
    });
  const lite = relative(file, 'lite/lab/index.html');
  const html = `<h1>Walkthroughs</h1>
<p>Each is shown with what it printed, its views live. In <a href="${lite}">this site’s JupyterLite</a> those in TypeScript run, and the folder <code>views</code> has every view as a file that opens without a kernel.</p>
<ol class="list">${items.join('\n')}</ol>`;
  return [{ file, title: 'Walkthroughs', html }, ...pages];
}

/** @param {string} from the page @param {Walkthrough} walkthrough @param {string} words */
const linkTo = (from, walkthrough, words) =>
  `<a href="${relative(from, `walkthroughs/${placeOf(walkthrough)}.html`)}">${words}</a>`;

/** @param {string} from the page @param {Walkthrough} walkthrough */
const tryIt = (from, walkthrough) =>
  `<a href="${relative(from, `lite/lab/index.html?path=${placeOf(walkthrough)}.ipynb`)}">${wordsIn(walkthrough.language).run}</a>`;

/** What was printed leads to files beside the notebook, which are there once it has run. @param {string} html */
const withoutLinks = (html) => html.replace(/<a href="(?![a-z]+:)[^"]*">(.*?)<\/a>/gs, '$1');

/** @param {Walkthrough} walkthrough @param {readonly Walkthrough[]} all @param {import('../views.mjs').Views} views */
function pageOf(walkthrough, all, views) {
  const { language, name, notebook } = walkthrough;
  const words = wordsIn(language);
  const file = `walkthroughs/${placeOf(walkthrough)}.html`;
  const link = (/** @type {string} */ target) =>
    target.replace(/^([^/]+)\.ipynb$/, (_, name) => `${placeOf({ language, name })}.html`);
  let shown = 0;
  const parts = notebook.cells.map(({ cell_type: type, source, outputs = [] }) => {
    if (type === 'markdown') return `<div class="text">${toHTML(joined(source), link)}</div>`;
    const own = outputs.map((output) => {
      const { data = {}, metadata = {}, text } = output;
      if (output.output_type === 'stream') return box(joined(text), 'printed', 'printed');
      const payload = data[mimeType];
      if (payload) {
        const picture = { png: joined(data['image/png']), alt: metadata['image/png']?.alt };
        return views.add(file, `${name}-${++shown}`, payload, picture);
      }
      if (data['text/html'])
        return `<div class="scroll" tabindex="0" role="group" aria-label="table">${withoutLinks(joined(data['text/html']))}</div>`;
      return box(joined(data['text/plain']), 'printed', 'printed');
    });
    return box(joined(source), 'code') + own.join('');
  });
  const others = all.filter((one) => one.name === name && one !== walkthrough);
  const links = others.map((one) => linkTo(file, one, wordsIn(one.language).language));
  const note = runsHere(walkthrough) ? tryIt(file, walkthrough) + words.runs : words.withoutPython;
  parts.splice(1, 0, `<p class="note">${[note, ...links].join(' · ')}</p>`);
  return {
    file,
    language,
    title: titleOf(walkthrough),
    html: parts.join('\n'),
    kind: /** @type {const} */ ('wide'),
  };
}
