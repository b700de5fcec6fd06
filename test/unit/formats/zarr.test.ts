import { expect, test } from 'vitest';
import { readZarr, readZarr2 } from '../../../src/formats/zarr/metadata.js';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Metadata of a small array, with some of it changed. */
const metadata = (changes: object = {}): string =>
  JSON.stringify({
    zarr_format: 3,
    node_type: 'array',
    shape: [2],
    data_type: 'uint8',
    chunk_grid: { name: 'regular', configuration: { chunk_shape: [2] } },
    chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
    codecs: [{ name: 'bytes' }],
    fill_value: 0,
    ...changes,
  });

const version2 = {
  zarr_format: 2,
  shape: [4, 4],
  chunks: [2, 2],
  dtype: '<f4',
  compressor: null,
  fill_value: 0,
  order: 'C',
  filters: null,
};

test('what has no configuration may be a name alone, as in version 3.1 of the format', () => {
  const text = metadata({ chunk_key_encoding: 'default', codecs: ['bytes', 'crc32c'] });
  const array = readZarr(encode(text), 'a');
  expect(array.kind === 'array' && array.codecs.map(({ name }) => name)).toEqual([
    'bytes',
    'crc32c',
  ]);
});

test('floats that JSON has no number for stand bare, as Python writes them', () => {
  const text = metadata({ attributes: { missing: 0, text: '"NaN, -Infinity' } });
  const { attributes } = readZarr(encode(text.replace('"missing":0', '"missing":-Infinity')), 'a');
  expect(attributes).toEqual({ missing: '-Infinity', text: '"NaN, -Infinity' });
});

test('a fill value keeps all digits, and is not that of an attribute', () => {
  const text = metadata({ data_type: 'int64', attributes: { fill_value: 7 } });
  const least = text.replace('"fill_value":0', '"fill_value": -9223372036854775807 ');
  const array = readZarr(encode(least), 'a');
  expect(array.kind === 'array' && array.fill).toBe(-9223372036854775807n);
});

test.each([
  ['escapes', `"${'\\\\"'.repeat(2 ** 18)}`],
  ['escapes that end in one', `"${'\\\\"'.repeat(2 ** 18)}\\`],
  ['names', '"fill_value"   :'.repeat(2 ** 15)],
])('a megabyte of %s is refused at once', (_, text) => {
  const start = performance.now();
  expect(() => readZarr(encode(text.slice(0, 2 ** 20)), 'a')).toThrow(/is not a JSON object/);
  // Quadratic work would take minutes.
  expect(performance.now() - start).toBeLessThan(5000);
});

test.each<[string, object]>([
  ['codecs', { codecs: [{ name: ['bytes'] }] }],
  ['codecs', { codecs: [{ name: 'bytes' }, { name: ['gzip'] }] }],
  ['data_type', { data_type: ['uint8'] }],
  ['chunk_key_encoding', { chunk_key_encoding: { name: ['default'] } }],
])('a text in a list is no text: %s', (argument, changes) => {
  expect(() => readZarr(encode(metadata(changes)), 'a')).toThrow(`readZarr: a: ${argument}=`);
});

test.each<[string, object]>([
  ['dtype', { dtype: ['<f4'] }],
  ['dtype', { dtype: [['x', '<f4']] }],
  ['codecs', { compressor: { id: ['zlib'], level: 1 } }],
  ['codecs', { compressor: undefined }],
  ['codecs', { filters: [{ id: 'delta', dtype: '<f4' }] }],
  ['filters', { filters: 'delta' }],
  ['filters', { filters: { id: 'delta', dtype: '<f4' } }],
  ['order', { order: 'f' }],
  ['order', { order: ['F'] }],
  ['order', { order: null }],
])('what version 2 says of %s is taken for what it is, or refused', (argument, changes) => {
  const text = JSON.stringify({ ...version2, ...changes });
  expect(() => readZarr2(encode(text), 'a')).toThrow(`readZarr: a: ${argument}=`);
  expect(readZarr2(encode(JSON.stringify(version2)), 'a').kind).toBe('array');
});
