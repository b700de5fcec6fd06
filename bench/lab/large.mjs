// What is large, or derives or lists a lot from few bytes: the longest stall, and what it holds.
import fs from 'node:fs';
import path from 'node:path';
import { encode, MIME_TYPE, maskView, maxPool, tensor } from 'poolscope';
import { followPeak, followTasks } from '../../test/fixtures/page-memory.mjs';
import { derivingPayload, zerosArchive } from '../../test/fixtures/small-inputs.mjs';
import { openDrawn, openNotebook } from './notebook.mjs';
import { ms, report } from './report.mjs';
import { pool } from './views.mjs';

/** @typedef {import('../../test/fixtures/lab.mjs').Lab} Lab */

/**
 * A mask of 2²⁴ cells, the largest that is legal: how long a page stalls while it is decoded and drawn.
 *
 * @param {Lab} lab
 */
export async function decodeLargest(lab) {
  const shape = [64, 512, 512, 1];
  const { mask } = maxPool(tensor(new Float32Array(2 ** 24).map(Math.sin), shape), {
    kernelSize: 2,
  });
  const small = pool([1, 8, 8, 1]);
  const page = await openDrawn(lab, 'largest.ipynb', [encode(small)]);
  const longest = await followTasks(page);
  const payload = encode(maskView(mask));
  await page.evaluate(
    async ([type, data]) => {
      const cell = Reflect.get(globalThis, 'jupyterapp').shell.currentWidget.content.widgets[0];
      cell.model.outputs.clear();
      cell.model.outputs.add({ output_type: 'display_data', data: { [type]: data }, metadata: {} });
    },
    /** @type {const} */ ([MIME_TYPE, payload]),
  );
  await page.locator('.poolscope-view[data-ready="true"]').first().waitFor();
  await page.waitForTimeout(1000);
  report('a mask of 2²⁴ cells: longest stall', ms(await longest()), 'at most 200 ms');
  await page.close();
}

/**
 * Follows a page until work on it is done: the longest stall, and the most that it held.
 *
 * @param {import('playwright-core').Page} page
 * @param {string} what
 * @param {() => Promise<unknown>} work
 */
async function follow(page, what, work) {
  const [longest, peak] = [await followTasks(page), await followPeak(page)];
  const start = performance.now();
  await work();
  report(`${what}: until all is shown or refused`, ms(performance.now() - start));
  await page.waitForTimeout(1000);
  report(`${what}: longest stall`, ms(await longest()), 'at most 200 ms');
  const most = `${((await peak()) / 1e6).toFixed(0)} MB`;
  report(`${what}: peak heap with arrays`, most, 'at most 350 MB');
}

/**
 * Scrolls through a notebook of 20 small payloads whose din takes 128 MiB each.
 *
 * @param {Lab} lab
 */
export async function openBombs(lab) {
  const page = await openDrawn(lab, 'bombs.ipynb', [encode(pool([1, 8, 8, 1]))]);
  const payloads = Array.from({ length: 20 }, () => derivingPayload());
  await follow(page, '20 payloads that derive 128 MiB', () =>
    page.evaluate(
      async ([type, all]) => {
        const cell = Reflect.get(globalThis, 'jupyterapp').shell.currentWidget.content.widgets[0];
        cell.model.outputs.clear();
        for (const data of all) {
          cell.model.outputs.add({
            output_type: 'display_data',
            data: { [type]: data },
            metadata: {},
          });
        }
        for (let at = 0; at < all.length; at++) {
          const view = () => cell.node.querySelectorAll('.poolscope-view')[at];
          while (view()?.dataset.ready !== 'true') {
            view()?.scrollIntoView({ block: 'center' });
            await new Promise((done) => setTimeout(done, 50));
          }
        }
      },
      /** @type {const} */ ([MIME_TYPE, payloads]),
    ),
  );
  await page.close();
}

/**
 * Opens a small archive in a page that has shown another.
 *
 * @param {Lab} lab
 * @param {string} what
 * @param {Uint8Array} bytes
 */
export async function openFile(lab, what, bytes) {
  fs.writeFileSync(path.join(lab.notebooks, 'first.npz'), await zerosArchive(1, 8));
  fs.writeFileSync(path.join(lab.notebooks, 'small.npz'), bytes);
  const page = await openNotebook(lab, 'files.ipynb', []);
  /** @type {(name: string) => Promise<void>} */
  const open = (name) =>
    page.evaluate(
      (file) =>
        Reflect.get(globalThis, 'jupyterapp')
          .commands.execute('docmanager:open', { path: file })
          .then(() => {}),
      name,
    );
  await open('first.npz');
  await page.locator('.poolscope-view[data-ready="true"]').first().waitFor();
  await page.waitForTimeout(1000);
  await follow(page, `${what}, ${(bytes.length / 1e3).toFixed(1)} kB`, async () => {
    await open('small.npz');
    const shown = page.locator('.poolscope-list').last();
    await shown.waitFor();
    await page
      .locator('.poolscope-opened')
      .last()
      .locator('[role=alert], .js-plotly-plot')
      .first()
      .waitFor();
  });
  await page.close();
}
