import fs from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { MemorySource } from '../../labextension/src/files/source/byte-source.js';
import { NpzFile } from '../../labextension/src/files/source/npz-file.js';
import { PoolscopeError } from '../../src/core/errors.js';
import { readNpy, writeNpy } from '../../src/formats/npy.js';
import { writeNpz } from '../../src/formats/npz.js';
import { tensor } from '../../src/tensor/from-data.js';
import { readByNumpy } from '../fixtures/numpy.js';
import { makeZip, type ZipEntry } from '../fixtures/zip.js';
import { arraysOf, tensorsOf } from './archives.js';

// Facts that an archive tells twice are compared: whatever is changed in it, its arrays are read as
// they were, or not at all.

vi.setConfig({ testTimeout: 120_000 });

const seed = 20261128;
console.info(`zip: seed ${seed}`);

const vector = (name: string): Uint8Array =>
  Uint8Array.from(fs.readFileSync(new URL(`../vectors/${name}`, import.meta.url)));

const x = writeNpy(tensor([[1.5, -2.5, 7]]));
const long = writeNpy(tensor(Float64Array.from({ length: 900 }, (_, i) => (i * 7) % 13)));
const entries: readonly ZipEntry[] = [
  { name: 'x.npy', content: x },
  { name: 'y.npy', content: long, deflated: false },
];
const each = (more: Partial<ZipEntry>): ZipEntry[] =>
  entries.map((entry) => ({ ...entry, ...more }));

const valid: Record<string, Uint8Array> = {
  'np.savez': vector('npy/stored.npz'),
  'np.savez_compressed': vector('npy/deflated.npz'),
  'written by Python’s save': vector('shared/saved-view.npz'),
  'written by writeNpz': writeNpz({ x: tensor([1, 2, 3]), y: tensor([[true]]) }),
  'with data descriptors': makeZip(each({ streamed: true })),
  'with data descriptors without a mark': makeZip(each({ streamed: true, unmarked: true })),
  'with Zip64 sizes and end': makeZip(each({ wide: true }), { wide: true }),
  'streamed with Zip64': makeZip(each({ streamed: true, wide: true }), { wide: true }),
  'with a comment': makeZip(entries, { comment: 'made by hand' }),
};

/** All arrays of an archive as text; undefined where it is refused. */
function read(archive: Uint8Array): string | undefined {
  const arrays = tensorsOf(archive);
  return arrays && textOf(Object.entries(arrays));
}

/** The same by the viewer of files, each member read whole. */
async function view(archive: Uint8Array): Promise<string | undefined> {
  try {
    const file = await NpzFile.open(new MemorySource(archive));
    const arrays: [string, ReturnType<typeof readNpy>][] = [];
    for (const { name, source } of file.arrays) {
      const member = await source();
      arrays.push([name, readNpy(await member.read(0, member.length))]);
    }
    return file.others.length > 0 ? undefined : textOf(arrays);
  } catch (error) {
    if (error instanceof PoolscopeError) return undefined;
    throw error;
  }
}

const textOf = (arrays: readonly (readonly [string, ReturnType<typeof readNpy>])[]): string =>
  JSON.stringify(arrays.map(([name, { shape, dtype, data }]) => [name, dtype, shape, [...data]]));

describe.each(Object.entries(valid))('an archive %s', (_, archive) => {
  const due = read(archive);

  test('is read, by the viewer too', async () => {
    expect(due).toBeTypeOf('string');
    expect(await view(archive)).toBe(due);
  });

  test('gives the same arrays or an error, whatever bytes are changed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(archive.length - 1), fc.nat(254)), { minLength: 1, maxLength: 2 }),
        async (changes) => {
          const copy = Uint8Array.from(archive);
          for (const [at, more] of changes) copy[at] = (copy[at]! + 1 + more) & 255;
          const [own, shown] = [read(copy), await view(copy)];
          // A name may be changed where both of its places are; two changes can't do so.
          if (own !== undefined) expect(own).toBe(due);
          if (shown !== undefined) expect(shown).toBe(due);
        },
      ),
      { seed, numRuns: 400 },
    );
  });
});

const [first, second] = entries as [ZipEntry, ZipEntry];
const other = writeNpy(tensor([[9.5, -2.5, 7]]));
const lies: Record<string, Uint8Array> = {
  'another CRC-32 in both headers': makeZip([{ ...first, own: { crc: 5 }, listed: { crc: 5 } }]),
  'another content, stored': makeZip([{ ...second, packed: long.with(long.length - 5, 99) }]),
  'another content, deflated': makeZip([{ ...first, own: { crc: 7 }, listed: { crc: 7 } }, second]),
  'another name in its own header': makeZip([{ ...first, own: { name: 'z.npy' } }, second]),
  'another name in the directory': makeZip([{ ...first, listed: { name: 'z.npy' } }, second]),
  'another size in its own header': makeZip([{ ...first, own: { size: 1 } }]),
  'another packed size in its own header': makeZip([{ ...first, own: { packed: 1 } }]),
  'another CRC-32 in its own header': makeZip([{ ...first, own: { crc: 1 } }]),
  'another compression in its own header': makeZip([{ ...second, own: { method: 8 } }]),
  'a version that there is none of': makeZip([{ ...first, listed: { version: 64 } }]),
  'encryption in its own header': makeZip([{ ...first, own: { flags: 1 } }]),
  'another CRC-32 after its content': makeZip(each({ streamed: true, followed: { crc: 1 } })),
  'another size after its content': makeZip(each({ streamed: true, followed: { size: 1 } })),
  'another packed size after its content': makeZip(
    each({ streamed: true, unmarked: true, followed: { packed: 1 } }),
  ),
  'nothing after its content': makeZip(each({ own: { flags: 0x808 } })),
  'a larger size in the Zip64 field': makeZip([{ ...first, wide: true, own: { size: 1e6 } }]),
  'one member twice under two names': makeZip([
    first,
    { ...first, name: 'y.npy', listed: { at: 0 } },
  ]),
  'a member inside another': makeZip([
    { ...second, content: Buffer.concat([makeZip([first]), long]) },
    { ...first, listed: { at: 35 } },
  ]),
  'a count of 0': makeZip(entries, { end: { members: 0 } }),
  'a count of one too few': makeZip(entries, { end: { members: 1 } }),
  'a count of one too many': makeZip(entries, { end: { members: 3 } }),
  'a directory of 0 bytes': makeZip(entries, { end: { length: 0 } }),
  'a directory of 0 bytes and members': makeZip(entries, { end: { length: 0, members: 0 } }),
  'an empty directory at the end': makeZip(entries, {
    end: { length: 0, members: 0, start: makeZip(entries).length - 22 },
  }),
  'a directory one byte shorter': makeZip(entries, { end: { length: 101 } }),
  'a directory that starts later': makeZip(entries, { end: { start: 5000 } }),
  'several disks': makeZip(entries, { end: { disk: 1 } }),
  'another count in the Zip64 end': makeZip(entries, { wide: true, wideEnd: { members: 1 } }),
  'another length in the Zip64 end': makeZip(entries, { wide: true, wideEnd: { length: 0 } }),
  'another start in the Zip64 end': makeZip(entries, { wide: true, wideEnd: { start: 1 } }),
  'a stored block whose lengths differ': makeZip([
    {
      ...first,
      packed: Buffer.concat(
        [[1, x.length & 255, x.length >> 8, 0, 0], x].map((part) => Buffer.from(part)),
      ),
    },
  ]),
  'bytes after its deflate stream': makeZip([
    { ...first, packed: Buffer.concat([deflated(x), Buffer.of(0)]) },
  ]),
};

function deflated(content: Uint8Array): Buffer {
  const whole = Buffer.from(makeZip([{ name: 'x', content }]));
  const start = 31;
  return whole.subarray(start, start + whole.readUInt32LE(18));
}

describe('an archive that tells a fact in two ways is refused:', () => {
  test.each(Object.entries(lies))('%s', async (_, archive) => {
    expect(read(archive)).toBeUndefined();
    expect(await view(archive)).toBeUndefined();
  });

  test('the crafted contents are what differs, not the way they are written', () => {
    expect(read(makeZip([{ ...first, content: other }]))).toContain('9.5');
    expect(read(makeZip([{ ...first, packed: deflated(x) }]))).toContain('1.5');
  });
});

test('what NumPy reads of changed archives is read the same way, or refused', () => {
  let state = seed;
  const next = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const archives = Object.values(valid);
  const files = Array.from({ length: 400 }, (_, i) => {
    const copy = Uint8Array.from(archives[i % archives.length]!);
    if (i >= archives.length) copy[next(copy.length)]! ^= 1 << next(8);
    return copy;
  });
  let both = 0;
  for (const [i, due] of readByNumpy(files).entries()) {
    const own = arraysOf(files[i]!);
    if (i < archives.length) expect(own, `valid archive ${i}`).toBeDefined();
    if (own === undefined) continue;
    expect(own, `archive ${i}`).toEqual(due);
    both++;
  }
  expect(both).toBeGreaterThan(archives.length);
});
