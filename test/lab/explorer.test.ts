import { readFileSync } from 'node:fs';
import type { Locator } from 'playwright-core';
import {
  assignedDin,
  encode,
  explore,
  maxPool,
  maxPoolBackward,
  random,
  readNpy,
  tensor,
  winners,
} from 'poolscope';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Lab, startLab, writeNotebook } from '../fixtures/lab.mjs';
import { outputCell } from '../fixtures/output-cell.js';
import { ExplorerOnPage } from './explorer-page.js';
import { NotebookPage } from './notebook-page.js';
import { plane } from './plane.js';

// The explorer in a real browser on a real JupyterLab, from saved outputs: no kernel computes here.

// Worked out by hand. The 9 in the middle is the maximum of all four windows (2 × 2, stride 1), so
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

// Window 0 holds 2 four times; window 1 holds 3 twice, in its last line.
const tied = tensor([
  [
    [[2], [2], [1], [0]],
    [[2], [2], [3], [3]],
  ],
]);

// Random, with overlap and padding: compared with the library.
const large = random(0).randn(2, 6, 8, 3);
const pooled = maxPool(large, { kernelSize: 3, stride: 2, padding: 1 });
const arrived = random(1).randn(...pooled.output.shape);

/** Where in the plane of its channel a row's maximum is, by a search through x. */
function winnerPlace(row: number): string {
  const { geometry } = pooled.mask;
  const own = geometry.cells(row).filter((cell) => cell >= 0);
  const largest = own.reduce((best, cell) => (large.data[cell]! > large.data[best]! ? cell : best));
  return geometry.inputIndex(largest).slice(1, -1).join();
}

const cells = {
  hand: 0,
  random: 1,
  wrong: 2,
  strip: 3,
  volume: 4,
  twin: 5,
  ties: 6,
  without: 7,
} as const;

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
    explore({ x: tied, mask: maxPool(tied, { kernelSize: 2 }).mask, dout: tensor([[[[8], [5]]]]) }),
    explore({ mask, dout }),
  ];
  writeNotebook(
    lab,
    'explorer.ipynb',
    views.map((view) => outputCell(encode(view))),
  );
  notebook = await NotebookPage.open(lab, 'explorer.ipynb');
});
afterAll(async () => {
  await notebook?.close();
  await lab?.end();
  expect(notebook.errors).toEqual([]);
});

/** The cells whose view this test has opened. */
const opened = new Set<number>();
beforeEach(() => opened.clear());

/** A view: one that nobody has touched, where a test opens it for the first time. */
async function open(name: keyof typeof cells): Promise<ExplorerOnPage> {
  const cell = cells[name];
  const shown = opened.has(cell) ? (await notebook.view(cell)).ready() : notebook.fresh(cell);
  opened.add(cell);
  return new ExplorerOnPage((await shown).root);
}

describe('one cursor', () => {
  test('marks the windows, winners and rows of the input cell under the pointer', async () => {
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

  test('has a card for each of its windows, and their sum', async () => {
    const view = await open('hand');
    await view.point('x', 1, 1, [3, 3]);
    await expect
      .poll(() => view.cards())
      .toEqual([
        ['0', 'wins', 'window (0, 0) row 0', 'gets dout = 10'],
        ['1', 'wins', 'window (0, 1) row 1', 'gets dout = 20'],
        ['2', 'wins', 'window (1, 0) row 2', 'gets dout = 30'],
        ['3', 'wins', 'window (1, 1) row 3', 'gets dout = 40'],
      ]);
    expect((await view.texts('.poolscope-cards-sum')).join(' ')).toContain(
      '10 + 20 + 30 + 40 = 100din(1, 1) holds 100',
    );
  });

  test('tells the loser of a window who beat it', async () => {
    const view = await open('hand');
    await view.click('x', 2, 0, [3, 3]);
    await expect
      .poll(() => view.cards())
      .toEqual([['2', 'loses', 'window (1, 0) row 2', 'gets 0']]);
    expect(await view.texts('.poolscope-card-why')).toContain('beaten by 9 at (1, 1)');
  });

  test('has an arrow from dout to the winner, in the channel on screen', async () => {
    const view = await open('random');
    const paths = view.root.locator('.poolscope-arrows path[d]');
    // A line and a head, which is the longer the thicker the line.
    const end = async (): Promise<string | undefined> => {
      if ((await paths.count()) !== 2) return undefined;
      return (await paths.first().getAttribute('d'))?.split(' L').at(-1);
    };
    // The rows of one window: as the row changes, so does the channel.
    const ends: (string | undefined)[] = [];
    for (const row of [15, 16, 17]) {
      await view.goToRow(row);
      await view.ready();
      await expect.poll(end).toBeDefined();
      ends.push(await end());
    }
    // Arrows end at one place where the winners are at one.
    const winners = [15, 16, 17].map(winnerPlace);
    expect(ends.map((one) => ends.indexOf(one))).toEqual(
      winners.map((one) => winners.indexOf(one)),
    );
    expect(new Set(winners).size).toBeGreaterThan(1);
    await view.slider('channel').fill('0');
    await expect.poll(end).toBe(ends[0]);
  });

  test('keeps the cell where a card is pinned, and goes back to the cell before', async () => {
    const view = await open('hand');
    await view.click('x', 0, 0, [3, 3]);
    await view.click('x', 1, 1, [3, 3]);
    const card = view.root.locator('.poolscope-card[data-row="2"]');
    await card.click();
    await expect.poll(() => card.getAttribute('aria-pressed')).toBe('true');
    expect((await view.attributes()).cell).toBe('x:0,1,1,0');
    await view.button('back to the cell before').click();
    await expect.poll(async () => (await view.attributes()).cell).toBe('x:0,0,0,0');
  });

  test('marks the window of a cell of dout, in every panel', async () => {
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
    for (const panel of ['x', 'dout', 'din']) {
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

  test('follows the keys in a panel, through channels and batches', async () => {
    const view = await open('random');
    const at: (string | undefined)[] = [];
    const keys = 'ArrowDown ArrowRight ArrowDown End PageDown Shift+PageDown ArrowUp Home ArrowUp';
    for (const key of keys.split(' ')) {
      await view.key('x', key);
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
    await view.key('din', 'Home');
    for (let column = 0; column < 8; column++) {
      const [, index = ''] = (await view.attribute('cell'))!.split(':');
      const cell = index.split(',').map(Number);
      const rows = geometry.rowsOf(...cell);
      const seen = await view.attributes();
      expect(seen.rows).toEqual(rows);
      expect(seen.row).toBe(`${rows[0]}`);
      // The cells of those rows whose mask is true: each has won, and is in one of the windows.
      const expected = new Set(
        rows.flatMap((row) =>
          geometry.cells(row).filter((flat, k) => {
            return flat >= 0 && pooled.mask.data[row * geometry.windowSize + k] === 1;
          }),
        ),
      );
      expect(seen.winners).toEqual([...expected].sort((a, b) => a - b));
      for (const flat of seen.winners) expect(won.data[flat]).toBe(1);
      await view.key('din', 'ArrowRight');
    }
  });

  test('stays when sliders move, as does the zoom, which x, mask and din share', async () => {
    const view = await open('random');
    await view.show('mask');
    await view.ready();
    await view.click('x', 3, 4, [6, 8]);
    const whole = await view.ranges('x');
    await view.zoom('x', [2, 2], [4, 5], [6, 8]);
    await expect.poll(() => view.ranges('x')).not.toEqual(whole);
    const zoomed = await view.ranges('x');
    for (const panel of ['mask', 'din']) {
      await expect.poll(() => view.ranges(panel)).toEqual(zoomed);
    }
    await view.slider('channel').fill('2');
    await expect.poll(() => view.attribute('cell')).toMatch(/^x:\d,3,4,2$/);
    await view.slider('batch').fill('0');
    await expect.poll(() => view.attribute('cell')).toBe('x:0,3,4,2');
    // The pointer comes and goes: the clicked cell is marked again, in the slices that are shown then.
    await view.point('din', 2, 2, [6, 8]);
    await expect.poll(() => view.attribute('cell')).toMatch(/^din:0,\d,\d,2$/);
    await notebook.page.mouse.move(0, 0);
    await expect.poll(() => view.attribute('cell')).toBe('x:0,3,4,2');
    // By then Plotly has followed the sliders.
    await view.settled();
    for (const panel of ['x', 'mask', 'din']) expect(await view.ranges(panel)).toEqual(zoomed);
    await view.panel('mask').locator('.modebar-btn').click();
    for (const panel of ['x', 'mask', 'din']) {
      await expect.poll(() => view.ranges(panel)).toEqual(whole);
    }
  });

  test('goes to any row, and writes out its formula', async () => {
    const view = await open('random');
    await view.show('matrix');
    await view.goToRow(35);
    // [2, 3, 4, 3]: 35 = ((0·3 + 2)·4 + 3)·3 + 2.
    await expect.poll(() => view.attribute('cell')).toBe('dout:0,2,3,2');
    expect(await view.attribute('row')).toBe('35');
    expect(await view.texts('.poolscope-address')).toEqual([
      'r = ((b·3 + i)·4 + j)·3 + c = ((0·3 + 2)·4 + 3)·3 + 2 = 35',
    ]);
  });

  test('has dout follow the zoom of the others, and the others that of dout', async () => {
    const view = await open('random');
    const [input, output] = [await view.ranges('x'), await view.ranges('dout')];
    await view.zoom('x', [0, 0], [2, 2], [6, 8]);
    // 3 × 3 windows, 2 apart, from −1 on: window i holds the cells 2i − 1 to 2i + 1.
    const expected = ([low, high]: number[]): number[] => [
      Math.ceil((Math.floor(low! + 0.5) - 1) / 2) - 0.5,
      Math.floor((Math.ceil(high! - 0.5) + 1) / 2) + 0.5,
    ];
    await expect.poll(() => view.ranges('dout')).not.toEqual(output);
    const [left, right, bottom, top] = await view.ranges('x');
    expect(await view.ranges('dout')).toEqual([
      ...expected([left!, right!]).map((end) => Math.max(-0.5, end)),
      ...expected([top!, bottom!])
        .map((end) => Math.max(-0.5, end))
        .reverse(),
    ]);
    await view.panel('din').locator('.modebar-btn').click();
    await expect.poll(() => view.ranges('dout')).toEqual(output);
    await view.zoom('dout', [0, 0], [1, 1], [3, 4]);
    await expect.poll(() => view.ranges('din')).not.toEqual(input);
    expect(await view.ranges('din')).toEqual(await view.ranges('x'));
    await view.panel('dout').locator('.modebar-btn').click();
    await expect.poll(() => view.ranges('x')).toEqual(input);
  });

  test('names one cell, at the pointer and in words, whatever moves', async () => {
    const view = await open('random');
    const tips = view.root.locator('.poolscope-tip:visible');
    await view.point('x', 1, 1, [6, 8]);
    await expect.poll(() => view.attribute('cell')).toMatch(/^x:\d,1,1,\d$/);
    expect(await tips.textContent()).toMatch(/^x\[\d, 1, 1, \d\]/);
    expect(await view.status()).toMatch(/^x\(1, 1\)/);
    // A key moves the cursor away from the pointer.
    await view.key('x', 'ArrowDown');
    await expect.poll(() => view.attribute('cell')).toMatch(/^x:\d,2,1,\d$/);
    expect(await tips.count()).toBe(0);
    // A zoom puts another cell under the pointer.
    const whole = await view.ranges('x');
    await view.zoom('x', [0, 0], [2, 2], [6, 8]);
    await expect.poll(() => view.ranges('x')).not.toEqual(whole);
    await view.settled();
    const named = await tips.allTextContents();
    const cell = (await view.attribute('cell'))!.slice(2).replaceAll(',', ', ');
    expect(named.every((text) => text.startsWith(`x[${cell}]`))).toBe(true);
  });

  test('explains no row that was not typed: neither the nearest nor the first digits', async () => {
    const view = await open('random');
    await view.show('matrix');
    const box = view.number('row');
    const hint = 'Point at a cell: its row of the matrix is worked out here.';
    await view.click('x', 3, 4, [6, 8]);
    await view.slider('channel').fill('0');
    await view.openMore();
    // [2, 3, 4, 3] is 72 rows. Typed key by key, 712 has been 7 and 71, which are rows.
    await box.fill('');
    await box.pressSequentially('712');
    expect(await box.inputValue()).toBe('712');
    expect(await box.getAttribute('aria-invalid')).toBe('true');
    expect(await view.status()).toBe('there is no row 712: type a whole number from 0 to 71');
    expect([await view.attribute('row'), await view.attribute('cell')]).toEqual(['', '']);
    expect(await view.texts('.poolscope-row-content')).toEqual([hint]);
    // Neither leaving the field nor pointing beside the heatmaps brings another row back.
    await box.press('Tab');
    await notebook.page.mouse.move(0, 0);
    expect(await box.inputValue()).toBe('712');
    expect(await view.attribute('row')).toBe('');
    await box.press('End');
    await box.press('Backspace');
    await expect.poll(() => view.attribute('row')).toBe('71');
    expect(await box.getAttribute('aria-invalid')).toBeNull();
    expect(await view.status()).toMatch(/^window \(2, 3\)/);
    for (const text of ['999999999', '-1', '2.5', '']) {
      await box.fill(text);
      expect(await box.getAttribute('aria-invalid'), text).toBe('true');
      expect(await view.attribute('row'), text).toBe('');
    }
    await view.openMore(false);
    // A cell that is chosen then is what the box says.
    await view.click('dout', 0, 0, [3, 4]);
    await expect.poll(() => view.attribute('row')).toBe(await box.inputValue());
    expect(await box.getAttribute('aria-invalid')).toBeNull();
  });

  test('keeps the slices where a channel is typed that there is not', async () => {
    const view = await open('random');
    await view.slider('channel').fill('1');
    const box = view.number('channel');
    await box.press('Control+A');
    await box.pressSequentially('25');
    expect(await box.inputValue()).toBe('25');
    expect(await box.getAttribute('aria-invalid')).toBe('true');
    expect(await view.status()).toBe('there is no channel 25: type a whole number from 0 to 2');
    expect(await view.slider('channel').inputValue()).toBe('1');
    await view.slider('channel').fill('2');
    expect(await box.inputValue()).toBe('2');
  });

  test('works in a strip and in a volume too', async () => {
    const strip = await open('strip');
    await strip.key('dout', 'End');
    expect(await strip.attribute('cell')).toBe('dout:0,3,0');
    expect((await strip.attributes()).rows).toEqual([6]);

    const volume = await open('volume');
    await volume.slider('depth').fill('3');
    // Depth 3 of the input is in the windows at depth 1 of the output.
    await expect.poll(() => volume.slider('depth of dout').inputValue()).toBe('1');
    await volume.goToRow(0);
    await expect.poll(() => volume.slider('depth').inputValue()).toBe('0');
    expect(await volume.attribute('cell')).toBe('dout:0,0,0,0,0');
  });

  test('marks a maximum at another depth of a volume by a hollow mark', async () => {
    const volume = await open('volume');
    await volume.goToRow(0);
    const [flat = 0] = (await volume.attributes()).winners;
    // [1, 4, 4, 4, 2]: a depth holds 32 cells.
    const depth = Math.floor(flat / 32);
    const dark = (): Promise<number> =>
      volume
        .panel('din')
        .locator('canvas.poolscope-overlay')
        .last()
        .evaluate((node) => {
          const canvas = node as HTMLCanvasElement;
          const { width, height } = canvas;
          const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height);
          // The ink of a dot, and of a ring around less of it.
          let count = 0;
          for (let i = 0; i < data.length; i += 4) {
            if (data[i] === 0x10 && data[i + 1] === 0x14 && data[i + 3] === 255) count++;
          }
          return count;
        });
    await volume.slider('depth').fill(`${depth}`);
    await volume.ready();
    expect(await volume.status()).not.toContain('hollow');
    const full = await dark();
    await volume.slider('depth').fill(`${1 - depth}`);
    await expect
      .poll(() => volume.status())
      .toContain(`a hollow mark: the maximum is at depth ${depth}, not ${1 - depth}`);
    await volume.ready();
    await expect.poll(dark).not.toBe(full);
  });
});

describe('the row under the cursor', () => {
  test('is worked out with its numbers, for every channel', async () => {
    const view = await open('hand');
    await view.show('matrix');
    await view.goToRow(3);
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
    await view.show('matrix');
    const picture = view.root.locator('.poolscope-matrix-area');
    // Before it is drawn, no place in it is a row.
    await expect
      .poll(() => view.texts('.poolscope-matrix .poolscope-note'))
      .toEqual([expect.stringMatching(/^One line/)]);
    // Below their numbers, 14 pixels high, are four rows of 12 pixels each: the second begins at 26.
    await picture.click({ position: { x: 8, y: 30 } });
    await expect.poll(() => view.attribute('row')).toBe('1');
  });

  test('is found there by keys, and read aloud', async () => {
    const view = await open('hand');
    await view.show('matrix');
    const matrix = view.root.getByRole('slider', { name: /^the matrix of the mask/ });
    for (const [key, row] of [
      ['End', '3'],
      ['ArrowUp', '2'],
      ['Home', '0'],
      ['ArrowDown', '1'],
    ] as const) {
      await matrix.press(key);
      await expect.poll(() => view.attribute('row')).toBe(row);
      expect(await matrix.getAttribute('aria-valuetext')).toBe(`row ${row}`);
    }
  });
});

describe('the player', () => {
  async function openPlayer(name: keyof typeof cells): Promise<ExplorerOnPage> {
    const view = await open(name);
    await view.show('▶ loops');
    return view;
  }

  test('steps through the loops, forward and back', async () => {
    const view = await openPlayer('hand');
    await view.press('step forward');
    expect(await view.attribute('step')).toBe('1');
    expect(await view.texts('.poolscope-code-value')).toEqual([
      'b = 0',
      'i = 0',
      'j = 0',
      'kw = 0',
      'kh = 0',
      '',
    ]);
    await view.press('step back');
    expect(await view.attribute('step')).toBe('0');
  });

  test('has no step while it is off and din is whole; at step 0 din is empty', async () => {
    const view = await openPlayer('twin');
    const shown = async (): Promise<unknown[]> => {
      await view.ready();
      return [
        await view.attribute('step'),
        await view.number('step').inputValue(),
        await view.slider('step').inputValue(),
        await view.slider('step').getAttribute('aria-valuetext'),
        await view.texts('[data-panel="din"] .poolscope-panel-note'),
        (await view.numbers('din'))[1]![1],
      ];
    };
    const off = ['off', '', '-1', 'off', [''], 100];
    const start = ['0', '0', '0', null, ['filled to step 0'], 0];
    expect(await shown()).toEqual(off);
    await view.press('step back');
    expect(await shown()).toEqual(off);
    await view.press('to the first step');
    expect(await shown()).toEqual(start);
    await view.slider('step').fill('16');
    expect(await shown()).toEqual(['16', '16', '16', null, ['filled to step 16'], 100]);
    await view.slider('step').fill('0');
    expect(await shown()).toEqual(start);
    await view.slider('step').fill('-1');
    expect(await shown()).toEqual(off);
    await view.number('step').fill('17');
    expect(await view.status()).toBe('there is no step 17: type a whole number from 0 to 16');
    expect(await view.attribute('step')).toBe('off');
    await view.press('to the first step');
    await view.press('stop and show the whole din');
    expect(await shown()).toEqual(off);
  });

  test('fills din as it goes, the same whether a step is played to or jumped to', async () => {
    const view = await openPlayer('hand');
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

  test('plays to the end at the chosen speed', async () => {
    const view = await openPlayer('hand');
    await view.root.getByLabel('speed', { exact: true }).selectOption('60');
    await view.press('play');
    await expect.poll(() => view.attribute('step')).toBe('16');
    expect(await view.button('play').getAttribute('aria-pressed')).toBe('false');
  });

  test('takes one step per second where less motion is asked for, until another speed is chosen', async () => {
    const speed = (view: ExplorerOnPage): Promise<string> =>
      view.root.getByLabel('speed', { exact: true }).inputValue();
    expect(await speed(await openPlayer('twin'))).toBe('15');
    await notebook.page.emulateMedia({ reducedMotion: 'reduce' });
    try {
      const calm = await notebook.newView(cells.twin);
      expect(await speed(new ExplorerOnPage(calm))).toBe('1');
    } finally {
      await notebook.page.emulateMedia({ reducedMotion: 'no-preference' });
    }
  });

  test('brings its next cell on screen where the zoom does not show it', async () => {
    const view = await openPlayer('random');
    const whole = await view.ranges('x');
    await view.zoom('x', [0, 0], [2, 2], [6, 8]);
    await expect.poll(() => view.ranges('x')).not.toEqual(whole);
    // The last step is in the window at the bottom right.
    await view.slider('step').fill(`${2 * 3 * 4 * 9}`);
    const isShown = async (panel: string, row: number, column: number): Promise<boolean> => {
      const [left, right, bottom, top] = await view.ranges(panel);
      return (
        left! <= column - 0.5 && right! >= column + 0.5 && top! <= row - 0.5 && bottom! >= row + 0.5
      );
    };
    for (const panel of ['x', 'din']) {
      await expect.poll(() => isShown(panel, 5, 7), { message: panel }).toBe(true);
      expect(await view.ranges(panel)).not.toEqual(whole);
    }
    await expect.poll(() => isShown('dout', 2, 3)).toBe(true);
  });

  test('pauses', async () => {
    const view = await openPlayer('random');
    const speed = view.root.getByLabel('speed', { exact: true });
    await speed.selectOption('1'); // slow: it must not come to its end before it is told to pause
    await view.press('to the first step');
    await view.press('play');
    await expect.poll(async () => Number(await view.attribute('step'))).toBeGreaterThan(0);
    await view.press('play');
    const step = await view.attribute('step');
    await speed.selectOption('60');
    await notebook.frames(30); // each would bring a running player a step further
    expect(await view.attribute('step')).toBe(step);
  });

  test('pauses where a cell is chosen, which stays marked', async () => {
    const view = await openPlayer('random');
    const speed = view.root.getByLabel('speed', { exact: true });
    await speed.selectOption('1'); // slow: it must not come to its end before a cell is chosen
    await view.press('to the first step');
    await view.press('play');
    await expect.poll(async () => Number(await view.attribute('step'))).toBeGreaterThan(0);
    await view.click('x', 5, 7, [6, 8]);
    const cell = await view.attribute('cell');
    expect(cell).toMatch(/^x:\d,5,7,\d$/);
    expect(await view.button('play').getAttribute('aria-pressed')).toBe('false');
    const step = await view.attribute('step');
    await speed.selectOption('60');
    await notebook.frames(30); // each would bring a running player a step further
    expect([await view.attribute('cell'), await view.attribute('step')]).toEqual([cell, step]);
  });
});

describe('the findings', () => {
  test('report gradients that were assigned instead of added, and go to them', async () => {
    const view = await open('wrong');
    const finding = view.root.locator('[data-finding="din-differs"]');
    await finding.waitFor();
    expect(await finding.textContent()).toMatch(
      /= for \+=.*1 of 9 cells differs.*40 instead of 100/,
    );
    await finding.getByRole('button').first().click();
    await expect.poll(() => view.attribute('cell')).toBe('din:0,1,1,0');
    expect(await view.texts('.poolscope-cards-sum .poolscope-wrong')).toEqual([
      'din(1, 1) holds 40',
    ]);
    expect(await view.status()).toMatch(/40/);
  });

  test('go through all places of a finding', async () => {
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

describe('ties', () => {
  // All four cells of window 0 are 2; in window 1 the last two are 3.
  const group = (view: ExplorerOnPage): Locator =>
    view.root.locator('[role="radiogroup"][aria-label="ties"]');

  test('go by another policy at once: mask, din, cards and sentence', async () => {
    const view = await open('ties');
    const policy = (name: string): Locator => group(view).getByRole('radio', { name, exact: true });
    await expect.poll(() => policy('first').isChecked()).toBe(true);
    await view.click('x', 1, 1, [2, 4]);
    await expect.poll(() => view.cards()).toEqual([['0', 'ties', 'window (0, 0) row 0', 'gets 0']]);
    const din: Record<string, number[][]> = {};
    for (const name of ['last', 'all', 'split', 'first']) {
      await policy(name).check();
      await view.ready();
      din[name] = await view.numbers('din');
    }
    expect(din).toEqual({
      first: [
        [8, 0, 0, 0],
        [0, 0, 5, 0],
      ],
      last: [
        [0, 0, 0, 0],
        [0, 8, 0, 5],
      ],
      all: [
        [8, 8, 0, 0],
        [8, 8, 5, 5],
      ],
      split: [
        [2, 2, 0, 0],
        [2, 2, 2.5, 2.5],
      ],
    });
    await policy('all').check();
    await expect
      .poll(() => view.cards())
      .toEqual([['0', 'wins', 'window (0, 0) row 0', 'gets dout = 8']]);
    await expect
      .poll(() => view.texts('[data-panel="din"] .poolscope-panel-note'))
      .toEqual(['▲ gains: 4 · ▼ loses: 0']);
    await policy('first').check();
    await expect.poll(() => view.texts('[data-panel="din"] .poolscope-panel-note')).toEqual(['']);
  });

  test('change what is expected of a din that was given', async () => {
    const view = await open('wrong');
    const din = (name: string): Locator =>
      view.root.locator('[role="radiogroup"][aria-label="din"]').getByRole('radio', { name });
    const middle = async (): Promise<number> => {
      await view.ready();
      return (await view.numbers('din'))[1]![1]!;
    };
    // Worked out above: 100 is due in the middle, and assigning in place of adding left 40.
    expect(await middle()).toBe(40);
    await din('expected').check();
    expect(await middle()).toBe(100);
    await din('error').check();
    expect(await middle()).toBe(-60);
    await din('held').check();
    expect(await middle()).toBe(40);
    await group(view).getByRole('radio', { name: 'split' }).check();
    expect(await middle()).toBe(40);
    await group(view).getByRole('radio', { name: 'first' }).check();
  });

  test('have no control where x is not known, nor din one where it follows from the rest', async () => {
    const view = await open('strip');
    expect(await view.root.locator('[role="radiogroup"][aria-label="din"]').count()).toBe(0);
    const without = await open('without');
    expect(await without.root.getByRole('radiogroup').count()).toBe(0);
  });
});

describe('what is shown', () => {
  test('has a rail of channels, which can be sorted: pointing shows one, a click keeps it', async () => {
    const view = await open('random');
    await view.slider('batch').fill('0');
    await view.slider('channel').fill('0');
    const rows = view.root.locator('.poolscope-rail [data-channel]');
    const din = maxPoolBackward(arrived, pooled.mask);
    const largest = [0, 1, 2].map((channel) =>
      Math.max(...plane(din, 0, channel).flat().map(Math.abs)),
    );
    const byLargest = [0, 1, 2].sort((one, other) => largest[other]! - largest[one]!);
    await view.root.getByRole('button', { name: 'sort by the largest |din|' }).click();
    const order = (): Promise<(string | null)[]> =>
      rows.evaluateAll((all) =>
        all
          .sort((one, other) => one.getBoundingClientRect().top - other.getBoundingClientRect().top)
          .sort(
            (one, other) => one.getBoundingClientRect().left - other.getBoundingClientRect().left,
          )
          .map((row) => row.getAttribute('data-channel')),
      );
    await expect.poll(order).toEqual(byLargest.map(String));
    const [first, second] = byLargest.map((channel) =>
      view.root.locator(`.poolscope-rail [data-channel="${channel}"]`),
    ) as [Locator, Locator];
    await first.click();
    await expect.poll(() => view.slider('channel').inputValue()).toBe(`${byLargest[0]}`);
    await second.hover();
    await expect.poll(() => view.slider('channel').inputValue()).toBe(`${byLargest[1]}`);
    await notebook.page.mouse.move(0, 0);
    await expect.poll(() => view.slider('channel').inputValue()).toBe(`${byLargest[0]}`);
    await first.press('ArrowDown');
    await expect.poll(() => view.slider('channel').inputValue()).toBe(`${byLargest[1]}`);
    expect(await second.getAttribute('aria-pressed')).toBe('true');
    await view.root.getByRole('button', { name: 'sort by channel' }).click();
    await view.ready();
  });

  test('is one panel, as large as the view, where it is enlarged', async () => {
    const view = await open('random');
    const width = async (): Promise<number> => (await view.area('dout')).width;
    const before = await width();
    await view.press('enlarge dout');
    await expect.poll(width).toBeGreaterThan(1.5 * before);
    expect(await view.panel('x').isVisible()).toBe(false);
    await view.press('enlarge dout');
    await expect.poll(() => view.panel('x').isVisible()).toBe(true);
    await expect.poll(width).toBe(before);
    await view.ready();
  });

  test('can be read as a table, in which a click marks a cell', async () => {
    const view = await open('hand');
    await view.click('din', 0, 0, [3, 3]);
    await view.show('table');
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
  });

  test('has one range of colours for dout and din, whose ends can be moved', async () => {
    const view = await open('hand');
    const ends = async (): Promise<unknown> => {
      await view.ready();
      return Promise.all(['x', 'dout', 'din'].map((panel) => view.colourRange(panel)));
    };
    const usual = [
      [1, 9],
      [-100, 100],
      [-100, 100],
    ];
    expect(await ends()).toEqual(usual);
    const lowest = view.panel('dout').getByRole('slider', { name: 'lowest colour of dout' });
    // A step is a fiftieth of the range.
    await lowest.press('ArrowRight');
    await expect.poll(ends).toEqual([
      [1, 9],
      [-96, 100],
      [-96, 100],
    ]);
    expect(await lowest.getAttribute('aria-valuetext')).toBe('−96');
    await lowest.dblclick();
    await expect.poll(ends).toEqual(usual);
    const highest = view.panel('x').getByRole('slider', { name: 'highest colour of x' });
    const { x: left, y: top } = (await highest.boundingBox())!;
    await notebook.page.mouse.move(left + 3, top + 5);
    await notebook.page.mouse.down();
    await notebook.page.mouse.move(left - 60, top + 5, { steps: 3 });
    await notebook.page.mouse.up();
    await expect.poll(async () => (await view.colourRange('x'))[1]).toBeLessThan(9);
    expect((await view.colourRange('x'))[0]).toBe(1);
    await highest.dblclick();
    await expect.poll(ends).toEqual(usual);
    for (const panel of ['x', 'dout', 'din']) {
      expect(await view.panel(panel).locator('.poolscope-tick').count()).toBeGreaterThanOrEqual(2);
    }
  });

  test('colours the windows of the marked cell anew when the colours of x change', async () => {
    const view = await open('hand');
    await view.click('x', 1, 1, [3, 3]);
    const picture = (): Promise<string> =>
      view.root
        .locator('.poolscope-card canvas')
        .first()
        .evaluate((node) => (node as HTMLCanvasElement).toDataURL());
    const before = await picture();
    const lowest = view.panel('x').getByRole('slider', { name: 'lowest colour of x' });
    for (let step = 0; step < 10; step++) await lowest.press('ArrowRight');
    await expect.poll(picture).not.toBe(before);
    // As the window is drawn for another cell, and for this one again.
    await view.ready();
    const after = await picture();
    await view.click('x', 2, 2, [3, 3]);
    await expect.poll(picture).not.toBe(after);
    await view.click('x', 1, 1, [3, 3]);
    await expect.poll(picture).toBe(after);
  });

  test('has the statistics of each panel in the tip of its name', async () => {
    const view = await open('hand');
    expect(await view.panel('din').locator('.poolscope-panel-title').getAttribute('title')).toBe(
      '0 to 100 · mean 11.1 · 88.9 % zero',
    );
  });
});

describe('an export', () => {
  test('saves a slice as CSV and an array as .npy', async () => {
    const view = await open('hand');
    const csv = readFileSync(await view.download('din', 'This slice (CSV)'), 'utf8');
    expect(csv).toBe(',0,1,2\r\n0,0,0,0\r\n1,0,100,0\r\n2,0,0,0\r\n');
    const npy = readNpy(readFileSync(await view.download('x', 'The whole array (.npy)')));
    expect([npy.dtype, npy.shape, [...npy.data]]).toEqual(['float64', x.shape, [...x.data]]);
  });

  test('saves pictures of a panel', async () => {
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

  test('shows the address where the browser forbids copying, as on an insecure origin', async () => {
    const { page } = notebook;
    const view = await open('hand');
    await page.evaluate(() =>
      Object.defineProperty(navigator, 'clipboard', { configurable: true }),
    );
    try {
      await view.click('dout', 1, 1, [2, 2]);
      await view.choose('x', 'Copy the cell’s address');
      await expect.poll(() => view.status()).toContain('the address is dout[0, 1, 1, 0]');
      expect(await view.kind()).toBe('explorer');
    } finally {
      await page.evaluate(() => Reflect.deleteProperty(navigator, 'clipboard'));
    }
  });
});

describe('two views', () => {
  test('of one page have their own cursors', async () => {
    const twin = await open('twin');
    await twin.click('x', 0, 0, [3, 3]);
    const view = await open('hand');
    await view.click('x', 2, 2, [3, 3]);
    await expect.poll(() => view.attribute('cell')).toBe('x:0,2,2,0');
    expect(await (await open('twin')).attribute('cell')).toBe('x:0,0,0,0');
  });

  test('of one output have their own cursors, and nothing of it is saved in the notebook', async () => {
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
