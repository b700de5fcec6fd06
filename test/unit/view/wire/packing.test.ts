import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runSteps } from '../../../../src/core/steps.js';
import { tensor } from '../../../../src/tensor/from-data.js';
import { decode } from '../../../../src/view/codec.js';
import { heatmap } from '../../../../src/view/views.js';
import type { EncodedArray } from '../../../../src/view/wire/codecs/array-codec.js';
import { PayloadError } from '../../../../src/view/wire/codecs/fields.js';
import { packBytes, unpackBytes } from '../../../../src/view/wire/codecs/packing.js';
import { encode } from '../../../../src/view/wire/payload.js';
import { roomBytes, roomFactor } from '../../../../src/view/wire/room.js';

interface Vector {
  name: string;
  dtype: string;
  shape: number[];
  raw: string;
  typescript: EncodedArray;
  python: EncodedArray;
}
const path = new URL('../../../vectors/shared/packing.json', import.meta.url);
const { vectors } = JSON.parse(readFileSync(path, 'utf8')) as { vectors: Vector[] };

const payloadOf = (value: unknown, version = 2): unknown => ({
  version,
  kind: 'heatmap',
  title: 't',
  role: 'activation',
  arrays: { value },
});
const bytesOf = ({ data }: { data: ArrayBufferView }): Buffer =>
  Buffer.from(data.buffer, data.byteOffset, data.byteLength);

/** The packed form, written out here from its description, with zlib's deflate. */
function packedBySpec(bytes: Uint8Array, width: number): Uint8Array {
  const cells = Array.from({ length: bytes.length / width }, (_, i) =>
    bytes.subarray(i * width, (i + 1) * width),
  );
  const isSet = cells.map((cell) => cell.some((byte) => byte !== 0));
  const bits = new Uint8Array(Math.ceil(cells.length / 8));
  isSet.forEach((set, i) => {
    if (set) bits[Math.floor(i / 8)]! += 2 ** (i % 8);
  });
  const set = cells.filter((_, i) => isSet[i]);
  const planes = Array.from({ length: width }, (_, byte) => set.map((cell) => cell[byte]!));
  return deflateRawSync(Uint8Array.from([...bits, ...planes.flat()]));
}

describe('a packed array', () => {
  test.each(vectors)('is the same from Python and from TypeScript: $name', (vector) => {
    const raw = Buffer.from(vector.raw, 'base64');
    for (const array of [vector.typescript, vector.python]) {
      expect(array.packing).toBe('sparse-deflate');
      const { value } = decode(payloadOf(array));
      expect([value!.dtype, value!.shape]).toEqual([vector.dtype, vector.shape]);
      expect(bytesOf(value!).equals(raw)).toBe(true);
    }
    // What deflate packed is the same too; how well may differ.
    const content = ({ data }: EncodedArray): Buffer => inflateRawSync(Buffer.from(data, 'base64'));
    expect(content(vector.python).equals(content(vector.typescript))).toBe(true);
  });

  test('is what its description says, whatever its bytes', () => {
    const seed = 20_211;
    fc.assert(
      fc.property(
        fc.constantFrom(1, 4, 8),
        fc.array(fc.oneof(fc.constant(0), fc.nat(255)), { minLength: 1, maxLength: 400 }),
        (width, cells) => {
          const bytes = Uint8Array.from({ length: cells.length * width }, (_, i) =>
            cells[Math.floor(i / width)] === 0 ? 0 : (cells[i % cells.length]! * (i + 1)) % 256,
          );
          const back = runSteps(unpackBytes(packedBySpec(bytes, width), cells.length, width));
          expect(back).toEqual(bytes);
          const own = packBytes(bytes, width);
          if (own) expect(runSteps(unpackBytes(own, cells.length, width))).toEqual(bytes);
        },
      ),
      { numRuns: 300, seed },
    );
  });

  test('is sent where it is clearly smaller, and then the payload says version 2', () => {
    const zeros = encode(heatmap(tensor(new Float32Array(2000))));
    expect([zeros.version, zeros.arrays.value?.packing]).toEqual([2, 'sparse-deflate']);
    expect(zeros.arrays.value!.data.length).toBeLessThan(100);
    // Hashes have no pattern: nothing to gain.
    const hashes = Array.from({ length: 250 }, (_, i) =>
      createHash('sha256').update(`${i}`).digest(),
    );
    const noise = new Int32Array(Uint8Array.from(Buffer.concat(hashes)).buffer);
    const dense = encode(heatmap(tensor(noise)));
    expect([dense.version, dense.arrays.value?.packing]).toEqual([1, undefined]);
    expect(encode(heatmap(tensor(new Float32Array(100)))).version).toBe(1);
  });

  const good = encode(heatmap(tensor(new Float32Array(3001).fill(1)))).arrays.value!;
  const repacked = (change: (bytes: Buffer) => Buffer): string =>
    deflateRawSync(change(inflateRawSync(Buffer.from(good.data, 'base64')))).toString('base64');
  const appended = (text: string, byte: number): string =>
    Buffer.concat([Buffer.from(text, 'base64'), Buffer.of(byte)]).toString('base64');
  test.each([
    ['one cell fewer', { shape: [3000] }],
    ['a byte of bits more', { shape: [3009] }],
    ['another width', { dtype: 'float64' }],
    ['a byte too many', { data: repacked((bytes) => Buffer.concat([bytes, Buffer.of(1)])) }],
    ['a byte too few', { data: repacked((bytes) => bytes.subarray(0, -1)) }],
    ['a cell more than are there', { data: repacked((bytes) => bytes.fill(255, 375, 376)) }],
    ['a cut stream', { data: good.data.slice(0, 8) }],
    ['a byte after the stream', { data: appended(good.data, 0) }],
    // The first symbol copies 3 bytes from 1 before the start: last block, fixed codes, 257, distance 1.
    ['a distance before its start', { shape: [24], dtype: 'bool', data: 'AwIAAA==' }],
    ['no stream', { data: 'AAAA' }],
    ['no base64', { data: '!!!!' }],
    ['text of another length', { data: 'AAA' }],
    ['no text', { data: '' }],
  ])('is refused with %s', (_, change) => {
    expect(() => decode(payloadOf({ ...good, ...change }))).toThrow(PayloadError);
    expect(() => decode(payloadOf({ ...good, ...change }))).toThrow('arrays.value.data');
  });

  test('of another packing is refused by name', () => {
    expect(() => decode(payloadOf({ ...good, packing: 'brotli' }))).toThrow(
      'arrays.value.packing="brotli" is unknown; give sparse-deflate',
    );
  });

  test('that is a bomb is refused before it is unpacked, by what came and what it would take', () => {
    const bomb = { dtype: 'float64', shape: [2 ** 23], packing: 'sparse-deflate', data: 'AAAA' };
    const taken = 2 ** 26;
    const allowed = roomBytes + 4 * roomFactor;
    expect(() => decode(payloadOf(bomb))).toThrow(
      `arrays=${taken} bytes in memory are more than the ${allowed} allowed for 4 characters`,
    );
  });

  test('that says less than it holds stops there', () => {
    const packed = deflateRawSync(new Uint8Array(2 ** 26));
    const data = packed.toString('base64');
    const before = process.memoryUsage().arrayBuffers;
    expect(() =>
      decode(payloadOf({ dtype: 'uint8', shape: [16], packing: 'sparse-deflate', data })),
    ).toThrow('is not the base64 text of 16 cells of uint8, packed');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 25);
  });
});
