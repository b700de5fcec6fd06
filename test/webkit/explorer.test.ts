import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { explore } from 'poolscope';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { asked, beatenCell, height, width } from '../lab/asked.js';
import { startWebKit, type WebKit } from './driver.js';

// The page that a view is saved as, in WebKitGTK: it is ready, and the cursor marks.

const arrays = asked();
const { x, mask, dout } = arrays;
const { geometry } = mask;

let folder: string;
let webkit: WebKit;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'poolscope-webkit-'));
  explore({ x, mask, dout }).toHTML(join(folder, 'view.html'));
  webkit = await startWebKit();
});
afterAll(async () => {
  await webkit?.end();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await webkit.open(pathToFileURL(join(folder, 'view.html')).href);
  await expect.poll(() => attribute('ready')).toBe('true');
  await expect.poll(() => texts('.poolscope-finding')).not.toEqual([]);
});

const texts = (selector: string): Promise<string[]> =>
  webkit.evaluate(
    'return [...document.querySelectorAll(arguments[0])].map((node) => node.textContent);',
    selector,
  );
const attribute = (name: string): Promise<string | null> =>
  webkit.evaluate(
    'return document.querySelector(".poolscope-view")?.getAttribute(arguments[0]) ?? null;',
    `data-${name}`,
  );

/** How many pixels of a panel's layer, 0 for that of the cells and 1 for that of the cursor, are drawn on. */
const drawn = (panel: string, layer: number): Promise<number> =>
  webkit.evaluate(
    `const [selector, layer] = arguments;
    const canvas = document.querySelectorAll(selector)[layer];
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return data.filter((part, at) => at % 4 === 3 && part > 0).length;`,
    `[data-panel="${panel}"] canvas.poolscope-overlay`,
    layer,
  );

/** Where a cell of a panel is in the page. */
async function place(panel: string, row: number, column: number): Promise<[number, number]> {
  const box = await webkit.evaluate<{ x: number; y: number; width: number; height: number }>(
    'return document.querySelector(arguments[0]).getBoundingClientRect().toJSON();',
    `[data-panel="${panel}"] .nsewdrag`,
  );
  return [
    box.x + ((column + 0.5) * box.width) / width,
    box.y + ((row + 0.5) * box.height) / height,
  ];
}

test('a pointer marks a cell in all heatmaps, and its windows have cards', async () => {
  const beaten = beatenCell(arrays);
  await webkit.point(...(await place('x', ...beaten)));
  const [row] = geometry.rowsOf(0, ...beaten, 0);
  await expect.poll(() => attribute('cell')).toBe(`x:0,${beaten.join()},0`);
  await expect.poll(() => attribute('rows')).toBe(JSON.stringify([row]));
  for (const panel of ['x', 'dout', 'din']) {
    expect(await drawn(panel, 1), panel).toBeGreaterThan(0);
  }
  expect(await texts('.poolscope-card:not([hidden]) .poolscope-card-why')).toEqual([
    expect.stringMatching(/^beaten by /),
  ]);
});

test('a click keeps the cell, from which keys go on', async () => {
  await webkit.point(...(await place('x', 3, 5)), true);
  await expect.poll(() => attribute('cell')).toBe('x:0,3,5,0');
  const right = '\uE014';
  await webkit.type(right);
  await expect.poll(() => attribute('cell')).toBe('x:0,3,6,0');
});

test('numbers, dots and the pictures of channels are drawn', async () => {
  expect(await drawn('x', 0)).toBeGreaterThan(0);
  const pictures = (): Promise<number> =>
    webkit.evaluate(
      `const canvas = document.querySelector('.poolscope-rail-pictures');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return data.filter((part, at) => at % 4 === 3 && part > 0).length;`,
    );
  await expect.poll(pictures).toBeGreaterThan(0);
});
