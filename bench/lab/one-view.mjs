// One view: its payload, its first paint, and what moves of the cursor, the slider and the player cost.
import { encode } from 'poolscope';
import { cpuOf } from '../../test/fixtures/page-memory.mjs';
import { openAgain, play, point, slide } from './in-page.mjs';
import { openDrawn } from './notebook.mjs';
import { cpuText, ms, report } from './report.mjs';

/** @typedef {import('../../test/fixtures/lab.mjs').Lab} Lab */
/** @typedef {import('playwright-core').Page} Page */

const moves = 120;
const rounds = 50;
/** How long the player plays, in seconds. */
const played = 5;

/**
 * A view, opened in a saved notebook.
 *
 * @param {Lab} lab
 * @param {string} name
 * @param {import('poolscope').View} view
 * @param {boolean} isDocument
 */
export async function measureView(lab, name, view, isDocument) {
  const payload = encode(view);
  const bytes = JSON.stringify(payload).length;
  report(
    `${name}: payload`,
    `${(bytes / 1e6).toFixed(2)} MB`,
    `at most ${isDocument ? 1.5 : 4} MB`,
  );
  // The first view loads Plotly; what counts is the second.
  const page = await openDrawn(lab, 'bench.ipynb', [payload, payload]);
  const first = await page.evaluate(openAgain);
  report(`${name}: output to first paint`, ms(first), 'under 500 ms');
  await measureMoves(page, name, true);
  if (isDocument) {
    const kept = await memory(page);
    report(
      `${name}: memory kept after ${rounds} open and close`,
      `${kept.toFixed(1)} MB`,
      'within 10 MB',
    );
  }
  await page.close();
}

/**
 * Only what moves cost, of a view that is alone on its page.
 *
 * @param {Lab} lab
 * @param {string} name
 * @param {import('poolscope').View} view
 */
export async function measureKind(lab, name, view) {
  const page = await openDrawn(lab, 'bench.ipynb', [encode(view)]);
  await measureMoves(page, name, false);
  await page.close();
}

/**
 * @param {Page} page
 * @param {string} name
 * @param {boolean} isTimed whether also the time that passes is reported, not only the thread's
 */
async function measureMoves(page, name, isTimed) {
  for (const [what, work, asked] of /** @type {const} */ ([
    ['slider move', slide, 16],
    ['cursor move', point, 8],
  ])) {
    const cpu = await cpuOf(page);
    const times = (await page.evaluate(work, moves)).sort((a, b) => a - b);
    report(`${name}: ${what}, CPU`, cpuText(await cpu(), moves), `at most ${asked} ms`);
    if (!isTimed) continue;
    /** @type {(part: number) => string} */
    const at = (part) => ms(times[Math.floor(part * times.length)] ?? Number.NaN);
    report(`${name}: ${what} to painted frame, median`, at(0.5), 'under 33 ms');
    report(`${name}: ${what} to painted frame, p95`, at(0.95), 'under 80 ms');
  }
  const cpu = await cpuOf(page);
  const slowest = await page.evaluate(play, played);
  report(`${name}: player’s step, CPU`, cpuText(await cpu(), played * 60), 'at most 8 ms');
  if (!isTimed) return;
  report(
    `${name}: player at 60 a second, fewest in a second`,
    `${slowest} steps`,
    '60 but for a frame',
  );
}

/**
 * What the page's heap has grown by after opening and closing the view many times, in MB.
 *
 * @param {Page} page
 */
async function memory(page) {
  const session = await page.context().newCDPSession(page);
  const used = async () => {
    for (let i = 0; i < 3; i++) await session.send('HeapProfiler.collectGarbage');
    return (await session.send('Runtime.getHeapUsage')).usedSize;
  };
  /** @type {(times: number) => Promise<void>} */
  const cycle = (times) =>
    page.evaluate(async (count) => {
      const { content } = Reflect.get(globalThis, 'jupyterapp').shell.currentWidget;
      const { outputs } = content.widgets[1].model;
      const output = outputs.get(0).toJSON();
      for (let i = 0; i < count; i++) {
        outputs.clear();
        await new Promise((done) => setTimeout(done, 50));
        outputs.add(output);
        const shown = () =>
          content.widgets[1].node.querySelector('.poolscope-view[data-ready=true]') !== null;
        while (!shown()) await new Promise(requestAnimationFrame);
      }
    }, times);
  await cycle(3);
  const before = await used();
  await cycle(rounds);
  return ((await used()) - before) / 1e6;
}
