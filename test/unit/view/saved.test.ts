import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { afterAll, describe, expect, test } from 'vitest';
import { DTypeError, OptionError } from '../../../src/core/errors.js';
import { readNpz, writeNpz } from '../../../src/formats/npz.js';
import { maxPool } from '../../../src/ops/max-pool.js';
import { tensor } from '../../../src/tensor/from-data.js';
import { readView, writeView } from '../../../src/view/codec.js';
import { save } from '../../../src/view/host/save.js';
import type { View } from '../../../src/view/view.js';
import { explore, heatmap, maskView } from '../../../src/view/views.js';
import { PayloadError } from '../../../src/view/wire/codecs/fields.js';
import { encode } from '../../../src/view/wire/payload.js';

// The view that test/vectors/shared/saved-view.npz is: Python's `explore(X, DOUT, kernel_size=2)` wrote it.

const shared = readFileSync(new URL('../../vectors/shared/saved-view.npz', import.meta.url));
const x = tensor([
  [
    [[1], [2], [5], [4]],
    [[3], [0], [5], [6]],
  ],
]);
const { mask } = maxPool(x, { kernelSize: 2 });
const dout = tensor([[[[10], [-4]]]]);
const pool = explore({ x, mask, dout });
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** A saved view with another description. */
function described(about: unknown, view: View = pool): Uint8Array {
  const files = unzipSync(writeView(view));
  const json = typeof about === 'string' ? about : JSON.stringify(about);
  return zipSync({ ...files, 'poolscope.json': new TextEncoder().encode(json) });
}

describe('writeView', () => {
  test('writes the members that Python writes for the same view, byte for byte', () => {
    const [own, python] = [unzipSync(writeView(pool)), unzipSync(shared)];
    expect(Object.keys(own)).toEqual(Object.keys(python));
    expect(text(own['poolscope.json']!)).toBe(text(python['poolscope.json']!));
    for (const [name, bytes] of Object.entries(python)) expect(own[name], name).toEqual(bytes);
  });

  test('writes whole arrays of a view that was cut for the notebook', () => {
    const numbers = Float64Array.from({ length: 420_000 }, (_, i) => i % 251);
    const view = heatmap(tensor(numbers, [3, 200, 700, 1]));
    expect(view.cut).toBeDefined();
    const { value } = readNpz(writeView(view));
    expect(value!.shape).toEqual([3, 200, 700, 1]);
    // Cell by cell: toEqual takes seconds for so many.
    expect(value!.data.every((number, i) => number === numbers[i])).toBe(true);
  });

  test('takes views only', () => {
    expect(() => writeView(x as unknown as View)).toThrow(DTypeError);
  });
});

describe('readView', () => {
  test('reads what Python saved', () => {
    const [view, ...more] = readView(shared);
    expect(more).toEqual([]);
    expect(encode(view!)).toEqual(encode(pool));
    expect(view!.din!.data).toEqual(pool.din!.data);
  });

  test.each<[string, View]>([
    ['a pool', pool],
    ['a mask', maskView(mask)],
    ['an array', heatmap(dout, { role: 'gradient', title: 'dout' })],
  ])('gives back %s', (_name, view) => {
    expect(encode(readView(writeView(view))[0]!)).toEqual(encode(view));
  });

  test("reads every call of a scope, as Python's scope.save writes them", () => {
    const about = JSON.parse(text(unzipSync(writeView(pool))['poolscope.json']!));
    const partial = { version: 1, kind: 'partial', title: 'Average pooling' };
    const arrays = readNpz(writeView(pool));
    const named = Object.fromEntries(
      Object.entries(arrays).map(([name, array]) => [`0/${name}`, array]),
    );
    const archive = zipSync({
      'poolscope.json': new TextEncoder().encode(
        JSON.stringify({ version: 1, views: [about, partial] }),
      ),
      ...unzipSync(writeNpz({ ...named, '1/x': x })),
    });
    const views = readView(archive);
    expect(views.map(({ title }) => title)).toEqual([pool.title, 'Average pooling']);
    expect(encode(views[0]!)).toEqual(encode(pool));
    expect(views[1]!.x!.data).toEqual(x.data);
  });

  test.each<[string, unknown, string]>([
    ['no JSON', '{', 'poolscope.json="{" can\'t be read'],
    ['no object', [], 'poolscope.json=[] is not an object'],
    ['another version', { version: 3 }, 'version=3 is not version 1 or 2'],
    ['views that are none', { version: 1, views: {} }, 'views=Object is not a list'],
    [
      'arrays that are not there',
      { version: 1, kind: 'heatmap', role: 'activation', title: '' },
      'arrays.value=undefined is not an object',
    ],
  ])('refuses a description that is %s', (_what, about, message) => {
    expect(() => readView(described(about))).toThrow(PayloadError);
    expect(() => readView(described(about))).toThrow(message);
  });

  test('refuses arrays that do not fit the geometry', () => {
    const other = {
      ...unzipSync(writeView(pool)),
      'dout.npy': unzipSync(writeNpz({ x }))['x.npy']!,
    };
    expect(() => readView(zipSync(other))).toThrow('does not fit the mask');
  });

  test('refuses an archive that describes no view', () => {
    expect(() => readView(writeNpz({ x }))).toThrow('is not in the archive; read it with readNpz');
  });
});

describe('save', () => {
  const folder = mkdtempSync(join(tmpdir(), 'poolscope-save-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('writes the file', () => {
    const path = join(folder, 'run.npz');
    save(pool, path);
    expect(encode(readView(readFileSync(path))[0]!)).toEqual(encode(pool));
  });

  test('needs a path', () => {
    expect(() => save(pool, '')).toThrow(OptionError);
  });
});
