import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import {
  encode,
  explore,
  heatmap,
  maskView,
  maxPool,
  maxPoolBackward,
  random,
  winners,
  writeNpy,
} from 'poolscope';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cloneAt } from '../../scripts/lib/clone.mjs';
import { withoutNode } from '../../scripts/lib/python.mjs';
import { releaseClone, type releases } from '../../scripts/lib/set-up/steps.mjs';
import { type Lab, startLab, writeNotebook } from '../fixtures/lab.mjs';
import { outputCell } from '../fixtures/output-cell.js';
import { ExplorerOnPage } from '../lab/explorer-page.js';
import { FilePage } from '../lab/file-page.js';
import { isJupyters, isVersionWarning, NotebookPage } from '../lab/notebook-page.js';
import { plane } from '../lab/plane.js';

const x = random(0).randn(2, 4, 6, 3);
const { mask, output } = maxPool(x, { kernelSize: 2 });
const dout = random(1).randn(...output.shape);
const din = maxPoolBackward(dout, mask);

/** What is true of the extension in a release of JupyterLab and in the Notebook of its time. */
export function describeRelease({
  lab: version,
  notebook: classic,
}: (typeof releases)[number]): void {
  let lab: Lab;

  beforeAll(async () => {
    // The environment, its JupyterLab and its kernels get on without Node.
    process.env.PATH = withoutNode(process.env).PATH;
    lab = await startLab(releaseClone(cloneAt(), version));
    const views = [explore({ x, mask, dout, din }), heatmap(x), maskView(mask)];
    const saved = views.map((view) => outputCell(encode(view)));
    writeNotebook(lab, 'views.ipynb', saved, 'python');
    const source = `import shutil, numpy as np, poolscope
assert shutil.which("node") is None
x = (np.arange(16).reshape(1, 4, 4, 1) * 7 % 16).astype(float)
poolscope.explore(x, np.ones((1, 2, 2, 1)), kernel_size=2)`;
    writeNotebook(lab, 'computed.ipynb', [{ source }], 'python');
    writeFileSync(join(lab.notebooks, 'x.npy'), writeNpy(x));
  });
  afterAll(async () => {
    await lab?.end();
  });

  test(`JupyterLab ${version} calls the extension compatible`, () => {
    const { python } = releaseClone(cloneAt(), version);
    const list = spawnSync(python, ['-m', 'jupyter', 'labextension', 'list'], { encoding: 'utf8' });
    expect(list.stderr + list.stdout).toMatch(/@poolscope\/labextension v\S+ \S*enabled\S* \S*OK/);
  });

  describe(`in JupyterLab ${version}`, () => {
    let notebook: NotebookPage;
    beforeAll(async () => {
      notebook = await NotebookPage.open(lab, 'views.ipynb');
    });
    afterAll(async () => {
      await notebook?.close();
    });
    const view = async (cell: number): Promise<ExplorerOnPage> =>
      new ExplorerOnPage((await (await notebook.view(cell)).ready()).root);

    test('it is that version', async () => {
      const found = await notebook.page.evaluate(
        () => (jupyterapp as unknown as { version: string }).version,
      );
      expect(found).toMatch(new RegExp(`^${version.replace('.', '\\.')}\\.`));
    });

    test('a saved explorer draws its numbers, and follows a slider', async () => {
      const explorer = await view(0);
      await explorer.show('mask');
      await explorer.move({ batch: 1, channel: 2 });
      for (const [name, of] of Object.entries({ x, mask: winners(mask), dout, din })) {
        expect(await explorer.numbers(name), name).toEqual(plane(of, 1, 2));
      }
    });

    test('its cursor follows the keys, which JupyterLab leaves to it', async () => {
      const explorer = await view(0);
      await explorer.focus('din');
      await notebook.page.keyboard.press('End');
      await expect.poll(() => explorer.attribute('cell')).toBe('din:1,3,5,2');
      await notebook.page.keyboard.press('ArrowLeft');
      await expect.poll(() => explorer.attribute('cell')).toBe('din:1,3,4,2');
      await notebook.page.keyboard.press('Alt+T');
      await explorer.root.locator('.poolscope-table').waitFor();
      await notebook.page.keyboard.press('Alt+T');
    });

    test('heatmaps and masks draw', async () => {
      expect(await (await view(1)).numbers('value')).toEqual(plane(x, 0, 0));
      expect(await (await view(2)).numbers('mask')).toEqual(plane(winners(mask), 0, 0));
    });

    test('the settings are there, and open views follow them', async () => {
      const { page } = notebook;
      const explorer = await view(0);
      const symmetric = await explorer.colourRange('dout');
      expect(symmetric[0]).toBe(-symmetric[1]!);
      await notebook.command('settingeditor:open', { query: 'poolscope' });
      await page.locator('[id$="labextension:plugin_symmetric"]').uncheck();
      await page.getByRole('tab', { name: 'views.ipynb' }).click();
      await expect.poll(() => explorer.colourRange('dout')).not.toEqual(symmetric);
    });

    test('a Python kernel’s view opens in the explorer, on a machine without Node', async () => {
      const computed = await NotebookPage.open(lab, 'computed.ipynb');
      await computed.runAll();
      const shown = await (await computed.view(0)).ready();
      // 7i mod 16 in rows of 4; each window's maximum gets the 1 of its dout.
      expect(await shown.numbers('x')).toEqual([
        [0, 7, 14, 5],
        [12, 3, 10, 1],
        [8, 15, 6, 13],
        [4, 11, 2, 9],
      ]);
      expect(await shown.numbers('din')).toEqual([
        [0, 0, 1, 0],
        [1, 0, 0, 0],
        [0, 1, 0, 1],
        [0, 0, 0, 0],
      ]);
      expect(computed.errors).toEqual([]);
      await computed.close();
    });

    test('an .npy file opens', async () => {
      const files = await FilePage.open(lab);
      const file = await (await files.show('x.npy')).ready();
      await file.move({ 'axis 0': 1, 'axis 1': 3 });
      const rows = Array.from({ length: 6 }, (_, i) => [0, 1, 2].map((c) => x.at(1, 3, i, c)));
      expect(await file.numbers('value')).toEqual(rows);
      expect(files.errors).toEqual([]);
      await files.close();
    });

    test('the page has no uncaught errors', () => {
      expect(notebook.errors).toEqual([]);
    });
  });

  describe(`in Notebook ${classic}`, () => {
    let page: Page;
    const errors: string[] = [];
    beforeAll(async () => {
      page = await lab.browser.newPage({ viewport: { width: 1400, height: 1000 } });
      page.on('pageerror', ({ stack, message }) => {
        if (!isJupyters(stack ?? message)) errors.push(stack ?? message);
      });
      page.on('console', (message) => {
        if (isVersionWarning(message.text())) errors.push(message.text());
      });
      const url = new URL(lab.address(''));
      url.pathname = '/notebooks/views.ipynb';
      await page.goto(url.href);
    });
    afterAll(async () => {
      await page?.close();
    });
    const view = async (nth: number): Promise<ExplorerOnPage> => {
      const root = page.locator('.jp-Notebook .poolscope-view').nth(nth);
      await root.scrollIntoViewIfNeeded();
      return new ExplorerOnPage((await new ExplorerOnPage(root).ready()).root);
    };

    test('it is that version', async () => {
      const config = await page.locator('#jupyter-config-data').textContent();
      const { appVersion } = JSON.parse(config ?? '{}') as { appVersion: string };
      expect(appVersion).toMatch(new RegExp(`^${classic.replace('.', '\\.')}\\.`));
    });

    test('saved views draw their numbers, and the explorer follows slider and keys', async () => {
      const explorer = await view(0);
      await explorer.move({ batch: 1 });
      expect(await explorer.numbers('din')).toEqual(plane(din, 1, 0));
      await explorer.focus('din');
      await page.keyboard.press('End');
      await page.keyboard.press('ArrowLeft');
      await expect.poll(() => explorer.attribute('cell')).toBe('din:1,3,4,0');
      expect(await (await view(1)).numbers('value')).toEqual(plane(x, 0, 0));
      expect(await (await view(2)).numbers('mask')).toEqual(plane(winners(mask), 0, 0));
    });

    test('the page has no uncaught errors', () => {
      expect(errors).toEqual([]);
    });
  });
}
