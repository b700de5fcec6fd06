import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode, explore, heatmap, maskFrom, maxPool, tensor, windows } from 'poolscope';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { actions } from '../../labextension/src/ui/action.js';
import { cloneAt } from '../../scripts/lib/clone.mjs';
import { type Lab, startLab, writeNotebook } from '../fixtures/lab.mjs';
import { outputCell } from '../fixtures/output-cell.js';
import { ExplorerOnPage } from './explorer-page.js';
import { chosen, NotebookPage, openViewMenu } from './notebook-page.js';

// The commands of views, from context menus, shortcuts and the palette, in a real JupyterLab.

let lab: Lab;
let notebook: NotebookPage;
let view: ExplorerOnPage;
/** One with a list of channels and tie policies. */
let other: ExplorerOnPage;

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
  // With x and two channels, and a tie in window 0 of each.
  const x = tensor([
    [
      [
        [3, 1],
        [3, 1],
      ],
    ],
  ]);
  const pooled = maxPool(x, { kernelSize: [1, 2] });
  const rich = explore({ x, mask: pooled.mask, dout: tensor([[[[1, 2]]]]) });
  const views = [explore({ mask, dout }), heatmap(dout), rich];
  writeNotebook(
    lab,
    'commands.ipynb',
    views.map((shown) => outputCell(encode(shown))),
  );
  notebook = await NotebookPage.open(lab, 'commands.ipynb');
});
beforeEach(async () => {
  // What an attempt before left open closes.
  await notebook.page.keyboard.press('Escape');
  other = new ExplorerOnPage((await notebook.fresh(2)).root);
  view = new ExplorerOnPage((await notebook.fresh(0)).root);
});
afterAll(async () => {
  await notebook?.close();
  await lab?.end();
});

const label = (name: string) =>
  notebook.page.locator('.lm-Menu-itemLabel').getByText(name, { exact: true });

async function chooseInMenu(name: string, of = view): Promise<void> {
  await notebook.choose(
    () => openViewMenu(notebook.page, of.root.locator('.poolscope-status')),
    label(name),
  );
}

test('the context menu shows and hides the table, and hides and shows the channels', async () => {
  for (const [name, selector, of] of [
    ['Show or Hide the Table', '.poolscope-table', view],
    ['Show or Hide the Channels', '.poolscope-rail', other],
  ] as const) {
    const part = of.root.locator(selector).first();
    const before = selector === '.poolscope-rail';
    expect(await part.isVisible()).toBe(before);
    await chooseInMenu(name, of);
    await expect.poll(() => part.isVisible()).toBe(!before);
    await chooseInMenu(name, of);
    await expect.poll(() => part.isVisible()).toBe(before);
  }
});

test('commands go to the next finding and back', async () => {
  const findings = view.root.locator('.poolscope-finding');
  await findings.first().waitFor();
  await chooseInMenu('Next Finding');
  await expect.poll(() => view.attribute('row')).toBe('0');
  await chooseInMenu('Next Finding');
  await expect.poll(() => view.attribute('row')).toBe('1');
  await chooseInMenu('Previous Finding');
  await expect.poll(() => view.attribute('row')).toBe('0');
});

test('a command of the palette goes to the explorer that was used last', async () => {
  await view.root.locator('.poolscope-status').click();
  const { page } = notebook;
  await notebook.command('apputils:activate-command-palette');
  await page.locator('.lm-CommandPalette-input:visible').fill('poolscope: play');
  const play = page.locator('.lm-CommandPalette-item:visible', { hasText: 'Play or Pause' });
  expect(await view.attribute('step')).toBe('off');
  await play.click();
  await expect.poll(() => view.attribute('step')).not.toBe('off');
});

interface Shortcut {
  readonly command: string;
  readonly keys: readonly string[];
}
/** The shortcuts in the schemas of a folder, for every system that they differ for. */
function shortcutsIn(folder: string): Shortcut[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => {
      const schema = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
        'jupyter.lab.shortcuts'?: (Shortcut & Record<`${'mac' | 'win' | 'linux'}Keys`, string[]>)[];
      };
      return (schema['jupyter.lab.shortcuts'] ?? []).flatMap(
        ({ command, keys, macKeys, winKeys, linuxKeys }) =>
          [keys, macKeys, winKeys, linuxKeys]
            .filter((found) => found !== undefined && found[0] !== undefined)
            .map((found) => ({ command, keys: found! })),
      );
    });
}
const { root, venv } = cloneAt();
const own = shortcutsIn(join(root, 'labextension', 'schema'));

test('no shortcut equals one of JupyterLab’s, begins with one or is the beginning of one', () => {
  const theirs = shortcutsIn(join(venv, 'share', 'jupyter', 'lab', 'schemas'));
  expect(theirs.length).toBeGreaterThan(100);
  // A shortcut may be a series of key presses: the first decides whether it can be told apart.
  const first = ({ keys }: Shortcut): string => keys[0]!.split(' ').sort().join(' ');
  const taken = new Map(theirs.map((shortcut) => [first(shortcut), shortcut.command]));
  expect(own.flatMap((shortcut) => taken.get(first(shortcut)) ?? [])).toEqual([]);
  expect(new Set(own.map(first)).size).toBe(own.length);
});

test('each command of a view has a shortcut, and the documentation lists it', () => {
  const commands = own.map(({ command }) => command.replace('poolscope:', ''));
  expect(commands.sort()).toEqual([...actions].sort());
  const page = readFileSync(join(root, 'docs', 'keyboard.md'), 'utf8');
  for (const { keys } of own) expect(page).toContain(`| ${keys[0]!.replaceAll(' ', '+')} |`);
});

test('shortcuts work wherever the focus is in the explorer', async () => {
  const part = (selector: string, of = view) => of.root.locator(selector).first();
  await other.key('dout', 'Alt+C');
  await expect.poll(() => part('.poolscope-rail', other).isVisible()).toBe(false);
  await other.key('dout', 'Alt+C');
  await expect.poll(() => part('.poolscope-rail', other).isVisible()).toBe(true);
  const ties = other.root.locator('[role="radiogroup"][aria-label="ties"]');
  await expect.poll(() => ties.getByRole('radio', { name: 'first' }).isChecked()).toBe(true);
  await other.key('dout', 'Alt+R');
  await expect.poll(() => ties.getByRole('radio', { name: 'last' }).isChecked()).toBe(true);
  for (let more = 0; more < 3; more++) await other.key('dout', 'Alt+R');
  await expect.poll(() => ties.getByRole('radio', { name: 'first' }).isChecked()).toBe(true);
  expect(await part('.poolscope-table').isVisible()).toBe(false);
  await view.key('dout', 'Alt+T');
  await expect.poll(() => part('.poolscope-table').isVisible()).toBe(true);
  await view.openMore();
  await view.root.getByRole('checkbox', { name: 'table' }).press('Alt+T');
  await expect.poll(() => part('.poolscope-table').isVisible()).toBe(false);
  await view.openMore(false);
  await view.root.locator('.poolscope-finding-text').first().click();
  await expect.poll(() => view.attribute('row')).toBe('0');
  for (const [key, row] of [
    ['Alt+N', '1'],
    ['Alt+N', '0'],
    ['Alt+Shift+N', '1'],
  ] as const) {
    await view.key('dout', key);
    await expect.poll(() => view.attribute('row')).toBe(row);
  }
  await view.show('▶ loops');
  await view.press('to the first step');
  expect(await view.attribute('step')).toBe('0');
  await view.button('to the first step').press('Alt+P');
  await expect.poll(() => view.attribute('step')).not.toBe('0');
  await view.press('stop and show the whole din');
  await notebook.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await view.button('stop and show the whole din').press('Alt+Y');
  const copied = () => notebook.page.evaluate(() => navigator.clipboard.readText());
  // The cell that the player had come to by then.
  const marked = await view.attribute('cell');
  expect(marked).toMatch(/^dout:0,0,\d,0$/);
  await expect.poll(copied).toBe(marked?.replace(':', '[').replaceAll(',', ', ').concat(']'));
  await view.key('dout', 'Alt+E');
  await expect.poll(() => view.root.locator('.poolscope-menu[open]').count()).toBe(1);
  await notebook.page.keyboard.press('Escape');
  await expect.poll(() => view.root.locator('.poolscope-menu[open]').count()).toBe(0);
});

test('keys without Ctrl and Alt go to the view, the others to JupyterLab', async () => {
  const { page } = notebook;
  const cells = () => page.evaluate(() => jupyterapp.shell.currentWidget.content.widgets.length);
  const before = await cells();
  // In the notebook these add a cell above and delete the cell.
  for (const key of ['a', 'd', 'd']) await view.key('dout', key);
  expect(await cells()).toBe(before);
  // A button takes Enter, with which JupyterLab would begin to edit the cell.
  await view.show('▶ loops');
  await view.press('to the first step');
  await view.button('step forward').press('Enter');
  await expect.poll(() => view.attribute('step')).toBe('1');
  await view.key('dout', 'Control+Shift+C');
  await expect.poll(() => page.locator('.lm-CommandPalette-input:visible').count()).toBe(1);
  await page.keyboard.press('Escape');
});

test('the context menu of a heatmap has the commands of every view and no others', async () => {
  const { root } = await (await notebook.view(1)).ready();
  const title = root.locator('.poolscope-panel-title').first();
  const open = () => openViewMenu(notebook.page, title);
  await chosen(notebook.page, open, (options) => label('Show or Hide the Table').waitFor(options));
  // One entry, above those of JupyterLab for the cell.
  const entries = await notebook.page
    .locator('.lm-Menu')
    .first()
    .locator('.lm-Menu-itemLabel')
    .allTextContents();
  expect(entries[0]).toBe('poolscope');
  expect(entries).toContain('Cut Cell');
  for (const name of ['Copy the Cell’s Address', 'Export the Panel']) {
    expect(await label(name).filter({ visible: true }).count()).toBe(1);
  }
  for (const name of ['Play or Pause', 'Next Finding', 'Show or Hide All Channels']) {
    expect(await label(name).filter({ visible: true }).count()).toBe(0);
  }
  await notebook.page.keyboard.press('Escape');
});

test('the page has no uncaught errors', () => {
  expect(notebook.errors).toEqual([]);
});
