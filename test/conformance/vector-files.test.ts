import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { vectorFile } from './vectors.js';

const folder = new URL('../vectors/', import.meta.url);
/** Files that don't hold results of frameworks. */
const others = /^(npy|shared|hostile)\//;
const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.json') && !others.test(name))
  .map((name) => name.slice(0, -'.json'.length));

const own = new URL('.', import.meta.url);
const suites = readdirSync(own)
  .map((name) => readFileSync(new URL(name, own), 'utf8'))
  .join('\n');

describe.each(names)('the vectors of %s', (name) => {
  test('say what made them, when and by which script', () => {
    expect(vectorFile(name).header).toMatchObject({
      source: expect.stringMatching(/\d+\.\d+/),
      made: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
      by: 'test/vectors/generate.py',
    });
  });

  // Where some agree and some differ, `agreeing` and `differing` are each called with the name.
  test('are all read by a suite, also those that differ', () => {
    const { vectors } = vectorFile(name);
    const differ = vectors.filter((vector) => vector.difference !== undefined).length;
    const mixed = differ > 0 && differ < vectors.length && name !== 'onnx-nodes';
    const readings = suites.split(`'${name}'`).length - 1;
    expect(readings).toBeGreaterThanOrEqual(mixed ? 2 : 1);
  });
});
