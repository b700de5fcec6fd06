import { readFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import {
  type ByteSource,
  CachedSource,
  MemorySource,
  mostBytes,
  smallBytes,
} from '../../../../labextension/src/files/source/byte-source.js';
import { NpyFile } from '../../../../labextension/src/files/source/npy-file.js';
import { NpzFile } from '../../../../labextension/src/files/source/npz-file.js';
import { extentOf } from '../../../../labextension/src/files/source/plane.js';
import {
  firstSelection,
  longestSide,
} from '../../../../labextension/src/files/source/selection.js';
import { sizeText } from '../../../../labextension/src/files/source/size-text.js';
import { writeNpy } from '../../../../src/formats/npy.js';
import { readNpyHeader } from '../../../../src/formats/npy-header.js';
import { writeNpz } from '../../../../src/formats/npz.js';
import { maxPool } from '../../../../src/ops/max-pool.js';
import { tensor } from '../../../../src/tensor/from-data.js';
import { random } from '../../../../src/tensor/random.js';
import { writeView } from '../../../../src/view/codec.js';
import type { View } from '../../../../src/view/view.js';
import { explore } from '../../../../src/view/views.js';

const vector = (name: string): Uint8Array =>
  Uint8Array.from(readFileSync(new URL(`../../../vectors/npy/${name}`, import.meta.url)));

/** A file that records which parts were read. */
class RecordingSource implements ByteSource {
  readonly read: ByteSource['read'];
  readonly length: number;
  readonly parts: [number, number][] = [];

  constructor(bytes: Uint8Array, length = bytes.length) {
    this.length = length;
    this.read = async (start, end) => {
      this.parts.push([start, end]);
      // Zeros follow the given bytes.
      const part = new Uint8Array(end - start);
      part.set(bytes.subarray(start, end));
      return part;
    };
  }

  get sum(): number {
    return this.parts.reduce((sum, [start, end]) => sum + end - start, 0);
  }
}

/** The start of an .npy file of zeros, and how long it would be. */
function zeros(shape: readonly number[], fortran = false): { start: Uint8Array; length: number } {
  const order = fortran ? 'True' : 'False';
  const text = `{'descr': '<f8', 'fortran_order': ${order}, 'shape': (${shape.join(', ')}), }`;
  const start = Buffer.from(`\x93NUMPY\x01\x00\x76\x00${text.padEnd(117)}\n`, 'latin1');
  return { start: Uint8Array.from(start), length: 128 + 8 * shape.reduce((a, b) => a * b, 1) };
}

describe('an .npy file that is read in parts', () => {
  const x = tensor(
    Float64Array.from({ length: 120 }, (_, i) => i),
    [2, 3, 4, 5],
  );

  test('draws the last two axes first, and then any two that are chosen', async () => {
    const file = await NpyFile.open(new MemorySource(writeNpy(x)));
    const first = firstSelection(file.header);
    expect(first).toEqual({ rowAxis: 2, columnAxis: 3, at: [0, 0, 0, 0] });
    const plane = await file.plane({ ...first, at: [1, 2, 0, 0] }, 'magnitude');
    expect([plane.rows, plane.columns]).toEqual([4, 5]);
    expect([...plane.values.subarray(0, 6)]).toEqual([100, 101, 102, 103, 104, 105]);
    const other = await file.plane({ rowAxis: 3, columnAxis: 0, at: [0, 1, 2, 0] }, 'magnitude');
    // x[:, 1, 2, :] turned: row j, column i holds 60·i + 20·1 + 5·2 + j.
    expect([...other.values]).toEqual([30, 90, 31, 91, 32, 92, 33, 93, 34, 94]);
  });

  test.each(['rank-2', 'rank-3', 'rank-4', 'rank-5', 'rank-6'])(
    'draws %s alike in C and in Fortran order',
    async (name) => {
      const [c, fortran] = await Promise.all(
        [name, `${name}-fortran`].map((saved) =>
          NpyFile.open(new MemorySource(vector(`${saved}.npy`))),
        ),
      );
      expect(fortran!.header.fortran).toBe(true);
      const at = c!.header.shape.map((size, axis, { length }) =>
        axis < length - 2 ? size - 1 : 0,
      );
      const selection = { ...firstSelection(c!.header), at };
      const [one, other] = await Promise.all(
        [c!, fortran!].map((file) => file.plane(selection, 'real')),
      );
      expect([...other!.values]).toEqual([...one!.values]);
    },
  );

  test('writes 64-bit integers exactly, also where float64 can’t hold them', async () => {
    const file = await NpyFile.open(new MemorySource(vector('uint64-inexact.npy')));
    const plane = await file.plane(firstSelection(file.header), 'real');
    expect(plane.text(0, 0)).toBe('18446744073709551615');
  });

  test('needs only the header and a part of one slice of 2 GB', async () => {
    const { start, length } = zeros([250, 1000, 1000]);
    const recorded = new RecordingSource(start, length);
    const file = await NpyFile.open(recorded);
    const at = [249, 1000 - longestSide, 0];
    const plane = await file.plane({ ...firstSelection(file.header), at }, 'real');
    expect([plane.rows, plane.columns]).toEqual([longestSide, longestSide]);
    expect(recorded.sum).toBeLessThan(longestSide * 1000 * 8 + 2 ** 17);
    expect(recorded.parts.at(-1)![1]).toBe(length - (1000 - longestSide) * 8);
  });

  test('is refused where a slice is spread over more than is read at a time', async () => {
    const { start, length } = zeros([250, 1000, 1000], true);
    const recorded = new RecordingSource(start, length);
    const file = await NpyFile.open(recorded);
    const plane = file.plane(firstSelection(file.header), 'real');
    await expect(plane).rejects.toThrow('lie scattered over 1.0 GB of the file');
    expect(recorded.sum).toBeLessThan(2 ** 17);
  });

  test('reads nothing of an empty array', () => {
    const header = readNpyHeader(vector('empty.npy'));
    const { rows, columns, start, end } = extentOf(header, firstSelection(header));
    expect([rows, columns, end - start]).toEqual([0, 0, 0]);
  });
});

describe('a source that keeps what was read last', () => {
  test('fetches a small file once', async () => {
    const recorded = new RecordingSource(Uint8Array.of(1, 2, 3, 4));
    const kept = new CachedSource(recorded);
    expect([...(await kept.read(0, 2))]).toEqual([1, 2]);
    expect([...(await kept.read(1, 4))]).toEqual([2, 3, 4]);
    expect(recorded.parts).toEqual([[0, 4]]);
  });

  test('fetches parts of a large file, and no part twice in a row', async () => {
    const recorded = new RecordingSource(Uint8Array.of(1, 2, 3, 4), smallBytes + 1);
    const kept = new CachedSource(recorded);
    await kept.read(0, 4);
    await kept.read(1, 3);
    await kept.read(2, 6);
    expect(recorded.parts).toEqual([
      [0, 4],
      [2, 6],
    ]);
  });
});

describe('an .npz file that is read in parts', () => {
  const large = tensor(new Float32Array(4_000_000), [4, 1000, 1000]);

  test('lists its arrays, and reads only what is drawn of an unpacked one', async () => {
    const file = { 'small.npy': writeNpy(tensor([1])), 'large.npy': writeNpy(large) };
    const recorded = new RecordingSource(zipSync(file, { level: 0 }));
    expect(recorded.length).toBeGreaterThan(smallBytes);
    const archive = await NpzFile.open(recorded);
    expect(archive.arrays.map(({ name }) => name)).toEqual(['small', 'large']);
    const array = await NpyFile.open(await archive.arrays[1]!.source());
    await array.plane(firstSelection(array.header), 'real');
    expect(recorded.sum).toBeLessThan(longestSide * 1000 * 4 + 2 ** 18);
  });

  test.each([0, 1] as const)(
    'tells which members can’t be read, and why, packed at level %i',
    async (level) => {
      const noise = writeNpy(random(0).randn(60_000));
      const filler = writeNpy(tensor(new Float64Array(2 ** 20)));
      const pickled = vector('object.npy');
      const members = { 'noise.npy': noise, 'labels.npy': pickled, 'notes.txt': Uint8Array.of(1) };
      const recorded = new RecordingSource(
        zipSync({ ...members, 'filler.npy': [filler, { level: 0 }] }, { level }),
      );
      const archive = await NpzFile.open(recorded);
      expect(archive.others).toEqual(['notes.txt']);
      const outcomes = await Promise.all(
        archive.arrays.map(({ check }) => check().then(() => '', String)),
      );
      expect(outcomes).toEqual(['', expect.stringMatching(/object|pickle/), '']);
      // Of arrays of 0.5 and 8 MB little more than the headers came.
      expect(recorded.length).toBeGreaterThan(smallBytes);
      expect(recorded.sum).toBeLessThan(2 ** 20);
    },
    30_000,
  );

  test('gives back the view that was saved', async () => {
    const x = tensor([[[1], [3], [2], [0]]]);
    const { output, mask } = maxPool(x, { kernelSize: 2 });
    const view = explore({ x, mask, dout: output, title: 'kept' });
    const archive = await NpzFile.open(new MemorySource(writeView(view)));
    expect(archive.views.map(({ title }) => title)).toEqual(['kept']);
    const back: View = await archive.view(archive.views[0]!);
    expect(back.din!.data).toEqual(view.din!.data);
  });

  test('refuses a view of too many cells by its headers, before it is fetched', async () => {
    // 24 × 112 × 112 × 64 cells, more than the explorer takes.
    const cells = 24 * 112 * 112 * 64;
    const large = writeNpy(tensor(new Uint8Array(cells), [24, 112, 112, 64]));
    const about = new TextEncoder().encode('{ "version": 1, "kind": "pool", "title": "large" }');
    const archive = zipSync({ 'poolscope.json': about, 'x.npy': large }, { level: 0 });
    const recorded = new RecordingSource(archive);
    const file = await NpzFile.open(recorded);
    for (const refused of [file.checkView(file.views[0]!), file.view(file.views[0]!)]) {
      await expect(refused).rejects.toThrow(
        `Its x has 19,267,584 cells, more than the 16,777,216 that the explorer takes`,
      );
    }
    expect(recorded.sum).toBeLessThan(2 ** 19);
  });

  test('refuses a description that is too large before it is fetched, also one that is not packed', async () => {
    const about = new Uint8Array(2 ** 25).fill(32);
    const archive = zipSync(
      { 'poolscope.json': about, 'x.npy': writeNpy(tensor([1])) },
      { level: 0 },
    );
    const source = new RecordingSource(archive);
    await expect(NpzFile.open(source)).rejects.toThrow(
      'The description of its views has 34 MB, more than the 4.2 MB that are read.',
    );
    expect(source.sum).toBeLessThan(2 ** 18);
  });

  test('refuses to unpack what would not fit in memory before it starts', async () => {
    const archive = Uint8Array.from(writeNpz({ x: large }));
    const record = Buffer.from(archive.buffer).lastIndexOf(Buffer.from('PK\x01\x02'));
    const view = new DataView(archive.buffer);
    // The fewest packed bytes that can unpack to that size.
    view.setUint32(record + 24, mostBytes + 1, true);
    view.setUint32(record + 20, Math.ceil((mostBytes + 1) / 1032), true);
    // The member's own header repeats both.
    view.setUint32(22, mostBytes + 1, true);
    view.setUint32(18, Math.ceil((mostBytes + 1) / 1032), true);
    const padded = new Uint8Array(archive.length + mostBytes / 512);
    padded.set(archive.subarray(0, record));
    padded.set(archive.subarray(record), padded.length - (archive.length - record));
    const end = Buffer.from(padded.buffer).lastIndexOf(Buffer.from('PK\x05\x06'));
    new DataView(padded.buffer).setUint32(
      end + 16,
      padded.length - (archive.length - record),
      true,
    );
    const file = await NpzFile.open(new MemorySource(padded));
    await expect(file.arrays[0]!.source()).rejects.toThrow(
      'x.npy has 268 MB unpacked, more than the 268 MB that are unpacked here',
    );
  });
});

test('sizes are written in round numbers', () => {
  expect([0, 999, 1000, 1_234_567, 200_000_128].map(sizeText)).toEqual([
    '0 bytes',
    '999 bytes',
    '1.0 kB',
    '1.2 MB',
    '200 MB',
  ]);
});
