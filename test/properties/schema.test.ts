import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import table from '../../labextension/poolscope/core/limits.json' with { type: 'json' };
import { limits } from '../../src/core/limits.js';
import { maxPool } from '../../src/ops/max-pool.js';
import { tensor } from '../../src/tensor/from-data.js';
import { decode } from '../../src/view/codec.js';
import { View } from '../../src/view/view.js';
import { explore, heatmap, maskView } from '../../src/view/views.js';
import { PayloadError } from '../../src/view/wire/codecs/fields.js';
import { encode, type Payload } from '../../src/view/wire/payload.js';

// The decoder and the published schema take the same payloads.

vi.setConfig({ testTimeout: 120_000 });

const seed = 20261128;
console.info(`schema: seed ${seed}`);

const schema = JSON.parse(
  readFileSync(new URL('../../schema/payload.v1.schema.json', import.meta.url), 'utf8'),
);
const validate = new Ajv2020({
  strict: true,
  strictTypes: false,
  strictRequired: false,
  strictTuples: false,
}).compile(schema);

const x = tensor(
  Float64Array.from({ length: 48 }, (_, i) => ((i * 37) % 53) / 4),
  [1, 4, 6, 2],
);
const { output, mask } = maxPool(x, { kernelSize: [2, 3], stride: 2, padding: [0, 1] });
const cut = { whole: [1, 8, 6, 2], origin: [0, 4, 0, 0], shape: [1, 4, 6, 2] };
const counts = { cells: 96, sum: Number.NaN, nan: 1, posInf: 0, negInf: 0 };
const rows = { total: 1, none: 0, one: 1, several: 0 };
const payloads = [
  explore({ x, mask, dout: output }),
  explore({ mask, dout: output, din: x }),
  new View({
    kind: 'pool',
    title: 'cut',
    mask,
    x,
    dout: output,
    din: x,
    cut,
    audit: { rows, x: counts },
  }),
  maskView(mask),
  heatmap(x, { role: 'gradient' }),
  new View({ kind: 'partial', title: 'partial', mask, x }),
  new View({ kind: 'partial', title: 'partial', dout: output }),
].map((view) => JSON.stringify(encode(view)));

/**
 * What no schema says, as the schema's own description has it: lengths that follow from shapes,
 * shapes that follow from the geometry, a cut that lies in the whole, the number of cells.
 */
const beyondSchema =
  /base64 text of|does not fit|has more than|is not \[\d|is not what the arrays hold|exceeds padded|is not less than|padding|lies in the|can't be read|matrix too large/;

const emoji = '\u{1f600}';
const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -0,
    1,
    1.5,
    -1,
    2,
    2 ** 53 - 1,
    2 ** 53,
    1e300,
    'NaN',
    'AAAA',
    '',
  ),
  fc.constantFrom<unknown>(
    [],
    {},
    [[]],
    [1, 1],
    [0],
    [1, 2, 3],
    [1, 1, 1, 1, 1, 1, 1],
    'float32',
    'bool',
    'int8',
  ),
  fc.constantFrom<unknown>(
    'heatmap',
    'mask',
    'pool',
    'partial',
    'activation',
    'gradient',
    'full',
    'split',
  ),
  fc
    .integer({ min: 198, max: 202 })
    .chain((count) =>
      fc.constantFrom(
        emoji.repeat(count),
        'é'.repeat(count),
        '\ud800'.repeat(count),
        'e\u0301'.repeat(count / 2),
      ),
    ),
);
/** A change of a payload: a value at a path of it is replaced, left out, or taken from elsewhere in it. */
const change = fc.tuple(
  fc.nat(),
  fc.constantFrom('replace', 'remove', 'move', 'move'),
  odd,
  fc.nat(),
);

type Json = Record<string, unknown>;

/** Every place of a payload: the object or array around it, and its key. */
function placesOf(value: unknown, found: [Json, string][] = []): [Json, string][] {
  if (typeof value !== 'object' || value === null) return found;
  for (const key of Object.keys(value)) {
    found.push([value as Json, key]);
    placesOf((value as Json)[key], found);
  }
  return found;
}

describe('the decoder and the schema', () => {
  test('take what is encoded', () => {
    for (const text of payloads) {
      expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
      expect(() => decode(text)).not.toThrow();
    }
  });

  test('take, and refuse, the same payloads', () => {
    const told = { both: 0, neither: 0, beyond: 0 };
    fc.assert(
      fc.property(
        fc.nat(payloads.length - 1),
        fc.array(change, { minLength: 1, maxLength: 2 }),
        (which, changes) => {
          const payload = JSON.parse(payloads[which]!);
          for (const [at, how, value, from] of changes) {
            const places = placesOf(payload);
            if (places.length === 0) break;
            const [around, key] = places[at % places.length]!;
            if (how === 'remove') {
              if (Array.isArray(around)) around.splice(Number(key), 1);
              else delete around[key];
            } else if (how === 'move') {
              const [other, name] = places[from % places.length]!;
              around[typeof key === 'string' && !Array.isArray(around) ? name : key] =
                structuredClone(other[name]);
            } else around[key] = structuredClone(value);
          }
          const bySchema = validate(payload);
          let problem: string | undefined;
          try {
            decode(JSON.stringify(payload));
          } catch (error) {
            if (!(error instanceof PayloadError)) throw error;
            problem = error.message;
          }
          const said = `${problem ?? 'decoded'} | ${bySchema ? 'valid' : JSON.stringify(validate.errors?.slice(0, 3))}`;
          if (problem === undefined) expect(bySchema, said).toBe(true);
          else if (bySchema) {
            told.beyond++;
            expect(problem, said).toMatch(beyondSchema);
          }
          if (problem === undefined && bySchema) told.both++;
          if (problem !== undefined && !bySchema) told.neither++;
        },
      ),
      { seed, numRuns: 4000 },
    );
    console.info('schema:', told);
    expect(Math.min(told.both, told.neither, told.beyond)).toBeGreaterThan(100);
  });

  test.each<[string, (payload: Payload) => void]>([
    ['a mask of one axis', ({ arrays }) => arrays.mask!.shape.splice(0, 2, 12 * 6)],
    ['a role that no heatmap has', (payload) => Object.assign(payload, { role: 'weight' })],
    [
      'a title of 201 code points',
      (payload) => Object.assign(payload, { title: emoji.repeat(201) }),
    ],
    ['an empty spatial axis', ({ geometry }) => geometry!.inputShape.splice(1, 1, 0)],
  ])('refuse %s', (_, lie) => {
    const payload = JSON.parse(payloads[0]!);
    lie(payload);
    expect(validate(payload)).toBe(false);
    expect(() => decode(payload)).toThrow(PayloadError);
  });

  test('take a title of 200 code points, in whatever planes they are', () => {
    const payload = JSON.parse(payloads[0]!);
    for (const title of [emoji.repeat(200), '\ud800'.repeat(200), `${emoji}a`.repeat(100)]) {
      expect(validate({ ...payload, title })).toBe(true);
      expect(decode({ ...payload, title }).title).toBe(title);
      expect(heatmap(x, { title }).title).toBe(title);
      expect(() => heatmap(x, { title: `${title}a` })).toThrow(
        'give a text of 1 to 200 characters',
      );
    }
  });
});

test('the schema has the limits of the table', () => {
  expect(schema.properties.title.maxLength).toBe(table.title.most);
  expect(schema.$defs.array.properties.shape.maxItems).toBe(table.axes.most);
  for (const name of ['whole', 'origin', 'shape']) {
    expect(schema.properties.cut.properties[name].maxItems).toBe(table.axes.most);
  }
  expect(schema.description).toContain(`more than 2^${Math.log2(limits.cells)} cells`);
});
