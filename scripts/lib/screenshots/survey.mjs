// One explorer of each kind, at three widths and in both themes: to be looked at.
import fs from 'node:fs';
import path from 'node:path';
import { startLab, writeNotebook } from '../../../test/fixtures/lab.mjs';
import { execute, settled } from './page.mjs';

const widths = [600, 900, 1440];
const themes = ['Light', 'Dark'];

/**
 * Takes the pictures into .poolscope/screenshots, as `KIND-WIDTH-THEME.png`.
 *
 * @param {import('../clone.mjs').Clone} clone
 * @returns {Promise<string>} the folder
 */
export async function survey(clone) {
  const folder = path.join(clone.state, 'screenshots');
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  // Once it is built.
  const { encode, MIME_TYPE } = await import('poolscope');
  const all = await views(clone);
  const lab = await startLab(clone);
  try {
    for (const [kind, { view }] of Object.entries(all)) {
      writeNotebook(lab, `${kind}.ipynb`, [{ source: '', data: { [MIME_TYPE]: encode(view) } }]);
    }
    for (const [kind, { cell }] of Object.entries(all)) {
      const page = await lab.browser.newPage({ viewport: { width: 1440, height: 2000 } });
      await page.goto(lab.address(`${kind}.ipynb`));
      const root = page.locator('.poolscope-view');
      await root.waitFor();
      await execute(page, 'application:toggle-left-area');
      for (const width of widths) {
        await page.setViewportSize({ width, height: 2000 });
        for (const theme of themes) {
          await execute(page, 'apputils:change-theme', { theme: `JupyterLab ${theme}` });
          await settled(root);
          const [panel, keys] = cell;
          await root.locator(`[data-panel="${panel}"]`).focus();
          for (const key of ['Home', ...keys]) await page.keyboard.press(key);
          await root.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).blur());
          await page.waitForTimeout(500);
          await root.screenshot({
            path: path.join(folder, `${kind}-${width}-${theme.toLowerCase()}.png`),
          });
        }
      }
      await page.close();
    }
  } finally {
    await lab.end();
  }
  return folder;
}

/**
 * The views, and where the cursor goes in them: a panel, and keys from its first cell.
 *
 * @param {import('../clone.mjs').Clone} clone
 */
async function views(clone) {
  const ps = await import('poolscope');
  /** @type {(sizes: number[], seed?: number) => import('poolscope').Tensor} */
  const random = (sizes, seed = 0) => {
    const { data, shape } = ps.random(seed).randn(...sizes);
    return ps.tensor(Float32Array.from(data), shape);
  };
  /** @type {(x: import('poolscope').Tensor, options: Parameters<typeof ps.maxPool>[1], title: string) => import('poolscope').View} */
  const pooled = (x, options, title) => {
    const { output, mask } = ps.maxPool(x, options);
    return ps.explore({ x, mask, dout: random([...output.shape], 1), title });
  };
  const digits = ps.readNpy(fs.readFileSync(path.join(clone.notebooks, 'digits.npy')));
  const overlapping = random([2, 12, 16, 6]);
  const { mask, output } = ps.maxPool(overlapping, { kernelSize: 3, stride: 2, padding: 1 });
  const dout = random([...output.shape], 1);
  const din = ps.assignedDin(mask, dout);
  const few = ps.tensor(
    Float32Array.from(random([1, 10, 14, 4]).data, (value) => Math.max(0, Math.round(value))),
    [1, 10, 14, 4],
  );
  const odd = random([1, 10, 14, 3]);
  for (const at of [0, 44, 45, 130, 200]) odd.data[at] = Number.NaN;
  odd.data[90] = Infinity;
  odd.data[151] = -Infinity;
  const down = Array(3).fill('ArrowDown');
  const across = Array(4).fill('ArrowRight');
  return {
    digits: {
      view: pooled(ps.fromChannelsFirst(digits), { kernelSize: 2 }, 'digits'),
      cell: /** @type {const} */ (['din', [...down, ...across]]),
    },
    'wrong-din': {
      view: ps.explore({ x: overlapping, mask, dout, din, title: 'a wrong din' }),
      cell: /** @type {const} */ (['din', [...down, ...across]]),
    },
    global: {
      view: pooled(random([2, 7, 9, 12]), { kernelSize: [7, 9] }, 'global max pooling'),
      cell: /** @type {const} */ (['x', [...down, ...across]]),
    },
    '1-d': {
      view: pooled(random([2, 512, 3]), { kernelSize: 4 }, 'one axis'),
      cell: /** @type {const} */ (['x', across]),
    },
    '3-d': {
      view: pooled(random([1, 6, 12, 16, 3]), { kernelSize: 2 }, 'a volume'),
      cell: /** @type {const} */ (['x', [...down, ...across]]),
    },
    cut: {
      view: pooled(random([8, 112, 112, 64]), { kernelSize: 2 }, 'a cut'),
      cell: /** @type {const} */ (['x', [...down, ...across]]),
    },
    ties: {
      view: pooled(few, { kernelSize: 2 }, 'ties'),
      cell: /** @type {const} */ (['x', [...down, ...across]]),
    },
    nan: {
      view: pooled(odd, { kernelSize: 2 }, 'NaN and infinity'),
      cell: /** @type {const} */ (['x', ['ArrowDown', 'ArrowRight']]),
    },
  };
}
