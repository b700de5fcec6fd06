import { describe, expect, test } from 'vitest';
import { MemoryError } from '../../../src/core/errors.js';
import { sharedBuild } from '../../../src/memory/build.js';
import { Engine } from '../../../src/memory/engine.js';
import { plain } from '../../../src/memory/generated/plain.js';
import { decodeBase64 } from '../../../src/memory/instantiate.js';

const gibibyte = 2 ** 30;

describe.each([
  ['the build for browsers', () => new Engine({ bytes: decodeBase64(plain) })],
  ['the build for Node', () => new Engine(sharedBuild())],
])('Engine with %s', (_, start) => {
  test('grows its memory, and keeps what it holds', () => {
    const engine = start();
    const address = engine.allocate('test', 8);
    engine.view('float64', address, 1)[0] = 0.1;
    engine.allocate('test', 2 ** 20);
    expect(engine.view('float64', address, 1)[0]).toBe(0.1);
    expect(engine.use()).toMatchObject({ arrays: 2, bytes: 2 ** 20 + 8 });
  });

  test('knows its own arrays from others, and those made before it grew as stale', () => {
    const engine = start();
    const view = engine.view('uint8', engine.allocate('test', 8), 8);
    expect(engine.holds(view)).toBe(true);
    expect(engine.holds(new Uint8Array(8))).toBe(false);
    engine.allocate('test', 2 ** 20);
    expect(engine.holds(view)).toBe(false);
  });

  test('says what was asked for where the system has no more, and goes on working', () => {
    const engine = start();
    engine.setLimit(8 * gibibyte);
    expect(() => engine.allocate('to', 5 * gibibyte)).toThrow(
      'to: bytes=5368709120 were refused by the system (0 of WASM memory are held)',
    );
    expect(() => engine.allocate('to', 5 * gibibyte)).toThrow(MemoryError);
    expect(engine.allocate('to', 16)).toBeGreaterThan(0);
  });

  test('gives scratch memory up for what must be held', () => {
    const engine = start();
    engine.setLimit(1000);
    engine.scratch('maxPool', 800);
    expect(engine.use()).toMatchObject({ arrays: 0, bytes: 0, scratch: 800 });
    engine.allocate('to', 600);
    expect(engine.use()).toMatchObject({ arrays: 1, bytes: 600, scratch: 0 });
    expect(() => engine.scratch('maxPool', 800)).toThrow(
      'maxPool: bytes=800 exceed the memory limit of 1000 (608 of WASM memory are held)',
    );
  });
});

test('an engine keeps what it holds where it was, when threads come to share its memory', async () => {
  const engine = new Engine(sharedBuild());
  const address = engine.allocate('test', 8 * 2 ** 16);
  const before = engine.view('float64', address, 2 ** 16).fill(0.1);
  expect(before.buffer).toBeInstanceOf(ArrayBuffer);
  expect(await engine.setThreads(2)).toBe(2);
  expect(engine.holds(before)).toBe(false);
  const after = engine.view('float64', address, 2 ** 16);
  expect(after.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(after).toEqual(before);
  await engine.setThreads(1);
  expect(engine.holds(after)).toBe(true);
});
