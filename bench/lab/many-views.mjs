// Many views in a notebook: what opening it and scrolling through it cost and hold.
import { encode } from 'poolscope';
import { cpuOf, followTasks, heapOf, plainPayload } from '../../test/fixtures/page-memory.mjs';
import { showCell } from './in-page.mjs';
import { openDrawn, readyView, writeOutputs } from './notebook.mjs';
import { cpuText, ms, report } from './report.mjs';
import { pool } from './views.mjs';

/** @typedef {import('../../test/fixtures/lab.mjs').Lab} Lab */

/**
 * Opens a notebook of ten views in a page that has shown others, and scrolls through it: the main thread's work, and
 * what of it JupyterLab does for ten outputs of that size that nothing draws.
 *
 * @param {Lab} lab
 */
export async function reopen(lab) {
  const payload = encode(pool([8, 32, 48, 16]));
  const ten = Array.from({ length: 10 }, () => payload);
  writeOutputs(lab, 'ten.ipynb', ten);
  writeOutputs(lab, 'undrawn.ipynb', ten, 'application/x.undrawn+json');
  const page = await openDrawn(lab, 'first.ipynb', [payload]);
  /** @type {(name: string) => Promise<void>} */
  const open = async (name) => {
    await page.evaluate(async (file) => {
      const { commands, shell } = Reflect.get(globalThis, 'jupyterapp');
      await commands.execute('docmanager:open', { path: file });
      await shell.currentWidget.context.ready;
    }, name);
    await page.waitForTimeout(2500);
  };
  let cpu = await cpuOf(page);
  await open('undrawn.ipynb');
  report('ten outputs that nothing draws: opened, CPU', cpuText(await cpu(), 1));
  cpu = await cpuOf(page);
  await open('ten.ipynb');
  await page.locator(readyView).first().waitFor();
  const opened = await cpu();
  report('ten views: opened, those in sight, CPU', cpuText(opened, 1));
  cpu = await cpuOf(page);
  for (let cell = 0; cell < 10; cell++) await page.evaluate(showCell, cell);
  await page.waitForTimeout(1500);
  const scrolled = await cpu();
  report('ten views: scrolled through, CPU', cpuText(scrolled, 1));
  report('ten views: all of it, CPU', ms(opened.task + scrolled.task), 'at most 1500 ms');
  await page.close();
}

/**
 * Scrolls through 60 views of 80 MB together: what they hold, and the longest stall.
 *
 * @param {Lab} lab
 */
export async function scroll(lab) {
  const payload = await plainPayload([8, 16, 32, 48], 5);
  const page = await openDrawn(
    lab,
    'many.ipynb',
    Array.from({ length: 60 }, () => payload),
  );
  const longest = await followTasks(page);
  for (let cell = 0; cell < 60; cell += 2) {
    await page.evaluate(showCell, cell);
  }
  await page.waitForTimeout(1000);
  report('60 views, 80 MB: longest stall while scrolling', ms(await longest()), 'at most 200 ms');
  const heap = `${((await heapOf(page)) / 1e6).toFixed(0)} MB`;
  report('60 views, 80 MB: heap with arrays', heap, 'at most 350 MB');
  await page.close();
}
