// `npm run screenshots`: the pictures of the README, taken in a real browser of a real JupyterLab.
import fs from 'node:fs';
import path from 'node:path';
import { openBrowser } from './lib/browser.mjs';
import { cloneAt } from './lib/clone.mjs';
import { startJupyter } from './lib/jupyter.mjs';
import { outputOn } from './lib/progress.mjs';
import { setUp } from './lib/set-up.mjs';

/**
 * What is used of JupyterLab's own objects, which it exposes to the page's scripts.
 *
 * @typedef {object} JupyterApp
 * @property {Promise<void>} restored
 * @property {{ execute(id: string): Promise<unknown> }} commands
 * @property {{ currentWidget: { context: { isReady: boolean }, content: NotebookContent } | null }} shell
 *
 * @typedef {object} NotebookContent
 * @property {{ model: { sharedModel: { getSource(): string } } }[]} widgets
 * @property {number} activeCellIndex
 * @property {(index: number, alignment: string) => Promise<void>} scrollToItem
 */

const clone = cloneAt();
const images = path.join(clone.root, 'docs', 'images');

await setUp({ clone, ...outputOn(process.stdout) });
fs.mkdirSync(images, { recursive: true });
const browser = await openBrowser();
const server = await startJupyter({
  clone,
  args: ['--expose-app-in-browser'],
  asRoot: process.getuid?.() === 0,
  browser: false,
  signal: new AbortController().signal,
});
try {
  await walkthrough('walkthrough.png');
} finally {
  await browser.close();
  await server.end();
}

/**
 * The pooling of the digits, as it stands in the committed notebook; nothing is run or saved.
 *
 * @param {string} name the picture's file
 */
async function walkthrough(name) {
  const page = await browser.newPage({
    viewport: { width: 1440, height: 760 },
    deviceScaleFactor: 2,
  });
  const url = new URL(server.url);
  url.searchParams.set('reset', '');
  await page.goto(url.href);
  await page.waitForFunction(() => {
    /** @type {JupyterApp | undefined} */
    const app = Reflect.get(globalThis, 'jupyterapp');
    return app?.shell.currentWidget?.context?.isReady;
  });
  const cell = await page.evaluate(async () => {
    /** @type {JupyterApp} */
    const app = Reflect.get(globalThis, 'jupyterapp');
    await app.restored;
    await app.commands.execute('application:toggle-left-area');
    const content = app.shell.currentWidget?.content;
    if (!content) throw new Error('no notebook is open');
    const index = content.widgets.findIndex(({ model }) =>
      model.sharedModel.getSource().includes('on its way back'),
    );
    await content.scrollToItem(index, 'smart');
    content.activeCellIndex = index;
    return index;
  });
  const view = page.locator(`[data-windowed-list-index="${cell}"] .poolscope-view`);
  await view.and(page.locator('[data-ready="true"]')).waitFor();
  await view.locator('input[type=range][aria-label="batch"]').fill('3');
  await view.locator('input[type=range][aria-label="channel"]').fill('1');
  await view.scrollIntoViewIfNeeded();
  await view.and(page.locator('[data-ready="true"]')).waitFor();
  await page.screenshot({ path: path.join(images, name) });
  await page.close();
}
