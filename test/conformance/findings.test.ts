import { describe, expect, test } from 'vitest';
import table from '../../labextension/poolscope/findings/finding/table.json' with { type: 'json' };
import type { Finding } from '../../src/findings/finding/finding.js';
import type { Message } from '../../src/findings/finding/message.js';
import { findings } from '../../src/findings/findings.js';
import { tensor } from '../../src/tensor/from-data.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { maskFrom } from '../../src/window/mask/mask-from.js';
import type { PoolOptions } from '../../src/window/options.js';
import { windows } from '../../src/window/windows.js';
import { type Vector, vectorFile } from './vectors.js';

type Place = { row: number; amount?: number } | { array: string; cell: number; amount?: number };

interface Expected {
  name: string;
  severity: string;
  count: number;
  text: string;
  /** The first of them. */
  places: Place[];
  as?: string;
  array?: string;
}

interface FindingsVector extends Vector {
  shape: number[];
  options: PoolOptions;
  share: 'full' | 'split';
  pooledIn?: 'float16' | 'bfloat16';
  x?: Tensor;
  mask: Tensor;
  dout: Tensor;
  din?: Tensor;
  findings: Expected[];
}

const { header, vectors } = vectorFile<FindingsVector>('findings/cases');

function found(vector: FindingsVector): Finding[] {
  const { shape, options, share, pooledIn, x, mask, dout, din } = vector;
  const own = maskFrom(mask, windows(shape, options));
  return findings({ x, mask: own, dout, din, share, pooledIn });
}

describe('findings are what a search with NumPy finds in', () => {
  test.each(vectors)('$name', (vector) => {
    const { findings: expected } = vector;
    const own = found(vector);
    expect(own.map(({ text }) => text)).toEqual(expected.map(({ text }) => text));
    for (const [i, finding] of own.entries()) {
      const { places, ...rest } = expected[i]!;
      expect(finding).toMatchObject(rest);
      expect(places.map((_, k) => finding.place(k))).toEqual(places);
    }
  });
});

// Python is asked the same in test/python/findings/test_table.py, so that no finding or sentence comes
// to one language alone.
describe('the table of findings', () => {
  const all = vectors.flatMap(found);
  /** Each form of each sentence, and the key that it belongs to. */
  const keys = new Map(
    Object.entries(table.sentences).flatMap(([key, forms]) =>
      [forms].flat().map((form) => [form, key] as const),
    ),
  );
  const unsaid = header.unsaid as Record<'Python' | 'TypeScript', string[]>;
  const elsewhere = new Set(Object.values(unsaid).flat());

  test('has a vector for each finding, which finds it', () => {
    const expected = vectors.flatMap((vector) => vector.findings.map(({ name }) => name));
    const names = new Set(Object.keys(table.findings).filter((name) => !elsewhere.has(name)));
    expect(new Set(expected)).toEqual(names);
    expect(new Set(all.map(({ name }) => name))).toEqual(names);
  });

  test('has no sentence, in no form, that is said of no vector', () => {
    const said = new Set(all.flatMap(({ message }) => formsOf(message)));
    const silent = [...keys.keys()].filter((form) => !said.has(form));
    expect(silent).toEqual([...keys].filter(([, key]) => elsewhere.has(key)).map(([form]) => form));
    expect([...said].filter((form) => !keys.has(form))).toEqual([]);
  });

  test('names the sentences that only the library says, of a part', () => {
    // Cell 2 of din got 99 from a window that starts there, outside the part. Cell 1 got 0.
    const mask = maskFrom([1, 0, 1, 0], windows([1, 3, 1], { kernelSize: 2, stride: 1 }));
    const found = findings({
      mask,
      dout: tensor([1, 0], [1, 2, 1]),
      din: tensor([1, 0, 99], [1, 3, 1]),
      cut: { whole: [1, 9, 1], origin: [0, 0, 0], shape: [1, 3, 1] },
    });
    const own = found.flatMap(({ message }) => formsOf(message)).map((form) => keys.get(form)!);
    expect(own.filter((key) => elsewhere.has(key))).toEqual(unsaid.TypeScript);
  });
});

/** The templates that a message is said with. */
function formsOf({ text, plural, values }: Message): string[] {
  const form = plural && plural.count !== 1 ? plural.text : text;
  return [form, ...values.flatMap((value) => (typeof value === 'string' ? [] : formsOf(value)))];
}
