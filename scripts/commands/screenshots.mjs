// `npm run screenshots`: the pictures of the docs, taken in a real browser of a real JupyterLab.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { startLab } from '../../test/fixtures/lab.mjs';
import { torchClone } from '../lib/environments.mjs';
import { pythonEnv } from '../lib/python.mjs';
import { run as runCommand } from '../lib/run.mjs';
import { setUp } from '../lib/set-up.mjs';

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

/**
 * Where the pictures are taken.
 *
 * @typedef {object} Place
 * @property {import('../lib/clone.mjs').Clone} clone
 * @property {string} images where they go
 * @property {import('../../test/fixtures/lab.mjs').Lab} lab
 * @property {import('playwright-core').Page} page
 */

/** @param {import('../lib/main.mjs').Context} context */
export async function command({ clone, signal, log, live }) {
  await setUp({ clone, signal, log, live });
  const images = path.join(clone.root, 'docs', 'images');
  const lab = await startLab(clone);
  try {
    const page = await lab.browser.newPage({ deviceScaleFactor: 2 });
    const place = { clone, images, lab, page };
    await walkthrough(place);
    await explorer(place);
    await fileViewer(place);
    await scopePage(place);
  } finally {
    await lab.end();
  }
}

/**
 * JupyterLab with the first walkthrough, from the code of the pooling of the digits to its player.
 *
 * @param {Place} place
 */
async function walkthrough({ images, lab, page }) {
  await page.setViewportSize({ width: 1280, height: 596 });
  const view = await committed(lab, page, '01-max-pool-backprop.ipynb', 'on its way back');
  await view.locator('input[type=range][aria-label="batch"]').fill('3');
  await view.locator('input[type=range][aria-label="channel"]').fill('1');
  // The strongest cell of the digit 3.
  await mark(view, 'dout', 11, 4);
  await page.screenshot({ path: path.join(images, 'walkthrough.png') });
}

/**
 * The explorer on a wrong gradient, at the first cell that the audit names, in both themes.
 *
 * @param {Place} place
 */
async function explorer({ images, lab, page }) {
  await page.setViewportSize({ width: 1280, height: 1400 });
  const view = await committed(lab, page, '02-why-it-landed-here.ipynb', 'Assigned where');
  await view.locator('.poolscope-finding-text').first().click();
  for (const [theme, name] of [
    ['JupyterLab Light', 'explorer-light.png'],
    ['JupyterLab Dark', 'explorer-dark.png'],
  ]) {
    await run(page, 'apputils:change-theme', { theme });
    await settled(view);
    await view.screenshot({ path: path.join(images, name ?? '') });
  }
  await run(page, 'apputils:change-theme', { theme: 'JupyterLab Light' });
}

/**
 * JupyterLab with a file of digits.
 *
 * @param {Place} place
 */
async function fileViewer({ clone, images, lab, page }) {
  await page.setViewportSize({ width: 1000, height: 656 });
  await writeDigits(clone, path.join(lab.notebooks, 'digits.npy'));
  await page.goto(lab.address('digits.npy'));
  const file = page.locator('.poolscope-file');
  const axis = page.locator('input[type=range][aria-label="axis 0"]');
  await settled(file);
  await axis.fill('3');
  await axis.blur();
  await settled(file);
  await page.screenshot({ path: path.join(images, 'file.png') });
}

/**
 * The page of a scope, opened from disk: the wrong gradient of the walkthrough that watches a
 * model. It needs PyTorch.
 *
 * @param {Place} place
 */
async function scopePage({ clone, images, lab, page }) {
  const torch = torchClone(clone);
  if (!fs.existsSync(torch.python)) {
    console.log('scope.png stays as it is: npm run test:torch sets up PyTorch, which it needs');
    return;
  }
  const file = path.join(lab.notebooks, 'scope.html');
  const program = `
import json, sys
cells = json.load(open(sys.argv[1], encoding="utf-8"))["cells"]
names = {}
for cell in cells:
    if cell["cell_type"] == "code":
        exec("".join(cell["source"]), names)
    if "wrong" in names:
        break
names["scope"].to_html(sys.argv[2])`;
  const args = ['-c', program, path.join(clone.notebooks, '03-watch-a-model.ipynb'), file];
  const log = path.join(clone.state, 'scope-page.log');
  await runCommand(torch.python, args, { log, env: pythonEnv(torch) });
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(pathToFileURL(file).href);
  const view = page.locator('.poolscope-view');
  await settled(view);
  await page.getByRole('link', { name: '#0' }).first().click();
  await settled(view);
  await view.locator('.poolscope-finding-text').first().click();
  await settled(view);
  await page.screenshot({ path: path.join(images, 'scope.png') });
}

/**
 * Waits for a view, and until Plotly and the theme's colours have settled.
 *
 * @param {import('playwright-core').Locator} view
 */
async function settled(view) {
  await view.and(view.page().locator('[data-ready="true"]')).waitFor();
  await view.page().waitForTimeout(2000);
}

/**
 * Marks a cell of a panel, by the keyboard.
 *
 * @param {import('playwright-core').Locator} view
 * @param {string} name
 * @param {number} row
 * @param {number} column
 */
async function mark(view, name, row, column) {
  const panel = view.locator(`[data-panel="${name}"]`);
  await panel.focus();
  await panel.press('Home');
  for (let i = 0; i < row; i++) await panel.press('ArrowDown');
  for (let i = 0; i < column; i++) await panel.press('ArrowRight');
  await panel.blur();
  await settled(view);
}

/**
 * The first ten examples of each digit: `[digit, example, row, column]`.
 *
 * @param {import('../lib/clone.mjs').Clone} clone
 * @param {string} file
 */
async function writeDigits(clone, file) {
  const { tensor, writeNpy } = await import('poolscope');
  const mnist = createRequire(path.join(clone.notebooks, 'package.json'))('mnist');
  const [digits, examples, side] = [10, 10, 28];
  const pixels = Array.from({ length: digits }, (_, digit) =>
    mnist[digit].raw.slice(0, examples * side * side),
  ).flat();
  const cells = tensor(Float32Array.from(pixels), [digits, examples, side, side]);
  fs.writeFileSync(file, writeNpy(cells));
}

/**
 * Opens a committed walkthrough at one of its views; nothing is run or saved.
 *
 * @param {import('../../test/fixtures/lab.mjs').Lab} lab
 * @param {import('playwright-core').Page} page
 * @param {string} name
 * @param {string} words what the view's cell says
 * @returns {Promise<import('playwright-core').Locator>} the view
 */
async function committed(lab, page, name, words) {
  await page.goto(lab.address(name));
  await page.waitForFunction(() => {
    /** @type {JupyterApp | undefined} */
    const app = Reflect.get(globalThis, 'jupyterapp');
    return app?.shell.currentWidget?.context?.isReady;
  });
  await run(page, 'application:toggle-left-area');
  const cell = await page.evaluate(async (words) => {
    /** @type {JupyterApp} */
    const app = Reflect.get(globalThis, 'jupyterapp');
    const content = app.shell.currentWidget?.content;
    if (!content) throw new Error('no notebook is open');
    const index = content.widgets.findIndex(({ model }) =>
      model.sharedModel.getSource().includes(words),
    );
    await content.scrollToItem(index, 'start');
    content.activeCellIndex = index;
    return index;
  }, words);
  const item = page.locator(`[data-windowed-list-index="${cell}"]`);
  const view = item.locator('.poolscope-view');
  await settled(view);
  // Whatever was drawn above it since.
  await item.evaluate((node) => node.scrollIntoView({ block: 'start' }));
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
