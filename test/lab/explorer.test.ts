import { readFileSync } from 'node:fs';
import {
  assignedDin,
  encode,
  explore,
  MIME_TYPE,
  maxPool,
  maxPoolBackward,
  random,
  readNpy,
  tensor,
  winners,
} from 'poolscope';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Lab, startLab, writeNotebook } from '../fixtures/lab.mjs';
import { ExplorerOnPage } from './explorer-page.js';
import { NotebookPage } from './notebook-page.js';
import { plane } from './plane.js';

// The explorer in a real browser on a real JupyterLab, from saved outputs: no kernel computes here.

// Worked out by hand. The 9 in the middle is the maximum of all four windows (2 × 2, one apart), so
// din holds there 10 + 20 + 30 + 40 = 100, and 0 elsewhere. Row r = (i·2 + j).
const x = tensor([
  [
    [[1], [2], [3]],
    [[4], [9], [5]],
    [[6], [7], [8]],
  ],
]);
const dout = tensor([
  [
    [[10], [20]],
    [[30], [40]],
  ],
]);
const { mask } = maxPool(x, { kernelSize: 2, stride: 1 });
const middle = 4;

// Random, with overlap and padding: compared with the library.
const large = random(0).randn(2, 6, 8, 3);
const pooled = maxPool(large, { kernelSize: 3, stride: 2, padding: 1 });
const arrived = random(1).randn(...pooled.output.shape);

const cells = { hand: 0, random: 1, wrong: 2, strip: 3, volume: 4, twin: 5 } as const;

let lab: Lab;
let notebook: NotebookPage;

beforeAll(async () => {
  lab = await startLab();
  const line = random(2).randn(2, 12, 2);
  const volume = random(3).randn(1, 4, 4, 4, 2);
  const poolOf = (of: typeof x, kernelSize: number): ReturnType<typeof explore> => {
    const made = maxPool(of, { kernelSize });
    return explore({ x: of, mask: made.mask, dout: random(4).randn(...made.output.shape) });
  };
  const views = [
    explore({ x, mask, dout }),
    explore({ x: large, mask: pooled.mask, dout: arrived }),
    explore({ x, mask, dout, din: assignedDin(mask, dout) }),
    poolOf(line, 3),
    poolOf(volume, 2),
    explore({ x, mask, dout }),
  ];
  writeNotebook(
    lab,
    'explorer.ipynb',
    views.map((view) => ({ source: '', data: { [MIME_TYPE]: encode(view) } })),
  );
  notebook = await NotebookPage.open(lab, 'explorer.ipynb');
});
afterAll(async () => {
  await notebook?.close();
  await lab?.end();
  expect(notebook.errors).toEqual([]);
});

async function open(name: keyof typeof cells): Promise<ExplorerOnPage> {
  const { root } = await (await notebook.view(cells[name])).ready();
  return new ExplorerOnPage(root);
}

describe('one cursor', () => {
  test('marks the windows, winners and rows of an input cell that is pointed at', async () => {
    const view = await open('hand');
    expect(await view.attributes()).toEqual({ cell: '', row: '', rows: [], winners: [] });
    await view.point('din', 1, 1, [3, 3]);
    await expect
      .poll(() => view.attributes())
      .toEqual({
        cell: 'din:0,1,1,0',
        row: '0',
        rows: [0, 1, 2, 3],
        winners: [middle],
      });
    const status = await view.status();
    expect(status).toContain('100');
    expect(status).toContain('4 windows');
  });

  test('lists what each window gave to it, and their sum', async () => {
    const view = await open('hand');
    await view.point('x', 1, 1, [3, 3]);
    await expect
      .poll(() => view.texts('.poolscope-contributions li'))
      .toEqual([
        'row 0 window (0, 0) gave 10',
        'row 1 window (0, 1) gave 20',
        'row 2 window (1, 0) gave 30',
        'row 3 window (1, 1) gave 40',
      ]);
    expect((await view.texts('.poolscope-gave')).join(' ')).toContain(
      'Their sum is 100, exactly what din holds',
    );
  });

  test('marks one window from dout, and draws it in every panel', async () => {
    const view = await open('hand');
    await view.point('dout', 1, 0, [2, 2]);
    await expect
      .poll(() => view.attributes())
      .toEqual({
        cell: 'dout:0,1,0,0',
        row: '2',
        rows: [2],
        winners: [middle],
      });
    expect(await view.status()).toBe(
      'window (1, 0) of channel 0: its maximum 9 sits at x(1, 1), so din(1, 1) gets dout = 30; the other 3 cells get 0 from it; with what other windows give, din(1, 1) is 100',
    );
    for (const panel of ['x', 'mask', 'dout', 'din']) {
      expect(await view.isMarked(panel), panel).toBe(true);
    }
  });

  test('stays where it was clicked when the pointer has left', async () => {
    const view = await open('hand');
    await view.click('dout', 0, 1, [2, 2]);
    await view.point('x', 2, 2, [3, 3]);
    await expect.poll(() => view.attribute('cell')).toBe('x:0,2,2,0');
    await notebook.page.mouse.move(4, 4);
    await expect.poll(() => view.attribute('cell')).toBe('dout:0,0,1,0');
  });

  test('moves by keys in a panel, through channels and batches', async () => {
    const view = await open('random');
    await view.focus('x');
    const at: (string | undefined)[] = [];
    const keys = 'ArrowDown ArrowRight ArrowDown End PageDown Shift+PageDown ArrowUp Home ArrowUp';
    for (const key of keys.split(' ')) {
      await notebook.page.keyboard.press(key);
      at.push(await view.attribute('cell'));
    }
    expect(at).toEqual([
      // The first arrow marks the first cell.
      'x:0,0,0,0',
      'x:0,0,1,0',
      'x:0,1,1,0',
      'x:0,5,7,0',
      'x:0,5,7,1',
      'x:1,5,7,1',
      'x:1,4,7,1',
      'x:1,0,0,1',
      'x:1,0,0,1',
    ]);
    expect(await view.slider('batch').inputValue()).toBe('1');
    expect(await view.slider('channel').inputValue()).toBe('1');
    await (await notebook.view(cells.random)).ready();
    expect(await view.numbers('din')).toEqual(plane(maxPoolBackward(arrived, pooled.mask), 1, 1));
  });

  test('agrees with the library at every cell of a panel', async () => {
    const view = await open('random');
    const { geometry } = pooled.mask;
    const won = winners(pooled.mask);
    await view.focus('din');
    await notebook.page.keyboard.press('Home');
    for (let column = 0; column < 8; column++) {
      const [, index = ''] = (await view.attribute('cell'))!.split(':');
      const cell = index.split(',').map(Number);
      const rows = geometry.rowsOf(...cell);
      const seen = await view.attributes();
      expect(seen.rows).toEqual(rows);
      expect(seen.row).toBe(`${rows[0]}`);
      // Of those rows the cells whose mask is true: each has won, and lies in one of the windows.
      const expected = new Set(
        rows.flatMap((row) =>
          geometry.cells(row).filter((flat, k) => {
            return flat >= 0 && pooled.mask.data[row * geometry.windowSize + k] === 1;
          }),
        ),
      );
      expect(seen.winners).toEqual([...expected].sort((a, b) => a - b));
      for (const flat of seen.winners) expect(won.data[flat]).toBe(1);
      await notebook.page.keyboard.press('ArrowRight');
    }
  });

  test('survives slider moves, and so does the zoom, which x, mask and din share', async () => {
    const view = await open('random');
    await view.click('x', 3, 4, [6, 8]);
    const whole = await view.ranges('x');
    await view.zoom('x', [2, 2], [4, 5], [6, 8]);
    const zoomed = await view.ranges('x');
    expect(zoomed).not.toEqual(whole);
    for (const panel of ['mask', 'din']) {
      await expect.poll(() => view.ranges(panel)).toEqual(zoomed);
    }
    await view.slider('channel').fill('2');
    await expect.poll(() => view.attribute('cell')).toMatch(/^x:\d,3,4,2$/);
    await view.slider('batch').fill('0');
    await expect.poll(() => view.attribute('cell')).toBe('x:0,3,4,2');
    // The pointer comes and goes: what was clicked is marked again, in the slices that are shown now.
    await view.point('din', 2, 2, [6, 8]);
    await expect.poll(() => view.attribute('cell')).toMatch(/^din:0,\d,\d,2$/);
    await notebook.page.mouse.move(0, 0);
    await expect.poll(() => view.attribute('cell')).toBe('x:0,3,4,2');
    // Plotly has followed the sliders by then.
    await notebook.page.waitForTimeout(1000);
    for (const panel of ['x', 'mask', 'din']) expect(await view.ranges(panel)).toEqual(zoomed);
    await view.panel('mask').locator('.modebar-btn').click();
    for (const panel of ['x', 'mask', 'din']) {
      await expect.poll(() => view.ranges(panel)).toEqual(whole);
    }
  });

  test('goes to any row, and writes out its address', async () => {
    const view = await open('random');
    await view.slider('row').fill('35');
    // [2, 3, 4, 3]: 35 = ((0·3 + 2)·4 + 3)·3 + 2.
    await expect.poll(() => view.attribute('cell')).toBe('dout:0,2,3,2');
    expect(await view.attribute('row')).toBe('35');
    expect(await view.texts('.poolscope-address')).toEqual([
      'r = ((b·3 + i)·4 + j)·3 + c = ((0·3 + 2)·4 + 3)·3 + 2 = 35',
    ]);
  });

  test('reads a strip and a volume too', async () => {
    const strip = await open('strip');
    await strip.focus('dout');
    await notebook.page.keyboard.press('End');
    expect(await strip.attribute('cell')).toBe('dout:0,3,0');
    expect((await strip.attributes()).rows).toEqual([6]);

    const volume = await open('volume');
    await volume.slider('depth').fill('3');
    // Depth 3 of the input is looked at from depth 1 of the output.
    await expect.poll(() => volume.slider('depth of dout').inputValue()).toBe('1');
    await volume.slider('row').fill('0');
    await expect.poll(() => volume.slider('depth').inputValue()).toBe('0');
    expect(await volume.attribute('cell')).toBe('dout:0,0,0,0,0');
  });
});

describe('the row under the cursor', () => {
  test('is worked out with its numbers, for every channel', async () => {
    const view = await open('hand');
    await view.slider('row').fill('3');
    await expect
      .poll(() => view.table('.poolscope-row-content table'))
      .toEqual([
        ['cell', '(1, 1)', '(1, 2)', '(2, 1)', '(2, 2)'],
        ['x', '9', '5', '7', '8'],
        ['mask', 'true', 'false', 'false', 'false'],
        ['× dout', '40', '0', '0', '0'],
      ]);
    expect(await view.table('.poolscope-channels table')).toEqual([
      ['row', '0', '1', '2', '3', 'dout'],
      ['3', '40', '0', '0', '0', '40'],
    ]);
  });

  test('is found in the overview of the matrix by a click', async () => {
    const view = await open('hand');
    const canvas = view.root.locator('.poolscope-matrix canvas');
    // Four rows, 6 pixels each: the second begins at 6.
    await canvas.click({ position: { x: 8, y: 8 } });
    await expect.poll(() => view.attribute('row')).toBe('1');
  });

  test('is found there by keys, and told', async () => {
    const view = await open('hand');
    const matrix = view.root.getByRole('slider', { name: /^the matrix of the mask/ });
    await matrix.focus();
    for (const [key, row] of [
      ['End', '3'],
      ['ArrowUp', '2'],
      ['Home', '0'],
      ['ArrowDown', '1'],
    ] as const) {
      await notebook.page.keyboard.press(key);
      await expect.poll(() => view.attribute('row')).toBe(row);
      expect(await matrix.getAttribute('aria-valuetext')).toBe(`row ${row}`);
    }
  });
});

describe('the player', () => {
  test('steps through the loops, forward and back', async () => {
    const view = await open('hand');
    expect(await view.attribute('step')).toBe('0');
    await view.press('step forward');
    expect(await view.attribute('step')).toBe('1');
    expect(await view.texts('.poolscope-code-value')).toEqual([
      'i_batch = 0',
      'i_h_out = 0',
      'i_w_out = 0',
      'j = 0',
      'i = 0',
      '',
    ]);
    await view.press('step back');
    expect(await view.attribute('step')).toBe('0');
  });

  test('fills din as it goes: a step that is sought has the din of one that was played to', async () => {
    const view = await open('hand');
    const din = async (): Promise<number> => {
      await view.ready();
      return (await view.numbers('din'))[1]![1]!;
    };
    // The middle is the 4th cell of window 0, the 2nd of 1 (bottom left), the 3rd of 2, the 1st of 3.
    const after = { 0: 0, 3: 0, 4: 10, 5: 10, 6: 30, 10: 30, 11: 60, 12: 60, 13: 100, 16: 100 };
    for (const step of [16, 4, 11, 3, 13, 0, 6, 12, 5, 10]) {
      await view.slider('step').fill(`${step}`);
      expect(await view.attribute('step')).toBe(`${step}`);
      expect(await din(), `step ${step}`).toBe(after[step as keyof typeof after]);
    }
    await view.press('to the first step');
    for (let step = 1; step <= 16; step++) {
      await view.press('step forward');
      const known = after[step as keyof typeof after];
      if (known !== undefined) expect(await din(), `step ${step}`).toBe(known);
    }
    await view.press('stop and show the whole din');
    expect(await din()).toBe(100);
  });

  test('plays to the end by itself, at the speed that is chosen', async () => {
    const view = await open('hand');
    await view.root.getByLabel('speed', { exact: true }).selectOption('60');
    await view.press('play');
    await expect.poll(() => view.attribute('step')).toBe('16');
    expect(await view.button('play').getAttribute('aria-pressed')).toBe('false');
    await view.press('stop and show the whole din');
  });

  test('takes a step a second where less motion is asked for, until another speed is chosen', async () => {
    const speed = (view: ExplorerOnPage): Promise<string> =>
      view.root.getByLabel('speed', { exact: true }).inputValue();
    expect(await speed(await open('twin'))).toBe('15');
    await notebook.page.emulateMedia({ reducedMotion: 'reduce' });
    const calm = await notebook.newView(cells.twin);
    expect(await speed(new ExplorerOnPage(calm))).toBe('1');
    await notebook.page.emulateMedia({ reducedMotion: 'no-preference' });
    await notebook.command('application:close');
  });

  test('pauses', async () => {
    const view = await open('random');
    await view.root.getByLabel('speed', { exact: true }).selectOption('60');
    await view.press('play');
    await expect.poll(async () => Number(await view.attribute('step'))).toBeGreaterThan(3);
    await view.press('play');
    const step = await view.attribute('step');
    await notebook.page.waitForTimeout(300);
    expect(await view.attribute('step')).toBe(step);
    await view.press('stop and show the whole din');
  });
});

describe('the findings', () => {
  test('tells of gradients that were assigned where they should add, and goes there', async () => {
    const view = await open('wrong');
    const finding = view.root.locator('[data-finding="din-differs"]');
    await finding.waitFor();
    expect(await finding.textContent()).toMatch(
      /= for \+=.*1 of 9 cells differs.*40 instead of 100/,
    );
    await finding.getByRole('button').first().click();
    await expect.poll(() => view.attribute('cell')).toBe('din:0,1,1,0');
    expect((await view.texts('.poolscope-gave')).join(' ')).toContain('not what din holds');
    expect(await view.status()).toMatch(/40/);
  });

  test('walks through all places of a finding', async () => {
    const view = await open('hand');
    const finding = view.root.locator('[data-finding="shared-cells"]');
    // All but the four corners lie in two windows or four: cells 1, 3, 4, 5 and 7.
    await finding.getByRole('button').first().click();
    await expect.poll(() => view.attribute('cell')).toBe('din:0,0,1,0');
    const seen: (string | undefined)[] = [];
    for (let i = 0; i < 5; i++) {
      await finding.getByRole('button', { name: 'next: shared-cells' }).click();
      seen.push(await view.attribute('cell'));
    }
    expect(seen).toEqual([
      'din:0,1,0,0',
      'din:0,1,1,0',
      'din:0,1,2,0',
      'din:0,2,1,0',
      'din:0,0,1,0',
    ]);
    await finding.getByRole('button', { name: 'previous: shared-cells' }).click();
    expect(await view.attribute('cell')).toBe('din:0,2,1,0');
  });
});

describe('comparing', () => {
  test('draws what assigning in place of adding would change', async () => {
    const view = await open('hand');
    await view.root.getByLabel('compare', { exact: true }).selectOption('assigned');
    const difference = view.root.locator('[data-panel="compare the last one stays (=)"]');
    await difference.locator('.js-plotly-plot').waitFor();
    await expect
      .poll(() => view.numbers('compare the last one stays (=)'))
      .toEqual([
        [0, 0, 0],
        [0, -60, 0],
        [0, 0, 0],
      ]);
    expect(await difference.textContent()).toContain('1 of 9 cells differ');
    await view.root.getByLabel('compare', { exact: true }).selectOption('nothing');
    await expect.poll(() => difference.count()).toBe(0);
  });

  test('draws the four tie policies, recomputed from x', async () => {
    const view = await open('random');
    await view.root.getByLabel('compare', { exact: true }).selectOption('ties');
    const panels = view.root.locator('.poolscope-compare [data-panel]');
    await expect.poll(() => panels.count()).toBe(4);
    await expect
      .poll(() => panels.evaluateAll((all) => all.map((one) => one.getAttribute('data-panel'))))
      .toEqual([
        "compare ties: 'first'",
        "compare ties: 'last'",
        "compare ties: 'all'",
        "compare ties: 'all', share: 'split'",
      ]);
    await view.root.getByLabel('compare', { exact: true }).selectOption('nothing');
  });
});

describe('what is shown', () => {
  test('can be all channels as small multiples; one that is clicked comes on screen', async () => {
    const view = await open('random');
    await view.slider('channel').fill('0');
    await view.root.getByLabel('facets', { exact: true }).check();
    const multiples = view.root.getByRole('img', { name: 'din, all 3 channels' });
    await multiples.waitFor();
    expect(await view.root.locator('.poolscope-panels').first().isVisible()).toBe(false);
    // 8 columns of 6 pixels and a space of 8: the third tile begins at 112.
    await multiples.click({ position: { x: 120, y: 24 } });
    await expect.poll(() => view.slider('channel').inputValue()).toBe('2');
    const all = view.root.getByRole('slider', { name: 'all channels' });
    await all.focus();
    for (const [key, channel] of [
      ['ArrowLeft', '1'],
      ['Home', '0'],
      ['End', '2'],
    ] as const) {
      await notebook.page.keyboard.press(key);
      await expect.poll(() => view.slider('channel').inputValue()).toBe(channel);
      expect(await all.getAttribute('aria-valuetext')).toBe(`channel ${channel}`);
    }
    await view.root.getByLabel('facets', { exact: true }).uncheck();
    await view.ready();
  });

  test('can be read as a table, where a cell that is clicked is marked', async () => {
    const view = await open('hand');
    await view.click('din', 0, 0, [3, 3]);
    await view.root.getByLabel('table', { exact: true }).check();
    await expect
      .poll(() => view.table('.poolscope-table table'))
      .toEqual([
        ['', '0', '1', '2'],
        ['0', '0', '0', '0'],
        ['1', '0', '100', '0'],
        ['2', '0', '0', '0'],
      ]);
    await view.root.locator('.poolscope-table td', { hasText: '100' }).click();
    await expect.poll(() => view.attribute('cell')).toBe('din:0,1,1,0');
    expect(await view.texts('.poolscope-table [aria-current]')).toEqual(['100']);
    await view.root.getByLabel('table', { exact: true }).uncheck();
  });

  test('has its colours from each array, about 0, from all, or as given', async () => {
    const view = await open('hand');
    const colours = view.root.getByLabel('colours', { exact: true });
    const ends = (): Promise<unknown> =>
      Promise.all(['x', 'mask', 'dout', 'din'].map((panel) => view.colourRange(panel)));
    for (const [mode, x, dout, din] of [
      ['symmetric', [-9, 9], [-40, 40], [-100, 100]],
      ['shared', [-100, 100], [-100, 100], [-100, 100]],
      ['auto', [1, 9], [-40, 40], [-100, 100]],
    ] as const) {
      await colours.selectOption(mode);
      await expect.poll(ends, { message: mode }).toEqual([x, [-0.5, 1.5], dout, din]);
    }
    await colours.selectOption('fixed');
    await view.root.getByLabel('lowest colour').fill('-5');
    await view.root.getByLabel('highest colour').fill('50');
    await expect.poll(ends).toEqual([
      [-5, 50],
      [-0.5, 1.5],
      [-5, 50],
      [-5, 50],
    ]);
    await colours.selectOption('auto');
  });

  test('has its numbers under each panel', async () => {
    const view = await open('hand');
    expect(await view.texts('[data-panel="din"] .poolscope-statistics-text')).toEqual([
      '0 to 100 · mean 11.1 · 88.9 % zero',
    ]);
  });
});

describe('taking something out', () => {
  test('gives a slice as CSV and an array as .npy', async () => {
    const view = await open('hand');
    const csv = readFileSync(await view.download('din', 'This slice (CSV)'), 'utf8');
    expect(csv).toBe(',0,1,2\r\n0,0,0,0\r\n1,0,100,0\r\n2,0,0,0\r\n');
    const npy = readNpy(readFileSync(await view.download('x', 'The whole array (.npy)')));
    expect([npy.dtype, npy.shape, [...npy.data]]).toEqual(['float64', x.shape, [...x.data]]);
  });

  test('gives pictures of a panel', async () => {
    const view = await open('hand');
    const png = readFileSync(await view.download('din', 'Picture (PNG)'));
    expect([...png.subarray(1, 4)].map((code) => String.fromCharCode(code)).join('')).toBe('PNG');
    const svg = readFileSync(await view.download('din', 'Picture (SVG)'), 'utf8');
    expect(svg).toMatch(/^<svg/);
  });

  test('copies the address of a cell', async () => {
    await notebook.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const view = await open('hand');
    await view.click('dout', 1, 1, [2, 2]);
    await view.choose('x', 'Copy the cell’s address');
    await expect
      .poll(() => notebook.page.evaluate(() => navigator.clipboard.readText()))
      .toBe('dout[0, 1, 1, 0]');
  });

  test('tells the address where the browser lets nothing be copied, as on an insecure origin', async () => {
    const { page } = notebook;
    await page.evaluate(() =>
      Object.defineProperty(navigator, 'clipboard', { configurable: true }),
    );
    const view = await open('hand');
    await view.click('dout', 1, 1, [2, 2]);
    await view.choose('x', 'Copy the cell’s address');
    await expect.poll(() => view.status()).toContain('the address is dout[0, 1, 1, 0]');
    expect(await view.kind()).toBe('explorer');
    await page.evaluate(() => Reflect.deleteProperty(navigator, 'clipboard'));
  });
});

describe('two views', () => {
  test('of one page have a cursor each', async () => {
    const twin = await open('twin');
    await twin.click('x', 0, 0, [3, 3]);
    const view = await open('hand');
    await view.click('x', 2, 2, [3, 3]);
    await expect.poll(() => view.attribute('cell')).toBe('x:0,2,2,0');
    expect(await (await open('twin')).attribute('cell')).toBe('x:0,0,0,0');
  });

  test('of one output have a cursor each, and nothing of it is written into the notebook', async () => {
    const before = JSON.stringify(await notebook.outputs());
    const view = await open('hand');
    await view.click('x', 2, 2, [3, 3]);
    const other = new ExplorerOnPage(await notebook.newView(cells.hand));
    expect(await other.attribute('cell')).toBe('');
    await other.click('x', 0, 1, [3, 3]);
    await expect.poll(() => other.attribute('cell')).toBe('x:0,0,1,0');
    expect(await view.attribute('cell')).toBe('x:0,2,2,0');
    await notebook.command('application:close');
    expect(JSON.stringify(await notebook.outputs())).toBe(before);
  });
});
