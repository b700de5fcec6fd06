import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { encode, explore, maskFrom, tensor, windows } from 'poolscope';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Lab, startLab, writeNotebook } from '../fixtures/lab.mjs';
import { outputCell } from '../fixtures/output-cell.js';
import { ExplorerOnPage } from './explorer-page.js';
import { NotebookPage, openViewMenu } from './notebook-page.js';

// Switching JupyterLab to another language, as a person does, switches every text of poolscope.

const first = '01-max-pool-backprop.ipynb';
const second = '02-why-it-landed-here.ipynb';

let lab: Lab;
let notebook: NotebookPage;
let view: ExplorerOnPage;

beforeAll(async () => {
  lab = await startLab();
  // Row 0 has no maximum, row 1 has one.
  const geometry = windows([1, 2, 4, 1], { kernelSize: 2 });
  const mask = maskFrom(
    [
      [false, false, false, false],
      [true, false, false, false],
    ],
    geometry,
  );
  const x = tensor([
    [
      [[1], [2], [9], [3]],
      [[4], [5], [6], [7]],
    ],
  ]);
  const shown = explore({ x, mask, dout: tensor([[[[1], [2]]]]) });
  writeNotebook(lab, 'language.ipynb', [outputCell(encode(shown))]);
  const english = await NotebookPage.open(lab, 'language.ipynb');
  await switchTo(english, 'zh_CN');
  await english.close();
  notebook = await NotebookPage.open(lab, 'language.ipynb');
  view = new ExplorerOnPage((await (await notebook.view(0)).ready()).root);
});
afterAll(async () => {
  await notebook?.close();
  await lab?.end();
});

/** Uses JupyterLab's own command, which asks before it reloads the page. */
async function switchTo({ page }: NotebookPage, locale: string): Promise<void> {
  const command = `jupyterlab-translation:${locale}`;
  await page.evaluate((id) => {
    void jupyterapp.commands.execute(id);
  }, command);
  const loaded = page.waitForEvent('load');
  await page.locator('.jp-Dialog .jp-mod-accept').click();
  await loaded;
}

test('the explorer’s controls and panes are Chinese', async () => {
  const headings = ['所在窗口', '矩阵行', '矩阵 [2, 4] 显示所有行'];
  expect(await view.texts('.poolscope-heading')).toEqual(headings);
  const ties = view.root.getByRole('radiogroup', { name: '并列' });
  expect(await ties.getByRole('radio', { name: '平分' }).count()).toBe(1);
  await view.openMore();
  expect(await view.root.getByRole('checkbox', { name: '表格' }).count()).toBe(1);
  await view.openMore(false);
});

test('the sentence about the cursor is Chinese', async () => {
  for (let i = 0; i < 2; i++) await view.key('dout', 'ArrowRight');
  await expect
    .poll(() => view.status())
    .toBe(
      '通道 0 的窗口 (0, 1)：其最大值 9 在 x(0, 2)，因此 din(0, 2) 得到 dout = 2；其余 3 个单元格得到 0',
    );
});

test('the findings are Chinese', async () => {
  const found = view.root.locator('[data-finding="no-maximum"] .poolscope-finding-text');
  await found.waitFor();
  expect(await found.textContent()).toBe('2 行中有 1 行没有最大值：其梯度无处可去');
});

test('the commands are Chinese in the menu and in the palette', async () => {
  const { page } = notebook;
  const status = view.root.locator('.poolscope-status');
  const next = page.locator('.lm-Menu-itemLabel').getByText('下一个发现', { exact: true });
  await notebook.choose(() => openViewMenu(page, status), next);
  await expect.poll(() => view.attribute('row')).toBe('0');
  await notebook.command('apputils:activate-command-palette');
  await page.locator('.lm-CommandPalette-input:visible').fill('poolscope：播放');
  await expect
    .poll(() => page.locator('.lm-CommandPalette-itemLabel:visible').first().textContent())
    .toBe('poolscope：播放或暂停');
  await page.keyboard.press('Escape');
});

test('the settings are Chinese', async () => {
  await notebook.command('settingeditor:open', { query: 'poolscope' });
  const field = notebook.page.locator('[id$="labextension:plugin_symmetric"]');
  await field.waitFor();
  const form = notebook.page.locator('.jp-SettingsForm').filter({ has: field });
  const text = await form.textContent();
  expect(text).toContain('梯度关于 0 对称');
  expect(text).toContain('否则其颜色从最小值到最大值。');
});

test('the launcher’s card brings the walkthroughs in Chinese, which run and lead to each other', async () => {
  const { page } = notebook;
  mkdirSync(join(lab.notebooks, 'elsewhere'), { recursive: true });
  await notebook.command('filebrowser:go-to-path', { path: 'elsewhere' });
  await notebook.command('launcher:create', { cwd: 'elsewhere' });
  await page.locator('.jp-LauncherCard:visible').filter({ hasText: 'poolscope 教程' }).click();
  const folder = 'elsewhere/poolscope-walkthroughs/zh-CN';
  await notebook.opened(`${folder}/${first}`);
  const front = page.locator('.jp-NotebookPanel:not(.lm-mod-hidden)');
  await front.getByRole('heading', { name: '最大池化的反向传播' }).waitFor();
  await notebook.runAll();
  const outputs = (await notebook.outputs()).flat();
  expect(outputs.filter(({ output_type }) => output_type === 'error')).toEqual([]);
  expect(outputs.length).toBeGreaterThan(10);
  await page.evaluate(() => {
    const { content } = jupyterapp.shell.currentWidget;
    return content.scrollToItem(content.widgets.length - 1);
  });
  await front.getByRole('link', { name: '梯度为什么落在这里？' }).click();
  await notebook.opened(`${folder}/${second}`);
});

test('the Help menu opens them where they are, beside the English ones and in their own folder', async () => {
  for (const path of ['', 'zh-CN']) {
    await notebook.command('filebrowser:go-to-path', { path });
    const help = notebook.page.locator('.lm-MenuBar-itemLabel').getByText('帮助', { exact: true });
    const entry = notebook.page.locator('.lm-Menu-itemLabel').getByText('poolscope 教程');
    await notebook.choose(() => help.click(), entry);
    await notebook.opened(`zh-CN/${first}`);
    await notebook.command('docmanager:open', { path: 'language.ipynb' });
    await notebook.opened('language.ipynb');
  }
  expect(existsSync(join(lab.notebooks, 'poolscope-walkthroughs'))).toBe(false);
  expect(existsSync(join(lab.notebooks, 'zh-CN', 'zh-CN'))).toBe(false);
});

test('the page has no uncaught errors', () => {
  expect(notebook.errors).toEqual([]);
});
