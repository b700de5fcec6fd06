import type { Locator } from 'playwright-core';
import { encode, explore, maxPool, maxPoolBackward, tensor } from 'poolscope';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Lab, startLab, writeNotebook } from '../fixtures/lab.mjs';
import { outputCell } from '../fixtures/output-cell.js';
import { asked, beatenCell, deadChannel, dinToAll, largestChannel, poolOptions } from './asked.js';
import { ExplorerOnPage } from './explorer-page.js';
import { NotebookPage } from './notebook-page.js';

// What people ask of a backward pass, each answered from a fresh view in at most two actions. The answers are worked
// out from the arrays, without the explorer.

const arrays = asked();
const { x, mask, dout, wrongDin } = arrays;
const { geometry } = mask;

// Afterwards one cell of x is the largest of its windows.
const after = tensor(x.data.slice(), x.shape);
const raised = geometry.inputCell(1, 6, 9, 3);
after.data[raised] = 50;
const pair = explore(
  explore({ x, mask, dout }),
  explore({ x: after, mask: maxPool(after, poolOptions).mask, dout }),
);

const cells = { right: 0, wrong: 1, pair: 2 } as const;

let lab: Lab;
let notebook: NotebookPage;
let view: ExplorerOnPage;
let actions = 0;

beforeAll(async () => {
  lab = await startLab();
  const views = [explore({ x, mask, dout }), explore({ x, mask, dout, din: wrongDin })];
  const payloads = [...views.map((one) => encode(one)), pair.encode()];
  writeNotebook(lab, 'questions.ipynb', payloads.map(outputCell));
  notebook = await NotebookPage.open(lab, 'questions.ipynb');
});
afterAll(async () => {
  await notebook?.close();
  await lab?.end();
  expect(notebook.errors).toEqual([]);
});

/** A view that nobody has touched. */
async function fresh(name: keyof typeof cells): Promise<void> {
  const { root } = await notebook.fresh(cells[name]);
  view = new ExplorerOnPage(root);
  await root.locator('.poolscope-finding').first().waitFor();
  actions = 0;
}

/** One action of a person. */
async function act(action: Promise<unknown>): Promise<void> {
  actions++;
  await action;
}

const radio = (name: string): Locator =>
  view.root
    .locator('[role="radiogroup"][aria-label="ties"]')
    .getByRole('radio', { name, exact: true });

describe('one action answers', () => {
  test('why din is 0 here: it ties, or it is beaten, and by whom', async () => {
    await fresh('right');
    const beaten = beatenCell(arrays);
    await act(view.click('x', ...beaten, [12, 16]));
    const [row] = geometry.rowsOf(0, ...beaten, 0);
    await expect
      .poll(async () => (await view.cards()).map((card) => card.slice(0, 2)))
      .toEqual([[`${row}`, 'loses']]);
    expect((await view.texts('.poolscope-card:not([hidden]) .poolscope-card-why'))[0]).toMatch(
      /^beaten by /,
    );
    expect(await view.status()).toContain('so din(');
    expect(actions).toBe(1);
  });

  test('which windows share this cell', async () => {
    await fresh('right');
    await act(view.click('x', 3, 5, [12, 16]));
    const rows = geometry.rowsOf(0, 3, 5, 0);
    expect(rows.length).toBeGreaterThan(1);
    await expect.poll(async () => (await view.cards()).map(([row]) => Number(row))).toEqual(rows);
    expect(actions).toBe(1);
  });

  test('what changes if ties go to all', async () => {
    await fresh('right');
    await act(radio('all').check());
    await view.ready();
    const shown = (await view.numbers('din')).flat();
    const expected = dinToAll(arrays);
    for (const [i, value] of shown.entries()) expect(value).toBeCloseTo(expected[i]!, 12);
    expect((await view.texts('[data-panel="din"] .poolscope-panel-note'))[0]).toMatch(
      /^▲ gains: \d+ · ▼ loses: \d+$/,
    );
    expect(actions).toBe(1);
  });

  test('which channel has the largest gradient', async () => {
    await fresh('right');
    await act(view.root.getByRole('button', { name: 'sort by the largest |din|' }).click());
    await expect.poll(firstOfRail).toBe(`${largestChannel(arrays)}`);
    expect(actions).toBe(1);
  });

  test('which channels are dead', async () => {
    await fresh('right');
    await act(view.root.getByRole('button', { name: 'sort by the share of zeros' }).click());
    await expect.poll(firstOfRail).toBe(`${deadChannel}`);
    expect((await view.texts('[data-finding="dead-channels"]'))[0]).toContain(
      `channel ${deadChannel}`,
    );
    expect(actions).toBe(1);
  });
});

/** The first channel of the list, as it is on screen. */
function firstOfRail(): Promise<string | null | undefined> {
  return view.root.locator('.poolscope-rail [data-channel]').evaluateAll((rows) => {
    const place = (row: Element): number => {
      const { left, top } = row.getBoundingClientRect();
      return left + top;
    };
    return rows.sort((one, other) => place(one) - place(other))[0]?.getAttribute('data-channel');
  });
}

test('two actions answer where row N lives', async () => {
  await fresh('right');
  const row = 301;
  await act(view.root.locator('.poolscope-parts > summary').click());
  await act(view.number('row').fill(`${row}`));
  await expect.poll(() => view.attribute('cell')).toBe(`dout:${geometry.outputIndex(row)}`);
  expect(actions).toBe(2);
});

test('no action is needed for why the sums differ, and where din is wrong', async () => {
  await fresh('wrong');
  const said = (await view.texts('[data-finding="sum-differs"]'))[0];
  expect(said).toMatch(/^sum\(din\) − sum\(dout\) = .* wrong in [\d,]+ cells of din/);
  expect((await view.texts('[data-finding="din-differs"]'))[0]).toContain('= for +=');
  expect(actions).toBe(0);
});

describe('a view', () => {
  /** The share of the view's box that is cells, and how far down they begin. */
  function shareOfData(): Promise<number> {
    return view.root.evaluate((root) => {
      const box = root.getBoundingClientRect();
      const cells = [...root.querySelectorAll('.js-plotly-plot .nsewdrag')]
        .map((node) => node.getBoundingClientRect())
        .reduce((sum, { width, height }) => sum + width * height, 0);
      return cells / (box.width * box.height);
    });
  }

  test.each([1260, 900])('of %i pixels is a third data', async (width) => {
    await fresh('wrong');
    await view.resize(width);
    await view.click('x', 3, 5, [12, 16]);
    await expect.poll(shareOfData).toBeGreaterThan(1 / 3);
    const controls = view.root.locator('.poolscope-controls');
    expect((await controls.boundingBox())!.height).toBeLessThan(32);
  });

  test.each([484, 600, 712, 900])('of %i pixels opens its menu within itself', async (width) => {
    await fresh('wrong');
    await view.resize(width);
    await view.openMore();
    const menu = (await view.root
      .locator('.poolscope-parts > .poolscope-menu-items')
      .boundingBox())!;
    const box = (await view.root.boundingBox())!;
    expect(menu.x).toBeGreaterThanOrEqual(box.x);
    expect(menu.x + menu.width).toBeLessThanOrEqual(box.x + box.width);
  });

  test('keeps all in its place while the cursor moves', async () => {
    await fresh('right');
    const tops = (): Promise<number[]> =>
      view.root.evaluate((root) => {
        const from = root.getBoundingClientRect().top;
        return [...root.querySelectorAll('.poolscope-panel, .poolscope-findings-pane')]
          .filter((node) => node.checkVisibility())
          .map((node) => Math.round(node.getBoundingClientRect().top - from));
      });
    const before = await tops();
    for (const [row, column] of [
      [0, 0],
      [3, 5],
      [7, 11],
      [11, 15],
    ] as const) {
      await view.click('x', row, column, [12, 16]);
      expect(await tops()).toEqual(before);
    }
  });

  test('rings the places of the finding under the pointer', async () => {
    await fresh('right');
    const marks = (): Promise<string> =>
      view
        .panel('din')
        .locator('canvas.poolscope-overlay')
        .last()
        .evaluate((node) => (node as HTMLCanvasElement).toDataURL());
    const before = await marks();
    await view.root.locator('[data-finding="shared-cells"]').hover();
    await expect.poll(marks).not.toBe(before);
    await notebook.page.mouse.move(0, 0);
    await expect.poll(marks).toBe(before);
  });
});

test('one action answers what differs between before and after', async () => {
  const [one, other] = [dout, dout].map((each, i) =>
    maxPoolBackward(each, i === 0 ? mask : maxPool(after, poolOptions).mask),
  );
  const differing = [...one!.data.keys()].filter((at) => one!.data[at] !== other!.data[at]);
  const size = (at: number): number => Math.abs(other!.data[at]! - one!.data[at]!);
  const most = Math.max(...differing.map(size));
  const at = differing.find((cell) => size(cell) === most)!;
  const index = geometry.inputIndex(at);

  const { root } = await notebook.fresh(cells.pair);
  view = new ExplorerOnPage(root);
  actions = 0;
  const lines = root.locator('.poolscope-differences li');
  expect(await lines.first().textContent()).toBe(
    `x differs in 1 of 2,304 cells, by ${short(50 - x.data[raised]!)} at most, at x[1, 6, 9, 3]`,
  );
  expect(await lines.nth(2).textContent()).toBe('dout is equal');
  expect(await lines.last().textContent()).toBe(
    `din differs in ${differing.length} of 2,304 cells, by ${short(most)} at most, at din[${index.join(', ')}]`,
  );
  await act(lines.last().getByRole('button').click());
  await expect.poll(() => view.attribute('cell')).toBe(`din:${index.join(',')}`);
  // The sentence tells it of both.
  await expect
    .poll(() => view.status())
    .toMatch(/^din\[.*\]: .* in A, .* in B, B − A = .*\. A: .*\. B: /);
  expect(actions).toBe(1);
});

/** Three significant digits, as on screen. */
function short(value: number): string {
  return `${Number(value.toPrecision(3))}`;
}
