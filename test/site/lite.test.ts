import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cloneAt } from '../../scripts/lib/clone.mjs';
import { type Opened, Served } from './served.js';

// The site's JupyterLite: one page of it, in which notebooks and files are opened as a person opens them.

type Output = {
  output_type: string;
  name?: string;
  text?: string | string[];
  data?: Record<string, unknown>;
  evalue?: string;
};
type Cell = { cell_type: string; outputs?: Output[]; metadata?: unknown };

const mimeType = 'application/vnd.poolscope.v1+json';
let served: Served;
let lite: Opened;

beforeAll(async () => {
  served = await Served.start();
  lite = await served.open('index.html');
  // As JupyterLab's `--expose-app-in-browser`, for this page alone.
  await lite.page.route('**/lite/jupyter-lite.json*', async (route) => {
    const config = (await (await route.fetch()).json()) as Record<string, Record<string, unknown>>;
    config['jupyter-config-data']!.exposeAppInBrowser = true;
    await route.fulfill({ json: config });
  });
  await lite.page.goto(`${served.address}lite/lab/index.html`);
  await lite.page.waitForFunction(() => globalThis.jupyterapp !== undefined);
});
afterAll(() => served?.end());

/** What is used of a notebook that is open. */
interface OpenNotebook {
  readonly context: { readonly ready: Promise<void> };
  readonly sessionContext: { readonly ready: Promise<void> };
  readonly content: {
    readonly model: {
      readonly sharedModel: { addCell(cell: { cell_type: string; source: string }): void };
      toJSON(): { cells: Cell[] };
    };
  };
}

/** Opens a notebook, adds a cell with a source if there is one, runs all, and gives what the model then holds. */
function run(path: string, source?: string): Promise<Cell[]> {
  return lite.page.evaluate(
    async ({ path, source }) => {
      const { restored, commands } = jupyterapp;
      await restored;
      const notebook = (await commands.execute('docmanager:open', { path })) as OpenNotebook;
      const { context, sessionContext, content } = notebook;
      await context.ready;
      await sessionContext.ready;
      await commands.execute('notebook:clear-all-cell-outputs');
      if (source !== undefined) content.model.sharedModel.addCell({ cell_type: 'code', source });
      await commands.execute('notebook:run-all-cells');
      return content.model.toJSON().cells;
    },
    { path, source },
  );
}

const outputsOf = (cells: readonly Cell[]): Output[][] =>
  cells.filter(({ cell_type }) => cell_type === 'code').map(({ outputs = [] }) => outputs);

/** What a cell printed, and the payloads that it showed. */
function said(outputs: readonly Output[]): { printed: string; shown: unknown[] } {
  const texts = outputs.map(({ text, evalue }) => evalue ?? [text ?? ''].flat().join(''));
  const shown = outputs.flatMap(({ data }) => data?.[mimeType] ?? []);
  return { printed: texts.join(''), shown };
}

describe('JupyterLite', () => {
  test.each([
    ['01-max-pool-backprop.ipynb', '01-max-pool-backprop.ipynb'],
    ['02-why-it-landed-here.ipynb', '02-why-it-landed-here.ipynb'],
    ['02-why-it-landed-here.zh-CN.ipynb', 'zh-CN/02-why-it-landed-here.ipynb'],
  ])('runs %s and prints and shows what tslab did, cell by cell', async (name, original) => {
    const text = readFileSync(join(cloneAt().notebooks, original), 'utf8');
    const committed = JSON.parse(text) as { cells: Cell[] };
    const cells = await run(name);
    expect(outputsOf(cells).map(said)).toEqual(outputsOf(committed.cells).map(said));
  });

  test("shows a cell's last value, and a view in the explorer", async () => {
    const cells = await run(
      '02-why-it-landed-here.ipynb',
      'ps.explore({ x: x, mask: mask, dout: dout })',
    );
    const [last] = outputsOf(cells).at(-1)!;
    expect(last).toMatchObject({
      output_type: 'execute_result',
      data: { [mimeType]: { kind: 'pool' } },
    });
    const view = lite.page.locator(
      '.jp-Notebook .poolscope-view[data-kind="explorer"][data-ready="true"]',
    );
    await view.first().waitFor();
  });

  test('asks no other site for a package', async () => {
    const cells = await run('02-why-it-landed-here.ipynb', "import * as other from 'lodash';");
    expect(said(outputsOf(cells).at(-1)!).printed).toBe(
      'import: lodash is not on this site, which has poolscope, and fs to read its files',
    );
  });

  test('opens a saved view in the explorer, without a kernel', async () => {
    await lite.page.evaluate(async () => {
      await jupyterapp.commands.execute('docmanager:open', { path: 'views/02-1.npz' });
    });
    await lite.page
      .locator(
        '.poolscope-file [data-kind="explorer"][data-ready="true"], .poolscope-file[data-kind="explorer"][data-ready="true"]',
      )
      .waitFor();
  });

  test('asked for nothing elsewhere, and for nothing that is not there', () => {
    expect(lite.outside).toEqual([]);
    expect(lite.problems).toEqual([]);
  });
});
