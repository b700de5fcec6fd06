import {
  encode,
  explore,
  maxPool,
  maxPoolBackward,
  random,
  type Tensor,
  type View,
} from 'poolscope';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Lab, startLab, writeNotebook } from '../fixtures/lab.mjs';
import { outputCell } from '../fixtures/output-cell.js';
import { ExplorerOnPage } from './explorer-page.js';
import { NotebookPage } from './notebook-page.js';
import { scriptedLayouts } from './trace.js';

// What a move of the cursor, a slider or the player leaves alone: whatever the view, the page is laid out once a
// frame, by the browser, and what is there already is moved or written over, not made anew.

let lab: Lab;
let notebook: NotebookPage;

const steps = 24;

/** A view of random arrays. */
function pooled(shape: number[], options: Parameters<typeof maxPool>[1], wrong?: number): View {
  const x = random(0).randn(...shape);
  const { output, mask } = maxPool(x, options);
  const dout = random(1).randn(...output.shape);
  if (wrong === undefined) return explore({ x, mask, dout });
  const din: Tensor = maxPoolBackward(dout, mask);
  din.data[wrong]! += 1;
  return explore({ x, mask, dout, din });
}

const views: Readonly<Record<string, View>> = {
  'windows beside each other': pooled([2, 8, 12, 5], { kernelSize: 2 }),
  'windows that overlap, and a wrong din': pooled(
    [1, 7, 9, 3],
    { kernelSize: 3, stride: 1, padding: 1 },
    40,
  ),
  'cells too small for numbers': pooled([2, 112, 112, 64], { kernelSize: 2 }),
  volumes: pooled([1, 4, 6, 8, 3], { kernelSize: 2 }),
  'one window': pooled([1, 6, 6, 4], { kernelSize: 6 }),
};

beforeAll(async () => {
  lab = await startLab();
  for (const [name, view] of Object.entries(views)) {
    writeNotebook(lab, `${name}.ipynb`, [outputCell(encode(view))]);
  }
});
afterAll(async () => {
  await lab?.end();
});
afterEach(async () => {
  await notebook?.close();
});

/** Opens a view, and waits until Plotly has drawn it and the findings are there. */
async function open(name: string): Promise<ExplorerOnPage> {
  notebook = await NotebookPage.open(lab, `${name}.ipynb`);
  const view = new ExplorerOnPage((await (await notebook.view(0)).ready()).root);
  await view.root.locator('.poolscope-finding').first().waitFor();
  await view.settled();
  return view;
}

/** Points at cells of x, one a frame. */
async function point(view: ExplorerOnPage): Promise<void> {
  await view.panel('x').evaluate(async (panel, steps) => {
    const plot = panel.querySelector('.poolscope-plot')!;
    const box = plot.querySelector('.nsewdrag')!.getBoundingClientRect();
    for (let i = 0; i < steps; i++) {
      await new Promise(requestAnimationFrame);
      const clientX = box.left + box.width * (((i * 7) % 24) / 24 + 0.01);
      const clientY = box.top + box.height * (((i * 11) % 24) / 24 + 0.01);
      plot.dispatchEvent(new PointerEvent('pointermove', { bubbles: true, clientX, clientY }));
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    }
  }, steps);
}

/** Moves the channel's slider, a channel a frame. */
async function slide(view: ExplorerOnPage): Promise<void> {
  await view.slider('channel').evaluate(async (node, steps) => {
    const slider = node as HTMLInputElement;
    for (let i = 0; i < steps; i++) {
      slider.value = `${(Number(slider.value) + 1) % (Number(slider.max) + 1)}`;
      slider.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    }
  }, steps);
}

/** Plays step after step of the loops. */
async function play(view: ExplorerOnPage): Promise<void> {
  await view.root.locator('button[aria-label="step forward"]').evaluate(async (button, steps) => {
    for (let i = 0; i < steps; i++) {
      (button as HTMLButtonElement).click();
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    }
  }, steps);
}

/** How many elements of a view come and go during some work. */
async function elementsMade(view: ExplorerOnPage, work: () => Promise<void>): Promise<string[]> {
  await view.root.evaluate((root) => {
    const made: string[] = [];
    const observer = new MutationObserver((changes) => {
      for (const { target, addedNodes, removedNodes } of changes) {
        // Plotly draws anew once moves have stopped, as a busy machine's may seem to have; so what it then drops is left.
        if (!target.isConnected || (target as Element).closest('.poolscope-graph')) continue;
        for (const node of [...addedNodes, ...removedNodes]) {
          if (node instanceof Element) made.push(`${node.tagName} ${node.getAttribute('class')}`);
        }
      }
    });
    observer.observe(root, { childList: true, subtree: true });
    Reflect.set(root, 'endOfWatch', () => {
      observer.disconnect();
      return made;
    });
  });
  await work();
  return view.root.evaluate((root) => (Reflect.get(root, 'endOfWatch') as () => string[])());
}

test.each(Object.keys(views))(
  '%s: no move has a script ask for a layout, or makes an element',
  async (name) => {
    const view = await open(name);
    for (const [what, move] of Object.entries({ point, slide, play })) {
      // What is only made once is there after the first round.
      await move(view);
      let layouts: string[] = [];
      const made = await elementsMade(view, async () => {
        layouts = await scriptedLayouts(notebook.page, () => move(view));
      });
      expect({ what, layouts, made }).toEqual({ what, layouts: [], made: [] });
    }
  },
);

test('what shows nothing is no layer of the page: only the pictures of the channels, until a cell is marked', async () => {
  // A browser puts the layers of all canvases together at each frame, empty or not.
  const view = await open('cells too small for numbers');
  const shown = (): Promise<string[]> =>
    view.root
      .locator('canvas:visible')
      .evaluateAll((canvases) => canvases.map(({ className }) => className).sort());
  expect(await shown()).toEqual(['poolscope-rail-pictures']);
  await point(view);
  // Of x, dout and din, and the one card of the marked cell.
  const marked = ['', ...Array(3).fill('poolscope-overlay'), 'poolscope-rail-pictures'];
  expect(await shown()).toEqual(marked);
});

test('cards in sight follow each move, and the others when the cursor rests', async () => {
  const view = await open('windows that overlap, and a wrong din');
  const list = view.root.locator('.poolscope-cards-list');
  await point(view);
  await list.scrollIntoViewIfNeeded();
  /** The rows of the cards that are seen, and of all. */
  const moves = await view.root.evaluate(async (root) => {
    const area = root.querySelector('.poolscope-cards-list')!;
    const plot = root.querySelector('[data-panel=x] .poolscope-plot')!;
    const box = plot.querySelector('.nsewdrag')!.getBoundingClientRect();
    const seen: { rows: string; cards: (string | undefined)[] }[] = [];
    for (let column = 1; column < 8; column++) {
      const clientX = box.left + (box.width * (column + 0.5)) / 9;
      const clientY = box.top + (box.height * 3.5) / 7;
      plot.dispatchEvent(new PointerEvent('pointermove', { bubbles: true, clientX, clientY }));
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      const { top, bottom } = area.getBoundingClientRect();
      const cards = [...area.querySelectorAll<HTMLElement>('.poolscope-card:not([hidden])')];
      seen.push({
        rows: (root as HTMLElement).dataset.rows!,
        cards: cards.map((card) => {
          const own = card.getBoundingClientRect();
          return own.top >= top && own.bottom <= bottom ? card.dataset.row : undefined;
        }),
      });
    }
    return seen;
  });
  expect(new Set(moves.map(({ rows }) => rows)).size).toBe(7);
  for (const { rows, cards } of moves) {
    expect(cards.length).toBe(9);
    const own = (JSON.parse(rows) as number[]).map(String);
    expect(cards.filter((row) => row !== undefined).length).toBeGreaterThanOrEqual(4);
    for (const [i, row] of cards.entries()) if (row !== undefined) expect(row).toBe(own[i]);
  }
  const last = (JSON.parse(moves.at(-1)!.rows) as number[]).map(String);
  await expect.poll(async () => (await view.cards()).map(([row]) => row)).toEqual(last);
});
