// `npm run animation`: the README's short film of the explorer, docs/images/explorer.webp: a saved page in a real browser, a
// frame for each thing that is pointed at.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { openBrowser } from '../../test/fixtures/browser.mjs';
import { withVenv } from '../lib/clone.mjs';
import { pythonEnv } from '../lib/python.mjs';
import { environment, locked } from '../lib/set-up/packages.mjs';
import { setUp, takeSteps } from '../lib/set-up/set-up.mjs';

/**
 * What is done before each frame is taken, and for how long it is shown, in ms.
 *
 * @typedef {{ act: (view: import('playwright-core').Locator) => Promise<unknown>, ms: number }} Frame
 */

const error = '.poolscope-error .poolscope-finding-text';
const press = (/** @type {string} */ panel, /** @type {string[]} */ ...keys) => {
  return async (/** @type {import('playwright-core').Locator} */ view) => {
    for (const key of keys) await view.locator(`[data-panel="${panel}"]`).press(key);
  };
};
const right = press('din', 'ArrowRight');
const down = press('din', 'ArrowDown');

/** @type {readonly Frame[]} */
const frames = [
  { act: async () => {}, ms: 1500 },
  { act: press('din', 'Home', 'ArrowDown'), ms: 900 },
  ...[right, right, down, right, down, right].map((act) => ({ act, ms: 700 })),
  { act: (view) => view.locator(error).first().click(), ms: 2500 },
  { act: (view) => view.locator('input[value="expected"]').check({ force: true }), ms: 1300 },
  { act: (view) => view.locator('input[value="error"]').check({ force: true }), ms: 1300 },
  { act: (view) => view.locator('input[value="held"]').check({ force: true }), ms: 1500 },
];

/** Lossless, for flat colours and letters; the frames are read in the order of their names. */
const assemble = `
import sys
from pathlib import Path
from PIL import Image
folder, target, *times = sys.argv[1:]
first, *others = [Image.open(path).convert("RGB") for path in sorted(Path(folder).glob("*.png"))]
first.save(target, save_all=True, append_images=others, duration=[int(ms) for ms in times],
           loop=0, lossless=True, quality=100, method=6, minimize_size=True)`;

/** @param {import('../lib/main.mjs').Context} context */
export async function command({ clone, ...rest }) {
  await setUp({ clone, ...rest });
  const own = withVenv(clone, '.poolscope/pictures');
  const folder = path.join(clone.state, 'animation');
  const target = path.join(clone.root, 'docs', 'images', 'explorer.webp');
  /** @type {import('../lib/set-up/set-up.mjs').Step} */
  const film = {
    id: 'animation',
    name: 'animation',
    doing: 'filming docs/images/explorer.webp',
    done: 'filmed docs/images/explorer.webp',
    async work(run) {
      fs.rmSync(folder, { recursive: true, force: true });
      fs.mkdirSync(folder, { recursive: true });
      await takeFrames(folder);
      const times = frames.map(({ ms }) => `${ms}`);
      await run(own.python, ['-c', assemble, folder, target, ...times], { env: pythonEnv(own) });
    },
  };
  const packages = environment(own, 'pictures', 'Pillow', 'scripts/pictures.lock', locked);
  await takeSteps({ clone, steps: [packages, film], ...rest });
}

/** Takes the frames of a pooling whose din was assigned where it should be added. @param {string} folder */
async function takeFrames(folder) {
  const ps = await import('poolscope');
  const x = ps.random(1).randn(1, 8, 12, 1);
  const { output, mask } = ps.maxPool(x, { kernelSize: 3, stride: 2, padding: 1 });
  const dout = ps.random(2).randn(...output.shape);
  const title = 'Assigned where gradients should add';
  const page = path.join(folder, 'page.html');
  ps.explore({ x, mask, dout, din: ps.assignedDin(mask, dout), title }).toHTML(page);
  const browser = await openBrowser();
  try {
    const tab = await browser.newPage({ viewport: { width: 1000, height: 821 } });
    await tab.goto(pathToFileURL(page).href);
    const view = tab.locator('.poolscope-view');
    for (const [at, { act }] of frames.entries()) {
      await act(view);
      await view.and(tab.locator('[data-ready="true"]')).waitFor();
      await tab.waitForTimeout(800); // Plotly's colours settle
      const name = `${at}`.padStart(2, '0');
      await tab.screenshot({ path: path.join(folder, `${name}.png`) });
    }
  } finally {
    await browser.close();
  }
}
