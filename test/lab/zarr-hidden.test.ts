import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { type FilePage, openFilePage } from './file-page.js';

// Zarr of version 2 keeps its description in hidden files: a JupyterLab that sends those opens it.
// The files are made by hand from https://zarr-specs.readthedocs.io/en/latest/v2/v2.0.html.

let files: FilePage;
openFilePage(
  (opened) => {
    files = opened;
  },
  ['--ContentsManager.allow_hidden=True'],
);

function write(name: string, content: Uint8Array | string): void {
  files.write(join('old.zarr', name), content);
}

/** An array [2, 3, 4] of 0, 1, …, 23 in chunks [1, 2, 4]; at the edge a chunk is filled up. */
function writeArray(name: string, order: 'C' | 'F', pack: (chunk: Uint8Array) => Uint8Array): void {
  const meta = {
    zarr_format: 2,
    shape: [2, 3, 4],
    chunks: [1, 2, 4],
    dtype: '>f4',
    compressor: pack === deflateSync ? { id: 'zlib', level: 1 } : null,
    fill_value: 0,
    order,
    filters: null,
  };
  write(`${name}/.zarray`, JSON.stringify(meta));
  for (const i of [0, 1]) {
    for (const j of [0, 1]) {
      const chunk = new DataView(new ArrayBuffer(4 * 8));
      for (let row = 0; row < 2; row++) {
        for (let column = 0; column < 4; column++) {
          const at = order === 'C' ? 4 * row + column : row + 2 * column;
          const value = 2 * j + row < 3 ? 12 * i + 4 * (2 * j + row) + column : -9;
          chunk.setFloat32(4 * at, value);
        }
      }
      write(`${name}/${i}.${j}.0`, pack(new Uint8Array(chunk.buffer)));
    }
  }
}

test('a group of version 2 opens from its folder’s menu, its arrays packed or not', async () => {
  write('.zgroup', '{"zarr_format": 2}');
  writeArray('plain', 'C', (chunk) => chunk);
  writeArray('packed', 'F', deflateSync);
  await (await files.listed('old.zarr')).click({ button: 'right' });
  await files.page.getByRole('menuitem', { name: 'Open as Zarr' }).click();
  const view = files.view();
  for (const name of ['packed', 'plain']) {
    await view.root.getByRole('button', { name }).click();
    await expect
      .poll(() => view.root.locator('.poolscope-title').textContent())
      .toContain(`${name} [2, 3, 4] float32`);
    await view.ready();
    await view.move({ 'axis 0': 1 });
    expect(await view.numbers('value')).toEqual([
      [12, 13, 14, 15],
      [16, 17, 18, 19],
      [20, 21, 22, 23],
    ]);
  }
});

test('a hidden description of an array opens by its path too', async () => {
  const view = await files.show('old.zarr/plain/.zarray');
  await view.ready();
  expect((await view.numbers('value'))[0]).toEqual([0, 1, 2, 3]);
});
