import { encode, explore, heatmap, MIME_TYPE, maskFrom, tensor, windows } from 'poolscope';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Lab, startLab, writeNotebook } from '../../scripts/lib/lab.mjs';
import { ExplorerOnPage } from './explorer-page.js';
import { NotebookPage } from './notebook-page.js';

// The explorer's commands, from its context menu and from the palette, in a real JupyterLab.

let lab: Lab;
let notebook: NotebookPage;
let view: ExplorerOnPage;

beforeAll(async () => {
  lab = await startLab();
  // Row 0 has no maximum and row 1 has two: two findings, with a place each.
  const geometry = windows([1, 2, 4, 1], { kernelSize: 2 });
  const mask = maskFrom(
    [
      [false, false, false, false],
      [true, true, false, false],
    ],
    geometry,
  );
  const dout = tensor([[[[1], [2]]]]);
  const views = [explore({ mask, dout }), heatmap(dout)];
  writeNotebook(
    lab,
    'commands.ipynb',
    views.map((shown) => ({ source: '', data: { [MIME_TYPE]: encode(shown) } })),
  );
  notebook = await NotebookPage.open(lab, 'commands.ipynb');
  view = new ExplorerOnPage((await (await notebook.view(0)).ready()).root);
});
afterAll(async () => {
  await notebook?.close();
  await lab?.end();
});

const label = (name: string) =>
  notebook.page.locator('.lm-Menu-itemLabel').getByText(name, { exact: true });

async function chooseInMenu(name: string): Promise<void> {
  await view.root.locator('.poolscope-status').click({ button: 'right' });
  await label(name).click();
}

test('the context menu shows and hides the table and all channels', async () => {
  for (const [name, selector] of [
    ['Show or Hide the Table', '.poolscope-table'],
    ['Show or Hide All Channels', '.poolscope-facets'],
  ] as const) {
    const part = view.root.locator(selector).first();
    expect(await part.isVisible()).toBe(false);
    await chooseInMenu(name);
    await expect.poll(() => part.isVisible()).toBe(true);
    await chooseInMenu(name);
    await expect.poll(() => part.isVisible()).toBe(false);
  }
});

test('goes to the next finding and back', async () => {
  const findings = view.root.locator('.poolscope-finding');
  await findings.first().waitFor();
  await chooseInMenu('Next Finding');
  await expect.poll(() => view.attribute('row')).toBe('0');
  await chooseInMenu('Next Finding');
  const second = await view.attribute('row');
  await chooseInMenu('Previous Finding');
  await expect.poll(() => view.attribute('row')).toBe('0');
  expect(second).toBe('1');
});

test('a command of the palette is for the explorer that was used last', async () => {
  await view.root.locator('.poolscope-status').click();
  const { page } = notebook;
  await notebook.command('apputils:activate-command-palette');
  await page.locator('.lm-CommandPalette-input:visible').fill('poolscope: play');
  await page.locator('.lm-CommandPalette-item:visible').first().click();
  await expect.poll(() => view.attribute('step')).not.toBe('0');
});

test('a heatmap’s context menu has none of the explorer’s commands', async () => {
  const { root } = await (await notebook.view(1)).ready();
  await root.locator('.poolscope-panel-title').first().click({ button: 'right' });
  await notebook.page.locator('.lm-Menu').first().waitFor();
  expect(await label('Next Finding').count()).toBe(0);
});

test('scripts of the page let no error escape', () => {
  expect(notebook.errors).toEqual([]);
});
