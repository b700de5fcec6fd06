import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { expect, test } from 'vitest';
import { makeSafetensors } from '../fixtures/safetensors.mjs';
import { type FilePage, openFilePage } from './file-page.js';

// .safetensors files, opened in a real JupyterLab.

let files: FilePage;
openFilePage((opened) => {
  files = opened;
});

test('a .safetensors file lists its tensors, and shows bf16 and fp8 as values', async () => {
  // 1, −2 and +∞ in bfloat16; 448, the largest number, and NaN in fp8 e4m3.
  const data = Uint8Array.of(0x80, 0x3f, 0x00, 0xc0, 0x80, 0x7f, 0x7e, 0xff);
  const header = {
    scales: { dtype: 'F8_E4M3', shape: [1, 2], data_offsets: [6, 8] },
    weights: { dtype: 'BF16', shape: [1, 3], data_offsets: [0, 6] },
  };
  files.write('small.safetensors', makeSafetensors(header, data));
  await (await files.listed('small.safetensors')).dblclick();
  const view = await (await files.inFront('small.safetensors')).ready();
  await expect
    .poll(() => view.root.locator('.poolscope-title').textContent())
    .toBe('weights [1, 3] bfloat16');
  expect(await view.numbers('value')).toEqual([[1, -2, Infinity]]);
  await view.root.getByRole('button', { name: 'scales' }).click();
  await expect
    .poll(() => view.root.locator('.poolscope-title').textContent())
    .toBe('scales [1, 2] float8_e4m3fn');
  await view.ready();
  expect(await view.numbers('value')).toEqual([[448, Number.NaN]]);
});

test('of a .safetensors file of 10 GB no more than what is drawn is fetched', async () => {
  const shape = [8, 25_000, 25_000];
  const length = 2 * shape.reduce((product, size) => product * size, 1);
  const start = makeSafetensors({ x: { dtype: 'BF16', shape, data_offsets: [0, length] } }, 0);
  const file = openSync(files.path('large.safetensors'), 'w');
  writeSync(file, start);
  ftruncateSync(file, start.length + length);
  writeSync(file, Uint8Array.of(0xe0, 0x40), 0, 2, start.length + length - 2); // 7
  closeSync(file);

  const view = await files.show('large.safetensors');
  await expect
    .poll(() => view.root.locator('.poolscope-title').textContent())
    .toContain('x [8, 25000, 25000] bfloat16');
  await view.ready();
  await view.move({ 'axis 0': 7, 'first row': 24_488, 'first column': 24_488 });
  const drawn = await view.numbers('value');
  expect([drawn.length, drawn[0]!.length, drawn[511]![511]]).toEqual([512, 512, 7]);
  // Rows of 50 kB lie closer together than what a request costs: 26 MB a slice, for the first and up to
  // three that were asked for on the way to the last.
  const sent = files.transfers.filter(({ path }) => path.endsWith('large.safetensors'));
  expect(sent.every(({ status }) => status === 206)).toBe(true);
  expect(Math.max(...sent.map(({ bytes }) => bytes))).toBeLessThanOrEqual(2 ** 21);
  expect(sent.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(4 * 26e6);
  expect(files.contents).toEqual([]);
});

test('of one channel of many, and of rows far apart, only what is drawn is fetched', async () => {
  const [channels, rows] = [
    [4, 64, 512, 512],
    [600, 3_000_000],
  ] as const;
  const [middle, end] = [67_108_864, 67_108_864 + 1_800_000_000];
  const header = {
    channels: { dtype: 'U8', shape: channels, data_offsets: [0, middle] },
    rows: { dtype: 'U8', shape: rows, data_offsets: [middle, end] },
  };
  const start = makeSafetensors(header, 0);
  const file = openSync(files.path('apart.safetensors'), 'w');
  writeSync(file, start);
  ftruncateSync(file, start.length + end);
  const last = middle + 511 * 3_000_000 + 511;
  writeSync(file, Uint8Array.of(9), 0, 1, start.length + last);
  closeSync(file);

  const earlier = files.transfers.length;
  const view = await files.show('apart.safetensors');
  await view.ready();
  const sent = () =>
    files.transfers.slice(earlier).filter(({ path }) => path.endsWith('apart.safetensors'));
  const bytesOf = (parts: readonly { bytes: number }[]): number =>
    parts.reduce((sum, { bytes }) => sum + bytes, 0);
  // The header, with what follows it, and one channel.
  expect(bytesOf(sent())).toBe(2 ** 16 + 512 * 512);
  const before = sent().length;
  await view.root.getByRole('button', { name: 'rows' }).click();
  await expect
    .poll(() => view.root.locator('.poolscope-title').textContent())
    .toContain('rows [600, 3000000] uint8');
  await view.ready();
  expect((await view.numbers('value'))[511]![511]).toBe(9);
  const parts = sent().slice(before);
  expect([parts.length, bytesOf(parts)]).toEqual([512, 512 * 512]);
});

test('a .safetensors file whose header lies is refused in one line', async () => {
  const header = { x: { dtype: 'F32', shape: [2 ** 30], data_offsets: [0, 2 ** 32] } };
  files.write('lies.safetensors', makeSafetensors(header, 4));
  await files.show('lies.safetensors');
  expect(await files.message()).toMatch(
    /x\.data_offsets=.* is not a part of the 4 bytes after the/,
  );
});
