import { execFileSync } from 'node:child_process';
import { closeSync, copyFileSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { zipSync } from 'fflate';
import { explore, maxPool, random, save, type Tensor, tensor, winners, writeNpy } from 'poolscope';
import { describe, expect, test } from 'vitest';
import { cloneAt } from '../../scripts/lib/clone.mjs';
import { ExplorerOnPage } from './explorer-page.js';
import { type FilePage, openFilePage } from './file-page.js';
import { chosen, type ViewOnPage } from './notebook-page.js';
import { plane } from './plane.js';

// NumPy's files, opened in a real JupyterLab. What the heatmaps draw is compared with what was saved.

const vectors = new URL('../vectors/', import.meta.url);
let files: FilePage;
openFilePage((opened) => {
  files = opened;
});

function numpy(source: string): void {
  const text = `import numpy as np\n${source}`;
  execFileSync(cloneAt().python, ['-c', text], { cwd: files.lab.notebooks, stdio: 'inherit' });
}

/** Rows and columns of the last two axes, at an index along the others. */
function matrix(x: Tensor, ...index: number[]): number[][] {
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => Number(x.at(...index, row, column))),
  );
}

/** The numbers that a file's view draws, row by row: of a line, which has no heatmap, those that it exports. */
async function drawnBy(view: ViewOnPage): Promise<number[][]> {
  if ((await view.panel('value').locator('.poolscope-line').count()) === 0) {
    return view.numbers('value');
  }
  const exported = await new ExplorerOnPage(view.root).download('value', 'This slice (CSV)');
  const [, ...rows] = readFileSync(exported, 'utf8').trimEnd().split('\r\n');
  const numberOf = (text: string): number =>
    Number(text.replace('inf', 'Infinity').replace('true', '1').replace('false', '0'));
  return rows.map((row) => row.split(',').slice(1).map(numberOf));
}

describe('an .npy file', () => {
  const x = random(0).randn(2, 3, 5, 7);

  test('opens by a double click, with a slider per leading axis', async () => {
    files.write('four.npy', writeNpy(x));
    await (await files.listed('four.npy')).dblclick();
    const view = await (await files.inFront('four.npy')).ready();
    expect(await view.kind()).toBe('array');
    expect(await view.root.locator('.poolscope-title').textContent()).toBe(
      'four [2, 3, 5, 7] float64',
    );
    for (const [i, j] of [
      [0, 0],
      [1, 2],
    ] as const) {
      await view.move({ 'axis 0': i, 'axis 1': j });
      expect(await view.numbers('value')).toEqual(matrix(x, i, j));
    }
  });

  test('draws the axes that are chosen, as for an image with channels last', async () => {
    const view = await (await files.show('four.npy')).ready();
    await view.root.getByLabel('rows').selectOption('1');
    await view.ready();
    await view.root.getByLabel('columns').selectOption('2');
    await view.ready();
    await view.move({ 'axis 0': 1, 'axis 3': 6 });
    expect(await view.numbers('value')).toEqual(plane(x, 1, 6));
  });

  test('shows index and value of the cell under the pointer', async () => {
    const view = await (await files.show('four.npy')).ready();
    await view.move({ 'axis 0': 1, 'axis 1': 2 });
    await view.point('value', 2, 1, [5, 7]);
    const tip = view.panel('value').locator('.poolscope-tip');
    const value = String(x.at(1, 2, 2, 1)).replaceAll('-', '−');
    await expect.poll(() => tip.textContent()).toBe(`four[1, 2, 2, 1] = ${value}`);
  });

  test('opens by “Open With”, too', async () => {
    files.write('again.npy', writeNpy(x));
    const item = await files.listed('again.npy');
    const entry = files.page.locator('.lm-Menu-item');
    await chosen(
      files.page,
      () => item.click({ button: 'right' }),
      async (options) => {
        await entry.filter({ hasText: 'Open With' }).hover(options);
        await entry.filter({ hasText: 'NumPy array' }).click(options);
      },
    );
    await (await files.inFront('again.npy')).ready();
  });

  test('is open again after JupyterLab is reloaded', async () => {
    const tab = files.page.locator('.lm-DockPanel-tabBar .lm-TabBar-tab', { hasText: 'again.npy' });
    await tab.waitFor();
    // JupyterLab saves its layout a moment after a change: before this test or in it.
    const layouts = () =>
      files.page.evaluate(async () => (await fetch('/lab/api/workspaces')).text());
    await expect.poll(layouts).toContain('again.npy');
    await files.comeBack();
    await tab.click();
    const view = await (await files.inFront('again.npy')).ready();
    expect(await view.numbers('value')).toEqual(matrix(x, 0, 0));
  });

  // NumPy saved these, and says what they hold: test/vectors/npy/generate.py.
  test.each([
    ...['bool', 'int8', 'uint8'],
    ...[
      'int16',
      'uint16',
      'int32',
      'uint32',
      'int64',
      'uint64',
      'float16',
      'float32',
      'float64',
    ].flatMap((dtype) => [`${dtype}-little`, `${dtype}-big`]),
    ...['rank-0', 'rank-1', 'rank-2', 'rank-2-fortran', 'rank-6', 'rank-6-fortran', 'empty'],
  ])('draws what NumPy saved as %s', async (name) => {
    const expected = JSON.parse(readFileSync(new URL('npy/expected.json', vectors), 'utf8'))[
      name
    ] as { dtype: string; shape: number[]; values: (number | boolean | string)[] };
    copyFileSync(new URL(`npy/${name}.npy`, vectors), files.path(`${name}.npy`));
    const view = await files.show(`${name}.npy`);
    const shape = `[${expected.shape.join(', ')}] ${expected.dtype}`;
    await expect
      .poll(() => view.root.locator('.poolscope-title').textContent())
      .toMatch(`${name} ${shape}`);
    await view.ready();
    if (expected.shape.includes(0)) {
      expect(await view.root.textContent()).toContain('Empty: no cell to draw.');
      return;
    }
    const columns = expected.shape.at(-1) ?? 1;
    const rows = expected.shape.at(-2) ?? 1;
    const first = expected.values
      .slice(0, rows * columns)
      .map((value) => Number(String(value).replace('inf', 'Infinity')));
    const numbers = expected.dtype === 'bool' ? expected.values.map(Number) : first;
    const drawn = (await drawnBy(view)).flat();
    expect(drawn).toEqual(numbers.slice(0, drawn.length));
    expect(drawn.length).toBe(rows * columns);
  });

  test('draws a part of complex numbers, and writes them in full', async () => {
    numpy("np.save('complex.npy', np.array([[3 + 4j, -5 - 12j]]))");
    const view = await files.show('complex.npy');
    await view.root.getByLabel('part').waitFor();
    await view.ready();
    expect(await view.numbers('value')).toEqual([[5, 13]]);
    await view.root.getByLabel('part').selectOption('imaginary');
    await view.ready();
    await expect.poll(() => view.numbers('value')).toEqual([[4, -12]]);
    await view.point('value', 0, 1, [1, 2]);
    await expect
      .poll(() => view.panel('value').locator('.poolscope-tip').textContent())
      .toBe('complex[0, 1] = −5 − 12j');
  });

  test('of 200 MB is read in parts, and never as JSON', async () => {
    // Zeros, but for the last cell of the last of 50 images of 1000 by 1000.
    const shape = [50, 1000, 1000];
    const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`;
    const start = `\x93NUMPY\x01\x00\x76\x00${header.padEnd(117)}\n`;
    const file = openSync(files.path('large.npy'), 'w');
    writeSync(file, Buffer.from(start, 'latin1'));
    ftruncateSync(file, 128 + 4 * 50e6);
    writeSync(file, new Uint8Array(Float32Array.of(7).buffer), 0, 4, 128 + 4 * (50e6 - 1));
    closeSync(file);

    const view = await files.show('large.npy');
    await expect
      .poll(() => view.root.locator('.poolscope-title').textContent())
      .toContain('large [50, 1000, 1000] float32');
    await view.ready();
    await view.move({ 'axis 0': 49, 'first row': 488, 'first column': 488 });
    const drawn = await view.numbers('value');
    expect([drawn.length, drawn[0]!.length]).toEqual([512, 512]);
    expect(drawn[511]![511]).toBe(7);
    const sent = files.transfers.filter(({ path }) => path.endsWith('large.npy'));
    expect(sent.every(({ status }) => status === 206)).toBe(true);
    expect(sent.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(30e6);
    expect(files.contents).toEqual([]);
  });

  test.each<[string, () => Uint8Array, RegExp]>([
    ['is cut short', () => writeNpy(x).subarray(0, 999), /the file is cut short$/],
    [
      'is not an .npy',
      () => new TextEncoder().encode('<img src=x onerror=alert(1)>'),
      /is not an \.npy file/,
    ],
    ['is empty', () => new Uint8Array(0), /starts with nothing/],
  ])('that %s is refused in one line', async (what, bytes, reason) => {
    const name = `${what.replaceAll(' ', '-')}.npy`;
    files.write(name, bytes());
    await files.show(name);
    expect(await files.message()).toMatch(reason);
    expect(await files.view().root.locator('img').count()).toBe(0);
  });

  test.each(['object', 'structured', 'text', 'longdouble', 'rank-7'])(
    'that NumPy saved as %s is refused in one line',
    async (name) => {
      copyFileSync(new URL(`npy/${name}.npy`, vectors), files.path(`${name}.npy`));
      await files.show(`${name}.npy`);
      expect(await files.message()).toMatch(
        /pickle|structured|not a number or bool|long double|has 7 axes/,
      );
    },
  );
});

describe('an .npz file', () => {
  test.each([
    ['packed', 'savez_compressed'],
    ['stored', 'savez'],
  ])('saved by NumPy, %s, lists its arrays', async (name, call) => {
    numpy(`a = np.arange(24.).reshape(2, 3, 4)
np.${call}('${name}.npz', first=a, second=np.asfortranarray(a * 2), third=np.array(5, '>i2'))`);
    const view = await files.show(`${name}.npz`);
    const list = view.root.getByRole('list', { name: 'arrays' });
    await list.getByRole('button', { name: 'third' }).waitFor();
    expect(await list.getByRole('button').count()).toBe(3);
    await view.ready();
    const a = tensor(
      Float64Array.from({ length: 24 }, (_, i) => i),
      [2, 3, 4],
    );
    expect(await view.numbers('value')).toEqual(matrix(a, 0));
    await list.getByRole('button', { name: 'second' }).click();
    await expect
      .poll(() => view.root.locator('.poolscope-title').textContent())
      .toBe('second [2, 3, 4] float64, Fortran order');
    await view.ready();
    await view.move({ 'axis 0': 1 });
    expect(await view.numbers('value')).toEqual(matrix(a, 1).map((row) => row.map((v) => 2 * v)));
    await list.getByRole('button', { name: 'third' }).click();
    await expect.poll(() => view.root.locator('.poolscope-title').textContent()).toContain('third');
    await view.ready();
    expect(await drawnBy(view)).toEqual([[5]]);
  });

  test('packed by Python in other ways lists those members with their method, names on a line', async () => {
    numpy(`import io, zipfile
def content(*cells):
    file = io.BytesIO()
    np.save(file, np.array([cells]))
    return file.getvalue()
with zipfile.ZipFile('methods.npz', 'w') as archive:
    archive.writestr('b.npy', content(1.), zipfile.ZIP_BZIP2)
    archive.writestr('l.npy', content(2.), zipfile.ZIP_LZMA)
    archive.writestr('x\\n\\u202ey.npy', content(3., 4.), zipfile.ZIP_DEFLATED)`);
    const view = await files.show('methods.npz');
    await view.ready();
    expect(await view.numbers('value')).toEqual([[3, 4]]);
    const list = view.root.getByRole('list', { name: 'arrays' });
    const texts = (await list.getByRole('listitem').allTextContents()).join(' ');
    expect(texts).toContain('x\\u000a\\u202ey');
    expect(texts).not.toMatch(/[\n\u202e]/);
    const reasons = view.root.locator('.poolscope-unread-reason');
    await expect.poll(() => reasons.count()).toBe(2);
    const [first, second] = await reasons.allTextContents();
    expect(first).toContain('"b.npy" is compressed by method 12 (bzip2), not by deflate; save it');
    expect(second).toContain('"l.npy" is compressed by method 14 (lzma), not by deflate; save it');
  });

  test('with one array that can’t be read shows the others', async () => {
    const good = writeNpy(tensor([[1, 2]]));
    files.write('mixed.npz', zipSync({ 'bad.npy': good.subarray(0, 100), '../good.npy': good }));
    const view = await files.show('mixed.npz');
    await view.ready();
    expect(await view.numbers('value')).toEqual([[1, 2]]);
    expect(await view.root.getByRole('alert').count()).toBe(0);
    await view.root.getByRole('button', { name: 'bad' }).click();
    expect(await files.message()).toMatch(/ends within its header|cut short/);
    await view.root.getByRole('button', { name: '../good' }).click();
    await view.ready();
    expect(await view.root.getByRole('alert').count()).toBe(0);
  });

  test.each(['savez', 'savez_compressed'])(
    'of %s with a pickled array opens the first that can be read, and lists that one in grey with the reason',
    async (call) => {
      numpy(`labels = np.array(['a', {}], dtype=object)
np.${call}('pickled-${call}.npz', labels=labels, x=np.array([[1., 2.]]))`);
      const view = await files.show(`pickled-${call}.npz`);
      await view.ready();
      expect(await view.root.locator('.poolscope-title').textContent()).toContain('x [1, 2]');
      expect(await view.numbers('value')).toEqual([[1, 2]]);
      const unread = view.root.getByRole('listitem').filter({ hasText: 'labels' });
      await expect
        .poll(() => unread.locator('.poolscope-unread-reason').textContent())
        .toMatch(/object|pickle/);
      expect(await unread.locator('button.poolscope-unread').count()).toBe(1);
      expect(await view.root.locator('.poolscope-unread').count()).toBe(1);
    },
  );

  test('whose names are markup or paths lists them as the text they are', async () => {
    const name = '<img src=x onerror="globalThis.hacked = true">';
    files.write('names.npz', zipSync({ [`${name}.npy`]: writeNpy(tensor([[1, 2]])) }));
    const view = await files.show('names.npz');
    await view.root.getByRole('button', { name }).waitFor();
    await view.ready();
    expect(await view.root.locator('.poolscope-title').textContent()).toContain(name);
    expect(await view.root.locator('img').count()).toBe(0);
    expect(await files.page.evaluate(() => 'hacked' in globalThis)).toBe(false);
  });

  test('that is no archive, or a zip bomb, is refused in one line', async () => {
    files.write('none.npz', new TextEncoder().encode('no archive'));
    await files.show('none.npz');
    expect(await files.message()).toContain('is not a zip archive that can be read');
    const bomb = zipSync({ 'x.npy': new Uint8Array(2 ** 20) }, { level: 9 });
    const record = Buffer.from(bomb).lastIndexOf(Buffer.from('PK\x01\x02'));
    // In the directory, and in the member's own header.
    for (const at of [record + 24, 22]) new DataView(bomb.buffer).setUint32(at, 2 ** 16, true);
    files.write('bomb.npz', bomb);
    await files.show('bomb.npz');
    expect(await files.message()).toContain('declares 65536 bytes and holds more');
  });
});

describe('a saved view', () => {
  const x = random(3).randn(2, 6, 8, 3);
  const { output, mask } = maxPool(x, { kernelSize: 2 });
  const dout = random(4).randn(...output.shape);

  test('opens in the explorer, without a kernel', async () => {
    save(explore({ x, mask, dout, title: 'kept' }), files.path('view.npz'));
    const view = await files.show('view.npz');
    await view.root.getByRole('button', { name: 'kept' }).waitFor();
    await view.ready();
    expect(await view.kind()).toBe('explorer');
    await view.show('mask');
    await view.move({ batch: 1, channel: 2 });
    expect(await view.numbers('x')).toEqual(plane(x, 1, 2));
    expect(await view.numbers('mask')).toEqual(plane(winners(mask), 1, 2));
    const kernels = await files.page.evaluate(() =>
      fetch(`/api/kernels?token=${new URLSearchParams(location.search).get('token') ?? ''}`)
        .then((answer) => answer.json())
        .then((running: unknown[]) => running.length),
    );
    expect(kernels).toBe(0);
  });

  test('that Python wrote opens in the explorer too', async () => {
    copyFileSync(new URL('shared/saved-view.npz', vectors), files.path('python.npz'));
    const view = await files.show('python.npz');
    await view.root.getByRole('button', { name: 'Max pooling' }).waitFor();
    await view.ready();
    expect(await view.kind()).toBe('explorer');
    expect(await view.numbers('dout')).toEqual([[10, -4]]);
  });

  test('too large for the explorer is refused at once, by its header, and its first array opens', async () => {
    const about = new TextEncoder().encode('{"version": 1, "kind": "pool", "title": "large"}');
    const x = writeNpy(tensor(new Uint8Array(24 * 112 * 112 * 64), [24, 112, 112, 64]));
    files.write('large-view.npz', zipSync({ 'poolscope.json': about, 'x.npy': x }, { level: 0 }));
    const fetched = files.transfers.length;
    const view = await files.show('large-view.npz');
    await view.ready();
    const reason = view.root.locator('.poolscope-unread-reason');
    expect(await reason.textContent()).toMatch(
      /^Its x has 19,267,584 cells, more than the 16,777,216/,
    );
    expect(await view.root.locator('.poolscope-title').textContent()).toContain('x [24, 112');
    const bytes = files.transfers.slice(fetched).reduce((sum, one) => sum + one.bytes, 0);
    expect(bytes).toBeLessThan(2 ** 22);
  });

  test('says that it loads until it is there', async () => {
    save(explore({ x, mask, dout, title: 'slow' }), files.path('slow.npz'));
    let release = (): void => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await files.page.route('**/files/slow.npz*', async (route) => {
      await released;
      await route.continue();
    });
    const view = await files.show('slow.npz');
    await expect.poll(() => view.root.textContent()).toContain('Loading …');
    release();
    await view.ready();
    expect(await view.root.textContent()).not.toContain('Loading …');
    await files.page.unroute('**/files/slow.npz*');
  });

  test('whose arrays don’t fit each other still shows them one by one', async () => {
    const about = { 'poolscope.json': new TextEncoder().encode('{"version": 1, "kind": "film"}') };
    files.write('odd.npz', zipSync({ ...about, 'x.npy': writeNpy(tensor([[4]])) }));
    const view = await files.show('odd.npz');
    expect(await files.message()).toContain('kind="film" is unknown');
    await view.root.getByRole('button', { name: 'x' }).click();
    await view.ready();
    expect(await view.numbers('value')).toEqual([[4]]);
  });
});
