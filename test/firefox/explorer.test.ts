import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { explore, heatmap, type View } from 'poolscope';
import type { Browser, Page } from 'puppeteer-core';
import { launch } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findFirefox } from '../../scripts/lib/browsers/firefox.mjs';
import {
  asked,
  beatenCell,
  deadChannel,
  dinToAll,
  height,
  largestChannel,
  width,
} from '../lab/asked.js';

// The page that a view is saved as, in Firefox: the questions, the keyboard, the zoom.

const arrays = asked();
const { x, mask, dout, wrongDin } = arrays;
const { geometry } = mask;

let folder: string;
let browser: Browser;
let page: Page;
const errors: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'poolscope-firefox-'));
  browser = await launch({ browser: 'firefox', executablePath: findFirefox(), headless: true });
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
  expect(errors).toEqual([]);
});
beforeEach(async () => {
  page = await browser.newPage();
  page.setDefaultTimeout(90_000);
  await page.setViewport({ width: 1280, height: 1000 });
  page.on('pageerror', (error) => errors.push(String(error)));
});
afterEach(async () => {
  await page?.close();
});

/** Opens a view, and waits until all of it is there. */
async function open(view: View = explore({ x, mask, dout })): Promise<void> {
  const file = join(folder, 'view.html');
  view.toHTML(file);
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector('.poolscope-view[data-ready="true"]');
  if (view.kind === 'pool') await page.waitForSelector('.poolscope-finding');
}

const texts = (selector: string): Promise<string[]> =>
  page.$$eval(selector, (nodes) => nodes.map((node) => node.textContent ?? ''));
const attribute = (name: string): Promise<string | null> =>
  page.$eval('.poolscope-view', (root, name) => root.getAttribute(name), `data-${name}`);

/** Where a cell of a panel is in the page. */
async function place(panel: string, row: number, column: number): Promise<[number, number]> {
  const box = await page.$eval(`[data-panel="${panel}"] .nsewdrag`, (node) => {
    const { left, top, width, height } = node.getBoundingClientRect();
    return { left, top, width, height };
  });
  return [
    box.left + ((column + 0.5) * box.width) / width,
    box.top + ((row + 0.5) * box.height) / height,
  ];
}

/** The first channel of the list, as it is on screen. */
const firstOfRail = (): Promise<string | null | undefined> =>
  page.$$eval('.poolscope-rail [data-channel]', (rows) => {
    const at = (row: Element): number => {
      const { left, top } = row.getBoundingClientRect();
      return left + top;
    };
    return rows.sort((a, b) => at(a) - at(b))[0]?.getAttribute('data-channel');
  });

/** What is drawn in a panel, row after row. */
const numbers = (panel: string): Promise<number[]> =>
  page.$eval(`[data-panel="${panel}"] .js-plotly-plot`, (plot) =>
    (plot as unknown as { data: { z: number[][] }[] }).data[0]!.z.flat(),
  );

const cards = '.poolscope-card:not([hidden])';

describe('the questions', () => {
  test('why is din 0 here: one click', async () => {
    await open();
    const beaten = beatenCell(arrays);
    await page.mouse.click(...(await place('x', ...beaten)));
    const [row] = geometry.rowsOf(0, ...beaten, 0);
    await page.waitForSelector(`${cards}[data-row="${row}"][data-outcome="loses"]`);
    expect((await texts(`${cards} .poolscope-card-why`))[0]).toMatch(/^beaten by /);
    expect((await texts('[role="status"]'))[0]).toContain('so din(');
  });

  test('which windows share this cell: one click', async () => {
    await open();
    await page.mouse.click(...(await place('x', 3, 5)));
    const rows = geometry.rowsOf(0, 3, 5, 0);
    await expect
      .poll(() => page.$$eval(cards, (all) => all.map((card) => card.getAttribute('data-row'))))
      .toEqual(rows.map(String));
  });

  test('where does row N live: two actions', async () => {
    await open();
    await page.click('.poolscope-parts > summary');
    await page.locator('input[type="number"][aria-label="row, number"]').fill('301');
    await expect.poll(() => attribute('cell')).toBe(`dout:${geometry.outputIndex(301)}`);
  });

  test('what changes if ties go to all: one click', async () => {
    await open();
    await page.click('[role="radiogroup"][aria-label="ties"] input[value="all"]');
    await expect
      .poll(async () => (await texts('[data-panel="din"] .poolscope-panel-note'))[0])
      .toMatch(/^▲ gains: \d+ · ▼ loses: \d+$/);
    const expected = dinToAll(arrays);
    for (const [at, value] of (await numbers('din')).entries()) {
      expect(value).toBeCloseTo(expected[at]!, 12);
    }
  });

  test('why do the sums differ: no action', async () => {
    await open(explore({ x, mask, dout, din: wrongDin }));
    expect((await texts('[data-finding="sum-differs"]'))[0]).toMatch(
      /wrong in [\d,]+ cells of din/,
    );
    expect((await texts('[data-finding="din-differs"]'))[0]).toContain('= for +=');
  });

  test('which channel has the largest gradient: one click', async () => {
    await open();
    await page.click('button[title="sort by the largest |din|"]');
    await expect.poll(firstOfRail).toBe(`${largestChannel(arrays)}`);
  });

  test('which channels are dead: one click', async () => {
    await open();
    await page.click('button[title="sort by the share of zeros"]');
    await expect.poll(firstOfRail).toBe(`${deadChannel}`);
    expect((await texts('[data-finding="dead-channels"]'))[0]).toContain(`channel ${deadChannel}`);
  });
});

test('the keyboard moves the cursor from cell to cell, and to the last one', async () => {
  await open();
  await page.focus('[data-panel="x"]');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => attribute('cell')).toMatch(/^x:0,\d+,\d+,0$/);
  const before = (await attribute('cell'))!.split(',').map(Number);
  await page.keyboard.press('ArrowRight');
  await expect
    .poll(async () => (await attribute('cell'))!.split(',').map(Number)[2])
    .toBe(before[2]! + 1);
  await page.keyboard.press('End');
  await expect.poll(() => attribute('cell')).toBe(`x:0,${height - 1},${width - 1},0`);
});

test('a zoom of x is that of din, and a double click undoes it', async () => {
  await open();
  const ticks = (panel: string): Promise<string[]> => texts(`[data-panel="${panel}"] .xtick`);
  const whole = await ticks('din');
  const [from, to] = [await place('x', 2, 3), await place('x', 8, 9)];
  await page.mouse.move(...from);
  await page.mouse.down();
  await page.mouse.move((from[0] + to[0]) / 2, (from[1] + to[1]) / 2);
  await page.mouse.move(...to);
  await page.mouse.up();
  await expect.poll(() => ticks('din')).not.toEqual(whole);
  await expect.poll(async () => [await ticks('din')]).toEqual([await ticks('x')]);
  const [left, top] = await place('x', 5, 5);
  await page.mouse.click(left, top, { count: 2 });
  await expect.poll(() => ticks('din')).toEqual(whole);
});

test('a heatmap of numbers is drawn too, in its colours', async () => {
  await open(heatmap(x, { title: 'x alone' }));
  expect((await texts('.poolscope-panel-title'))[0]).toContain('x alone');
  const box = await page.$eval('.nsewdrag', (node) => node.getBoundingClientRect().width);
  expect(box).toBeGreaterThan(100);
});
