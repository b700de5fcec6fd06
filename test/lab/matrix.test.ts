import { encode, explore, maxPool, maxPoolBackward, random, relu } from 'poolscope';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Lab, startLab, writeNotebook } from '../fixtures/lab.mjs';
import { outputCell } from '../fixtures/output-cell.js';
import { ExplorerOnPage } from './explorer-page.js';
import { NotebookPage } from './notebook-page.js';

// The picture of a large matrix: what a line stands for, what stays visible in it, and the way down to one row.

const x = relu(random(3).randn(4, 32, 48, 16)).output;
const { mask, output } = maxPool(x, { kernelSize: 3, stride: 2, padding: 1 });
const dout = random(4).randn(...output.shape);
const din = maxPoolBackward(dout, mask);
/** One wrong cell: the rows of its windows have a red edge. */
const wrong = mask.geometry.inputCell(2, 17, 20, 5);
din.data[wrong]! += 1;

let lab: Lab;
let notebook: NotebookPage;
let view: ExplorerOnPage;

beforeAll(async () => {
  lab = await startLab();
  const payload = encode(explore({ x, mask, dout, din }));
  writeNotebook(lab, 'matrix.ipynb', [outputCell(payload)]);
  notebook = await NotebookPage.open(lab, 'matrix.ipynb');
});
beforeEach(async () => {
  view = new ExplorerOnPage((await notebook.fresh(0)).root);
  await view.show('matrix');
  await view.root.locator('.poolscope-finding').first().waitFor();
  await expect.poll(note).toMatch(/^One line = \d+ rows: share of them /);
});
afterAll(async () => {
  await notebook?.close();
  await lab?.end();
  expect(notebook.errors).toEqual([]);
});

const note = async (): Promise<string> =>
  (await view.root.locator('.poolscope-matrix .poolscope-note').textContent()) ?? '';

/** How many pixels of a canvas of the picture are of a colour. */
function pixels(canvas: number, is: 'red' | 'magenta'): Promise<number> {
  return view.root
    .locator('.poolscope-matrix-area canvas')
    .nth(canvas)
    .evaluate((node, is) => {
      const { width, height } = node as HTMLCanvasElement;
      const { data } = (node as HTMLCanvasElement)
        .getContext('2d')!
        .getImageData(0, 0, width, height);
      let count = 0;
      for (let at = 0; at < data.length; at += 4) {
        const [red, green, blue] = data.subarray(at, at + 3);
        const isRed = red! > 180 && green! < 90 && blue! < 90;
        const isMagenta = red! > 150 && green! < 60 && blue! > 120;
        if (is === 'red' ? isRed : isMagenta) count++;
      }
      return count;
    }, is);
}

describe('the picture of 24,576 rows', () => {
  test('says what a line stands for, and the line under the pointer which rows', async () => {
    const [, rows] = /One line = (\d+) rows/.exec(await note())!;
    const picture = view.root.locator('.poolscope-matrix-area');
    await picture.hover({ position: { x: 20, y: 18.5 } });
    const said = view.root.locator('.poolscope-matrix-line');
    // The second line: numbers take 14 pixels, a line three.
    const line = 1;
    const [first, last] = [line * Number(rows), (line + 1) * Number(rows) - 1];
    await expect
      .poll(() => said.textContent())
      .toMatch(`rows ${first} to ${last}: maxima in column 0`);
  });

  test('has a red edge where one cell of 98,304 is wrong', async () => {
    await expect.poll(() => pixels(0, 'red')).toBeGreaterThan(0);
  });

  test('shows the rows of the marked cell in the colours of their cards', async () => {
    await view.click('x', 16, 21, [32, 48]);
    await expect.poll(() => pixels(1, 'magenta')).toBeGreaterThan(10);
  });

  test('zooms by keys down to single rows, with the marked row in it', async () => {
    const picture = view.root.getByRole('slider', { name: /^the matrix of the mask/ });
    await view.click('x', 16, 21, [32, 48]);
    for (let i = 0; i < 9; i++) await picture.press('+');
    await expect.poll(note).toMatch(/^One line = one row/);
    const row = Number(await view.attribute('row'));
    const shown = async (): Promise<number[]> =>
      /Rows ([\d,]+) to ([\d,]+) are shown/
        .exec(await note())!
        .slice(1)
        .map((text) => Number(text.replaceAll(',', '')));
    const [first, last] = await shown();
    expect(row).toBeGreaterThan(0);
    expect(first! <= row && row <= last!).toBe(true);
    await expect.poll(() => pixels(1, 'magenta')).toBeGreaterThan(10);
    // A row elsewhere comes into the picture.
    await picture.press('End');
    await expect.poll(shown).toEqual([24_575 - (last! - first!), 24_575]);
    await picture.press('0');
    await expect.poll(note).not.toMatch(/are shown/);
  });

  test('zooms by a drag to the lines between its ends, and by a double click out again', async () => {
    const picture = view.root.locator('.poolscope-matrix-area');
    await picture.scrollIntoViewIfNeeded();
    const box = (await picture.boundingBox())!;
    const { mouse } = notebook.page;
    await mouse.move(box.x + 10, box.y + 20);
    await mouse.down();
    await mouse.move(box.x + 12, box.y + 60);
    await mouse.up();
    await expect.poll(note).toMatch(/are shown/);
    await view.press('Show all rows');
    await expect.poll(note).not.toMatch(/are shown/);
  });
});
