// The steps that build the library and the extension, each from what it is made of.
import fs from 'node:fs';
import path from 'node:path';
import { languagesIn, walkthroughsIn } from '../languages/translated-notebooks.mjs';
import { pythonEnv } from '../python.mjs';
import { npm, offline, pip } from './packages.mjs';

/**
 * @typedef {import('../clone.mjs').Clone} Clone
 * @typedef {import('./set-up.mjs').Step} Step
 */

/** The WASM that the library's sources import, for who does not build the whole of it. @type {Step} */
export const kernels = {
  id: 'kernels',
  name: 'kernels',
  doing: 'compiling AssemblyScript to WASM',
  done: 'compiled AssemblyScript to WASM',
  from: [
    ...['src/kernels/assembly', 'src/memory/codes.ts'],
    ...['scripts/assembly.mjs', 'package-lock.json'],
  ],
  makes: ['src/memory/generated'],
  work: (run) => run(process.execPath, ['scripts/assembly.mjs']),
};

/** @type {Step} */
export const library = {
  id: 'library',
  name: 'library',
  doing: 'building src into dist',
  done: 'built src into dist',
  from: [
    ...[
      'src',
      'labextension/src',
      'labextension/style',
      'notebooks/digits.txt',
      'scripts/build.mjs',
      'scripts/lib/bundle/frame.mjs',
      'scripts/lib/bundle/bundle.mjs',
    ],
    ...[
      ...['core/limits', 'core/file-limits', 'findings/finding/table'],
      ...['colours', 'font', 'marks'].map((name) => `view/picture/${name}`),
    ].map((name) => `labextension/poolscope/${name}.json`),
    ...['scripts/assembly.mjs', 'tsconfig.json', 'tsconfig.base.json', 'package-lock.json'],
  ],
  makes: ['dist'],
  work: (run) => run(process.execPath, ['scripts/build.mjs']),
};

const within = (/** @type {string} */ names) =>
  names.split(' ').map((name) => `labextension/${name}`);

/** @param {Clone} clone @returns {Step} */
export const extension = (clone) => ({
  id: 'extension',
  name: 'extension',
  doing: 'building labextension for JupyterLab',
  done: 'built labextension for JupyterLab',
  from: [
    ...[
      'dist',
      'package-lock.json',
      'scripts/catalogues.mjs',
      'scripts/lib/languages/translations.mjs',
    ],
    ...['notebooks/digits.npy'],
    ...within('src style schema locale package.json rspack.config.cjs notebook-sources.cjs'),
    ...within('tsconfig.json'),
  ],
  facts: [sourcesOfWalkthroughs(clone)],
  makes: within(
    'LICENSE poolscope/labextension poolscope/locale poolscope/frame.html poolscope/standalone.html poolscope/licenses.txt',
  ),
  work: (run) => npm(run, ['run', 'build', '--workspace', 'labextension']),
});

/**
 * What the extension brings of the walkthroughs: their outputs don't count, which change whenever one is run.
 *
 * @param {Clone} clone
 */
function sourcesOfWalkthroughs({ notebooks }) {
  const folders = [notebooks, ...languagesIn(notebooks).map((name) => path.join(notebooks, name))];
  return JSON.stringify(
    folders.map((folder) =>
      walkthroughsIn(folder).map((name) => {
        const { cells, metadata } = JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'));
        const sources = cells.map((/** @type {{ source: unknown }} */ { source }) => source);
        return [name, metadata.kernelspec, sources];
      }),
    ),
  );
}

/**
 * The Python module as it stands in labextension, and a link to the extension that was built there: what is edited or built
 * again counts at once. The wheel that a user gets is for `npm run test:jupyter` and `npm run torch`.
 *
 * @param {Clone} clone
 * @returns {Step}
 */
export function installedExtension(clone) {
  const link = path.join(clone.venv, 'share/jupyter/labextensions/@poolscope/labextension');
  const built = path.join(clone.root, 'labextension', 'poolscope', 'labextension');
  return {
    id: 'extension-install',
    name: 'extension in .venv',
    doing: 'installing labextension as it stands',
    done: 'installed labextension as it stands',
    from: within('package.json pyproject.toml README.md'),
    makes: [],
    probe: async () => (fs.existsSync(link) ? fs.realpathSync(link) : ''),
    async work(run) {
      fs.rmSync(link, { recursive: true, force: true }); // else pip would empty what it leads to
      const env = { ...pythonEnv(clone), SKIP_JUPYTER_BUILDER: '1' };
      await pip(run, clone, [...offline, '--force-reinstall', '-e', 'labextension'], env);
      // In place of pip's copy, as `jupyter labextension develop` does; a junction needs no rights on Windows.
      fs.rmSync(link, { recursive: true, force: true });
      fs.mkdirSync(path.dirname(link), { recursive: true });
      fs.symlinkSync(built, link, 'junction');
    },
  };
}
