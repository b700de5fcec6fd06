import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { Inflater, TooMuch } from '../../../../src/core/bytes/inflate.js';
import { crc32 } from '../../../../src/formats/zip/crc32.js';

vi.setConfig({ testTimeout: 60_000 });

const most = 2 ** 14;

/** Unpacks a stream that comes in pieces of some sizes, one after the other and over again. */
function inflate(stream: Uint8Array, pieces: readonly number[], size = most): Uint8Array | string {
  const target = new Uint8Array(size);
  const inflater = new Inflater(target);
  try {
    for (let at = 0, i = 0; at < stream.length; i++) {
      const piece = pieces[i % pieces.length]!;
      inflater.push(stream.subarray(at, at + piece));
      at += piece;
    }
    inflater.end();
  } catch (error) {
    return (error as Error).message;
  }
  return target.subarray(0, inflater.filled);
}

/** Whether the same came out; `toEqual` takes long for thousands of bytes. */
function same(own: Uint8Array | string, due: Uint8Array): boolean {
  return typeof own !== 'string' && Buffer.compare(own, due) === 0;
}

/** What zlib makes of a stream; undefined where it refuses it. */
function zlib(stream: Uint8Array): Uint8Array | undefined {
  try {
    const { buffer, engine } = inflateRawSync(stream, {
      info: true,
      maxOutputLength: most,
    }) as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
    // What follows a stream's end zlib leaves to its caller.
    return engine.bytesWritten === stream.length ? Uint8Array.from(buffer) : undefined;
  } catch {
    return undefined;
  }
}

const content = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc
    .array(fc.constantFrom(0, 1, 7, 255), { maxLength: 3000 })
    .map((bytes) => Uint8Array.from(bytes)),
  fc
    .tuple(fc.uint8Array({ minLength: 1, maxLength: 9 }), fc.integer({ min: 1, max: 4000 }))
    .map(([part, times]) => Uint8Array.from({ length: times }, (_, i) => part[i % part.length]!)),
);
const options = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  memLevel: fc.integer({ min: 1, max: 9 }),
  windowBits: fc.integer({ min: 9, max: 15 }),
  strategy: fc.constantFrom(
    constants.Z_DEFAULT_STRATEGY,
    constants.Z_FILTERED,
    constants.Z_HUFFMAN_ONLY,
    constants.Z_RLE,
    constants.Z_FIXED,
  ),
});
const pieces = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 4 });
const seed = 20261128;

describe('Inflater', () => {
  test('unpacks what zlib packs, in whatever pieces it comes', () => {
    console.info(`inflate: seed ${seed}`);
    fc.assert(
      fc.property(content, options, pieces, (bytes, how, sizes) => {
        const stream = deflateRawSync(bytes, how);
        expect(inflate(stream, sizes)).toEqual(bytes);
        expect(inflate(stream, [stream.length], bytes.length)).toEqual(bytes);
        if (bytes.length > 0) expect(inflate(stream, sizes, bytes.length - 1)).toBe('');
      }),
      { seed, numRuns: 150 },
    );
  });

  test('takes, and refuses, what zlib does', () => {
    let refused = 0;
    fc.assert(
      fc.property(
        content,
        options,
        pieces,
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 }),
        (bytes, how, sizes, changes) => {
          const stream = Uint8Array.from(deflateRawSync(bytes, how));
          for (const [at, value] of changes) stream[at % Math.min(stream.length, 200)] = value;
          const due = zlib(stream);
          const own = inflate(stream, sizes);
          if (due === undefined) {
            refused++;
            expect(own).toBeTypeOf('string');
          } else expect(same(own, due)).toBe(true);
        },
      ),
      { seed, numRuns: 1000 },
    );
    expect(refused).toBeGreaterThan(300);
  });

  test('takes, and refuses, what zlib does of any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), pieces, (stream, sizes) => {
        const due = zlib(stream);
        const own = inflate(stream, sizes);
        if (due === undefined) expect(own).toBeTypeOf('string');
        else expect(same(own, due)).toBe(true);
      }),
      { seed, numRuns: 4000 },
    );
  });

  // Written by hand after RFC 1951, bit by bit; each is what zlib refuses, and some of them fflate takes.
  test.each([
    ['a distance before the start', 'far', 'is damaged'],
    ['a stored block whose lengths differ', [1, 1, 0, 0, 0, 65], 'is damaged'],
    ['bytes after the end', [1, 1, 0, 254, 255, 65, 0], 'bytes follow the end'],
    ['no end', [1, 2, 0, 253, 255, 65], 'cut short'],
    ['the third block type', [7], 'is damaged'],
  ])('refuses %s', (_, stream, reason) => {
    const bytes = typeof stream === 'string' ? farDistance() : Uint8Array.from(stream);
    expect(zlib(bytes)).toBeUndefined();
    expect(inflate(bytes, [100])).toContain(reason);
    expect(inflate(bytes, [1])).toContain(reason);
  });

  test('never writes beyond its target', () => {
    const stream = deflateRawSync(new Uint8Array(1e6));
    const inflater = new Inflater(new Uint8Array(1000));
    expect(() => inflater.push(stream)).toThrow(TooMuch);
    expect(inflater.filled).toBeLessThanOrEqual(1000);
  });
});

/** A last block of fixed codes: the byte 65, then three bytes from 4 before, and the block's end. */
function farDistance(): Uint8Array {
  // A code's bits come from its highest, numbers' from their lowest.
  const bits = '1' + '10' + '01110001' + '0000001' + '00011' + '0000000';
  return Uint8Array.from({ length: Math.ceil(bits.length / 8) }, (_, i) =>
    Number.parseInt(
      Array.from(bits.slice(8 * i, 8 * i + 8))
        .reverse()
        .join(''),
      2,
    ),
  );
}

test('crc32 gives the published check value, in one part or in two', () => {
  const bytes = new TextEncoder().encode('123456789');
  expect(crc32(bytes)).toBe(0xcbf43926);
  expect(crc32(bytes.subarray(4), crc32(bytes.subarray(0, 4)))).toBe(0xcbf43926);
  expect(crc32(new Uint8Array(0))).toBe(0);
});
