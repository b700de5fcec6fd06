// `npm run screenshots`: the pictures of the docs, taken in a real browser of a real JupyterLab; with `survey` those
// of all kinds of views, to look at, in .poolscope/screenshots.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { startLab } from '../../test/fixtures/lab.mjs';
import { run } from '../lib/processes/run.mjs';
import { pythonEnv } from '../lib/python.mjs';
import { execute, settled } from '../lib/screenshots/page.mjs';
import { survey } from '../lib/screenshots/survey.mjs';
import { setUp } from '../lib/set-up/set-up.mjs';
import { torchClone } from '../lib/torch.mjs';

/**
 * @typedef {import('../lib/clone.mjs').Clone} Clone
 * @typedef {import('../../test/fixtures/lab.mjs').Lab} Lab
 * @typedef {import('playwright-core').Page} Page
 * @typedef {import('playwright-core').Locator} Locator
 *
 * Pictures of what `open` brings to the page: `names`, each in its theme, of the page or of the view alone.
 *
 * @typedef {object} Picture
 * @property {Record<string, string>} names by theme
 * @property {[number, number]} size
 * @property {'page' | 'view'} of
 * @property {(page: Page, lab: Lab, clone: Clone) => Promise<Locator>} open
 */

/** @type {readonly Picture[]} */
const pictures = [
  {
    // The first walkthrough, from the code of the pooling of the digits to its player, at the strongest cell of the digit 3.
    names: { Light: 'walkthrough.png' },
    size: [1280, 700],
    of: 'page',
    async open(page, lab) {
      const view = await committed(lab, page, '01-max-pool-backprop.ipynb', 'on its way back');
      await view.locator('input[type=range][aria-label="batch"]').fill('3');
      await view.locator('input[type=range][aria-label="channel"]').fill('1');
      const panel = view.locator('[data-panel="dout"]');
      const right = Array(4).fill('ArrowRight');
      for (const key of ['Home', ...Array(11).fill('ArrowDown'), ...right]) await panel.press(key);
      await panel.blur();
      return view;
    },
  },
  {
    // The explorer on a wrong gradient, at the first cell that an error names.
    names: { Light: 'explorer-light.png', Dark: 'explorer-dark.png' },
    size: [1280, 1400],
    of: 'view',
    async open(page, lab) {
      const view = await committed(lab, page, '02-why-it-landed-here.ipynb', 'Assigned where');
      await view.locator('.poolscope-error .poolscope-finding-text').first().click();
      return view;
    },
  },
  {
    // JupyterLab with a file of digits.
    names: { Light: 'file.png' },
    size: [1000, 690],
    of: 'page',
    async open(page, lab) {
      await page.goto(lab.address('digits.npy'));
      const axis = page.locator('input[type=range][aria-label="axis 0"]');
      await settled(page.locator('.poolscope-file'));
      await axis.fill('3');
      await axis.blur();
      return page.locator('.poolscope-file');
    },
  },
  {
    // The page of a scope, opened from disk: the wrong gradient of the walkthrough that watches a model.
    names: { '': 'scope.png' },
    size: [1280, 1160],
    of: 'page',
    async open(page, lab, clone) {
      const file = path.join(lab.notebooks, 'scope.html');
      await writeScope(clone, file);
      await page.goto(pathToFileURL(file).href);
      const view = page.locator('.poolscope-view');
      await settled(view);
      await page.getByRole('link', { name: '#0' }).first().click();
      await settled(view);
      await view.locator('.poolscope-error .poolscope-finding-text').first().click();
      await page.evaluate(() => scrollTo(0, 0)); // the table of calls is above
      return view;
    },
  },
];

/** @param {import('../lib/main.mjs').Context} context */
export async function command({ clone, args, signal, log, live }) {
  await setUp({ clone, signal, log, live });
  if (args[0] === 'survey') {
    log(`written to ${await survey(clone)}`);
    return;
  }
  const hasTorch = fs.existsSync(torchClone(clone).python);
  if (!hasTorch) log('scope.png stays as it is: npm run torch sets up PyTorch, which it needs');
  const lab = await startLab(clone);
  try {
    const page = await lab.browser.newPage({ deviceScaleFactor: 2 });
    for (const { names, size, of, open } of pictures) {
      if ('' in names && !hasTorch) continue;
      await page.setViewportSize({ width: size[0], height: size[1] });
      const view = await open(page, lab, clone);
      for (const [theme, name] of Object.entries(names)) {
        if (theme) await execute(page, 'apputils:change-theme', { theme: `JupyterLab ${theme}` });
        await settled(view);
        const place = path.join(clone.root, 'docs', 'images', name);
        await (of === 'view' ? view : page).screenshot({ path: place });
      }
    }
  } finally {
    await lab.end();
  }
}

/**
 * Opens a committed walkthrough at the view whose cell says these words; nothing is run or saved.
 *
 * @param {Lab} lab
 * @param {Page} page
 * @param {string} name
 * @param {string} words
 * @returns {Promise<Locator>} the view
 */
async function committed(lab, page, name, words) {
  await page.goto(lab.address(name));
  await page.waitForFunction(
    () => Reflect.get(globalThis, 'jupyterapp')?.shell.currentWidget?.context?.isReady,
  );
  await execute(page, 'application:toggle-left-area');
  const cell = await page.evaluate(async (words) => {
    const { content } = Reflect.get(globalThis, 'jupyterapp').shell.currentWidget;
    const index = content.widgets.findIndex(
      (/** @type {{ model: { sharedModel: { getSource(): string } } }} */ { model }) =>
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

/** The scope of the walkthrough's first cells, up to the wrong model. @param {Clone} clone @param {string} file */
async function writeScope(clone, file) {
  const torch = torchClone(clone);
  const program = `
import json, sys
names = {}
for cell in json.load(open(sys.argv[1], encoding="utf-8"))["cells"]:
    if cell["cell_type"] == "code" and "wrong" not in names:
        exec("".join(cell["source"]), names)
names["scope"].to_html(sys.argv[2])`;
  const args = ['-c', program, path.join(clone.notebooks, '03-watch-a-model.ipynb'), file];
  const log = path.join(clone.state, 'scope-page.log');
  await run(torch.python, args, { log, env: pythonEnv(torch) });
}
