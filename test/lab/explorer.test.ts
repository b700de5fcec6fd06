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
    const paths = view.root.locator('.poolscope-arrows path');
    // A line and a head, which begins at its tip.
    const tip = async (): Promise<string | undefined> => {
      if ((await paths.count()) !== 2) return undefined;
      return (await paths.last().getAttribute('d'))?.split(' L')[0];
    };
    // The rows of one window: as the row changes, so does the channel.
    const tips: (string | undefined)[] = [];
    for (const row of [15, 16, 17]) {
      await view.slider('row').fill(`${row}`);
      await view.ready();
      await expect.poll(tip).toBeDefined();
      tips.push(await tip());
    }
    // Arrows end at one place where the winners are at one.
    const winners = [15, 16, 17].map(winnerPlace);
    expect(tips.map((one) => tips.indexOf(one))).toEqual(
      winners.map((one) => winners.indexOf(one)),
    );
    expect(new Set(winners).size).toBeGreaterThan(1);
    await view.slider('channel').fill('0');
    await expect.poll(tip).toBe(tips[0]);
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

  test('follows the keys in a panel, through channels and batches', async () => {
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
      await notebook.page.keyboard.press('ArrowRight');
    }
  });

  test('stays when sliders move, as does the zoom, which x, mask and din share', async () => {
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
    // The pointer comes and goes: the clicked cell is marked again, in the slices that are shown then.
    await view.point('din', 2, 2, [6, 8]);
    await expect.poll(() => view.attribute('cell')).toMatch(/^din:0,\d,\d,2$/);
    await notebook.page.mouse.move(0, 0);
    await expect.poll(() => view.attribute('cell')).toBe('x:0,3,4,2');
    // By then Plotly has followed the sliders.
    await notebook.page.waitForTimeout(1000);
    for (const panel of ['x', 'mask', 'din']) expect(await view.ranges(panel)).toEqual(zoomed);
    await view.panel('mask').locator('.modebar-btn').click();
    for (const panel of ['x', 'mask', 'din']) {
      await expect.poll(() => view.ranges(panel)).toEqual(whole);
    }
  });

  test('goes to any row, and writes out its formula', async () => {
    const view = await open('random');
    await view.slider('row').fill('35');
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
    await view.panel('mask').locator('.modebar-btn').click();
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
    await view.focus('x');
    await notebook.page.keyboard.press('ArrowDown');
    await expect.poll(() => view.attribute('cell')).toMatch(/^x:\d,2,1,\d$/);
    expect(await tips.count()).toBe(0);
    // A zoom puts another cell under the pointer.
    await view.zoom('x', [0, 0], [2, 2], [6, 8]);
    await notebook.page.waitForTimeout(300);
    const named = await tips.allTextContents();
    const cell = (await view.attribute('cell'))!.slice(2).replaceAll(',', ', ');
    expect(named.every((text) => text.startsWith(`x[${cell}]`))).toBe(true);
    await view.panel('x').locator('.modebar-btn').click();
  });

  test('explains no row that was not typed: neither the nearest nor the first digits', async () => {
    const view = await open('random');
    const box = view.number('row');
    const hint = 'Point at a cell: its row of the matrix is worked out here.';
    await view.click('x', 3, 4, [6, 8]);
    await view.slider('channel').fill('0');
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
    await strip.focus('dout');
    await notebook.page.keyboard.press('End');
    expect(await strip.attribute('cell')).toBe('dout:0,3,0');
    expect((await strip.attributes()).rows).toEqual([6]);

    const volume = await open('volume');
    await volume.slider('depth').fill('3');
    // Depth 3 of the input is in the windows at depth 1 of the output.
    await expect.poll(() => volume.slider('depth of dout').inputValue()).toBe('1');
    await volume.slider('row').fill('0');
    await expect.poll(() => volume.slider('depth').inputValue()).toBe('0');
    expect(await volume.attribute('cell')).toBe('dout:0,0,0,0,0');
  });

  test('marks a maximum at another depth of a volume by a hollow mark', async () => {
    const volume = await open('volume');
    await volume.slider('row').fill('0');
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

  test('is found there by keys, and read aloud', async () => {
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
    await view.press('stop and show the whole din');
  });

  test('has no step while it is off and din is whole; at step 0 din is empty', async () => {
    const view = await open('twin');
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

  test('plays to the end at the chosen speed', async () => {
    const view = await open('hand');
    await view.root.getByLabel('speed', { exact: true }).selectOption('60');
    await view.press('play');
    await expect.poll(() => view.attribute('step')).toBe('16');
    expect(await view.button('play').getAttribute('aria-pressed')).toBe('false');
    await view.press('stop and show the whole din');
  });

  test('takes one step per second where less motion is asked for, until another speed is chosen', async () => {
    const speed = (view: ExplorerOnPage): Promise<string> =>
      view.root.getByLabel('speed', { exact: true }).inputValue();
    expect(await speed(await open('twin'))).toBe('15');
    await notebook.page.emulateMedia({ reducedMotion: 'reduce' });
    const calm = await notebook.newView(cells.twin);
    expect(await speed(new ExplorerOnPage(calm))).toBe('1');
    await notebook.page.emulateMedia({ reducedMotion: 'no-preference' });
    await notebook.command('application:close');
  });

  test('brings its next cell on screen where the zoom does not show it', async () => {
    const view = await open('random');
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
    for (const panel of ['x', 'mask', 'din']) {
      await expect.poll(() => isShown(panel, 5, 7), { message: panel }).toBe(true);
      expect(await view.ranges(panel)).not.toEqual(whole);
    }
    await expect.poll(() => isShown('dout', 2, 3)).toBe(true);
    await view.press('stop and show the whole din');
    await view.panel('x').locator('.modebar-btn').click();
    await expect.poll(() => view.ranges('x')).toEqual(whole);
  });

  test('pauses', async () => {
    const view = await open('random');
    const speed = view.root.getByLabel('speed', { exact: true });
    await speed.selectOption('1'); // slow: it must not come to its end before it is told to pause
    await view.press('play');
    await expect.poll(async () => Number(await view.attribute('step'))).toBeGreaterThan(0);
    await view.press('play');
    await speed.selectOption('60');
    await notebook.page.waitForTimeout(300); // what was due before is drawn
    const step = await view.attribute('step');
    await notebook.page.waitForTimeout(300);
    expect(await view.attribute('step')).toBe(step);
    await view.press('stop and show the whole din');
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

describe('comparing', () => {
  test('draws what assigning instead of adding would change', async () => {
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
  test('can be all channels as small multiples, of which a click chooses one', async () => {
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

  test('can be read as a table, in which a click marks a cell', async () => {
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

  test('has the colour range of each array, about 0, of all arrays, or a fixed one', async () => {
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

  test('has statistics under each panel', async () => {
    const view = await open('hand');
    expect(await view.texts('[data-panel="din"] .poolscope-statistics-text')).toEqual([
      '0 to 100 · mean 11.1 · 88.9 % zero',
    ]);
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
