import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { maxPool, maxPoolBackward, random, tensor, winners } from 'poolscope';
import { createStore } from 'poolscope/store';
import { beforeAll, describe, expect, test } from 'vitest';
import * as zarr from 'zarrita';
import { type FilePage, openFilePage } from './file-page.js';
import { plane } from './plane.js';

// Folders of Zarr, opened in a real JupyterLab. zarrita writes them.

let files: FilePage;
openFilePage((opened) => {
  files = opened;
});

/** A folder beside the notebooks, for zarrita to write to. */
function folderOf(name: string): {
  get(key: string): Promise<Uint8Array | undefined>;
  set(key: string, bytes: Uint8Array): Promise<void>;
} {
  const path = (key: string): string => files.path(name, key);
  return {
    get: async (key) => {
      try {
        return Uint8Array.from(readFileSync(path(key)));
      } catch {
        return undefined;
      }
    },
    set: async (key, bytes) => files.write(join(name, key), bytes),
  };
}

const shape = [3, 5, 7];
const values = Float32Array.from({ length: 105 }, (_, i) => i / 8);
const sliceAt = (i: number): number[][] =>
  Array.from({ length: 5 }, (_, row) => [
    ...values.subarray(35 * i + 7 * row, 35 * i + 7 * row + 7),
  ]);

type Codecs = { name: string; configuration: Record<string, unknown> }[];
const bytes = { name: 'bytes', configuration: { endian: 'little' } };
const zstd = { name: 'zstd', configuration: { level: 1, checksum: false } };
const blosc = {
  name: 'blosc',
  configuration: { cname: 'lz4', clevel: 5, shuffle: 'shuffle', typesize: 4, blocksize: 0 },
};

/** Writes an array in chunks of [2, 3, 4], whose edges lie beyond the array. */
async function writeArray(name: string, codecs: Codecs): Promise<void> {
  const root = zarr.root(folderOf(name));
  const array = await zarr.create(root, { shape, chunkShape: [2, 3, 4], dtype: 'float32', codecs });
  await zarr.set(array, null, { data: values, shape, stride: [35, 7, 1] });
}

describe('an array of Zarr', () => {
  test.each<[string, Codecs]>([
    ['plain', [bytes]],
    ['zstd', [bytes, zstd]],
    ['blosc', [bytes, blosc]],
    ['transposed', [{ name: 'transpose', configuration: { order: [2, 0, 1] } }, bytes]],
    ['big-endian', [{ name: 'bytes', configuration: { endian: 'big' } }]],
  ])('whose chunks are %s is drawn with sliders', async (name, codecs) => {
    await writeArray(`${name}.zarr`, codecs);
    const view = await files.show(`${name}.zarr/zarr.json`);
    await expect
      .poll(() => view.root.locator('.poolscope-title').textContent())
      .toBe(`${name}.zarr [3, 5, 7] float32`);
    await view.ready();
    expect(await view.kind()).toBe('array');
    for (const i of [0, 2]) {
      await view.move({ 'axis 0': i });
      expect(await view.numbers('value')).toEqual(sliceAt(i));
    }
  });

  test('opens from its folder’s menu', async () => {
    await writeArray('menu.zarr', [bytes]);
    const item = await files.listed('menu.zarr');
    await item.click({ button: 'right' });
    await files.page.getByRole('menuitem', { name: 'Open as Zarr' }).click();
    const view = await (await files.inFront('menu.zarr/zarr.json')).ready();
    expect(await view.numbers('value')).toEqual(sliceAt(0));
  });

  test.each([
    ['gzip', (chunk: Uint8Array) => gzipSync(chunk)],
    ['zlib', (chunk: Uint8Array) => deflateSync(chunk)],
  ])('packed by %s is unpacked, and no further than its chunk', async (name, pack) => {
    await writeArray(`${name}.zarr`, [bytes]);
    const file = files.path(`${name}.zarr`, 'zarr.json');
    const meta = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...meta, codecs: [bytes, { name, configuration: {} }] }));
    for (const key of ['0/0/0', '0/0/1', '0/1/0', '0/1/1', '1/0/0', '1/0/1', '1/1/0', '1/1/1']) {
      const chunk = files.path(`${name}.zarr`, 'c', key);
      writeFileSync(chunk, pack(readFileSync(chunk)));
    }
    const view = await files.show(`${name}.zarr/zarr.json`);
    await view.ready();
    expect(await view.numbers('value')).toEqual(sliceAt(0));
    files.write(`${name}.zarr/c/0/0/0`, pack(new Uint8Array(1e6)));
    await files.show(`${name}.zarr/zarr.json`);
    expect(await files.message()).toMatch(
      /Chunk 0, 0, 0 can’t be unpacked: .* more than 1121.5 bytes/,
    );
  });

  test('in shards is drawn, and a chunk that is missing is named', async () => {
    const sharding = {
      name: 'sharding_indexed',
      configuration: {
        chunk_shape: [1, 3, 7],
        codecs: [bytes],
        index_codecs: [bytes, { name: 'crc32c', configuration: {} }],
        index_location: 'end',
      },
    };
    // One shard of six inner chunks, of which the last is left out: its index says so by ones.
    const inner = [0, 1, 2, 3, 4].map((at) =>
      Float32Array.from({ length: 21 }, (_, i) => at + i / 32),
    );
    const index = new BigUint64Array(12).fill(2n ** 64n - 1n);
    for (const at of inner.keys()) index.set([BigInt(84 * at), 84n], 2 * at);
    const parts = [...inner, index, new Uint8Array(4)].map((part) => Buffer.from(part.buffer));
    files.write('shards.zarr/c/0/0/0', Buffer.concat(parts));
    const meta = {
      zarr_format: 3,
      node_type: 'array',
      shape: [6, 6, 7],
      data_type: 'float32',
      chunk_grid: { name: 'regular', configuration: { chunk_shape: [3, 6, 7] } },
      chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
      fill_value: -1,
      codecs: [sharding],
      attributes: {},
    };
    files.write('shards.zarr/zarr.json', JSON.stringify(meta));
    const view = await files.show('shards.zarr/zarr.json');
    await view.ready();
    await view.move({ 'axis 0': 2 });
    const drawn = (await view.numbers('value')).flat();
    expect(drawn.slice(0, 21)).toEqual([...inner[4]!]);
    expect(drawn.slice(21)).toEqual(new Array(21).fill(-1));
    await view.move({ 'axis 0': 3 });
    await expect.poll(() => view.root.textContent()).toContain('2 chunks are not there');
    expect((await view.numbers('value')).flat()).toEqual(new Array(42).fill(-1));
  });

  test('of version 2 says that hidden files are needed', async () => {
    files.write('old.zarr/.zarray', '{"zarr_format": 2}');
    await (await files.listed('old.zarr')).click({ button: 'right' });
    await files.page.getByRole('menuitem', { name: 'Open as Zarr' }).click();
    const dialog = files.page.locator('.jp-Dialog');
    await expect
      .poll(() => dialog.textContent())
      .toContain('It has no zarr.json. Zarr of version 2');
    await dialog.getByRole('button', { name: 'Close' }).click();
  });

  test.each<[string, object, RegExp]>([
    [
      'codecs that are unknown',
      { codecs: [bytes, { name: 'pcodec' }] },
      /codecs="pcodec" is not read/,
    ],
    [
      'chunks of 1 TB',
      {
        chunk_grid: {
          name: 'regular',
          configuration: { chunk_shape: [2 ** 20, 2 ** 10, 2 ** 10] },
        },
      },
      /makes chunks of .* bytes, more than the 268435456/,
    ],
    ['more cells than can be counted', { shape: [2 ** 40, 2 ** 40, 7] }, /than can be counted/],
  ])('with %s is refused in one line', async (name, change, reason) => {
    const file = `${name.replaceAll(' ', '-')}.zarr`;
    await writeArray(file, [bytes]);
    const meta = JSON.parse(readFileSync(files.path(file, 'zarr.json'), 'utf8'));
    files.write(`${file}/zarr.json`, JSON.stringify({ ...meta, ...change }));
    await files.show(`${file}/zarr.json`);
    expect(await files.message()).toMatch(reason);
  });

  test('whose zarr.json has 100 MB is refused, and no more of it fetched than that', async () => {
    files.write('huge.zarr/zarr.json', `{"attributes": {"a": "${'x'.repeat(1e8)}"}}`);
    const before = files.transfers.length;
    await files.show('huge.zarr/zarr.json');
    expect(await files.message()).toMatch(/metadata.length=1048577 is more than the 1048576 bytes/);
    const sum = files.transfers.slice(before).reduce((all, one) => all + one.bytes, 0);
    // It is asked for when the tab opens and again when its context is ready.
    expect(sum).toBeLessThan(3e6);
  });
});

describe('a store of pooling calls', () => {
  const stream = random(3);
  const steps = [4, 3].map((batch) => {
    const x = stream.randn(batch, 6, 8, 3);
    const { output, mask } = maxPool(x, { kernelSize: 2 });
    const dout = stream.randn(...output.shape);
    return { name: 'features.pool1', x, mask, dout, din: maxPoolBackward(dout, mask) };
  });
  beforeAll(() => {
    for (const name of ['run.zarr', 'lost.zarr']) {
      const store = createStore(files.path(name), { model: 'Net' });
      for (const step of steps) store.add([step]);
    }
  });

  test('lists its calls, and opens the explorer at any entry of any step', async () => {
    const view = await files.show('run.zarr/zarr.json');
    await view.root.getByRole('button', { name: '0 features.pool1' }).waitFor();
    await view.ready();
    expect(await view.kind()).toBe('explorer');
    for (const [step, entry] of [
      [0, 3],
      [1, 2],
    ] as const) {
      await view.move({ 'step (2 stored)': step, 'batch entry': entry });
      await view.show('mask');
      await view.move({ channel: 1 });
      const { x, mask } = steps[step]!;
      await expect.poll(() => view.numbers('x')).toEqual(plane(x, entry, 1));
      expect(await view.numbers('mask')).toEqual(plane(winners(mask), entry, 1));
    }
  });

  test('opens at the entry that a link names', async () => {
    files.write('links.md', '[there](run.zarr/0/zarr.json#entry=5)');
    await files.page.evaluate(() =>
      jupyterapp.commands
        .execute('docmanager:open', { path: 'links.md', factory: 'Markdown Preview' })
        .then(() => {}),
    );
    await files.page.getByRole('link', { name: 'there' }).click();
    const view = await files.view().ready();
    await expect
      .poll(() => view.root.locator('.poolscope-title').first().textContent())
      .toContain('features.pool1: step 1, batch entry 1');
    await expect.poll(() => view.numbers('x')).toEqual(plane(steps[1]!.x, 1, 0));
  });

  test('opens at a place of the report that walkthrough 07 prints', async () => {
    // As the walkthrough stores: two hundred steps of 64 entries, beside it. Here each is small, and tells its number.
    rmSync(files.path('one-wrong-batch.zarr'), { recursive: true, force: true });
    const store = createStore(files.path('one-wrong-batch.zarr'), { model: 'Digits' });
    for (let step = 0; step < 200; step++) {
      const numbers = Array.from({ length: 64 * 4 }, (_, i) => 4 * 64 * step + i);
      const x = tensor(Float64Array.from(numbers), [64, 2, 2, 1]);
      const { output, mask } = maxPool(x, { kernelSize: 2 });
      store.add([{ name: 'pool1', x, mask, dout: output, din: maxPoolBackward(output, mask) }]);
    }
    await files.page.evaluate(() =>
      jupyterapp.commands
        .execute('docmanager:open', { path: '07-one-wrong-batch.ipynb' })
        .then(() => {}),
    );
    await files.page.getByRole('link', { name: 'step 137, batch entry 41' }).first().click();
    const view = await files.view().ready();
    await expect
      .poll(() => view.root.locator('.poolscope-title').first().textContent())
      .toContain('pool1: step 137, batch entry 41');
    const first = 4 * (64 * 137 + 41);
    await expect
      .poll(() => view.numbers('x'))
      .toEqual([
        [first, first + 1],
        [first + 2, first + 3],
      ]);
  });

  test('whose chunk is lost says so, and draws no zeros', async () => {
    rmSync(files.path('lost.zarr/0/din/c/0'), { recursive: true, force: true });
    await files.show('lost.zarr/0/zarr.json');
    expect(await files.message()).toMatch(/din=0 is an entry that is missing/);
  });
});
