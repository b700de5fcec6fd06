import type { Locator } from 'playwright-core';
import { encode, explore, heatmap, maxPool, random, tensor } from 'poolscope';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Lab, startLab, writeNotebook } from '../fixtures/lab.mjs';
import { outputCell } from '../fixtures/output-cell.js';
import { ExplorerOnPage } from './explorer-page.js';
import { NotebookPage } from './notebook-page.js';

// Views that are open follow a change of the settings at once.

let lab: Lab;
let notebook: NotebookPage;

beforeAll(async () => {
  lab = await startLab();
  const x = random(0).randn(1, 4, 4, 1);
  const { mask } = maxPool(x, { kernelSize: 2 });
  const dout = tensor([
    [
      [[-1], [2]],
      [[3], [8]],
    ],
  ]);
  const views = [heatmap(tensor([[-3, 5]]), { role: 'gradient' }), explore({ x, mask, dout })];
  writeNotebook(
    lab,
    'settings.ipynb',
    views.map((view) => outputCell(encode(view))),
  );
  notebook = await NotebookPage.open(lab, 'settings.ipynb');
});
afterAll(async () => {
  await notebook?.close();
  await lab?.end();
});

async function open(cell: number): Promise<ExplorerOnPage> {
  const { root } = await (await notebook.view(cell)).ready();
  return new ExplorerOnPage(root);
}

/** Changes settings as a person does, in JupyterLab's editor, and comes back to the notebook. */
async function set(change: (field: (name: string) => Locator) => Promise<void>): Promise<void> {
  const { page } = notebook;
  const tab = page.getByRole('tab', { name: 'settings.ipynb' });
  await notebook.command('settingeditor:open', { query: 'poolscope' });
  await change((name) => page.locator(`[id$="labextension:plugin_${name}"]`));
  await tab.click();
}

test('an open heatmap follows: its range and its colours', async () => {
  await set((field) => field('symmetric').check());
  const view = await open(0);
  await expect.poll(() => view.colourRange('value')).toEqual([-5, 5]);
  await set((field) => field('symmetric').uncheck());
  await expect.poll(() => view.colourRange('value')).toEqual([-3, 5]);
});

test('an open explorer follows: its gradients and the speed of its player', async () => {
  await set(async (field) => {
    await field('symmetric').uncheck();
    await field('playerSpeed').selectOption({ label: '15' });
  });
  const view = await open(1);
  await expect.poll(() => view.colourRange('dout')).toEqual([-1, 8]);
  await view.show('▶ loops');
  const speed = view.root.getByRole('combobox', { name: 'speed' });
  await expect.poll(() => speed.inputValue()).toBe('15');
  await set(async (field) => {
    await field('symmetric').check();
    await field('playerSpeed').selectOption({ label: '60' });
  });
  await expect.poll(() => view.colourRange('dout')).toEqual([-8, 8]);
  await expect.poll(() => speed.inputValue()).toBe('60');
});

test('a view above the largest payload is replaced by one line, and comes back', async () => {
  await set((field) => field('largestPayload').fill('64'));
  await open(1);
  await set((field) => field('largestPayload').fill('0.0001'));
  const { root } = await notebook.view(1);
  await root.getByRole('alert').waitFor();
  expect(await root.getByRole('alert').textContent()).toContain('“Largest payload” is 0.0001 MB');
  await set((field) => field('largestPayload').fill('64'));
  expect(await (await open(1)).kind()).toBe('explorer');
});

test('the page has no uncaught errors', () => {
  expect(notebook.errors).toEqual([]);
});
