// The site's JupyterLite: the extension, the walkthroughs in JavaScript, and saved views.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { pythonEnv } from '../../lib/python.mjs';
import { joined, mimeType, placeOf, runsHere } from '../pages/walkthroughs.mjs';
import { wordsIn } from '../pages/words.mjs';
import { withoutTypes } from './erase-types.mjs';
import { patchKernel } from './patch-kernel.mjs';

/**
 * @typedef {import('../pages/walkthroughs.mjs').Walkthrough} Walkthrough
 * @typedef {import('../../lib/clone.mjs').Clone} Clone
 */

const kernel = {
  name: 'javascript-worker',
  display_name: 'JavaScript (Web Worker)',
  language: 'javascript',
};

/**
 * Builds it into the site's folder `lite`.
 *
 * @param {typeof import('poolscope')} ps
 * @param {Clone} clone
 * @param {Clone} own the clone with the environment that has JupyterLite
 * @param {string} site
 * @param {readonly Walkthrough[]} walkthroughs
 */
export async function buildLite(ps, clone, own, site, walkthroughs) {
  const work = path.join(clone.state, 'lite');
  const files = path.join(work, 'files');
  const out = path.join(site, 'lite');
  fs.rmSync(work, { recursive: true, force: true });
  fs.mkdirSync(files, { recursive: true });
  for (const walkthrough of walkthroughs) {
    if (walkthrough.language === 'en') saveViews(ps, files, walkthrough);
    if (!runsHere(walkthrough)) continue;
    const file = path.join(files, `${placeOf(walkthrough)}.ipynb`);
    fs.writeFileSync(file, JSON.stringify(inJavaScript(walkthrough), null, 1));
  }
  fs.copyFileSync(path.join(clone.notebooks, 'digits.npy'), path.join(files, 'digits.npy'));
  for (const name of ['jupyter-lite.json', 'overrides.json'])
    fs.copyFileSync(fileURLToPath(new URL(name, import.meta.url)), path.join(work, name));
  const extension = path.join(clone.root, 'labextension', 'poolscope', 'labextension');
  const options = `--lite-dir . --contents files --output-dir ${out} --apps lab --no-unused-shared-packages --no-sourcemaps --no-libarchive --LiteBuildConfig.federated_extensions=${extension}`;
  execFileSync(own.python, ['-m', 'jupyterlite_core', 'build', ...options.split(' ')], {
    cwd: work,
    env: pythonEnv(own),
    stdio: 'pipe',
  });
  fs.rmSync(work, { recursive: true, force: true });
  patchKernel(out);
  await writeModules(clone.root, out);
}

/** A walkthrough for the JavaScript kernel, with the outputs that are committed. @param {Walkthrough} walkthrough */
function inJavaScript({ language, notebook }) {
  const cells = notebook.cells.map((cell) => {
    if (cell.cell_type !== 'code')
      return { ...cell, source: linked(joined(cell.source), language) };
    const outputs = (cell.outputs ?? []).map(({ data, ...output }) => {
      if (data?.[mimeType] === undefined) return { ...output, ...(data && { data }) };
      const { 'image/png': _, ...rest } = data; // for readers without the extension
      return { ...output, data: rest, metadata: {} };
    });
    return { ...cell, source: withoutTypes(joined(cell.source)), outputs };
  });
  cells.splice(1, 0, {
    cell_type: 'markdown',
    id: 'in-javascript',
    metadata: {},
    source: wordsIn(language).inJavaScript,
  });
  return {
    ...notebook,
    cells,
    metadata: { kernelspec: kernel, language_info: { name: 'javascript' } },
  };
}

/** A text whose links to walkthroughs lead to those in its language. @param {string} text @param {string} language */
const linked = (text, language) =>
  text.replaceAll(/\]\(([^/)]+)\.ipynb\)/g, (_, name) => `](${placeOf({ language, name })}.ipynb)`);

/** Every view of a walkthrough as a file that opens in the explorer. @param {typeof import('poolscope')} ps @param {string} files @param {Walkthrough} walkthrough */
function saveViews(ps, files, { name, notebook }) {
  const folder = path.join(files, 'views');
  fs.mkdirSync(folder, { recursive: true });
  const payloads = notebook.cells.flatMap(({ outputs = [] }) =>
    outputs.flatMap(({ data }) => data?.[mimeType] ?? []),
  );
  for (const [at, payload] of payloads.entries()) {
    const file = path.join(folder, `${name.slice(0, 2)}-${at + 1}.npz`);
    fs.writeFileSync(file, ps.writeView(ps.decode(payload)));
  }
}

/** Writes the modules that the kernel's cells import. @param {string} root @param {string} out */
async function writeModules(root, out) {
  for (const [name, file] of [
    ['poolscope', 'kernel.mjs'],
    ['fs', 'fs.mjs'],
  ]) {
    const bundle = await rolldown({
      cwd: root,
      input: fileURLToPath(new URL(`${file}`, import.meta.url)),
      platform: 'browser',
      resolve: { alias: { poolscope: path.join(root, 'dist', 'browser.js') } },
    });
    await bundle.write({ file: path.join(out, 'kernel', `${name}.js`), format: 'esm' });
    await bundle.close();
  }
}
