import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { step } from '../../scripts/lib/progress.mjs';

const words = { name: 'library', doing: 'building', done: 'built' };

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test('a quick step is one line: what it is, what it did, how long it took', async () => {
  const lines: string[] = [];
  const work = step({ log: (line) => lines.push(line) }, words, () => sleep(1500));
  await vi.advanceTimersByTimeAsync(1500);
  await work;
  expect(lines).toEqual(['library: built (1.5 s)']);
});

test('without a terminal, a long step says every ten seconds that it is still running', async () => {
  const lines: string[] = [];
  const work = step({ log: (line) => lines.push(line) }, words, () => sleep(25_000));
  await vi.advanceTimersByTimeAsync(25_000);
  await work;
  expect(lines).toEqual([
    '  library: still building (10 s)',
    '  library: still building (20 s)',
    'library: built (25.0 s)',
  ]);
});

test('on a terminal, the seconds count up in place', async () => {
  const lines: string[] = [];
  const live: string[] = [];
  const output = {
    log: (line: string) => lines.push(line),
    live: (line: string) => live.push(line),
  };
  const work = step(output, words, () => sleep(25_000));
  await vi.advanceTimersByTimeAsync(25_000);
  await work;
  expect(lines).toEqual(['library: built (25.0 s)']);
  expect(live.at(-1)).toMatch(/library: building \(25 s\)$/);
});

test('a step that fails prints nothing itself, since the error has the cause', async () => {
  const lines: string[] = [];
  const failed = new Error('no');
  const work = step({ log: (line) => lines.push(line) }, words, () => Promise.reject(failed));
  await expect(work).rejects.toBe(failed);
  expect(lines).toEqual([]);
});

const sleep = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
