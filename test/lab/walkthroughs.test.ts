import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneAt } from '../../scripts/lib/clone.mjs';
import { type Lab, startLab } from '../fixtures/lab.mjs';
import { NotebookPage } from './notebook-page.js';

// The launcher's card and the Help menu's entry open the walkthroughs that came with the extension.

const names = [
  '01-max-pool-backprop.ipynb',
  '02-why-it-landed-here.ipynb',
  '03-watch-a-model.ipynb',
  '07-one-wrong-batch.ipynb',
] as const;
const [first, second, third] = names;
const data = 'digits.npy';
const folder = 'poolscope-walkthroughs';

let lab: Lab;
let page: NotebookPage;

beforeAll(async () => {
  lab = await startLab();
  page = await NotebookPage.open(lab, first);
  await goTo('elsewhere');
});
afterAll(async () => {
  await page?.close();
  await lab?.end();
});

/** Makes a folder and opens it in the file browser. */
async function goTo(name: string): Promise<void> {
  mkdirSync(join(lab.notebooks, name), { recursive: true });
  await page.command('filebrowser:go-to-path', { path: name });
}

async function chooseInHelp(): Promise<void> {
  const help = page.page.locator('.lm-MenuBar-itemLabel').getByText('Help', { exact: true });
  const entry = page.page.locator('.lm-Menu-itemLabel').getByText('poolscope Walkthroughs');
  await page.choose(() => help.click(), entry);
}

/** The server keeps checkpoints beside them. */
const notebooksIn = (path: string): string[] =>
  readdirSync(path)
    .filter((name) => name.endsWith('.ipynb'))
    .sort();

interface Notebook {
  readonly metadata: object;
  readonly cells: readonly { cell_type: string; source: unknown; outputs?: unknown[] }[];
}

const read = (path: string): Notebook => JSON.parse(readFileSync(path, 'utf8')) as Notebook;

const same = (name: string, path: string): boolean =>
  readFileSync(join(cloneAt().notebooks, name)).equals(readFileSync(path));

test('the launcher’s card copies them into a folder and opens the first, without outputs', async () => {
  await page.command('launcher:create', { cwd: 'elsewhere' });
  const card = page.page.locator('.jp-LauncherCard:visible');
  await card.filter({ hasText: 'poolscope Walkthroughs' }).click();
  await page.opened(`elsewhere/${folder}/${first}`);
  const placed = join(lab.notebooks, 'elsewhere', folder);
  expect(notebooksIn(placed)).toEqual(names);
  for (const name of names) {
    const { cells, metadata } = read(join(placed, name));
    const own = read(join(cloneAt().notebooks, name));
    const sources = (of: Notebook) => of.cells.map(({ cell_type, source }) => [cell_type, source]);
    expect(metadata).toEqual(own.metadata);
    expect(sources({ cells, metadata })).toEqual(sources(own));
    expect(cells.flatMap(({ outputs = [] }) => outputs)).toEqual([]);
  }
  expect(same(data, join(placed, data)), 'the digits that the first one reads').toBe(true);
});

test('the Help menu copies what is missing and leaves what a person has changed', async () => {
  await goTo('again');
  const placed = join(lab.notebooks, 'again', folder);
  mkdirSync(placed, { recursive: true });
  const own = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [] };
  writeFileSync(join(placed, second), JSON.stringify(own));
  await chooseInHelp();
  await page.opened(`again/${folder}/${first}`);
  expect(notebooksIn(placed)).toEqual(names);
  expect(read(join(placed, second))).toEqual(own);
  expect(same(data, join(placed, data))).toBe(true);
});

test('in a folder that has them they are opened where they are', async () => {
  await page.command('filebrowser:go-to-path', { path: '' });
  await chooseInHelp();
  await page.opened(first);
  expect(existsSync(join(lab.notebooks, folder))).toBe(false);
});

test('in the folder of another language those above it are opened', async () => {
  await page.command('docmanager:open', { path: `zh-CN/${first}` });
  await page.opened(`zh-CN/${first}`);
  await page.command('filebrowser:go-to-path', { path: 'zh-CN' });
  await chooseInHelp();
  await page.opened(first);
  expect(existsSync(join(lab.notebooks, 'zh-CN', folder))).toBe(false);
});

test('where one is there, what it reads comes beside it', async () => {
  await goTo('older');
  const own = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [] };
  writeFileSync(join(lab.notebooks, 'older', first), JSON.stringify(own));
  await chooseInHelp();
  await page.opened(`older/${first}`);
  expect(same(data, join(lab.notebooks, 'older', data))).toBe(true);
  expect(read(join(lab.notebooks, 'older', first)).cells).toEqual([]);
});

test('where PyTorch is missing the third says in words what to do, and computes nothing', async () => {
  const watching = await NotebookPage.open(lab, third);
  await watching.changeKernel('python3'); // JupyterLab's own, which has no PyTorch
  await watching.runAll();
  const outputs = (await watching.outputs()).flat();
  // A cell that reached the kernel after the first had failed may have run, and failed too.
  expect(new Set(outputs.map(({ output_type }) => output_type))).toEqual(new Set(['error']));
  const said = watching.page.locator(
    '.jp-RenderedText[data-mime-type*="error"], .jp-OutputArea-output',
  );
  const text = (await said.first().textContent()) ?? '';
  expect(text).toMatch(/^This kernel has no torch and no sklearn: nothing below can run\./);
  expect(text).toContain('npm run torch');
  expect(text).toContain('pip install torch scikit-learn');
  expect(text).not.toContain('Traceback');
  await watching.close();
});

test('a dialog says that a folder can’t be written to', async () => {
  await goTo('gone');
  const { page: browser } = page;
  await browser.route(/\/api\/contents\/gone\//, (route) =>
    route.fulfill({ status: 403, json: { message: 'Permission denied: gone' } }),
  );
  await chooseInHelp();
  const dialog = browser.locator('.jp-Dialog');
  await dialog.waitFor();
  expect(await dialog.textContent()).toContain('The walkthroughs can’t be opened');
  expect(await dialog.textContent()).toContain('Permission denied: gone');
  await dialog.getByRole('button', { name: 'Close' }).click();
});

test('the page has no uncaught errors', () => {
  expect(page.errors).toEqual([]);
});
