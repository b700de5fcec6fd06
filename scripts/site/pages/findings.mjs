// The page on findings: each example of docs/findings.md is run, must have the finding that it stands under, and is shown.
import fs from 'node:fs';
import { box, toHTML } from '../markdown.mjs';

/**
 * @param {typeof import('poolscope')} ps
 * @param {string} root
 * @param {import('../views.mjs').Views} views
 * @returns {import('../frame.mjs').Page}
 * @throws {Error} a finding without its section, or an example that does not have it
 */
export function findingsPage(ps, root, views) {
  const file = 'findings.html';
  const read = (/** @type {string} */ name) => fs.readFileSync(`${root}/${name}`, 'utf8');
  const { findings } = JSON.parse(read('labextension/poolscope/findings/finding/table.json'));
  const [head = '', ...sections] = read('docs/findings.md').split(/^(?=## )/m);
  const names = sections.map((section) => /^## (\S+)/.exec(section)?.[1] ?? '');
  const missing = Object.keys(findings).filter((name) => !names.includes(name));
  if (missing.length > 0)
    throw new Error(`docs/findings.md has no section of ${missing.join(', ')}`);
  const html = sections.map((section, at) =>
    toHTML(section, undefined, (code, language) => {
      if (language !== 'js') return box(code, 'code');
      const name = names[at] ?? '';
      const view = viewOf(ps, code);
      const { x, mask, dout, din } = view;
      if (mask === undefined || dout === undefined)
        throw new Error(`docs/findings.md: the example of ${name} is no backward pass`);
      const found = ps.findings({ x, mask, dout, din }).map((finding) => `${finding.name}`);
      if (!found.includes(name))
        throw new Error(`docs/findings.md: the example of ${name} has ${found.join(', ')} alone`);
      return box(code, 'code') + views.add(file, `finding-${name}`, ps.encode(view));
    }),
  );
  const list = names.map((name) => `<li><a href="#${name}">${name}</a></li>`).join('\n');
  const contents = `<ul class="names">${list}</ul>`;
  return {
    file,
    title: 'What each finding means',
    html: `${toHTML(head)}${contents}${html.join('\n')}`,
    kind: 'wide',
  };
}

/** The view that an example shows. @param {typeof import('poolscope')} ps @param {string} code */
function viewOf(ps, code) {
  /** @type {import('poolscope').View[]} */
  const shown = [];
  const show = (/** @type {import('poolscope').View} */ view) => shown.push(view);
  new Function('ps', code)({ ...ps, show });
  const [view] = shown;
  if (view === undefined) throw new Error(`docs/findings.md: an example shows nothing:\n${code}`);
  return view;
}
