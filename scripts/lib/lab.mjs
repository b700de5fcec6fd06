// A JupyterLab of this clone and a browser to look at it: for the tests, the measurements and the pictures.
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openBrowser } from './browser.mjs';
import { cloneAt } from './clone.mjs';
import { startJupyter } from './jupyter.mjs';

/**
 * A JupyterLab of this clone, and a browser.
 *
 * @typedef {object} Lab
 * @property {import('playwright-core').Browser} browser
 * @property {string} notebooks the folder it serves: a copy of notebooks/, from which the clone's node_modules are found
 * @property {(name: string) => string} address of a notebook, with the token, opened in a fresh workspace
 * @property {() => Promise<void>} end ends the browser, the server and its kernels
 */

/**
 * A cell of a notebook to write: its source, and the data of one output that it is saved with.
 *
 * @typedef {{ readonly source: string, readonly data?: Record<string, unknown> }} CellContent
 */

/**
 * Starts both. Nothing of the user's counts: language, settings, workspaces, trusted notebooks and running servers are looked up in
 * a folder of its own.
 *
 * @param {import('./clone.mjs').Clone} [clone] one with another environment, to run another JupyterLab
 * @returns {Promise<Lab>}
 */
export async function startLab(clone = cloneAt()) {
  const state = join(clone.state, 'lab', String(process.pid));
  const notebooks = join(state, 'notebooks');
  rmSync(state, { recursive: true, force: true });
  mkdirSync(state, { recursive: true });
  cpSync(clone.notebooks, notebooks, { recursive: true });
  process.env.JUPYTER_CONFIG_DIR = join(state, 'config');
  process.env.JUPYTER_DATA_DIR = join(state, 'data');
  // JupyterLab's language where none is chosen.
  process.env.LC_ALL = 'C.UTF-8';
  delete process.env.JUPYTER_CONFIG_PATH;
  delete process.env.JUPYTER_PATH;

  const browser = await openBrowser();
  const server = await startJupyter({
    clone: { ...clone, state, notebooks },
    args: ['--expose-app-in-browser'],
    asRoot: process.getuid?.() === 0,
    browser: false,
    signal: new AbortController().signal,
  }).catch(async (/** @type {unknown} */ error) => {
    await browser.close();
    throw error;
  });
  return {
    browser,
    notebooks,
    address: (name) => {
      const url = new URL(server.url);
      url.pathname = `/lab/tree/${name}`;
      url.searchParams.set('reset', '');
      return url.href;
    },
    end: async () => {
      await browser.close();
      await server.end();
      rmSync(state, { recursive: true, force: true });
    },
  };
}

/** The kernels that notebooks of the tests run on. */
const kernels = {
  tslab: { name: 'tslab', display_name: 'TypeScript', language: 'typescript' },
  python: { name: 'python3', display_name: 'Python 3', language: 'python' },
};

/**
 * Writes a notebook of code cells, as if saved on another machine: it is not trusted.
 *
 * @param {Lab} lab
 * @param {string} name
 * @param {readonly CellContent[]} cells
 * @param {keyof typeof kernels} [kernel]
 * @returns {void}
 */
export function writeNotebook(lab, name, cells, kernel = 'tslab') {
  const notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: kernels[kernel] },
    cells: cells.map(({ source, data }, index) => ({
      cell_type: 'code',
      id: `cell-${index}`,
      metadata: {},
      execution_count: null,
      source,
      outputs: data ? [{ output_type: 'display_data', data, metadata: {} }] : [],
    })),
  };
  writeFileSync(join(lab.notebooks, name), JSON.stringify(notebook));
}
