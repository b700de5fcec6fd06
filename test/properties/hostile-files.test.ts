import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { MemorySource } from '../../labextension/src/files/source/byte-source.js';
import { NpyFile } from '../../labextension/src/files/source/npy-file.js';
import { NpzFile } from '../../labextension/src/files/source/npz-file.js';
import { SafetensorsFile } from '../../labextension/src/files/source/safetensors-file.js';
import { firstSelection } from '../../labextension/src/files/source/selection.js';
import { readZarr, readZarr2 } from '../../src/formats/zarr/metadata.js';
import { makeSafetensors } from '../fixtures/safetensors.mjs';
import { makeZip } from '../fixtures/zip.js';

// Small files of every kind that the viewer opens, cut at each byte and with each bit turned: what
// is drawn or one line, and nothing waits.

vi.setConfig({ testTimeout: 120_000 });

const vector = (name: string): Uint8Array =>
  Uint8Array.from(readFileSync(new URL(`../vectors/${name}`, import.meta.url)));

const openNpz = async (bytes: Uint8Array): Promise<void> => {
  const file = await NpzFile.open(new MemorySource(bytes));
  for (const saved of file.views) await told(() => file.view(saved));
  for (const array of file.arrays) {
    await told(() => array.check());
    await told(async () => {
      const npy = await NpyFile.open(await array.source());
      await npy.plane(firstSelection(npy.header), 'real');
    });
  }
};
const openNpy = async (bytes: Uint8Array): Promise<void> => {
  const file = await NpyFile.open(new MemorySource(bytes));
  await file.plane(firstSelection(file.header), 'magnitude');
};
const openSafetensors = async (bytes: Uint8Array): Promise<void> => {
  const file = await SafetensorsFile.open(new MemorySource(bytes));
  for (const tensor of file.tensors) {
    await file.array(tensor).plane(firstSelection(tensor), 'real');
  }
};

const x = { name: 'x.npy', content: vector('npy/rank-2-fortran.npy') };
const zarr = {
  zarr_format: 3,
  node_type: 'array',
  shape: [4],
  data_type: 'float32',
  chunk_grid: { name: 'regular', configuration: { chunk_shape: [2] } },
  chunk_key_encoding: { name: 'default' },
  fill_value: 0,
  codecs: [{ name: 'bytes', configuration: { endian: 'little' } }],
};
const zarr2 = {
  zarr_format: 2,
  shape: [4],
  chunks: [2],
  dtype: '<f4',
  compressor: null,
  fill_value: 0,
  order: 'C',
  filters: null,
};
const json = (value: object): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

const files: readonly [string, Uint8Array, (bytes: Uint8Array) => unknown][] = [
  ['a .npy of complex numbers', vector('npy/complex64.npy'), openNpy],
  ['a .npy of structures', vector('npy/structured.npy'), openNpy],
  ['an .npz', makeZip([x, { ...x, name: 'y.npy', deflated: false }]), openNpz],
  ['an .npz with Zip64', makeZip([{ ...x, streamed: true, wide: true }], { wide: true }), openNpz],
  ['an .npz of zstd', makeZip([{ ...x, own: { method: 93 }, listed: { method: 93 } }]), openNpz],
  [
    'a .safetensors',
    makeSafetensors({ a: { dtype: 'F32', shape: [2, 2], data_offsets: [0, 16] } }),
    openSafetensors,
  ],
  ['a zarr.json', json(zarr), (bytes) => readZarr(bytes, 'run.zarr')],
  ['a .zarray', json(zarr2), (bytes) => readZarr2(bytes, 'run.zarr')],
];

/** Whether something was read; else one line says why not. */
async function told(read: () => unknown): Promise<boolean> {
  try {
    await read();
    return true;
  } catch (error) {
    const { name, message } = error as Error;
    expect(name).toMatch(/^(OptionError|DTypeError|ShapeError|PayloadError|OverBudget|Error)$/);
    expect(message).toMatch(/^[^\p{Cc}\p{Zl}\p{Zp}\u202e]{1,1500}$/u);
    expect(message).not.toMatch(/\bundefined\.|\[object|Cannot read|is not a function/);
    return false;
  }
}

test.each(files)('%s, cut at each byte, is refused in one line', async (_, file, open) => {
  expect(await told(() => open(file))).toBe(!/structures/.test(_));
  for (let end = 0; end < file.length; end++) {
    expect(await told(() => open(file.slice(0, end)))).toBe(false);
  }
});

test.each(files)(
  '%s, with any bit turned, is read or refused in one line',
  async (_, file, open) => {
    for (let at = 0; at < file.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const copy = Uint8Array.from(file);
        copy[at]! ^= 1 << bit;
        await told(() => open(copy));
      }
    }
  },
);
