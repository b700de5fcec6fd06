import type { Locator } from 'playwright-core';
import { explore, maxPool, random, type Tensor, tensor } from 'poolscope';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Lab, startLab, writeNotebook } from '../fixtures/lab.mjs';
import { outputCell } from '../fixtures/output-cell.js';
import { ExplorerOnPage, hasMarks } from './explorer-page.js';
import { NotebookPage } from './notebook-page.js';

// Two runs of one pooling under one cursor: what a person does with A, B and B − A.

const shape = [1, 8, 12, 2] as const;
const size = [8, 12];
const before = random(0).randn(...shape);
const after = tensor(before.data.slice(), [...shape]);
/** A cell that is raised in B, so that its window has another winner; and one that differs by less. */
const [raised, other] = [
  [0, 3, 5, 1],
  [0, 6, 2, 1],
];
const flat = (index: readonly number[]): number =>
  index.reduce((sum, at, axis) => sum * shape[axis]! + at, 0);
after.data[flat(raised!)]! += 50;
after.data[flat(other!)]! -= 0.5;

const run = (x: Tensor, dout: Tensor) =>
  explore({ x, mask: maxPool(x, { kernelSize: 2 }).mask, dout });
const dout = random(1).randn(1, 4, 6, 2);
const pair = explore(run(before, dout), run(after, dout), { title: 'before and after' });

let lab: Lab;
let notebook: NotebookPage;
let view: ExplorerOnPage;

beforeAll(async () => {
  lab = await startLab();
  writeNotebook(lab, 'pair.ipynb', [outputCell(pair.encode())]);
  notebook = await NotebookPage.open(lab, 'pair.ipynb');
});
beforeEach(async () => {
  view = new ExplorerOnPage((await notebook.fresh(0)).root);
  await array('x').check();
  await view.move({ channel: 1 });
});
afterAll(async () => {
  await notebook?.close();
  await lab?.end();
  expect(notebook.errors).toEqual([]);
});

/** What chooses an array: its name, and in how many cells it differs. */
const array = (name: string): Locator =>
  view.root.locator('[role="radiogroup"][aria-label="array"]').getByRole('radio', {
    name: new RegExp(`^${name} `),
  });

const side = (name: 'a' | 'b' | 'delta'): Locator => view.root.locator(`[data-side="${name}"]`);

/** Where a cell of a side is on the page. */
async function cell(of: Locator, row: number, column: number): Promise<[number, number]> {
  const box = await of.evaluate((node) => {
    const { x, y, width, height } = node.querySelector('.nsewdrag')!.getBoundingClientRect();
    return { x, y, width, height };
  });
  const along = (at: number, of: number, from: number, length: number): number =>
    from + ((at + 0.5) / of) * length;
  return [along(column, size[1]!, box.x, box.width), along(row, size[0]!, box.y, box.height)];
}

/** What part of each side is on screen, in cells. */
const parts = (): Promise<number[][]> =>
  view.root.locator('[data-side] .js-plotly-plot').evaluateAll((graphs) =>
    graphs.map((graph) => {
      const { xaxis, yaxis } = (
        graph as unknown as { layout: Record<'xaxis' | 'yaxis', { range: number[] }> }
      ).layout;
      return [...xaxis.range, ...yaxis.range].map((end) => Math.round(end * 1000) / 1000);
    }),
  );

test('a table has B − A of the slice on screen, its cell marked; a click in it moves the cursor', async () => {
  await notebook.page.mouse.click(...(await cell(side('a'), raised![1]!, raised![2]!)));
  await view.root.getByLabel('table', { exact: true }).check();
  const table = view.root.locator('.poolscope-table');
  expect(await table.locator('caption').textContent()).toBe('B − A: x[0, :, :, 1]');
  const lines = (await view.table('.poolscope-table')).slice(1).map((line) => line.slice(1));
  const expected = Array.from({ length: 8 }, () => Array.from({ length: 12 }, () => '0'));
  expected[3]![5] = '50';
  expected[6]![2] = '−0.5';
  expect(lines).toEqual(expected);
  const marked = table.locator('[aria-current]');
  expect(await marked.textContent()).toBe('50');
  await table.locator('tr').nth(7).locator('td').nth(2).click();
  expect(await view.attribute('cell')).toBe('x:0,6,2,1');
  expect(await marked.textContent()).toBe('−0.5');
});

test('a cursor is in all three, and a change of the settings keeps it', async () => {
  await notebook.page.mouse.click(...(await cell(side('b'), raised![1]!, raised![2]!)));
  await notebook.page.mouse.move(0, 0);
  const sentence = await view.status();
  expect(sentence).toContain('B − A = 50');
  const { page } = notebook;
  const colours = (): Promise<string> =>
    side('a')
      .locator('.js-plotly-plot')
      .evaluate((graph) =>
        JSON.stringify(
          (graph as unknown as { data: { colorscale: unknown }[] }).data[0]!.colorscale,
        ),
      );
  const coloursBefore = await colours();
  await notebook.command('settingeditor:open', { query: 'poolscope' });
  const choice = page.locator('[id$="labextension:plugin_activationColours"]');
  const index = await choice.evaluate((node) => (node as HTMLSelectElement).selectedIndex);
  await choice.selectOption({ index: index === 0 ? 1 : 0 });
  await page.getByRole('tab', { name: 'pair.ipynb' }).click();
  await expect.poll(colours).not.toBe(coloursBefore);
  await view.ready();
  expect(await view.attribute('cell')).toBe('x:0,3,5,1');
  expect(await view.status()).toBe(sentence);
  for (const name of ['a', 'b', 'delta'] as const) {
    await expect.poll(() => hasMarks(side(name)), { message: name }).toBe(true);
  }
});

test('a zoom in one is a zoom in all three, and so is leaving it', async () => {
  const { mouse } = notebook.page;
  const whole = await parts();
  await mouse.move(...(await cell(side('delta'), 2, 4)));
  await mouse.down();
  await mouse.move(...(await cell(side('delta'), 3, 6)));
  await mouse.move(...(await cell(side('delta'), 4, 7)));
  await mouse.up();
  await expect.poll(async () => (await parts())[2]).not.toEqual(whole[2]);
  await expect.poll(async () => new Set((await parts()).map(String)).size).toBe(1);
  await side('a').press('0');
  await expect.poll(parts).toEqual(whole);
});

test('other slices have the cursor at the same place, and a line of what differs leads to its cell', async () => {
  await notebook.page.mouse.click(...(await cell(side('a'), 5, 1)));
  await view.move({ channel: 0 });
  expect(await view.attribute('cell')).toBe('x:0,5,1,0');
  await view.root.locator('.poolscope-differences button').first().click();
  await view.ready();
  expect(await view.attribute('cell')).toBe('x:0,3,5,1');
  expect(await view.slider('channel').inputValue()).toBe('1');
});
