// `npm run screenshots`: the pictures of the README, taken in a real browser of a real JupyterLab.
import fs from 'node:fs';
import path from 'node:path';
import { openBrowser } from './lib/browser.mjs';
import { cloneAt } from './lib/clone.mjs';
import { startJupyter } from './lib/jupyter.mjs';
import { outputOn } from './lib/progress.mjs';
import { setUp } from './lib/set-up.mjs';

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

/** The pooling of the digits, as it stands in the committed notebook; nothing is run or saved. */
async function walkthrough(name) {
  const page = await browser.newPage({
    viewport: { width: 1440, height: 760 },
    deviceScaleFactor: 2,
  });
  const url = new URL(server.url);
  url.searchParams.set('reset', '');
  await page.goto(url.href);
  await page.waitForFunction(() => globalThis.jupyterapp?.shell.currentWidget?.context?.isReady);
  const cell = await page.evaluate(async () => {
    const app = globalThis.jupyterapp;
    await app.restored;
    await app.commands.execute('application:toggle-left-area');
    const { content } = app.shell.currentWidget;
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
