// `npm run bench:lab`: how fast the explorer follows, in a real browser on a real JupyterLab, and what a page
// holds; the latter alone with `--memory`.
import fs from 'node:fs';
import path from 'node:path';
import { cloneAt } from '../scripts/lib/clone.mjs';
import { outputOn } from '../scripts/lib/progress.mjs';
import { setUp } from '../scripts/lib/set-up/set-up.mjs';
import { extensionSize } from '../test/fixtures/extension-size.mjs';
import { startLab, writeNotebook } from '../test/fixtures/lab.mjs';
import {
  cpuOf,
  followPeak,
  followTasks,
  heapOf,
  plainPayload,
} from '../test/fixtures/page-memory.mjs';
import {
  derivingArchive,
  derivingPayload,
  listingArchive,
  zerosArchive,
} from '../test/fixtures/small-inputs.mjs';

const moves = 120;
const rounds = 50;

const clone = cloneAt();
await setUp({ clone, ...outputOn(process.stdout) });
// Once it is built.
const { encode, MIME_TYPE, maxPool, explore, random, tensor } = await import('poolscope');
/** @type {[string, string, string][]} what, measured, asked for */
const report = [];
sizes();
const lab = await startLab();
try {
  if (!process.argv.includes('--memory')) {
    await measure('the document’s shapes', pool([8, 32, 48, 16]), true);
    await measure('8×112×112×64', pool([8, 112, 112, 64]), false);
  }
  await reopen();
  await scroll();
  await decodeLargest();
  await openBombs();
  await openFile('16 views that derive 128 MiB', await derivingArchive(16));
  await openFile('a list of 190,000 views', await listingArchive(190_000));
} finally {
  // Also what was measured before something failed.
  const widest = Math.max(...report.map(([what]) => what.length));
  for (const [what, measured, asked] of report) {
    console.log(`${what.padEnd(widest)}  ${measured.padStart(10)}  ${asked}`);
  }
  await lab.end();
}

/**
 * A pooling in float32, with random input and gradient.
 *
 * @param {readonly number[]} shape
 */
function pool(shape) {
  /** @type {(values: ArrayLike<number>, sizes: readonly number[]) => import('poolscope').Tensor} */
  const float32 = (values, sizes) => tensor(Float32Array.from(values), sizes);
  const x = float32(random(0).randn(...shape).data, shape);
  const { output, mask } = maxPool(x, { kernelSize: 2 });
  return explore({ x, mask, dout: float32(random(1).randn(...output.shape).data, output.shape) });
}

/** The extension on disk, and what of it is loaded before a view is. */
function sizes() {
  const { onDisk, beforeFirstView } = extensionSize(clone.root);
  report.push(['extension on disk', `${(onDisk / 1e6).toFixed(2)} MB`, 'at most 3.2 MB']);
  report.push([
    'of it loaded before the first view',
    `${(beforeFirstView / 1e3).toFixed(1)} kB`,
    'at most 42 kB',
  ]);
}

/**
 * One view, opened in a saved notebook.
 *
 * @param {string} name
 * @param {import('poolscope').View} view
 * @param {boolean} isDocument
 */
async function measure(name, view, isDocument) {
  const payload = encode(view);
  const bytes = JSON.stringify(payload).length;
  const limit = isDocument ? 1.5 : 4;
  report.push([`${name}: payload`, `${(bytes / 1e6).toFixed(2)} MB`, `at most ${limit} MB`]);
  // The first view loads Plotly; what counts is the second.
  writeNotebook(
    lab,
    'bench.ipynb',
    [payload, payload].map((data) => ({ source: '', data: { [MIME_TYPE]: data } })),
  );
  const page = await lab.browser.newPage({ viewport: { width: 1400, height: 1000 } });
  page.on('pageerror', (error) => console.error(error.message));
  await page.goto(lab.address('bench.ipynb'));
  await page.waitForFunction(
    () => Reflect.get(globalThis, 'jupyterapp')?.shell.currentWidget?.context?.isReady,
  );
  const root = page.locator('.poolscope-view[data-ready="true"]').first();
  await root.waitFor();
  await page.waitForTimeout(2000);
  const first = await page.evaluate(openAgain);
  report.push([`${name}: output to first paint`, ms(first), 'under 500 ms']);
  for (const [what, work, asked] of /** @type {const} */ ([
    ['slider move', slide, 16],
    ['cursor move', point, 8],
  ])) {
    const cpu = await cpuOf(page);
    const times = (await page.evaluate(work, moves)).sort((a, b) => a - b);
    report.push([`${name}: ${what}, CPU`, cpuText(await cpu(), moves), `at most ${asked} ms`]);
    /** @type {(part: number) => string} */
    const at = (part) => ms(times[Math.floor(part * times.length)] ?? Number.NaN);
    report.push([`${name}: ${what} to painted frame, median`, at(0.5), 'under 33 ms']);
    report.push([`${name}: ${what} to painted frame, p95`, at(0.95), 'under 80 ms']);
  }
  const cpu = await cpuOf(page);
  const slowest = await page.evaluate(play, 5);
  report.push([`${name}: player’s step, CPU`, cpuText(await cpu(), 5 * 60), 'at most 8 ms']);
  report.push([
    `${name}: player at 60 a second, fewest in a second`,
    `${slowest} steps`,
    '60 but for a frame',
  ]);
  if (isDocument) {
    const kept = await memory(page);
    report.push([
      `${name}: memory kept after ${rounds} open and close`,
      `${kept.toFixed(1)} MB`,
      'within 10 MB',
    ]);
  }
  await page.close();
}

/**
 * The main thread's work for each of so many moves, and how much of it is scripts, style and layout.
 *
 * @param {import('../test/fixtures/page-memory.mjs').Cpu} cpu
 * @param {number} times
 */
function cpuText({ task, script, style, layout }, times) {
  const [all, ...parts] = [task, script, style, layout].map((time) => (time / times).toFixed(1));
  return `${all} ms (${parts.join(', ')})`;
}

/** @param {number} time */
function ms(time) {
  return `${time.toFixed(1)} ms`;
}

/** Renders the second output again, as when a cell has run, and waits for its first frame. */
async function openAgain() {
  const cell = Reflect.get(globalThis, 'jupyterapp').shell.currentWidget.content.widgets[1];
  const output = cell.model.outputs.get(0).toJSON();
  // Only what is in sight is drawn.
  cell.node.scrollIntoView();
  cell.model.outputs.clear();
  await new Promise((done) => setTimeout(done, 500));
  const start = performance.now();
  cell.model.outputs.add(output);
  for (;;) {
    await new Promise(requestAnimationFrame);
    if (cell.node.querySelector('.poolscope-view[data-ready=true]')) break;
  }
  return performance.now() - start;
}

/**
 * Moves the channel slider, a step at a time; each time is from the event to after the next frame.
 *
 * @param {number} times
 */
async function slide(times) {
  const slider = document.querySelector('.poolscope-view input[type=range][aria-label=channel]');
  if (!(slider instanceof HTMLInputElement)) throw new Error('no slider');
  /** @type {number[]} */
  const taken = [];
  for (let i = 0; i < times; i++) {
    await new Promise((done) => setTimeout(done, 20 + ((i * 37) % 60)));
    const start = performance.now();
    slider.value = `${(Number(slider.value) + 1) % (Number(slider.max) + 1)}`;
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    taken.push(performance.now() - start);
  }
  return taken;
}

/**
 * Moves the pointer over x.
 *
 * @param {number} times
 */
async function point(times) {
  const plot = document.querySelector('.poolscope-view [data-panel=x] .poolscope-plot');
  const box = plot?.querySelector('.nsewdrag')?.getBoundingClientRect();
  if (!plot || !box) throw new Error('no plot');
  /** @type {number[]} */
  const taken = [];
  for (let i = 0; i < times; i++) {
    await new Promise((done) => setTimeout(done, 20 + ((i * 37) % 60)));
    const start = performance.now();
    plot.dispatchEvent(
      new PointerEvent('pointermove', {
        bubbles: true,
        clientX: box.left + box.width * (((i * 7) % 100) / 100),
        clientY: box.top + box.height * (((i * 11) % 100) / 100),
      }),
    );
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    taken.push(performance.now() - start);
  }
  return taken;
}

/**
 * Plays at 60 steps a second: the fewest steps taken in a second.
 *
 * @param {number} seconds
 */
async function play(seconds) {
  const root = document.querySelector('.poolscope-view');
  const speed = root?.querySelector('select[aria-label=speed]');
  const button = root?.querySelector('button[aria-label=play]');
  if (!(root instanceof HTMLElement && speed instanceof HTMLSelectElement)) throw new Error('none');
  if (!(button instanceof HTMLButtonElement)) throw new Error('no button');
  speed.value = '60';
  speed.dispatchEvent(new Event('change', { bubbles: true }));
  button.click();
  let fewest = Infinity;
  for (let second = 0; second < seconds; second++) {
    // Before the first step the player may still be off.
    const [from, start] = [Number(root.dataset.step) || 0, performance.now()];
    await new Promise((done) => setTimeout(done, 1000));
    const rate = ((Number(root.dataset.step) - from) * 1000) / (performance.now() - start);
    fewest = Math.min(fewest, Math.round(rate));
  }
  button.click();
  return fewest;
}

/**
 * What the page's heap has grown by after opening and closing the view many times, in MB.
 *
 * @param {import('playwright-core').Page} page
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

/**
 * Opens a notebook in a page of its own.
 *
 * @param {string} name
 * @param {readonly object[]} payloads
 */
async function openNotebook(name, payloads) {
  writeNotebook(
    lab,
    name,
    payloads.map((data) => ({ source: '', data: { [MIME_TYPE]: data } })),
  );
  const page = await lab.browser.newPage({ viewport: { width: 1400, height: 1000 } });
  await page.goto(lab.address(name));
  await page.waitForFunction(
    () => Reflect.get(globalThis, 'jupyterapp')?.shell.currentWidget?.context?.isReady,
  );
  return page;
}

/**
 * Opens a notebook of ten views in a page that has shown others, and scrolls through it: the main thread's work, and
 * what of it JupyterLab does for ten outputs of that size that nothing draws.
 */
async function reopen() {
  const payload = encode(pool([8, 32, 48, 16]));
  /** @type {(type: string) => { source: string, data: Record<string, unknown> }[]} */
  const ten = (type) =>
    Array.from({ length: 10 }, () => ({ source: '', data: { [type]: payload } }));
  writeNotebook(lab, 'ten.ipynb', ten(MIME_TYPE));
  writeNotebook(lab, 'undrawn.ipynb', ten('application/x.undrawn+json'));
  const page = await openNotebook('first.ipynb', [payload]);
  const ready = '.jp-NotebookPanel:not(.lm-mod-hidden) .poolscope-view[data-ready="true"]';
  await page.locator(ready).first().waitFor();
  await page.waitForTimeout(2000);
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
  report.push(['ten outputs that nothing draws: opened, CPU', cpuText(await cpu(), 1), '']);
  cpu = await cpuOf(page);
  await open('ten.ipynb');
  await page.locator(ready).first().waitFor();
  report.push([
    'ten views: opened, those in sight, CPU',
    cpuText(await cpu(), 1),
    'at most 1500 ms',
  ]);
  cpu = await cpuOf(page);
  for (let cell = 0; cell < 10; cell++) await page.evaluate(showCell, cell);
  await page.waitForTimeout(1500);
  report.push(['ten views: scrolled through, CPU', cpuText(await cpu(), 1), '']);
  await page.close();
}

/**
 * Scrolls to a cell until its view is ready.
 *
 * @param {number} at
 */
async function showCell(at) {
  const { content } = Reflect.get(globalThis, 'jupyterapp').shell.currentWidget;
  await content.scrollToItem(at);
  // The browser's own driver would look for it many times a second, and stall the page itself.
  const view = () => content.widgets[at].node.querySelector('.poolscope-view');
  while (view()?.dataset.ready !== 'true') {
    view()?.scrollIntoView({ block: 'center' });
    await new Promise((done) => setTimeout(done, 100));
  }
}

/** Scrolls through 60 views of 80 MB together: what they hold, and the longest stall. */
async function scroll() {
  const payload = await plainPayload([8, 16, 32, 48], 5);
  const page = await openNotebook(
    'many.ipynb',
    Array.from({ length: 60 }, () => payload),
  );
  await page.locator('.poolscope-view[data-ready="true"]').first().waitFor();
  await page.waitForTimeout(2000);
  const longest = await followTasks(page);
  for (let cell = 0; cell < 60; cell += 2) {
    await page.evaluate(showCell, cell);
  }
  await page.waitForTimeout(1000);
  report.push([
    '60 views, 80 MB: longest stall while scrolling',
    ms(await longest()),
    'at most 200 ms',
  ]);
  const heap = `${((await heapOf(page)) / 1e6).toFixed(0)} MB`;
  report.push(['60 views, 80 MB: heap with arrays', heap, 'at most 350 MB']);
  await page.close();
}

/** A mask of 2²⁴ cells, the largest that is legal: how long a page stalls while it is decoded and drawn. */
async function decodeLargest() {
  const shape = [64, 512, 512, 1];
  const { mask } = maxPool(tensor(new Float32Array(2 ** 24).map(Math.sin), shape), {
    kernelSize: 2,
  });
  const { maskView } = await import('poolscope');
  const small = pool([1, 8, 8, 1]);
  const page = await openNotebook('largest.ipynb', [encode(small)]);
  await page.locator('.poolscope-view[data-ready="true"]').first().waitFor();
  await page.waitForTimeout(2000);
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
  report.push(['a mask of 2²⁴ cells: longest stall', ms(await longest()), 'at most 200 ms']);
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
  report.push([`${what}: until all is shown or refused`, ms(performance.now() - start), '']);
  await page.waitForTimeout(1000);
  report.push([`${what}: longest stall`, ms(await longest()), 'at most 200 ms']);
  const most = `${((await peak()) / 1e6).toFixed(0)} MB`;
  report.push([`${what}: peak heap with arrays`, most, 'at most 350 MB']);
}

/** Scrolls through a notebook of 20 small payloads whose din takes 128 MiB each. */
async function openBombs() {
  const page = await openNotebook('bombs.ipynb', [encode(pool([1, 8, 8, 1]))]);
  await page.locator('.poolscope-view[data-ready="true"]').first().waitFor();
  await page.waitForTimeout(2000);
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
 * @param {string} what
 * @param {Uint8Array} bytes
 */
async function openFile(what, bytes) {
  fs.writeFileSync(path.join(lab.notebooks, 'first.npz'), await zerosArchive(1, 8));
  fs.writeFileSync(path.join(lab.notebooks, 'small.npz'), bytes);
  const page = await openNotebook('files.ipynb', []);
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
      .locator('[role=alert], canvas')
      .first()
      .waitFor();
  });
  await page.close();
}
