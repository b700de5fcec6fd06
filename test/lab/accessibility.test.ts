import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  assignedDin,
  encode,
  explore,
  heatmap,
  maskView,
  maxPool,
  random,
  tensor,
  type View,
  writeNpy,
} from 'poolscope';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Lab, startLab, writeNotebook } from '../fixtures/lab.mjs';
import { outputCell } from '../fixtures/output-cell.js';
import { accessibilityProblems } from './axe.js';
import { ExplorerOnPage } from './explorer-page.js';
import { FilePage } from './file-page.js';
import { NotebookPage } from './notebook-page.js';

// What people with low vision, a screen reader or only a keyboard need, checked by axe-core's rules.

let lab: Lab;
let notebook: NotebookPage;
let files: FilePage;

beforeAll(async () => {
  lab = await startLab();
  const x = random(0).randn(1, 4, 4, 2);
  const { mask, output } = maxPool(x, { kernelSize: 2, stride: 1 });
  const dout = random(1).randn(...output.shape);
  const views: View[] = [
    // A wrong din has findings of every severity.
    explore({ x, mask, dout, din: assignedDin(mask, dout) }),
    heatmap(
      tensor([
        [1, Number.NaN],
        [Number.POSITIVE_INFINITY, 2],
      ]),
    ),
    maskView(mask),
  ];
  const cells = views.map((view) => outputCell(encode(view)));
  writeNotebook(lab, 'views.ipynb', [...cells, outputCell({ version: 'none' })]);
  writeFileSync(join(lab.notebooks, 'array.npy'), writeNpy(random(2).randn(2, 3, 4, 5)));
  writeFileSync(join(lab.notebooks, 'broken.npy'), 'not an array');
  notebook = await NotebookPage.open(lab, 'views.ipynb');
  files = await FilePage.open(lab);
});
afterAll(async () => {
  await notebook?.close();
  await files?.close();
  await lab?.end();
});

describe.each(['JupyterLab Light', 'JupyterLab Dark', 'JupyterLab Dark High Contrast'])(
  'in the theme %s, axe-core finds nothing in',
  (theme) => {
    beforeAll(async () => {
      for (const { page } of [notebook, files]) {
        await page.evaluate(
          (theme) => jupyterapp.commands.execute('apputils:change-theme', { theme }).then(() => {}),
          theme,
        );
        await page.locator(`body[data-jp-theme-name="${theme}"]`).waitFor({ state: 'attached' });
      }
    });

    test('the explorer, with all that it can show', async () => {
      const view = new ExplorerOnPage((await (await notebook.view(0)).ready()).root);
      for (const part of ['▶ loops', 'mask', 'matrix', 'table']) await view.show(part);
      await view.ready();
      await view.key('dout', 'End');
      await view.root.locator('.poolscope-finding').first().waitFor();
      await view.press('step forward');
      expect(await accessibilityProblems(view.root)).toEqual([]);
      await view.openMore();
      expect(await accessibilityProblems(view.root)).toEqual([]);
      await view.openMore(false);
    });

    test.each([
      ['a heatmap', 1],
      ['a mask', 2],
    ])('%s', async (_, cell) => {
      const { root } = await (await notebook.view(cell)).ready();
      expect(await accessibilityProblems(root)).toEqual([]);
    });

    test('a view that can’t be shown', async () => {
      const { root } = await notebook.view(3);
      await root.getByRole('alert').waitFor();
      expect(await accessibilityProblems(root)).toEqual([]);
    });

    test.each(['array.npy', 'broken.npy'])('the file %s', async (name) => {
      const { root } = await files.show(name);
      await root
        .and(files.page.locator('[data-ready="true"]'))
        .or(root.getByRole('alert'))
        .waitFor();
      expect(await accessibilityProblems(root)).toEqual([]);
    });
  },
);

test('axe-core does find a fault that is put there', async () => {
  const { root } = await (await notebook.view(1)).ready();
  const image = await root.evaluateHandle((node) => {
    const made = document.createElement('img');
    node.prepend(made);
    return made;
  });
  const problems = await accessibilityProblems(root);
  await image.evaluate((node) => node.remove());
  expect(problems).toEqual([expect.stringMatching(/^critical, image-alt: <img>/)]);
});

test('the pages have no uncaught errors', () => {
  expect([...notebook.errors, ...files.errors]).toEqual([]);
});
