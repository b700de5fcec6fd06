// The walkthroughs as pages: their texts, their code and what it printed, with every view live.
import fs from 'node:fs';
import path from 'node:path';
import { box, toHTML } from '../markdown.mjs';

/**
 * @typedef {{ output_type: string, name?: string, text?: string | string[], data?: Record<string, any>, metadata?: Record<string, any> }} Output
 * @typedef {{ cell_type: string, id?: string, source: string | string[], outputs?: Output[], execution_count?: number | null, metadata?: object }} Cell
 * @typedef {{ cells: Cell[], metadata: { kernelspec: { name: string, language: string }, [key: string]: unknown }, nbformat: number, nbformat_minor: number }} Notebook
 * @typedef {{ name: string, notebook: Notebook }} Walkthrough `name` without `.ipynb`
 */

export const mimeType = 'application/vnd.poolscope.v1+json';

/** A text of a notebook, which may be in lines. @param {string | string[] | undefined} text */
export const joined = (text) => [text ?? ''].flat().join('');

/** The walkthroughs of the clone, in reading order. @param {string} folder @returns {Walkthrough[]} */
export const walkthroughsIn = (folder) =>
  fs
    .readdirSync(folder)
    .filter((file) => /^\d\d-.*\.ipynb$/.test(file))
    .sort()
    .map((file) => ({
      name: path.parse(file).name,
      notebook: JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8')),
    }));

/** The first heading. @param {Walkthrough} walkthrough */
export const titleOf = ({ name, notebook }) =>
  /^# (.+)$/m.exec(joined(notebook.cells[0]?.source))?.[1] ?? name;

/** The paragraph below it. @param {Walkthrough} walkthrough */
const summaryOf = ({ notebook }) => joined(notebook.cells[0]?.source).split('\n\n')[1] ?? '';

/** Whether it runs in the site's JupyterLite. @param {Walkthrough} walkthrough */
export const runsHere = ({ notebook }) => notebook.metadata.kernelspec.language === 'typescript';

/** Why those in Python do not. */
export const withoutPython =
  'It is shown with what it printed and does not run on this site: no registry of packages has a NumPy for the browser, and the site fetches nothing from elsewhere.';

/**
 * @param {readonly Walkthrough[]} walkthroughs
 * @param {import('../views.mjs').Views} views
 * @returns {import('../frame.mjs').Page[]}
 */
export function walkthroughPages(walkthroughs, views) {
  const pages = walkthroughs.map((walkthrough) => pageOf(walkthrough, views));
  const items = walkthroughs.map((walkthrough) => {
    const way = runsHere(walkthrough) ? `, or ${tryIt(walkthrough, 'run it here')}` : '';
    const summary = toHTML(summaryOf(walkthrough), () => undefined);
    return `<li><h2><a href="${walkthrough.name}.html">${titleOf(walkthrough)}</a></h2>${summary}<p><a href="${walkthrough.name}.html">Read it</a>${way}.</p></li>`;
  });
  const html = `<h1>Walkthroughs</h1>\n<ol class="list">${items.join('\n')}</ol>`;
  return [{ file: 'walkthroughs/index.html', title: 'Walkthroughs', html }, ...pages];
}

/** @param {Walkthrough} walkthrough @param {string} words */
const tryIt = ({ name }, words) =>
  `<a href="../lite/lab/index.html?path=${name}.ipynb">${words}</a>`;

/** @param {Walkthrough} walkthrough @param {import('../views.mjs').Views} views */
function pageOf(walkthrough, views) {
  const { name, notebook } = walkthrough;
  const file = `walkthroughs/${name}.html`;
  const link = (/** @type {string} */ target) => target.replace(/\.ipynb$/, '.html');
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
        return `<div class="scroll" tabindex="0" role="group" aria-label="table">${joined(data['text/html'])}</div>`;
      return box(joined(data['text/plain']), 'printed', 'printed');
    });
    return box(joined(source), 'code') + own.join('');
  });
  const note = runsHere(walkthrough)
    ? `${tryIt(walkthrough, 'Run it here')}, in the browser, with nothing installed.`
    : withoutPython;
  parts.splice(1, 0, `<p class="note">${note}</p>`);
  return {
    file,
    title: titleOf(walkthrough),
    html: parts.join('\n'),
    kind: /** @type {const} */ ('wide'),
  };
}
