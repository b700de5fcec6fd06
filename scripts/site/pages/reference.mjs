// The reference, made from docstrings: the library's by TypeDoc, the Python module's by reference.py; and the documents beside it.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application } from 'typedoc';
import { pythonEnv } from '../../lib/python.mjs';
import { box, toHTML } from '../markdown.mjs';

/**
 * @typedef {{ name: string, signature: string, doc: string }} Described
 * @typedef {{ doc: string, names: (Described & { members: Described[] })[] }} Module
 */

/** Writes TypeDoc's pages. @param {string} root @param {string} site */
export async function writeTypeScriptReference(root, site) {
  const app = await Application.bootstrapWithPlugins({
    entryPoints: [path.join(root, 'src', 'index.ts')],
    tsconfig: path.join(root, 'tsconfig.json'),
    skipErrorChecking: true, // `npm run check` has checked the types
    disableSources: true,
    excludeInternal: true,
    readme: 'none',
    name: 'poolscope in TypeScript',
    hideGenerator: true,
    navigationLinks: { Site: '../../index.html', Reference: '../index.html' },
    favicon: path.join(root, 'scripts', 'site', 'style', 'icon.svg'),
    customCss: path.join(root, 'scripts', 'site', 'style', 'typedoc.css'),
    lightHighlightTheme: 'github-light-high-contrast',
    darkHighlightTheme: 'github-dark-high-contrast',
    logLevel: 'Error',
  });
  const project = await app.convert();
  if (!project) throw new Error('typedoc: the sources give no reference');
  await app.generateDocs(project, path.join(site, 'reference', 'typescript'));
}

/** @param {import('../../lib/clone.mjs').Clone} clone @returns {import('../frame.mjs').Page} */
export function pythonReference(clone) {
  const program = fileURLToPath(new URL('reference.py', import.meta.url));
  const printed = execFileSync(clone.python, [program], {
    env: pythonEnv(clone),
    encoding: 'utf8',
  });
  /** @type {Module} */
  const { doc, names } = JSON.parse(printed);
  const call = (/** @type {Described} */ { name, signature }) =>
    box(`${name}${signature}`, 'how it is called');
  const parts = names.map(
    ({ members, ...own }) => `<section><h2 id="${own.name}"><code>${own.name}</code></h2>
${call(own)}${prose(own.doc)}
${members.map((one) => `<h3 id="${own.name}.${one.name}"><code>.${one.name}</code></h3>\n${one.signature ? call(one) : ''}${prose(one.doc)}`).join('\n')}</section>`,
  );
  const html = `<h1>poolscope in Python</h1>\n${prose(doc)}\n${parts.join('\n')}`;
  return { file: 'reference/python.html', title: 'poolscope in Python', html };
}

/** A docstring as HTML: its examples, `>>> …`, are code. @param {string} doc */
function prose(doc) {
  const blocks = doc.split(/\n{2,}/).map((block) => {
    if (block.startsWith('>>> ')) return `\`\`\`\n${block}\n\`\`\``;
    return block;
  });
  return toHTML(blocks.join('\n\n'), () => undefined);
}
