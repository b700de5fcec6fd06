import { expect, test } from 'vitest';
import { PoolscopeError } from '../../src/core/errors.js';
import { readNpy } from '../../src/formats/npy.js';
import { type Change, doubtful, npyOf, readable } from '../fixtures/npy-headers.js';
import { readByNumpy, type Told } from '../fixtures/numpy.js';
import { told } from './archives.js';

// Headers of `.npy` files that NumPy itself would not write, held against what NumPy reads of them.

const seed = 20261130;
console.info(`npy-headers: seed ${seed}`);

let state = seed;
const next = (below: number): number => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
};

/** What is read of a file, or the line that refuses it. */
function read(file: Uint8Array): Told | string {
  try {
    return told(readNpy(file));
  } catch (error) {
    if (error instanceof PoolscopeError) return error.message;
    throw error;
  }
}

const line = /^readNpy: [^\n]{1,700}; [^\n;]+$/;

const pick = (from: readonly Change[], most: number): Change[] =>
  Array.from({ length: next(most + 1) }, () => from[next(from.length)]!);

test('every header that Python could write by hand is read as NumPy reads it', () => {
  const files = [
    ...readable.map((change) => npyOf([change])),
    ...Array.from({ length: 400 }, () => npyOf(pick(readable, 4))),
  ];
  const due = readByNumpy(files);
  for (const [i, file] of files.entries()) {
    const text = JSON.stringify(Buffer.from(file.subarray(0, 200)).toString('latin1'));
    expect(due[i], text).toBeDefined();
    expect({ '': read(file) }, text).toEqual(due[i]);
  }
});

test('any other header is read as NumPy reads it, or refused in one line', () => {
  const files = [
    ...doubtful.map((change) => npyOf([change])),
    ...Array.from({ length: 900 }, () =>
      npyOf([...pick(readable, 3), ...pick(doubtful, 2), doubtful[next(doubtful.length)]!]),
    ),
  ];
  const due = readByNumpy(files);
  let refused = 0;
  for (const [i, file] of files.entries()) {
    const own = read(file);
    const text = JSON.stringify(Buffer.from(file.subarray(0, 200)).toString('latin1'));
    if (typeof own !== 'string') {
      expect({ '': own }, text).toEqual(due[i]);
      continue;
    }
    expect(own, text).toMatch(line);
    expect(own, text).not.toMatch(/undefined|NaN|\[object/);
    refused++;
  }
  expect(refused).toBeGreaterThan(files.length / 2);
  expect(refused).toBeLessThan(files.length);
});

test('a file cut at any byte is refused in one line', () => {
  for (const version of [1, 2, 3] as const) {
    const whole = npyOf([readable[version - 1]!]);
    for (let end = 0; end < whole.length; end++) {
      const own = read(whole.subarray(0, end));
      expect(own).toMatch(line);
      expect(own).not.toContain('undefined');
    }
  }
});
