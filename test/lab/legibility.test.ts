import { encode, explore, maxPool, maxPoolBackward, random, type Tensor, tensor } from 'poolscope';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Lab, startLab, writeNotebook } from '../fixtures/lab.mjs';
import { outputCell } from '../fixtures/output-cell.js';
import { ExplorerOnPage } from './explorer-page.js';
import { NotebookPage } from './notebook-page.js';

// What a person who has never seen a view reads in it, at every width: signs that mean one thing, texts that are whole,
// and one line of controls.

let lab: Lab;
let notebook: NotebookPage;

const floats = (seed: number, ...shape: number[]): Tensor =>
  tensor(Float32Array.from(random(seed).randn(...shape).data), shape);

/** A pooling of random numbers, as a payload. @param wrong a cell of din that is off @param unit of dout */
function pooled(
  shape: number[],
  options: Parameters<typeof maxPool>[1],
  wrong?: number,
  unit = 1,
): object {
  const x = floats(0, ...shape);
  const { output, mask } = maxPool(x, options);
  const dout = floats(1, ...output.shape);
  dout.data.set(Array.from(dout.data, (value) => Number(value) * unit));
  if (wrong === undefined) return encode(explore({ x, mask, dout }));
  const din = maxPoolBackward(dout, mask);
  din.data[wrong]! += 1;
  return encode(explore({ x, mask, dout, din, title: 'a view of a wrong gradient' }));
}

/** A pooling of many cells, each window's first of which is NaN, and wins. */
function holes(): object {
  const x = floats(0, 1, 48, 48, 1);
  for (const [i] of x.data.entries()) if (i % 2 === 0 && (i / 48) % 2 < 1) x.data[i] = Number.NaN;
  const { output, mask } = maxPool(x, { kernelSize: 2 });
  return encode(explore({ x, mask, dout: floats(1, ...output.shape) }));
}

const overlapping = { kernelSize: 3, stride: 2, padding: 1 };
const size = [12, 16];
const payloads = {
  overlapping: pooled([2, ...size, 6], overlapping, 36),
  global: pooled([2, 7, 9, 12], { kernelSize: [7, 9] }),
  line: pooled([2, 512, 3], { kernelSize: 4 }),
  volume: pooled([1, 6, 12, 16, 3], { kernelSize: 2 }),
  cut: pooled([8, 112, 112, 64], { kernelSize: 2 }),
  small: pooled([1, 8, 12, 4], { kernelSize: 2 }, undefined, 0.000234),
  large: pooled([1, 8, 12, 4], { kernelSize: 2 }, undefined, 54321),
  holes: holes(),
};
type Name = keyof typeof payloads;
const names = Object.keys(payloads) as Name[];
const { mask } = maxPool(floats(0, 2, ...size, 6), overlapping);

beforeAll(async () => {
  lab = await startLab();
  writeNotebook(lab, 'legibility.ipynb', Object.values(payloads).map(outputCell));
  notebook = await NotebookPage.open(lab, 'legibility.ipynb');
  // Room for the widest view, beside JupyterLab's own.
  await notebook.page.setViewportSize({ width: 1800, height: 1000 });
});
afterAll(async () => {
  await notebook?.close();
  await lab?.end();
  expect(notebook.errors).toEqual([]);
});

async function open(name: Name, width?: number): Promise<ExplorerOnPage> {
  const { root } = await notebook.fresh(names.indexOf(name));
  const view = new ExplorerOnPage(root);
  await root.locator('.poolscope-finding').first().waitFor();
  if (width !== undefined) await view.resize(width);
  return view;
}

const widths = [484, 600, 712, 900, 1250];

describe('the controls', () => {
  test.each(names)('of a view, here %s, are one line, and the menu has the rest', async (name) => {
    const view = await open(name);
    const controls = view.root.locator('.poolscope-controls');
    const ties = view.root.locator('[role="radiogroup"][aria-label="ties"]');
    for (const width of widths) {
      await view.resize(width);
      const box = (await controls.boundingBox())!;
      expect(box.height, `${width}`).toBeLessThan(32);
      const end = (await view.root.locator('.poolscope-parts > summary').boundingBox())!;
      expect(end.x + end.width).toBeLessThanOrEqual(box.x + box.width + 1);
      // Nothing is lost, and nothing is twice.
      await view.openMore();
      expect(await ties.isVisible()).toBe(true);
      expect(await view.root.getByText('▶ loops').isVisible()).toBe(true);
      await view.openMore(false);
    }
    // What went behind it comes back.
    expect(await ties.isVisible()).toBe(true);
  });

  test('that went behind the menu do there what they do in the line', async () => {
    const view = await open('overlapping', 484);
    await view.openMore();
    await view.root.getByRole('radio', { name: 'error', exact: true }).check();
    await view.ready();
    // One cell is off.
    expect((await view.numbers('din')).flat().filter((value) => value !== 0)).toHaveLength(1);
  });
});

/** The coordinates in the texts of a view that are not on one line. */
function brokenCoordinates(view: ExplorerOnPage): Promise<string[]> {
  return view.root.evaluate((root) => {
    const broken: string[] = [];
    let found = 0;
    for (const node of root.querySelectorAll(
      '.poolscope-status, .poolscope-card:not([hidden]), .poolscope-finding-text, .poolscope-cut, .poolscope-cards-sum',
    )) {
      const texts: Text[] = [];
      const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) texts.push(walker.currentNode as Text);
      const at = (offset: number): [Text, number] => {
        let before = 0;
        for (const text of texts) {
          if (offset < before + text.length) return [text, offset - before];
          before += text.length;
        }
        throw new Error('beyond');
      };
      for (const match of (node.textContent ?? '').matchAll(/[([]\d+(, \d+)+[)\]]/g)) {
        found++;
        const range = document.createRange();
        range.setStart(...at(match.index));
        const [last, offset] = at(match.index + match[0].length - 1);
        range.setEnd(last, offset + 1);
        const tops = [...range.getClientRects()].map(({ top }) => Math.round(top));
        if (new Set(tops).size > 1) broken.push(`${match[0]} of ${node.className}`);
      }
    }
    if (found === 0) broken.push('no coordinates');
    return broken;
  });
}

test.each(['overlapping', 'volume', 'cut'] as const)(
  'coordinates are on one line at every width: %s',
  async (name) => {
    const view = await open(name);
    await view.focus('x');
    for (const key of ['Home', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowRight']) {
      await view.key('x', key);
    }
    for (let width = 440; width < 760; width += 29) {
      await view.root.evaluate((root, width) => {
        Object.assign(root.style, { flex: 'none', width: `${width}px` });
      }, width);
      await notebook.frames(3);
      expect(await brokenCoordinates(view), `${width}`).toEqual([]);
    }
    // What is read and copied has a plain space.
    expect(await view.status()).toMatch(/^x\(\d+, \d+/);
  },
);

test.each(names)('the shapes of arrays are whole above their panels: %s', async (name) => {
  const view = await open(name);
  for (const width of widths) {
    await view.resize(width);
    const cut = await view.root.locator('.poolscope-panel:visible').evaluateAll((panels) =>
      panels.flatMap((panel) => {
        const shape = panel.querySelector('.poolscope-panel-shape')!;
        const fact = shape.firstElementChild!;
        const isWhole =
          fact.scrollWidth <= fact.clientWidth + 1 && fact.clientWidth <= shape.clientWidth + 1;
        return isWhole ? [] : [`${panel.getAttribute('data-panel')}: ${fact.textContent}`];
      }),
    );
    expect(cut, `${width}`).toEqual([]);
  }
});

test('the list of channels says what its numbers are, in rows as high as ever', async () => {
  const view = await open('overlapping', 1250);
  const row = view.root.locator('.poolscope-rail [data-channel="0"]');
  expect(await row.textContent()).toMatch(/max \|din\| [\d.]+/);
  expect((await row.boundingBox())!.height).toBe(58);
  expect(await row.locator('.poolscope-rail-words').getAttribute('title')).toMatch(
    /^channel 0: largest \|din\| [\d.]+, sum of din −?[\d.]+, \d+ % of its cells 0$/,
  );
  const named = view.root.getByRole('button', { name: /^channel 0.* max \|din\| [\d.]+/ });
  expect(await named.count()).toBe(1);
  await view.resize(600);
  // The eye has a word alone, which its name goes on from.
  const array = row.locator('.poolscope-rail-array');
  await expect
    .poll(() => array.evaluate((node) => getComputedStyle(node).position))
    .toBe('absolute');
  expect(await named.count()).toBe(1);
  const isWhole = await row
    .locator('.poolscope-rail-words')
    .evaluate((words) => words.scrollWidth <= words.clientWidth);
  expect(isWhole).toBe(true);
});

test.each(['small', 'large'] as const)(
  'the numbers of channels are whole, be they %s',
  async (name) => {
    const view = await open(name);
    for (const width of widths) {
      await view.resize(width);
      const cut = await view.root
        .locator('.poolscope-rail-words')
        .evaluateAll((all) =>
          all
            .filter((words) =>
              [...words.children].some((line) => line.scrollWidth > words.clientWidth),
            )
            .map((words) => words.textContent),
        );
      expect(cut, `${width}`).toEqual([]);
    }
  },
);

test('a card has the heatmaps’ signs: a dot for who won, a box for the marked cell', async () => {
  const view = await open('overlapping', 1250);
  const { geometry } = mask;
  const cell = geometry.inputCell(0, 3, 5, 0);
  const row = geometry
    .rowsOf(0, 3, 5, 0)
    .find((one) => !mask.data[one * mask.windowSize + geometry.columnOf(one, cell)])!;
  await view.click('x', 3, 5, size);
  const canvas = view.root.locator(`.poolscope-card[data-row="${row}"] canvas`);
  await canvas.waitFor();
  /** How dark a cell's picture is where its dot would be, and at the middle of its left edge. */
  const darkness = (column: number): Promise<{ dot: number; edge: number }> =>
    canvas.evaluate((node, column) => {
      const picture = node as HTMLCanvasElement;
      const density = picture.width / Number.parseFloat(picture.style.width);
      const [wide, high] = [41, 24];
      const [left, top] = [2 + (column % 3) * wide, 2 + Math.floor(column / 3) * high];
      const at = (x: number, y: number): number => {
        const context = picture.getContext('2d')!;
        const { data } = context.getImageData(x * density, y * density, 1, 1);
        return 255 - Math.max(data[0]!, data[1]!, data[2]!);
      };
      return { dot: at(left + wide - 5, top + 5), edge: at(left, top + high / 2) };
    }, column);
  const won = [...Array(mask.windowSize).keys()].find(
    (column) => mask.data[row * mask.windowSize + column] === 1,
  )!;
  const [winner, own] = [await darkness(won), await darkness(geometry.columnOf(row, cell))];
  // The ink of signs is darker than every colour of the scale.
  expect(winner.dot).toBeGreaterThan(225);
  expect(own.edge).toBeGreaterThan(225);
  expect(winner.edge).toBeLessThan(225);
  expect(own.dot).toBeLessThan(225);
  expect(await view.texts('.poolscope-cards-head > .poolscope-note')).toEqual([
    'A dot: who won. A box: the marked cell.',
  ]);
});

test('a line is seen through the window that is marked on it', async () => {
  const view = await open('line', 1250);
  await view.click('x', 0, 258, [1, 512]);
  await expect.poll(() => view.isMarked('din')).toBe(true);
  const covered = await view.panel('dout').evaluate((panel) => {
    const canvas = [...panel.querySelectorAll<HTMLCanvasElement>('canvas.poolscope-overlay')].at(
      -1,
    )!;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    let [marked, opaque] = [0, 0];
    for (let at = 3; at < data.length; at += 4) {
      if (data[at]! > 0) marked++;
      if (data[at]! > 128) opaque++;
    }
    return { marked, share: opaque / marked };
  });
  expect(covered.marked).toBeGreaterThan(200);
  expect(covered.share).toBeLessThan(0.25);
});

test('what is said of the whole of a cut view is a sentence, with separators in its sums', async () => {
  const view = await open('cut');
  const [rows, sums] = await view.texts('.poolscope-findings-pane .poolscope-clause');
  expect(rows).toMatch(/^1,605,632 rows in the whole/);
  expect(sums).toMatch(/sum\(x\) = −?\d{1,3},\d{3}\.\d+ /);
  for (const selector of ['.poolscope-cut', '.poolscope-clause']) {
    const first = view.root.locator(selector).first();
    expect(
      await first.evaluate((node) => getComputedStyle(node, '::first-letter').textTransform),
    ).toBe('uppercase');
  }
});

test('in small cells the cross of a NaN that won is seen beside its dot', async () => {
  const view = await open('holes', 760);
  const layer = view.panel('x').locator('canvas.poolscope-overlay').first();
  const { side, ends, between } = await layer.evaluate((node) => {
    const canvas = node as HTMLCanvasElement;
    const area = canvas.parentElement!.querySelector('.nsewdrag')!.getBoundingClientRect();
    const own = canvas.getBoundingClientRect();
    const density = canvas.width / own.width;
    const side = area.width / 48;
    /** How much of a point is covered, from the middle of cell (10, 10). */
    const covered = (right: number, down: number): number => {
      const x = (area.left - own.left + 10.5 * side + right) * density;
      const y = (area.top - own.top + 10.5 * side + down) * density;
      return canvas.getContext('2d')!.getImageData(x, y, 1, 1).data[3]!;
    };
    const end = side / 2 - 0.8;
    const ends = [-end, end].flatMap((right) => [-end, end].map((down) => covered(right, down)));
    return { side, ends, between: covered(end, 0) };
  });
  // As small as has a cross; a dot of 2 pixels and its rim end before the corners do.
  expect(side).toBeGreaterThanOrEqual(6);
  expect(side).toBeLessThan(8);
  expect(Math.min(...ends)).toBeGreaterThan(64);
  expect(between).toBeLessThan(64);
});

describe('in a page', () => {
  test('that is narrow four cards are in sight, and little more room than theirs is kept', async () => {
    const view = await open('overlapping', 484);
    await view.click('x', 3, 5, size);
    await expect.poll(async () => (await view.cards()).length).toBe(4);
    const list = view.root.locator('.poolscope-cards-list');
    const { shown, all } = await list.evaluate((node) => ({
      shown: node.clientHeight,
      all: node.scrollHeight,
    }));
    expect(all).toBeLessThanOrEqual(shown);
    expect(shown).toBeLessThan(240);
  });

  test.each(widths)('of %i pixels nothing moves with the cursor', async (width) => {
    const view = await open('overlapping', width);
    const tops = (): Promise<number[]> =>
      view.root.evaluate((root) => {
        const from = root.getBoundingClientRect().top;
        return [
          ...root.querySelectorAll(
            '.poolscope-panel, .poolscope-cards-list, .poolscope-findings-pane',
          ),
        ].map((node) => Math.round(node.getBoundingClientRect().top - from));
      });
    const before = await tops();
    for (const [row, column] of [
      [0, 0],
      [3, 5],
      [7, 11],
      [11, 15],
    ] as const) {
      await view.click('x', row, column, size);
      expect(await tops()).toEqual(before);
    }
  });
});
