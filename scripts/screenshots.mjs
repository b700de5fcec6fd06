// `npm run screenshots`: the pictures of the README, taken in a real browser of a real JupyterLab.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { cloneAt } from './lib/clone.mjs';
import { startLab } from './lib/lab.mjs';
import { outputOn } from './lib/progress.mjs';
import { setUp } from './lib/set-up.mjs';

/**
 * What is used of JupyterLab's own objects, which it exposes to the page's scripts.
 *
 * @typedef {object} JupyterApp
 * @property {Promise<void>} restored
 * @property {{ execute(id: string, args?: object): Promise<unknown> }} commands
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
const lab = await startLab();
try {
  const page = await lab.browser.newPage({
    viewport: { width: 1440, height: 760 },
    deviceScaleFactor: 2,
  });
  const view = await digits(page);
  await view.scrollIntoViewIfNeeded();
  await page.screenshot({ path: path.join(images, 'walkthrough.png') });
  // As high as the whole explorer.
  await page.setViewportSize({ width: 1440, height: 1400 });
  for (const [theme, name] of [
    ['JupyterLab Light', 'explorer-light.png'],
    ['JupyterLab Dark', 'explorer-dark.png'],
  ]) {
    await run(page, 'apputils:change-theme', { theme });
    // Plotly and the theme's colours have settled by then.
    await page.waitForTimeout(2000);
    await view.and(page.locator('[data-ready="true"]')).waitFor();
    await view.screenshot({ path: path.join(images, name ?? '') });
  }
  await run(page, 'apputils:change-theme', { theme: 'JupyterLab Light' });
  await page.setViewportSize({ width: 1440, height: 640 });
  writeDigits(path.join(lab.notebooks, 'digits.npy'));
  await page.goto(lab.address('digits.npy'));
  const file = page.locator('.poolscope-file[data-ready="true"]');
  await file.waitFor();
  await page.locator('input[type=range][aria-label="axis 0"]').fill('3');
  await file.waitFor();
  await page.waitForTimeout(2000);
  await page.screenshot({ path: path.join(images, 'file.png') });
} finally {
  await lab.end();
}

/**
 * The first ten examples of each digit, as `np.save` would write them: `[digit, example, row, column]`.
 *
 * @param {string} file
 */
function writeDigits(file) {
  const mnist = createRequire(path.join(clone.notebooks, 'package.json'))('mnist');
  const [digits, examples, side] = [10, 10, 28];
  const pixels = Array.from({ length: digits }, (_, digit) =>
    mnist[digit].raw.slice(0, examples * side * side),
  ).flat();
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${digits}, ${examples}, ${side}, ${side}), }`;
  const start = `\x93NUMPY\x01\x00\x76\x00${header.padEnd(117)}\n`;
  const cells = Buffer.from(Float32Array.from(pixels).buffer);
  fs.writeFileSync(file, Buffer.concat([Buffer.from(start, 'latin1'), cells]));
}

/**
 * Opens the committed walkthrough at the pooling of the digits, and marks the strongest cell of the digit 3; nothing is run
 * or saved.
 *
 * @param {import('playwright-core').Page} page
 * @returns {Promise<import('playwright-core').Locator>} the explorer
 */
async function digits(page) {
  await page.goto(lab.address('01-max-pool-backprop.ipynb'));
  await page.waitForFunction(() => {
    /** @type {JupyterApp | undefined} */
    const app = Reflect.get(globalThis, 'jupyterapp');
    return app?.shell.currentWidget?.context?.isReady;
  });
  await run(page, 'application:toggle-left-area');
  const cell = await page.evaluate(async () => {
    /** @type {JupyterApp} */
    const app = Reflect.get(globalThis, 'jupyterapp');
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
  const ready = view.and(page.locator('[data-ready="true"]'));
  await ready.waitFor();
  await view.locator('input[type=range][aria-label="batch"]').fill('3');
  await view.locator('input[type=range][aria-label="channel"]').fill('1');
  const dout = view.locator('[data-panel="dout"]');
  await dout.focus();
  await dout.press('Home');
  for (const [key, times] of /** @type {const} */ ([
    ['ArrowDown', 11],
    ['ArrowRight', 4],
  ])) {
    for (let i = 0; i < times; i++) await dout.press(key);
  }
  await ready.waitFor();
  return view;
}

/**
 * Runs one of JupyterLab's commands.
 *
 * @param {import('playwright-core').Page} page
 * @param {string} id
 * @param {object} [args]
 */
async function run(page, id, args = {}) {
  await page.evaluate(
    async ({ id, args }) => {
      /** @type {JupyterApp} */
      const app = Reflect.get(globalThis, 'jupyterapp');
      await app.restored;
      await app.commands.execute(id, args);
    },
    { id, args },
  );
}
