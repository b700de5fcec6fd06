import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  encode,
  heatmap,
  maskView,
  maxPool,
  random,
  readNpy,
  type Tensor,
  tensor,
  View,
  writeNpy,
} from 'poolscope';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Lab, startLab, writeNotebook } from '../fixtures/lab.mjs';
import { outputCell } from '../fixtures/output-cell.js';
import { ExplorerOnPage } from './explorer-page.js';
import { FilePage } from './file-page.js';
import { chosen, NotebookPage, openViewMenu } from './notebook-page.js';
import { plane } from './plane.js';

// The cursor in other views than the explorer, and in files: keyboard, screen reader, table, export.

let lab: Lab;
let notebook: NotebookPage;
let files: FilePage;
const x = random(0).randn(2, 4, 6, 3);
const large = tensor(
  Float64Array.from({ length: 600 * 520 }, (_, i) => i),
  [600, 520],
);

beforeAll(async () => {
  lab = await startLab();
  const { mask } = maxPool(x, { kernelSize: 2 });
  // A pooling without its backward pass shows x and the mask, under one cursor.
  const views = [
    heatmap(x),
    maskView(mask),
    new View({ kind: 'partial', title: 'forward', x, mask }),
  ];
  writeNotebook(
    lab,
    'views.ipynb',
    views.map((view) => outputCell(encode(view))),
  );
  const write = (name: string, array: Tensor): void =>
    writeFileSync(join(lab.notebooks, name), writeNpy(array));
  write('four.npy', x);
  write('large.npy', large);
  notebook = await NotebookPage.open(lab, 'views.ipynb');
  files = await FilePage.open(lab);
});
afterAll(async () => {
  await notebook?.close();
  await files?.close();
  await lab?.end();
});

/** The text about the cursor's cell. */
const said = (name: string, index: readonly number[], array = x): string =>
  `${name}[${index.join(', ')}] = ${array.at(...index)}`.replaceAll('-', '−');

describe('a heatmap', () => {
  let view: ExplorerOnPage;
  beforeEach(async () => {
    view = new ExplorerOnPage((await notebook.fresh(0)).root);
  });

  test('has a cursor that follows the keys and is read aloud', async () => {
    expect(await view.status()).toBe('');
    expect(await view.isMarked('value')).toBe(false);
    for (const [key, index] of [
      ['ArrowDown', [0, 0, 0, 0]],
      ['ArrowDown', [0, 1, 0, 0]],
      ['ArrowRight', [0, 1, 1, 0]],
      ['End', [0, 3, 5, 0]],
      ['PageDown', [0, 3, 5, 1]],
      ['Shift+PageDown', [1, 3, 5, 1]],
      ['ArrowUp', [1, 2, 5, 1]],
      ['Home', [1, 0, 0, 1]],
    ] as const) {
      await view.key('value', key);
      await expect.poll(() => view.status(), { message: key }).toBe(said('value', index));
    }
    await view.ready();
    expect(await view.isMarked('value')).toBe(true);
    expect(await view.numbers('value')).toEqual(plane(x, 1, 1));
    expect(await view.slider('batch').inputValue()).toBe('1');
    expect(await view.slider('channel').inputValue()).toBe('1');
  });

  test('has a cursor that a click moves and a slider moves along', async () => {
    await view.click('value', 2, 3, [4, 6]);
    expect(await view.status()).toBe(said('value', [0, 2, 3, 0]));
    await view.move({ channel: 2 });
    expect(await view.status()).toBe(said('value', [0, 2, 3, 2]));
  });

  test('has the slice as a table, in which a click moves the cursor', async () => {
    const table = view.root.locator('.poolscope-table');
    await view.move({ batch: 1, channel: 2 });
    await view.click('value', 2, 3, [4, 6]);
    expect(await table.isVisible()).toBe(false);
    await view.root.getByLabel('table', { exact: true }).check();
    expect(await table.locator('caption').textContent()).toBe('value[1, :, :, 2]');
    const lines = await view.table('.poolscope-table');
    expect(lines.map((line) => line.length)).toEqual([7, 7, 7, 7, 7]);
    const marked = table.locator('[aria-current]');
    expect(await marked.textContent()).toBe(lines[3]![4]);
    await table.locator('tr').nth(1).locator('td').nth(5).click();
    expect(await view.status()).toBe(said('value', [1, 0, 5, 2]));
    expect(await marked.textContent()).toBe(lines[1]![6]);
  });

  test('exports its numbers in full', async () => {
    await view.move({ batch: 1, channel: 2 });
    const csv = readFileSync(await view.download('value', 'This slice (CSV)'), 'utf8');
    const rows = csv.trimEnd().split('\r\n').slice(1);
    expect(rows.map((row) => row.split(',').slice(1).map(Number))).toEqual(plane(x, 1, 2));
    const npy = readNpy(readFileSync(await view.download('value', 'The whole array (.npy)')));
    expect([npy.shape, npy.data]).toEqual([x.shape, x.data]);
  });

  test('offers the same in the context menu and by shortcuts', async () => {
    const { page } = notebook;
    const entry = (name: string) =>
      page.locator('.lm-Menu-itemLabel').getByText(name, { exact: true });
    const table = view.root.locator('.poolscope-table');
    const plot = view.panel('value').locator('.poolscope-plot');
    await notebook.choose(() => openViewMenu(page, plot), entry('Show or Hide the Table'));
    await table.waitFor();
    await view.key('value', 'Alt+T');
    await table.waitFor({ state: 'hidden' });
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await view.key('value', 'End');
    await view.key('value', 'Alt+Y');
    const copied = () => page.evaluate(() => navigator.clipboard.readText());
    await expect.poll(copied).toBe('value[0, 3, 5, 0]');
    await view.key('value', 'Alt+E');
    await view.root.locator('.poolscope-menu[open]').waitFor();
    await page.keyboard.press('Escape');
    await view.root.locator('.poolscope-menu[open]').waitFor({ state: 'detached' });
  });
});

test('a mask says whether a cell is true or false', async () => {
  const view = new ExplorerOnPage((await notebook.fresh(1)).root);
  await view.key('mask', 'Home');
  const window = [x.at(0, 0, 0, 0), x.at(0, 0, 1, 0), x.at(0, 1, 0, 0), x.at(0, 1, 1, 0)];
  const isMaximum = x.at(0, 0, 0, 0) === Math.max(...window.map(Number));
  await expect.poll(() => view.status()).toBe(`mask[0, 0, 0, 0] = ${isMaximum}`);
});

test('panels of one view share the sliders, and each has its own keys', async () => {
  const view = new ExplorerOnPage((await notebook.fresh(2)).root);
  expect(await view.panels()).toEqual(['x', 'mask']);
  await view.key('x', 'PageDown');
  await expect.poll(() => view.status()).toBe(said('x', [0, 0, 0, 1]));
  await view.ready();
  expect(await view.numbers('x')).toEqual(plane(x, 0, 1));
  await view.key('mask', 'End');
  await expect.poll(() => view.status()).toMatch(/^mask\[0, 3, 5, 1\] = (true|false)$/);
  expect(await view.isMarked('x')).toBe(false);
});

describe('a file', () => {
  const open = async (name: string): Promise<ExplorerOnPage> =>
    new ExplorerOnPage((await (await files.show(name)).ready()).root);

  test('has a cursor over all its axes', async () => {
    const view = await open('four.npy');
    for (const [key, index] of [
      ['ArrowRight', [0, 0, 0, 0]],
      ['ArrowRight', [0, 0, 0, 1]],
      ['ArrowDown', [0, 0, 1, 1]],
      ['PageDown', [0, 1, 1, 1]],
      ['Shift+PageDown', [1, 1, 1, 1]],
      ['End', [1, 1, 5, 2]],
    ] as const) {
      await view.key('value', key);
      await expect.poll(() => view.status(), { message: key }).toBe(said('four', index));
    }
    expect(await view.slider('axis 1').inputValue()).toBe('1');
  });

  test('keeps cursor, table and focus when its colours change', async () => {
    const view = await open('four.npy');
    await view.move({ 'axis 0': 1, 'axis 1': 1 });
    await view.key('value', 'End');
    await view.root.getByLabel('table', { exact: true }).check();
    const colours = view.root.getByLabel('colours', { exact: true });
    await colours.focus();
    await colours.selectOption('about 0');
    await view.ready();
    expect(await colours.evaluate((node) => node === document.activeElement)).toBe(true);
    expect(await view.status()).toBe(said('four', [1, 1, 5, 2]));
    const table = view.root.locator('.poolscope-table');
    expect(await table.locator('caption').textContent()).toBe('four[1, 1, :, :]');
    const csv = readFileSync(await view.download('value', 'This slice (CSV)'), 'utf8');
    expect(csv.split('\r\n')[1]).toBe(`0,${[0, 1, 2].map((i) => x.at(1, 1, 0, i)).join()}`);
  });

  test('keeps the cursor when other axes are drawn', async () => {
    const view = await open('four.npy');
    await view.move({ 'axis 0': 1, 'axis 1': 1 });
    await view.key('value', 'End');
    await expect.poll(() => view.status()).toBe(said('four', [1, 1, 5, 2]));
    await view.root.getByLabel('columns', { exact: true }).selectOption('1');
    await view.ready();
    // Axis 3 was drawn and is a slider now, which begins at 0.
    await expect.poll(() => view.status()).toBe(said('four', [1, 1, 5, 0]));
  });

  test('shows the part with the cursor where it is larger than the screen', async () => {
    const view = await open('large.npy');
    await view.key('value', 'End');
    await expect.poll(() => view.status()).toBe('large[599, 519] = 311999');
    await view.ready();
    expect(await view.slider('first row').inputValue()).toBe('88');
    expect(await view.slider('first column').inputValue()).toBe('8');
    await view.key('value', 'ArrowUp');
    await expect.poll(() => view.status()).toBe('large[598, 519] = 311479');
    await view.move({ 'first row': 0 });
    expect(await view.status()).toBe('large[511, 519] = 266239');
    await view.root.getByLabel('table', { exact: true }).check();
    // 16,384 cells of 512 columns are 32 rows.
    const caption = view.root.locator('.poolscope-table caption');
    expect(await caption.textContent()).toBe('large[0:512, 8:520], the first 32 of 512 rows');
  });

  test('offers the same in the context menu', async () => {
    const view = await open('four.npy');
    const plot = view.panel('value').locator('.poolscope-plot');
    const label = files.page.locator('.lm-Menu-itemLabel');
    await chosen(
      files.page,
      () => openViewMenu(files.page, plot),
      (options) => label.getByText('Show or Hide the Table', { exact: true }).click(options),
    );
    await view.root.locator('.poolscope-table').waitFor();
  });
});

test('the pages have no uncaught errors', () => {
  expect([...notebook.errors, ...files.errors]).toEqual([]);
});
