// What the bundles of scripts/build.mjs and of the site have in common: the scripts of pages, and how bundles are made small.
import fs from 'node:fs';
import path from 'node:path';
import { rolldown } from 'rolldown';

/** An error's name is its class's, and messages name the classes of values: those stay. */
const named = { keepNames: { class: true, function: false } };
export const minified = { mangle: named, compress: named, codegen: true };

/** In the browser's bundle a file `x-browser.ts` stands for `x.ts` beside it. @type {import('rolldown').Plugin} */
export const standIns = {
  name: 'stand-ins',
  async resolveId(source, importer, options) {
    const found = await this.resolve(source, importer, options);
    const other = found?.id.replace(/\.ts$/, '-browser.ts');
    return found && other !== found.id && fs.existsSync(String(other)) ? other : found;
  },
};

/** The page has the styles in its head. @type {import('rolldown').Plugin} */
const withoutStyles = {
  name: 'without-styles',
  load: (id) => (id.endsWith('.css') ? { code: '', moduleType: 'js' } : null),
};

/**
 * The kernels' text stands last, as a function, which can be called before: gzip cuts what it packs into blocks by their
 * number of symbols, and base64 in the middle of code spoils the blocks that hold both. @type {import('rolldown').Plugin}
 */
export const kernelsLast = {
  name: 'kernels-last',
  load: (id) =>
    isKernels(id) ? fs.readFileSync(id, 'utf8').replace(kernelsText, 'textOfKernels()') : null,
  renderChunk(code, { moduleIds }) {
    const id = moduleIds.find(isKernels);
    if (id === undefined) return null;
    const [text] = kernelsText.exec(fs.readFileSync(id, 'utf8')) ?? [];
    return `${code}\nfunction textOfKernels() { return ${text}; }\n`;
  },
};

const kernelsText = /'[^']{1000,}'/;

/** @param {string} id */
function isKernels(id) {
  return /[\\/]generated[\\/]deflated\.ts$/.test(id);
}

/** Plotly's core names its maps' library and styles, which no heatmap needs. @type {import('rolldown').Plugin} */
const withoutMaps = {
  name: 'without-maps',
  load: (id) => (/[\\/]maplibre-gl[\\/]/.test(id) ? { code: '', moduleType: 'js' } : null),
};

/** The table of limits says their units for readers: no code asks. @type {import('rolldown').Plugin} */
export const withoutUnits = {
  name: 'without-units',
  load: (id) =>
    /[\\/]core[\\/]limits\.json$/.test(id)
      ? {
          code: fs.readFileSync(id, 'utf8').replaceAll(/, "unit": "[^"]*"/g, ''),
          moduleType: 'json',
        }
      : null,
};

/**
 * Bundles a script of labextension/src/page with the library's sources and Plotly, as one file.
 *
 * @param {string} root the clone
 * @param {string} name
 * @param {'iife' | 'esm'} format
 * @returns {Promise<import('rolldown').OutputChunk>}
 */
export async function pageScript(root, name, format) {
  const src = path.join(root, 'src');
  const bundle = await rolldown({
    cwd: root,
    input: path.join(root, 'labextension', 'src', 'page', name),
    platform: 'browser',
    resolve: {
      alias: {
        fflate: 'fflate/browser',
        'poolscope/internal': path.join(src, 'internal.ts'),
        'poolscope/start': path.join(src, 'start.ts'),
        poolscope: path.join(src, 'index.ts'),
      },
    },
    transform: { define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' } },
    plugins: [standIns, withoutUnits, withoutMaps, withoutStyles],
    checks: { bundlerTimings: false },
  });
  const { output } = await bundle.generate({ format, codeSplitting: false, minify: minified });
  await bundle.close();
  return output[0];
}
