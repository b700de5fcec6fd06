import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, test, vi } from 'vitest';
import { PoolscopeError } from '../../src/core/errors.js';
import { readNpy, writeNpy } from '../../src/formats/npy.js';
import { readNpz, writeNpz } from '../../src/formats/npz.js';
import { maxPool } from '../../src/ops/max-pool.js';
import { tensor } from '../../src/tensor/from-data.js';
import { decode, readView, writeView } from '../../src/view/codec.js';
import { View } from '../../src/view/view.js';
import { explore, heatmap, maskView } from '../../src/view/views.js';
import { PayloadError } from '../../src/view/wire/codecs/fields.js';
import { encode } from '../../src/view/wire/payload.js';
import { savedViews } from '../../src/view/wire/saved.js';
import { hostilePayloads } from '../vectors/hostile/corpus.js';

// Untrusted payloads and files, 100,000 cases in all: each gives a result or one line, and allocates
// no more than the limits here.

vi.setConfig({ testTimeout: 120_000 });

const runs = { fields: 40_000, text: 20_000, npy: 20_000, npz: 12_000, saved: 8000 };

/** The limit for a payload: five arrays of float64 with at most 2²⁴ cells each. */
const mostOfPayload = 5 * 2 ** 24 * 8;
/** The limit for small files: their bytes, inflated a thousandfold. */
const mostOfFile = 2 ** 25;

/** Runs a case, and returns what is wrong with the way it ended; undefined where nothing is. */
function wrong(work: () => unknown, Refusal: typeof PoolscopeError, most: number): unknown {
  const before = process.memoryUsage().arrayBuffers;
  let outcome: unknown;
  try {
    work();
  } catch (error) {
    if (!(error instanceof Refusal)) return error;
    if (/[\n\r]/.test(error.message)) return `more than a line: ${error.message}`;
    if (error.message.length > 600) return `${error.message.length} characters`;
    outcome = undefined;
  }
  const taken = process.memoryUsage().arrayBuffers - before;
  return taken > most ? `${taken} bytes were allocated` : outcome;
}

const x = tensor(
  Float64Array.from({ length: 2 * 4 * 6 * 2 }, (_, i) => ((i * 37) % 53) / 4),
  [2, 4, 6, 2],
);
const { output, mask } = maxPool(x, { kernelSize: [2, 3], stride: 2, padding: [0, 1] });
const views = [
  explore({ x, mask, dout: output }),
  explore({ mask, dout: output, din: x, title: 'a wrong din' }),
  maskView(mask),
  heatmap(x, { role: 'gradient' }),
  new View({ kind: 'partial', title: 'partial', mask, x }),
];
const texts = views.map((view) => JSON.stringify(encode(view)));

const markup = [
  '<img src=x onerror=alert(1)>',
  '<script>alert(1)</script>',
  'javascript:alert(1)',
  '<a href="javascript:alert(1)">',
  '{{constructor.constructor("alert(1)")()}}',
  '\u202e\u0000\n',
];
const keys = ['__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty', 'then'];
const numbers = [0, -0, -1, 0.5, 1e-300, 1e308, 2 ** 24, 2 ** 31, 2 ** 32, 2 ** 53 - 1, 2 ** 53];
const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...markup, ...keys, ...numbers, ...numbers.map(String), null, true),
  fc.constantFrom<unknown>(Number.NaN, Number.POSITIVE_INFINITY, 'NaN', 'AAAA', 'AA==', '====', ''),
  fc.constantFrom<unknown>([], {}, [[]], [0], [2 ** 53 - 1, 0], [2 ** 12, 2 ** 12], {
    length: 1e9,
  }),
  fc.constantFrom<unknown>(
    'float32',
    'float64',
    'uint8',
    'bool',
    'pool',
    'mask',
    'heatmap',
    'partial',
  ),
  fc.array(fc.constantFrom<unknown>(...numbers), { maxLength: 7 }),
  fc.integer(),
  fc.double(),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Every place of a JSON value that can be replaced. */
function places(node: unknown, found: [Record<string, unknown>, string][] = []) {
  if (typeof node !== 'object' || node === null) return found;
  for (const [key, child] of Object.entries(node)) {
    found.push([node as Record<string, unknown>, key]);
    places(child, found);
  }
  return found;
}

function spoilt(text: string, changes: readonly [number, string, unknown][]): unknown {
  const payload: unknown = JSON.parse(text);
  for (const [which, how, given] of changes) {
    const value = structuredClone(given);
    const found = places(payload);
    const [node, key] = found[which % found.length]!;
    if (how === 'drop') delete node[key];
    else if (how === 'add') {
      // As JSON.parse makes it: an own key, whatever its name.
      Object.defineProperty(node, keys[which % keys.length]!, {
        value,
        configurable: true,
        enumerable: true,
        writable: true,
      });
    } else node[key] = value;
  }
  return payload;
}

describe('an untrusted payload', () => {
  test.each(hostilePayloads())('with $name gives one line', ({ text, says }) => {
    let said: unknown;
    try {
      decode(text);
    } catch (error) {
      said = error;
    }
    expect(said).toBeInstanceOf(PayloadError);
    expect((said as Error).message).toContain(says);
    expect((said as Error).message).not.toMatch(/[\n\r]/);
    expect((said as Error).message.length).toBeLessThan(600);
  });

  test('gives a view or one line, whichever of its fields are damaged', () => {
    const change = fc.tuple(fc.nat(10_000), fc.constantFrom('set', 'set', 'drop', 'add'), odd);
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.array(change, { minLength: 1, maxLength: 3 }),
        (text, changes) =>
          wrong(() => decode(spoilt(text, changes)), PayloadError, mostOfPayload) === undefined,
      ),
      { numRuns: runs.fields },
    );
  });

  test('gives a view or one line, whatever happens to its text', () => {
    const signs = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      ',',
      '\\u0000',
      '9',
      'e9',
      '-',
      ...markup,
    );
    const edit = fc.tuple(fc.nat(100_000), fc.nat(20), signs);
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.array(edit, { minLength: 1, maxLength: 4 }),
        (text, edits) => {
          const changed = edits.reduce((all, [where, length, sign]) => {
            const at = where % (all.length + 1);
            return all.slice(0, at) + sign + all.slice(at + length);
          }, text);
          return wrong(() => decode(changed), PayloadError, mostOfPayload) === undefined;
        },
      ),
      { numRuns: runs.text },
    );
  });
});

/** Bytes changed, cut and put in at some places. */
type Edit = readonly [where: number, drop: number, put: readonly number[]];
const edits: fc.Arbitrary<Edit[]> = fc.array(
  fc.tuple(
    fc.nat(100_000),
    fc.constantFrom(0, 1, 1, 1, 2, 8, 1000),
    fc.oneof(
      fc.array(fc.nat(255), { maxLength: 4 }),
      fc.constantFrom([255, 255, 255, 255], [0, 0, 0, 128], [...Buffer.from('__proto__')]),
      fc.constantFrom([...Buffer.from("'|O'")], [...Buffer.from('9999999999')], [80, 75, 1, 2]),
    ),
  ),
  { minLength: 1, maxLength: 3 },
);

function edited(bytes: Uint8Array, changes: readonly Edit[]): Uint8Array {
  return changes.reduce((all, [where, drop, put]) => {
    const at = where % (all.length + 1);
    return Uint8Array.of(...all.subarray(0, at), ...put, ...all.subarray(at + drop));
  }, bytes);
}

describe('an untrusted file', () => {
  const file = (name: string): Uint8Array =>
    Uint8Array.from(readFileSync(new URL(`../vectors/npy/${name}`, import.meta.url)));
  const npy = [
    'rank-2-fortran',
    'int64-small',
    'bool',
    'version-2',
    'object',
    'rank-0',
    'structured',
  ];

  test('that is no longer what NumPy saved is read or refused in one line', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...npy.map((name) => file(`${name}.npy`))),
        edits,
        (bytes, changes) =>
          wrong(() => readNpy(edited(bytes, changes)), PoolscopeError, mostOfFile) === undefined,
      ),
      { numRuns: runs.npy },
    );
  });

  test('that is no longer an archive is read or refused in one line', () => {
    const archives = [
      file('stored.npz'),
      file('deflated.npz'),
      writeNpz({ x: tensor([1, 2, 3]), '../../etc/passwd': tensor([true]) }),
      zipSync({ '__proto__.npy': writeNpy(tensor([1])) }),
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...archives),
        edits,
        (bytes, changes) =>
          wrong(
            () => readNpz(edited(bytes, changes), { onUnread: () => {} }),
            PoolscopeError,
            mostOfFile,
          ) === undefined,
      ),
      { numRuns: runs.npz },
    );
  });

  test('that is no longer a saved view is read or refused in one line', () => {
    const files = views.map(writeView);
    const abouts = texts.map((text) => JSON.parse(text));
    const change = fc.tuple(fc.nat(10_000), fc.constantFrom('set', 'drop', 'add'), odd);
    fc.assert(
      fc.property(
        fc.nat(views.length - 1),
        edits,
        fc.array(change, { minLength: 1, maxLength: 3 }),
        (which, changes, fields) => {
          const about = JSON.stringify(spoilt(JSON.stringify(abouts[which]), fields));
          return (
            wrong(() => savedViews(about), PayloadError, mostOfFile) === undefined &&
            wrong(() => readView(edited(files[which]!, changes)), PoolscopeError, mostOfPayload) ===
              undefined
          );
        },
      ),
      { numRuns: runs.saved },
    );
  });
});

describe('an archive with false declarations', () => {
  /** An archive that declares another size for its only member, in both of the headers. */
  const declaring = (archive: Uint8Array, size: number): Uint8Array => {
    const copy = Uint8Array.from(archive);
    const record = Buffer.from(copy.buffer).lastIndexOf(Buffer.from('PK\x01\x02'));
    new DataView(copy.buffer).setUint32(record + 24, size, true);
    new DataView(copy.buffer).setUint32(22, size, true);
    return copy;
  };

  test('is unpacked no further than it declares: 64 MiB of zeros that claim to be 144 bytes', () => {
    const packed = deflateRawSync(new Uint8Array(2 ** 26));
    expect(packed.length).toBeLessThan(2 ** 17);
    // Stored as it is, then called deflated (8) in the member's own header and in the directory.
    const bomb = declaring(zipSync({ 'x.npy': Uint8Array.from(packed) }, { level: 0 }), 144);
    bomb[8] = 8;
    bomb[Buffer.from(bomb.buffer).lastIndexOf(Buffer.from('PK\x01\x02')) + 10] = 8;
    const before = process.memoryUsage().arrayBuffers;
    expect(() => readNpz(bomb)).toThrow('declares 144 bytes and holds more');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(mostOfFile);
  });

  test('is refused where members share their bytes', () => {
    // Two entries of the directory for one member, each justified by itself.
    const archive = Uint8Array.from(zipSync({ 'a.npy': new Uint8Array(2 ** 16) }));
    const buffer = Buffer.from(archive.buffer);
    const start = buffer.lastIndexOf(Buffer.from('PK\x01\x02'));
    const end = buffer.lastIndexOf(Buffer.from('PK\x05\x06'));
    const entries = Array.from({ length: 20 }, (_, i) => {
      const entry = Uint8Array.from(archive.subarray(start, end));
      entry[46] = 'a'.charCodeAt(0) + i;
      return entry;
    });
    const directory = Buffer.concat(entries);
    const tail = Uint8Array.from(archive.subarray(end));
    const view = new DataView(tail.buffer);
    for (const at of [8, 10]) view.setUint16(at, entries.length, true);
    view.setUint32(12, directory.length, true);
    const shared = Buffer.concat([archive.subarray(0, start), directory, tail]);
    expect(() => readNpz(new Uint8Array(shared))).toThrow('overlaps what follows it');
  });

  test('may give a member any name: a name is never used as a path', () => {
    const names = ['../../etc/passwd', '/etc/passwd', 'C:\\x', '__proto__', 'constructor'];
    const archive = writeNpz(Object.fromEntries(names.map((name) => [name, tensor([1])])));
    const arrays = readNpz(archive);
    expect(Object.keys(arrays).sort()).toEqual([...names].sort());
    expect(Object.getPrototypeOf(arrays)).toBe(Object.prototype);
  });
});
