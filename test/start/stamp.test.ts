import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { hashOf, writeWhole } from '../../scripts/lib/set-up/stamp.mjs';
import { folderWith } from './fixtures/folders.js';

const files = { 'src/a.ts': 'a', 'src/deep/b.ts': 'b', 'lock.json': '{}' };
const inputs = ['src', 'lock.json'];
const reference = () => hashOf(folderWith(files), inputs, ['linux']);

test('equal files have an equal hash in any folder', () => {
  expect(hashOf(folderWith(files), ['lock.json', 'src'], ['linux'])).toBe(reference());
});

test.each([
  ['a file’s text', { ...files, 'src/deep/b.ts': 'B' }],
  ['a file’s name', { 'src/c.ts': 'a', 'src/deep/b.ts': 'b', 'lock.json': '{}' }],
  ['one more file', { ...files, 'src/c.ts': '' }],
  ['one file less', { 'src/a.ts': 'a', 'src/deep/b.ts': 'b' }],
])('%s changes the hash', (_, changed) => {
  expect(hashOf(folderWith(changed), inputs, ['linux'])).not.toBe(reference());
});

test('a fact beside the files changes the hash', () => {
  expect(hashOf(folderWith(files), inputs, ['darwin'])).not.toBe(reference());
});

test('files that tools make in a source folder don’t change the hash', () => {
  const more = { ...files, 'src/generated/x.ts': '', 'src/__pycache__/x.pyc': '' };
  expect(hashOf(folderWith(more), inputs, ['linux'])).toBe(reference());
});

test('a file that already has the same content is not written', () => {
  const folder = folderWith({ 'kernel.json': '{}' });
  const file = path.join(folder, 'kernel.json');
  fs.utimesSync(file, 1, 1);
  writeWhole(file, '{}');
  expect(fs.statSync(file).mtimeMs).toBe(1000);
  writeWhole(file, '{"argv":[]}');
  expect(fs.readFileSync(file, 'utf8')).toBe('{"argv":[]}');
  expect(fs.readdirSync(folder)).toEqual(['kernel.json']);
});
