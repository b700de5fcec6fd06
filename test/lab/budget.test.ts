import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { encode, heatmap, MIME_TYPE, tensor } from 'poolscope';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Lab, startLab, writeNotebook } from '../fixtures/lab.mjs';
import { outputCell } from '../fixtures/output-cell.js';
import { heapOf, plainPayload } from '../fixtures/page-memory.mjs';
import { derivingPayload, listingArchive, zerosArchive } from '../fixtures/small-inputs.mjs';
import { FilePage } from './file-page.js';
import { NotebookPage } from './notebook-page.js';

// What came small stays small: pages of many views, and payloads and files that derive or list a lot
// from few bytes. Times are measured by `npm run bench:lab`.

const most = 350e6;
/** For what takes a minute on a busy machine. */
const long = 600_000;
let lab: Lab;

beforeAll(async () => {
  lab = await startLab();
});
afterAll(async () => {
  await lab?.end();
});

/** How many views of the page hold their arrays. */
function bodies(notebook: NotebookPage): Promise<number> {
  return notebook.page.locator('.poolscope-view > .poolscope-body').count();
}

describe('a notebook of 60 views and 80 MB', () => {
  test('keeps to 350 MB, however far one scrolls', { timeout: long }, async () => {
    const payload = await plainPayload([8, 16, 32, 48], 5);
    const bytes = 60 * JSON.stringify(payload).length;
    expect(bytes).toBeGreaterThan(80e6);
    const cells = Array.from({ length: 60 }, (_, i) => ({
      source: '',
      data: { [MIME_TYPE]: { ...payload, title: `view ${i}` } },
    }));
    writeNotebook(lab, 'many.ipynb', cells);
    const notebook = await NotebookPage.open(lab, 'many.ipynb');
    for (let cell = 0; cell < cells.length; cell += 3) {
      await (await notebook.view(cell)).ready();
      // In sight, near it, and the last that were seen.
      expect(await bodies(notebook)).toBeLessThanOrEqual(10);
    }
    expect(await heapOf(notebook.page)).toBeLessThan(most);
    // Back at the first, which was let go.
    const first = await (await notebook.view(0)).ready();
    expect(await first.root.locator('.poolscope-title').textContent()).toBe('view 0');
    expect(await heapOf(notebook.page)).toBeLessThan(most);
    expect(notebook.errors).toEqual([]);
    await notebook.close();
  });
});

describe('payloads of few bytes', () => {
  const deriving = derivingPayload();
  const zeros = (cells: number): string =>
    deflateRawSync(Buffer.alloc(Math.ceil(cells / 8))).toString('base64');
  const packed = (shape: number[]): object => ({
    ...encode(heatmap(tensor([1]))),
    version: 2,
    arrays: {
      value: {
        dtype: 'float64',
        shape,
        packing: 'sparse-deflate',
        data: zeros(shape.reduce((product, size) => product * size, 1)),
      },
    },
  });
  let notebook: NotebookPage;

  beforeAll(async () => {
    // A random sixth of the cells is 1: about 0.65 bits each, so that 128 MiB come in 1.5 MB.
    const cells = new Float64Array(2 ** 23);
    let state = 1;
    for (let i = 0; i < cells.length; i++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      if (state < 2 ** 32 / 6) cells[i] = 1;
    }
    const { value } = encode({
      kind: 'heatmap',
      title: '',
      value: tensor(cells, [128, 256, 256, 1]),
      derived: false,
    } as never).arrays;
    const large = { version: 2, kind: 'partial', title: 'large', arrays: { x: value, din: value } };
    const small = { version: 1, kind: 'heatmap', title: 'small', role: 'activation' };
    const outputs: object[] = [
      ...Array.from({ length: 20 }, () => deriving),
      packed([4, 512, 512, 2]),
      packed([64, 512, 512, 1]),
      large,
      { ...small, arrays: encode(heatmap(tensor([[1, 2]]))).arrays },
    ];
    writeNotebook(lab, 'derived.ipynb', outputs.map(outputCell));
    notebook = await NotebookPage.open(lab, 'derived.ipynb');
  });
  afterAll(async () => {
    await notebook?.close();
  });

  test('that derive 128 MiB each are shown, twenty of them, in little memory', {
    timeout: long,
  }, async () => {
    for (let cell = 0; cell < 20; cell += 4) {
      const view = await (await notebook.view(cell)).ready();
      await view.move({ batch: 63 });
      expect((await view.numbers('din'))[0]![0]).toBe(63);
    }
    expect(await heapOf(notebook.page)).toBeLessThan(most);
  });

  test('are looked at for findings where a person asks for it', async () => {
    const view = await notebook.fresh(0);
    const pane = view.root.locator('.poolscope-findings-pane');
    const ask = pane.getByRole('button', { name: 'Look at every row' });
    await ask.waitFor();
    expect(await pane.textContent()).toContain(
      'To look at all 16,777,280 cells takes some seconds',
    );
    await ask.click();
    const uncovered = pane.locator('[data-finding="uncovered-cells"]');
    await uncovered.waitFor();
    expect(await uncovered.textContent()).toContain('16,777,152 of 16,777,216');
  });

  test('that unpack to 16 MB are shown, and those to 128 MiB refused by what was asked and allowed', async () => {
    await (await notebook.view(20)).ready();
    const { root } = await notebook.view(21);
    const alert = root.getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toMatch(
      /arrays=134217728 bytes in memory are more than the \d+ allowed for \d+ characters/,
    );
    expect(await alert.getByRole('button').count()).toBe(0);
  });

  test('beyond the page’s budget say so, and are shown where a person asks for it', async () => {
    const view = await notebook.anew(22);
    const alert = view.root.getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toMatch(
      /It takes 139 MB of memory, and of the 135 MB that all views of a page may take \d+ MB are left/,
    );
    await alert.getByRole('button', { name: 'Show it all the same' }).click();
    await view.ready();
    expect(await view.panels()).toEqual(['x', 'din']);
    // What comes after it still has room: the large one is let go, or the small one waits for it.
    await notebook.view(0);
    await (await notebook.view(23)).ready();
    expect(notebook.errors).toEqual([]);
  });
});

describe('files of few bytes', () => {
  test('that list 190,000 views list 200 at a time', async () => {
    writeFileSync(join(lab.notebooks, 'list.npz'), await listingArchive(190_000));
    const files = await FilePage.open(lab);
    await files.show('list.npz');
    const { root } = files.view();
    const items = root.locator('.poolscope-list li');
    await expect.poll(() => items.count()).toBe(200);
    const nodes = await files.page.evaluate(() => document.querySelectorAll('*').length);
    expect(nodes).toBeLessThan(10_000);
    await root.locator('input[type=range][aria-label^="first entry"]').fill('189800');
    await expect.poll(() => items.last().locator('button').textContent()).toContain('189999');
    expect(await items.count()).toBe(200);
    expect(files.errors).toEqual([]);
    await files.close();
  });

  test('with views of 128 MiB say what they take, and show one where a person asks for it', {
    timeout: long,
  }, async () => {
    writeFileSync(join(lab.notebooks, 'zeros.npz'), await zerosArchive(3));
    const files = await FilePage.open(lab);
    await files.show('zeros.npz');
    const alert = files.view().root.getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toContain('It takes');
    expect(await heapOf(files.page)).toBeLessThan(most);
    await alert.getByRole('button', { name: 'Show it all the same' }).click();
    await files.view().ready();
    expect(await heapOf(files.page)).toBeLessThan(2 * most);
    expect(files.errors).toEqual([]);
    await files.close();
  });
});
