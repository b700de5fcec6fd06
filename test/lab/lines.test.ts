import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import {
  assignedDin,
  encode,
  explore,
  heatmap,
  maxPool,
  random,
  tensor,
  writeNpy,
} from 'poolscope';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Lab, startLab, writeNotebook } from '../fixtures/lab.mjs';
import { outputCell } from '../fixtures/output-cell.js';
import { ExplorerOnPage } from './explorer-page.js';
import { FilePage } from './file-page.js';
import { NotebookPage } from './notebook-page.js';

// Data with one axis is a line, whatever its length, and no value of it vanishes.

const length = 48_000;
const peak = 31_337;

/** A signal within ±1 but for one peak, with a NaN and an infinity. */
function signal(): Float64Array {
  const values = Float64Array.from({ length }, (_, i) => Math.sin(i / 900));
  values[peak] = 8;
  values[12_000] = Number.NaN;
  values[36_000] = Infinity;
  return values;
}

const small = random(7).randn(1, 24, 2);
const pooled = maxPool(small, { kernelSize: 3, stride: 2, padding: 1 });
const dout = random(8).randn(...pooled.output.shape);
const long = tensor(signal(), [1, length, 1]);
const ofLong = maxPool(long, { kernelSize: 4 });

let lab: Lab;
let notebook: NotebookPage;

beforeAll(async () => {
  lab = await startLab();
  const payloads = [
    encode(explore({ x: small, mask: pooled.mask, dout })),
    encode(explore({ x: small, mask: pooled.mask, dout, din: assignedDin(pooled.mask, dout) })),
    encode(explore({ x: long, mask: ofLong.mask, dout: random(9).randn(...ofLong.output.shape) })),
    encode(heatmap(tensor(signal(), [length]))),
  ];
  writeNotebook(lab, 'lines.ipynb', payloads.map(outputCell));
  notebook = await NotebookPage.open(lab, 'lines.ipynb');
});
afterAll(async () => {
  await notebook?.close();
  await lab?.end();
  expect(notebook.errors).toEqual([]);
});

async function view(cell: number): Promise<ExplorerOnPage> {
  return new ExplorerOnPage((await notebook.fresh(cell)).root);
}

/** Where a line has ink within a band, as parts of its width; the band as parts of its height, from the top. */
function columnsOfInk(panel: Locator, band: readonly [number, number]): Promise<number[]> {
  return panel.evaluate((node, [from, to]) => {
    const canvas = node.querySelector<HTMLCanvasElement>('.poolscope-line > canvas')!;
    const area = node.querySelector<HTMLElement>('.poolscope-line-area')!;
    const { offsetLeft: left, offsetTop: top, offsetWidth: width, offsetHeight: height } = area;
    const density = canvas.width / canvas.offsetWidth;
    const image = canvas
      .getContext('2d')!
      .getImageData(
        left * density,
        (top + from! * height) * density,
        width * density,
        Math.max(1, (to! - from!) * height * density),
      );
    const found = new Set<number>();
    for (let at = 0; at < image.data.length; at += 4) {
      // Ink is opaque and dark; the rules behind it are light.
      const isInk = image.data[at + 3]! > 200 && image.data[at]! < 100;
      if (isInk) found.add(((at / 4) % image.width) / image.width);
    }
    return [...found].sort((a, b) => a - b);
  }, band);
}

describe('the explorer of data with one axis', () => {
  test('has a line for x, dout and din, one below the other and equally wide, and no heatmap', async () => {
    const shown = await view(0);
    const areas = shown.root.locator('.poolscope-line-area');
    expect(await areas.count()).toBe(4);
    const boxes = await Promise.all(
      ['x', 'dout', 'din'].map((name) =>
        shown.panel(name).locator('.poolscope-line-area').boundingBox(),
      ),
    );
    expect(new Set(boxes.map((box) => `${box!.x} ${box!.width}`)).size).toBe(1);
    expect(boxes.map((box) => box!.y)).toEqual(boxes.map((box) => box!.y).sort((a, b) => a - b));
    expect(await shown.root.locator('.js-plotly-plot').count()).toBe(0);
  });

  test('moves its cursor by the pointer and by keys, and says the same as ever', async () => {
    const shown = await view(0);
    await shown.click('x', 0, 7, [1, 24]);
    await expect.poll(async () => (await shown.attributes()).cell).toBe('x:0,7,0');
    expect(await shown.status()).toMatch(/^x\(7\) = /);
    expect((await shown.cards()).map(([row]) => Number(row))).toEqual(
      pooled.mask.geometry.rowsOf(0, 7, 0),
    );
    await shown.key('x', 'ArrowRight');
    await expect.poll(async () => (await shown.attributes()).cell).toBe('x:0,8,0');
    await shown.key('x', 'End');
    await expect.poll(async () => (await shown.attributes()).cell).toBe('x:0,23,0');
    await shown.key('x', 'PageDown');
    await expect.poll(async () => (await shown.attributes()).cell).toBe('x:0,23,1');
    expect(await shown.isMarked('dout')).toBe(true);
  });

  test('rings what is wrong in din at once', async () => {
    const shown = await view(1);
    await shown.root.locator('.poolscope-finding').first().waitFor();
    const red = await shown.panel('din').evaluate((node) => {
      // The layers of the line, of what is wrong in it, and of the cursor.
      const canvas = [...node.querySelectorAll<HTMLCanvasElement>('canvas')].at(-2)!;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      let count = 0;
      for (let at = 0; at < data.length; at += 4) {
        if (data[at]! > 180 && data[at + 1]! < 60 && data[at + 2]! < 60) count++;
      }
      return count;
    });
    expect(red).toBeGreaterThan(20);
  });

  test('zooms dout along with x, by a drag, by keys and by the wheel, and out again', async () => {
    const shown = await view(2);
    const reset = (name: string): Locator => shown.panel(name).locator('.poolscope-line-reset');
    expect(await reset('x').isVisible()).toBe(false);
    await shown.zoom('x', [0, 12_000], [0, 12_400], [1, length]);
    await expect.poll(() => reset('x').isVisible()).toBe(true);
    await expect.poll(() => reset('dout').isVisible()).toBe(true);
    // One of four hundred cells, in the middle of what is on screen.
    await shown.click('x', 0, 200, [1, 400]);
    const cell = async (): Promise<number> =>
      Number((await shown.attributes()).cell!.split(',')[1]);
    expect(await cell()).toBeGreaterThan(12_100);
    expect(await cell()).toBeLessThan(12_300);
    const before = await cell();
    // Twice as near about the cursor: the next pixel is fewer cells away.
    const pixels = async (): Promise<number> => {
      await shown.point('x', 0, 0.1, [1, 2]);
      const one = await cell();
      await shown.point('x', 0, 0.9, [1, 2]);
      return (await cell()) - one;
    };
    const far = await pixels();
    await shown.key('x', '+');
    await expect.poll(pixels).toBeLessThan(0.6 * far);
    const near = await pixels();
    await notebook.page.mouse.wheel(0, -240);
    await expect.poll(pixels).toBeLessThan(0.6 * near);
    await shown.key('x', '0');
    await expect.poll(() => reset('x').isVisible()).toBe(false);
    await expect.poll(() => reset('dout').isVisible()).toBe(false);
    expect(before).toBeGreaterThan(0);
  });
});

describe('a signal of 48,000 values', () => {
  test('keeps its one peak on screen, in its place', async () => {
    const shown = await view(3);
    // Above half of the axis there is the peak alone.
    const found = await columnsOfInk(shown.panel('value'), [0.1, 0.5]);
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThan(4);
    expect(found[0]).toBeCloseTo(peak / length, 2);
  });

  test('names NaN and ∞ below it, and saves its picture', async () => {
    const shown = await view(3);
    expect(await shown.texts('[data-panel="value"] .poolscope-legend li')).toEqual(['NaN', '+∞']);
    for (const kind of ['PNG', 'SVG']) {
      expect(await shown.download('value', `Picture (${kind})`)).toBeTruthy();
    }
  });
});

test('a file of a million values is one line, read as a whole', async () => {
  const values = new Float32Array(1_000_000);
  values[999_999] = 5;
  writeFileSync(join(lab.notebooks, 'million.npy'), writeNpy(tensor(values, [1_000_000])));
  const page = await FilePage.open(lab);
  const file = await (await page.show('million.npy')).ready();
  const found = await columnsOfInk(file.panel('value'), [0.1, 0.5]);
  expect(found.at(-1)).toBeGreaterThan(0.99);
  for (let i = 0; i < 2; i++) await file.panel('value').press('End');
  await expect
    .poll(() => file.root.locator('.poolscope-cell').textContent())
    .toBe('million[999999] = 5');
  expect(page.errors).toEqual([]);
  await page.close();
});
