import { readFileSync } from 'node:fs';
import {
  encode,
  explore,
  maxPool,
  maxPoolBackward,
  random,
  readNpy,
  type Tensor,
  tensor,
  toChannelsFirst,
  View,
} from 'poolscope';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Lab, startLab, writeNotebook } from '../fixtures/lab.mjs';
import { outputCell } from '../fixtures/output-cell.js';
import { ExplorerOnPage } from './explorer-page.js';
import { NotebookPage } from './notebook-page.js';

// What a view says to a person whose arrays are channels-first: addresses, titles, tables, exports,
// as an index into the array that they hold.

let lab: Lab;
let notebook: NotebookPage;
const x = random(0).randn(2, 8, 12, 3);
const { output, mask } = maxPool(x, { kernelSize: 2 });
const dout = random(1).randn(...output.shape);
const right = maxPoolBackward(dout, mask);
/** The user's gradient, which is off by 100 at grad[0, 1, 0, 5]. */
const wrong = tensor(Float64Array.from(right.data), right.shape);
wrong.data[(0 * 12 + 5) * 3 + 1]! += 100;
const grad = toChannelsFirst(wrong);
const plane = (of: Tensor, batch: number, channel: number): number[][] =>
  (toChannelsFirst(of).toArray() as number[][][][])[batch]![channel]!;

beforeAll(async () => {
  lab = await startLab();
  const views = [
    explore({ x, mask, dout, din: wrong, layout: 'NCHW' }),
    new View({ kind: 'partial', title: 'forward', x, mask, layout: 'NCHW' }),
  ];
  writeNotebook(
    lab,
    'layout.ipynb',
    views.map((view) => outputCell(encode(view))),
  );
  notebook = await NotebookPage.open(lab, 'layout.ipynb');
  await notebook.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
});
afterAll(async () => {
  await notebook?.close();
  await lab?.end();
});

const open = async (cell: number): Promise<ExplorerOnPage> =>
  new ExplorerOnPage((await notebook.fresh(cell)).root);
const copied = (): Promise<string> => notebook.page.evaluate(() => navigator.clipboard.readText());

describe('the explorer of channels-first arrays', () => {
  test('has their shapes in its panels’ titles and names', async () => {
    const view = await open(0);
    expect(await view.texts('.poolscope-panel-shape')).toEqual([
      '[2, 3, 8, 12] float64',
      '[2, 3, 8, 12] bool',
      '[2, 3, 4, 6] float64',
      '[2, 3, 8, 12] float64',
    ]);
    expect(await view.panel('din').getAttribute('aria-label')).toBe('din [2, 3, 8, 12] float64');
  });

  test('copies an address that is the cell in the user’s array', async () => {
    const view = await open(0);
    await view.move({ batch: 1, channel: 2 });
    // What is looked for goes on after the first drawing.
    await view.root.locator('[data-finding="din-differs"]').waitFor();
    await view.click('din', 2, 6, [8, 12]);
    await expect.poll(() => view.attribute('cell')).toBe('din:1,2,6,2');
    await view.choose('din', 'Copy the cell’s address');
    await expect.poll(copied).toBe('din[1, 2, 2, 6]');
    await view.click('dout', 3, 1, [4, 6]);
    await view.choose('x', 'Copy the cell’s address');
    await expect.poll(copied).toBe('dout[1, 2, 3, 1]');
  });

  test('names the wrong cell by that index, and leads to it', async () => {
    const view = await open(0);
    const finding = view.root.locator('[data-finding="din-differs"] .poolscope-finding-text');
    await finding.waitFor();
    expect(await finding.textContent()).toContain('at din(0, 1, 0, 5): ');
    await finding.click();
    await view.choose('din', 'Copy the cell’s address');
    await expect.poll(copied).toBe('din[0, 1, 0, 5]');
    const held = grad.at(0, 1, 0, 5).toPrecision(3).replace('-', '−');
    expect(await view.texts('.poolscope-cards-sum .poolscope-wrong')).toEqual([
      `din(0, 5) holds ${held}`,
    ]);
    await view.show('matrix');
    const row = (await view.texts('.poolscope-row .poolscope-note')).find((one) =>
      one.startsWith('dout'),
    );
    expect(row).toBe(`dout[0, 1, 0, 2] = ${dout.at(0, 0, 2, 1)}`.replaceAll('-', '−'));
  });

  test('says so at the pointer, and in the table', async () => {
    const view = await open(0);
    await view.root.locator('[data-finding="din-differs"]').waitFor();
    await view.move({ batch: 1, channel: 2 });
    await view.point('x', 3, 7, [8, 12]);
    const tip = view.panel('x').locator('.poolscope-tip');
    await tip.waitFor();
    expect(await tip.textContent()).toBe(
      `x[1, 2, 3, 7] = ${x.at(1, 3, 7, 2)}`.replaceAll('-', '−'),
    );
    // It covers nothing of the cell that it names.
    const area = await view.area('x');
    const cell = { top: area.y + (3 / 8) * area.height, bottom: area.y + (4 / 8) * area.height };
    const box = (await tip.boundingBox())!;
    expect(box.y + box.height <= cell.top || box.y >= cell.bottom).toBe(true);
    await view.click('x', 3, 7, [8, 12]);
    await view.show('table');
    expect(await view.texts('.poolscope-table caption')).toEqual(['x[1, 2, :, :]']);
    const { y } = (await view.root.locator('.poolscope-table caption').boundingBox())!;
    expect(y).toBeLessThan(notebook.page.viewportSize()!.height);
  });

  test('exports the array with their axes, and a slice as a plane of it', async () => {
    const view = await open(0);
    const npy = readNpy(readFileSync(await view.download('din', 'The whole array (.npy)')));
    expect(npy.shape).toEqual([2, 3, 8, 12]);
    expect(npy.toArray()).toEqual(grad.toArray());
    await view.move({ batch: 0, channel: 1 });
    const csv = readFileSync(await view.download('din', 'This slice (CSV)'), 'utf8');
    const lines = csv.trim().split('\r\n').slice(1);
    expect(lines.map((line) => line.split(',').slice(1).map(Number))).toEqual(plane(wrong, 0, 1));
  });

  test('plays the loops on the user’s axes', async () => {
    const view = await open(0);
    await view.show('▶ loops');
    await view.press('to the first step');
    const lines = await view.texts('.poolscope-code-line');
    expect(lines.at(-1)!.trim()).toBe('din[:, kh, kw] += dout[:] where the mask is true');
  });
});

test('a view without a backward pass speaks them too', async () => {
  const view = await open(1);
  await view.move({ batch: 1, channel: 2 });
  await view.click('x', 3, 7, [8, 12]);
  await expect
    .poll(() => view.status())
    .toBe(`x[1, 2, 3, 7] = ${x.at(1, 3, 7, 2)}`.replaceAll('-', '−'));
  await view.choose('x', 'Copy the cell’s address');
  await expect.poll(copied).toBe('x[1, 2, 3, 7]');
  const npy = readNpy(readFileSync(await view.download('mask', 'The whole array (.npy)')));
  expect(npy.shape).toEqual([2, 3, 8, 12]);
  const whole = readNpy(readFileSync(await view.download('x', 'The whole array (.npy)')));
  expect(whole.toArray()).toEqual(toChannelsFirst(x).toArray());
});
