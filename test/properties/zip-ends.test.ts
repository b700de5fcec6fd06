import { describe, expect, test } from 'vitest';
import { MemorySource } from '../../labextension/src/files/source/byte-source.js';
import { NpzFile } from '../../labextension/src/files/source/npz-file.js';
import { writeNpy } from '../../src/formats/npy.js';
import { readNpz } from '../../src/formats/npz.js';
import { tensor } from '../../src/tensor/from-data.js';
import { readByNumpy } from '../fixtures/numpy.js';
import { makeZip, type ZipEntry, type ZipOptions } from '../fixtures/zip.js';
import { arraysOf } from './archives.js';

// Which record ends an archive: readers differ where there is more than one, or what follows it.

const seed = 20261130;
console.info(`zip-ends: seed ${seed}`);

const entries: readonly ZipEntry[] = [
  { name: 'x.npy', content: writeNpy(tensor([[1.5, -2.5, 7]])) },
  { name: 'y.npy', content: writeNpy(tensor([3, 4])), deflated: false },
];
const others: readonly ZipEntry[] = [
  { name: 'x.npy', content: writeNpy(tensor([[99, 98]])), deflated: false },
];
const bytesOf = (...values: number[]): Uint8Array => Uint8Array.from(values);
const join = (...parts: Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));
const mark = bytesOf(0x50, 0x4b, 5, 6);
const whole = makeZip(entries);

/** The archive of `entries` with a comment, which is made for the place at which it stands. */
function commented(make: (at: number) => Uint8Array, options: ZipOptions = {}): Uint8Array {
  const at = makeZip(entries, options).length;
  return makeZip(entries, { ...options, comment: make(at) });
}

/** The end record of an archive of other arrays, and with it the rest of that archive. */
const otherAt = (at: number, options: ZipOptions = {}): Uint8Array =>
  makeZip(others, { ...options, shift: at });
const endOf = (archive: Uint8Array): Uint8Array => archive.subarray(archive.length - 22);

const read: Record<string, Uint8Array> = {
  'no comment': whole,
  'a comment': commented(() => Buffer.from('by hand')),
  'the longest comment': commented(() => new Uint8Array(65_535).fill(80)),
  'marks of members in its comment': commented(() => bytesOf(0x50, 0x4b, 3, 4, 0x50, 0x4b, 1, 2)),
  'a Zip64 end': makeZip(entries, { wide: true }),
  'a Zip64 end and a comment': makeZip(entries, { wide: true, comment: 'by hand' }),
  'another archive as a member': makeZip([
    ...entries,
    { name: 'z.npy', content: writeNpy(tensor([...otherAt(0)])), deflated: false },
  ]),
};

const refused: Record<string, Uint8Array> = {
  'an end record in its comment': commented(() => endOf(whole)),
  'an end record in its comment that promises more': commented((at) =>
    otherAt(at, { end: { comment: 9 } }),
  ),
  'an archive in its comment': commented(otherAt),
  'an archive with a Zip64 end in its comment': commented((at) => otherAt(at, { wide: true })),
  'the mark of an end in its comment': commented(() => join(Buffer.from('see '), mark)),
  'the mark and a little in its comment': commented(() => join(mark, new Uint8Array(30))),
  'a comment that is longer than it says': makeZip(entries, {
    comment: 'abc',
    end: { comment: 2 },
  }),
  'a comment that is shorter than it says': makeZip(entries, {
    comment: 'abc',
    end: { comment: 4 },
  }),
  'no comment where one is told': makeZip(entries, { end: { comment: 1 } }),
  'a zero after its end': join(whole, bytesOf(0)),
  'a line after its end': join(whole, Buffer.from('\n')),
  'another archive after its end': join(whole, otherAt(whole.length)),
  'another archive after its end, not shifted': join(whole, otherAt(0)),
  'the same archive twice': join(whole, whole),
  'its end record twice': join(whole, endOf(whole)),
  'another archive before it': join(otherAt(0), makeZip(entries, { shift: otherAt(0).length })),
  'text before it': join(Buffer.from('#!'), makeZip(entries, { shift: 2 })),
  'two Zip64 ends': makeZip(entries, {
    wide: true,
    between: makeZip(entries, { wide: true }).subarray(whole.length - 22, whole.length + 34),
  }),
  'bytes after its Zip64 end': makeZip(entries, { wide: true, between: bytesOf(0, 0) }),
  'a Zip64 end elsewhere': makeZip(entries, { wide: true, locator: { at: 0 } }),
  'a Zip64 end beyond the file': makeZip(entries, { wide: true, locator: { at: 2 ** 53 } }),
  'a Zip64 end on another disk': makeZip(entries, { wide: true, wideEnd: { disk: 1 } }),
  'a locator of another disk': makeZip(entries, { wide: true, locator: { disk: 1 } }),
  'several disks by the locator': makeZip(entries, { wide: true, locator: { disks: 2 } }),
};

const line = /^readNpz: bytes=\S+ is not a zip archive that can be read \([^\n]*\); [^\n]+$/;

describe('an archive with', () => {
  test.each(Object.entries(read))('%s is read, and so by NumPy', async (_, archive) => {
    const own = arraysOf(archive);
    expect(own).toBeDefined();
    expect(readByNumpy([archive])).toEqual([own]);
    expect((await NpzFile.open(new MemorySource(archive))).arrays.length).toBeGreaterThan(1);
  });

  test.each(Object.entries(refused))('%s is refused in one line', async (_, archive) => {
    expect(() => readNpz(archive)).toThrow(line);
    await expect(NpzFile.open(new MemorySource(archive))).rejects.toThrow('is not a zip archive');
  });
});

test('an archive with any tail is read as NumPy does, or refused', () => {
  let state = seed;
  const next = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const pieces: ((at: number) => Uint8Array)[] = [
    () => new Uint8Array(next(4)),
    () => mark,
    () => endOf(whole),
    (at) => otherAt(at, { wide: next(2) === 1, end: { comment: next(3) } }),
    (at) => endOf(otherAt(at)),
    () => makeZip(entries, { wide: true }).subarray(whole.length - 22),
    () => Uint8Array.from({ length: 5 }, () => next(256)),
  ];
  const files = Array.from({ length: 400 }, () => {
    const wide = next(3) === 0;
    const bare = makeZip(entries, { wide });
    let tail: Uint8Array = new Uint8Array(0);
    for (let left = next(4); left > 0; left--) {
      tail = join(tail, pieces[next(pieces.length)]!(bare.length + tail.length));
    }
    const told = [tail.length, tail.length, 0, Math.max(0, tail.length - 22), tail.length + 1];
    return makeZip(entries, { wide, comment: tail, end: { comment: told[next(told.length)]! } });
  });
  let both = 0;
  for (const [i, due] of readByNumpy(files).entries()) {
    const own = arraysOf(files[i]!);
    if (own === undefined) continue;
    expect(own, `archive ${i}`).toEqual(due);
    both++;
  }
  expect(both).toBeGreaterThan(50);
});
