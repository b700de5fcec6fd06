import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  encode,
  explore,
  heatmap,
  MIME_TYPE,
  maskFrom,
  maskView,
  maxPool,
  maxPoolBackward,
  type Payload,
  random,
  tensor,
  windows,
  winners,
} from 'poolscope';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Lab, startLab, writeNotebook } from '../fixtures/lab.mjs';
import { outputCell } from '../fixtures/output-cell.js';
import { NotebookPage } from './notebook-page.js';
import { plane } from './plane.js';

// A real browser on a real JupyterLab. What its heatmaps draw is read back from the page and compared
// with what the library computes here, in another process.

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab?.end());

describe('a pool computed in a cell', () => {
  const x = random(0).randn(2, 6, 8, 3);
  const { output, mask } = maxPool(x, { kernelSize: 3, stride: 2, padding: 1 });
  const dout = random(1).randn(...output.shape);
  const din = maxPoolBackward(dout, mask);
  let notebook: NotebookPage;

  beforeAll(async () => {
    writeNotebook(lab, 'pool.ipynb', [
      {
        source: `import * as ps from 'poolscope';
const x = ps.random(0).randn(2, 6, 8, 3);
const { output, mask } = ps.maxPool(x, { kernelSize: 3, stride: 2, padding: 1 });
const dout = ps.random(1).randn(...output.shape);
const din = ps.maxPoolBackward(dout, mask);`,
      },
      { source: 'ps.show(ps.explore({ x: x, mask: mask, dout: dout, din: din }))' },
    ]);
    notebook = await NotebookPage.open(lab, 'pool.ipynb');
    await notebook.runAll();
  });
  afterAll(async () => {
    await notebook?.close();
    expect(notebook.errors).toEqual([]);
  });

  test('appears with its panels, the mask’s where it is asked for', async () => {
    expect(await (await (await notebook.view(1)).ready()).kind()).toBe('explorer');
    const view = await notebook.fresh(1);
    expect(await view.panels()).toEqual(['x', 'dout', 'din']);
    await view.show('mask');
    await view.ready();
    expect(await view.panels()).toEqual(['x', 'mask', 'dout', 'din']);
  });

  test('draws the library’s numbers at every batch and channel', async () => {
    const view = await notebook.fresh(1);
    await view.show('mask');
    for (const batch of [0, 1]) {
      for (const channel of [0, 1, 2]) {
        await view.move({ batch, channel });
        for (const [name, of] of Object.entries({ x, mask: winners(mask), dout, din })) {
          expect(await view.numbers(name), `${name} ${batch} ${channel}`).toEqual(
            plane(of, batch, channel),
          );
        }
      }
    }
  });

  test('follows the arrow keys, which JupyterLab leaves to the slider', async () => {
    const view = await notebook.fresh(1);
    await view.slider('channel').press('ArrowRight');
    await view.ready();
    expect(await view.slider('channel').inputValue()).toBe('1');
    expect(await view.numbers('din')).toEqual(plane(din, 0, 1));
  });

  test('shows index and value of the cell under the pointer', async () => {
    const view = await notebook.fresh(1);
    await view.move({ batch: 1, channel: 2 });
    await view.point('x', 2, 5, [6, 8]);
    const tip = view.panel('x').locator('.poolscope-tip');
    const value = String(x.at(1, 2, 5, 2)).replaceAll('-', '−');
    await expect.poll(() => tip.textContent()).toBe(`x[1, 2, 5, 2] = ${value}`);
  });

  test('follows the width of the window', async () => {
    await notebook.page.setViewportSize({ width: 1400, height: 1000 });
    const view = await notebook.fresh(1);
    const width = async (): Promise<number> => (await view.panel('x').boundingBox())!.width;
    const fits = (): Promise<boolean> => view.root.evaluate((e) => e.scrollWidth <= e.clientWidth);
    const wide = await width();
    await notebook.page.setViewportSize({ width: 620, height: 1000 });
    await expect.poll(width).toBeLessThan(wide);
    await view.ready();
    await expect.poll(fits).toBe(true);
    await notebook.page.setViewportSize({ width: 1400, height: 1000 });
    await expect.poll(width).toBe(wide);
  });

  test('stays readable as the theme changes', async () => {
    await notebook.command('apputils:change-theme', { theme: 'JupyterLab Light' });
    const view = await notebook.fresh(1);
    const tick = view.panel('x').locator('.xtick text').first();
    const text = (): Promise<Colour> => tick.evaluate((e) => getComputedStyle(e).fill).then(colour);
    const page = (): Promise<Colour> =>
      notebook.page
        .locator('.jp-Notebook')
        .evaluate((e) => getComputedStyle(e).backgroundColor)
        .then(colour);
    await expect.poll(async () => luminance(await page())).toBeGreaterThan(0.8);
    await expect.poll(async () => contrast(await text(), await page())).toBeGreaterThan(4.5);

    await notebook.command('apputils:change-theme', { theme: 'JupyterLab Dark' });
    await expect.poll(async () => luminance(await page())).toBeLessThan(0.1);
    await expect.poll(async () => contrast(await text(), await page())).toBeGreaterThan(4.5);
    await view.ready();

    await notebook.command('apputils:change-theme', { theme: 'JupyterLab Light' });
    await expect.poll(async () => luminance(await page())).toBeGreaterThan(0.8);
    await expect.poll(async () => contrast(await text(), await page())).toBeGreaterThan(4.5);
  });

  test('is shown again after saving and reloading, without running', async () => {
    await notebook.save();
    const saved = JSON.parse(readFileSync(join(lab.notebooks, 'pool.ipynb'), 'utf8'));
    expect(Object.keys(saved.cells[1].outputs[0].data).sort()).toEqual(
      [MIME_TYPE, 'image/png', 'text/plain'].sort(),
    );
    await notebook.reload();
    const view = await (await notebook.view(1)).ready();
    await view.move({ batch: 1, channel: 1 });
    expect(await view.numbers('din')).toEqual(plane(din, 1, 1));
  });

  test('leaves nothing on the page when its output is cleared', async () => {
    await notebook.view(1);
    await notebook.command('notebook:clear-all-cell-outputs');
    await expect
      .poll(() => notebook.page.locator('.poolscope-view, .js-plotly-plot').count())
      .toBe(0);
  });
});

describe('a notebook from elsewhere, not trusted and not run', () => {
  const x = tensor([
    [1, Number.NaN, 3],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -6],
  ]);
  const own = maskFrom(
    [true, false, false, true, true, true, false, false],
    windows([1, 2, 4, 1], { kernelSize: 2 }),
  );
  const good = encode(heatmap(x));
  const foreign: Record<string, unknown>[] = [
    good,
    encode(maskView(own)),
    encode(explore({ mask: own, dout: tensor([[[[5], [7]]]]), title: 'own' })),
  ].map((payload) => ({ [MIME_TYPE]: payload }));
  const hostile = '<img src=x onerror="globalThis.hacked = true">';
  const broken: [string, unknown, RegExp][] = [
    ['an unknown version', { ...good, version: 3 }, /version=3 is not version 1/],
    ['an unknown kind', { ...good, kind: 'film' }, /kind="film" is unknown/],
    ['a shape that its data do not fill', withValue(good, { shape: [200, 300] }), /value/],
    ['a shape beyond all memory', withValue(good, { shape: [1e9, 1e9] }), /shape/],
    ['data that are no base64', withValue(good, { data: '%%%' }), /data/],
    ['no object at all', 'not json', /JSON/],
    ['HTML for a kind', { ...good, kind: hostile }, /kind/],
  ];
  let notebook: NotebookPage;

  beforeAll(async () => {
    writeNotebook(lab, 'elsewhere.ipynb', [
      ...foreign.map((data) => ({ source: '', data })),
      ...broken.map(([, payload]) => outputCell(payload)),
      outputCell({ ...good, title: hostile }),
    ]);
    notebook = await NotebookPage.open(lab, 'elsewhere.ipynb');
  });
  afterAll(async () => {
    await notebook?.close();
    expect(notebook.errors).toEqual([]);
  });

  test('shows its views', async () => {
    const kinds: (string | null)[] = [];
    for (const index of foreign.keys()) {
      kinds.push(await (await (await notebook.view(index)).ready()).kind());
    }
    expect(kinds).toEqual(['heatmap', 'mask', 'explorer']);
  });

  test('keeps NaN and infinities in the heatmap, and marks them', async () => {
    const view = await (await notebook.view(0)).ready();
    expect(await view.numbers('value')).toEqual(x.toArray());
    expect(await view.root.locator('.poolscope-legend li').allTextContents()).toEqual([
      'NaN',
      '+∞',
      '−∞',
    ]);
  });

  test('draws a mask from outside on the input’s grid', async () => {
    // Two windows of 2×2 side by side, their rows of the matrix (1 0 0 1) and (1 1 0 0).
    const grid = [
      [1, 0, 1, 1],
      [0, 1, 0, 0],
    ];
    for (const cell of [1, 2]) {
      const view = await (await notebook.view(cell)).ready();
      expect(await view.numbers('mask')).toEqual(grid);
    }
  });

  test.each(
    broken.map(([what, , reason], index) => [what, reason, foreign.length + index] as const),
  )('says what is wrong with %s', async (_what, reason, cell) => {
    const { root } = await notebook.view(cell);
    const alert = root.getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toMatch(reason);
    expect(await root.getAttribute('data-ready')).not.toBe('true');
  });

  test('shows HTML in a payload as the text it is', async () => {
    const view = await (await notebook.view(foreign.length + broken.length)).ready();
    expect(await view.root.textContent()).toContain(hostile);
    expect(await view.root.locator('img').count()).toBe(0);
    expect(await notebook.page.evaluate(() => 'hacked' in globalThis)).toBe(false);
  });
});

function withValue(payload: Payload, change: object): unknown {
  return { ...payload, arrays: { value: { ...payload.arrays.value, ...change } } };
}

type Colour = [number, number, number];

function colour(css: string): Colour {
  return css
    .match(/[\d.]+/g)!
    .slice(0, 3)
    .map(Number) as Colour;
}

/** Relative luminance and contrast ratio as WCAG 2.1 defines them. */
function luminance(rgb: Colour): number {
  const [r, g, b] = rgb
    .map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)) as Colour;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: Colour, other: Colour): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [
    number,
    number,
  ];
  return (light + 0.05) / (dark + 0.05);
}

test('a view that goes behind another tab while its code is loaded is there when it comes back', async () => {
  writeNotebook(lab, 'front.ipynb', []);
  writeNotebook(lab, 'behind.ipynb', [outputCell(encode(heatmap(tensor([[-3, 5]]))))]);
  const notebook = await NotebookPage.open(lab, 'front.ipynb');
  const { page } = notebook;
  let release = (): void => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const plotly = '**/@poolscope/labextension/static/plotly.*.js*';
  await page.route(plotly, async (route) => {
    await released;
    await route.continue();
  });
  const asked = page.waitForRequest(plotly);
  await notebook.command('docmanager:open', { path: 'behind.ipynb' });
  await notebook.opened('behind.ipynb');
  const view = await notebook.view(0);
  await asked;
  await page.getByRole('tab', { name: 'front.ipynb' }).click();
  await view.root.waitFor({ state: 'hidden' });
  await notebook.frames(2);
  const loaded = page.waitForEvent('requestfinished', (one) => one.url().includes('/plotly.'));
  release();
  await loaded;
  await notebook.frames(10);
  await page.getByRole('tab', { name: 'behind.ipynb' }).click();
  await view.ready();
  expect(await view.panels()).toEqual(['value']);
  await notebook.close();
  expect(notebook.errors).toEqual([]);
});
