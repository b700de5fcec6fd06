import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Point } from '../../bench/lib/parts.mjs';
import { againstTorch, askedTable, hostTable, lpTable } from '../../bench/report/asked.mjs';
import { growthSentence, lineOf } from '../../bench/report/growth.mjs';
import { plotGrowth } from '../../bench/report/growth-plot.mjs';
import { pageFiles } from '../../bench/report/page.mjs';
import type { DatedResult } from '../../bench/report/results.mjs';
import { replaced } from '../../bench/report/results.mjs';
import { linearSentence, paperSentence, storesTable } from '../../bench/report/scale.mjs';
import { watchVerdict } from '../../bench/report/watched.mjs';
import { curvesFor } from '../../bench/rows/curves.mjs';
import { rows } from '../../bench/rows/rows.mjs';
import { cloneAt } from '../../scripts/lib/clone.mjs';

const { root } = cloneAt();

test('docs/benchmarks.md and its pictures say what the results say (npm run bench:report)', () => {
  for (const [file, text] of Object.entries(pageFiles(root))) {
    expect(readFileSync(join(root, file), 'utf8'), file).toBe(text);
  }
});

test('a row that is measured again stands in the place of what it gave before', () => {
  const before = [result('a', 'forward', { copy: 1 }), result('b', 'forward', { copy: 2 })];
  const again = [result('a', 'forward', { copy: 3 })];
  expect(replaced(before, again)).toEqual([...again, before[1]]);
});

test('each row has an id of its own', () => {
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
});

/** What a row gave, by the fastest call of each contestant in milliseconds. */
function result(
  row: string,
  work: 'forward' | 'backward',
  times: Record<string, number>,
): DatedResult {
  const contestants = Object.fromEntries(
    Object.entries(times).map(([id, min]) => [id, { min, median: min, calls: 1 }]),
  );
  return { row, dtype: 'float32', work, contestants, day: '2026-01-02' };
}

/** The line of a table that begins with a row's title, as cells. */
function lineAbout(table: string, title: string): string[] {
  const line = table.split('\n').find((one) => one.startsWith(`| ${title}`)) ?? '';
  return line.split('|').map((cell) => cell.trim());
}

describe('what is asked of every shape', () => {
  const times = {
    'poolscope-1': 2,
    'poolscope-all': 1,
    'torch-1-last': 6,
    'torch-1-first': 5,
    'torch-all-last': 4,
    'torch-all-first': 3,
  };

  test('is told thread for thread in PyTorch’s better layout, and best against best', () => {
    expect(againstTorch(result('spp-9', 'forward', times))).toEqual({ one: 2.5, all: 3, best: 3 });
  });

  test('stands beside what was measured; all threads owe four fifths of it', () => {
    const table = askedTable(
      'max',
      [result('spp-9', 'forward', { ...times, 'torch-all-first': 4 })],
      2,
    );
    // Asked 5: one thread gives 2.5, all give 4.
    expect(lineAbout(table, '4×20×20×512, 9×9').slice(2, 6)).toEqual([
      '5',
      '2.50 ✗',
      '4.00 ✓',
      '4.00',
    ]);
  });

  test('of all threads is not told where other work held the cores', () => {
    const measured = { ...result('spp-9', 'forward', times), load: 3.1 };
    const cells = lineAbout(askedTable('max', [measured], 2), '4×20×20×512, 9×9').slice(2, 6);
    expect(cells).toEqual(['5', '2.50 ✗', 'busy', 'busy']);
  });

  test('of Lp pooling is twice the time of the average', () => {
    const table = lpTable(
      [
        result('lp1-spp-9', 'backward', {
          ...times,
          'poolscope-average-1': 1,
          'poolscope-average-all': 0.25,
        }),
      ],
      2,
    );
    expect(lineAbout(table, '4×20×20×512, 9×9 stride 1, p 1').slice(6, 10)).toEqual([
      '2.00 ✓',
      '4.00 ✗',
      '2.50',
      '3.00',
    ]);
  });

  test('of host tensors is 1.2 times the resident call and the copies', () => {
    const table = hostTable([
      result('large', 'forward', { ...times, 'poolscope-host-out': 3.6, 'copy-both': 1 }),
      result('large', 'backward', { ...times, 'poolscope-host-out': 4.5, 'copy-both': 1 }),
    ]);
    expect(lineAbout(table, '8×112×112×64, 2×2 stride 2').slice(2, 8)).toEqual([
      '3.6',
      '2 + 1',
      '1.20 ✓',
      '4.5',
      '2 + 1',
      '1.50 ✗',
    ]);
  });
});

describe('growth', () => {
  const point = (at: number, ours: number, torch: number): Point => ({
    curve: 'window',
    at,
    results: (['forward', 'backward'] as const).map((work) =>
      result('window', work, { 'poolscope-1': ours, 'torch-1-last': torch, 'torch-1-first': 99 }),
    ),
  });
  const points = [point(5, 1, 2), point(21, 1.5, 20)];

  test('a curve has our times, and PyTorch’s in its better layout', () => {
    expect(lineOf(points, 'window', 'forward')).toEqual([
      { at: 5, ours: 1, torch: 2 },
      { at: 21, ours: 1.5, torch: 20 },
    ]);
  });

  test('a window of 21×21 is held against one of 5×5', () => {
    expect(growthSentence(points)).toContain('forward 1.50 times ✗ (PyTorch 10.0)');
  });

  test('the picture has a panel for each curve and direction, all inside', () => {
    const machine = { processor: '', cores: 4, memoryInGiB: 1, system: '' };
    const about = { day: '', machine, load: 0, minutes: 0, versions: {} };
    const curves = curvesFor(4);
    const all = curves.flatMap(({ id, at }) =>
      at.map((value) => ({ ...point(value, value / 100, value), curve: id })),
    );
    const svg = plotGrowth({ ...about, points: all });
    expect(svg.match(/<path class="curve ours"/g)).toHaveLength(2 * curves.length);
    const [, height = ''] = /viewBox="0 0 900 (\d+)"/.exec(svg) ?? [];
    const heights = [...svg.matchAll(/translate\(\d+ (\d+)\)/g)].map(([, y]) => Number(y));
    expect(Math.max(...heights) + 128).toBeLessThan(Number(height));
    const dots = [...svg.matchAll(/cx="([\d.]+)" cy="([\d.]+)"/g)];
    expect(dots.every(([, x, y]) => Number(x) <= 296 && Number(y) <= 128)).toBe(true);
  });
});

describe('what is asked under watch', () => {
  const times = (min: number): { min: number; median: number } => ({ min, median: min });

  test.each([
    ['a small network', 10, 15, true],
    ['ResNet18, batch 32', 10, 13.1, false],
    ['GoogLeNet, batch 16', 10, 16, true],
  ])('a step of %s', (name, plain, watched, met) => {
    const taken = { plain: times(plain), watched: times(watched), look: times(1000) };
    expect(watchVerdict({ kind: 'step', name, ...taken }).met).toBe(met);
  });

  // A call may take ten times its own time, or 20 ms, with the look at what was found.
  test.each([
    [5, 30, 20, true],
    [5, 30, 21, false],
    [0.1, 5, 15, true],
  ])('a call of %s ms that takes %s, and %s to look at', (plain, watched, look, met) => {
    const taken = { plain: times(plain), watched: times(watched), look: times(look) };
    expect(watchVerdict({ kind: 'pool', name: 'a call', ...taken }).met).toBe(met);
  });

  test('find may take 100 ms', () => {
    expect(watchVerdict({ kind: 'find', name: '', find: times(101) }).met).toBe(false);
  });
});

describe('what is asked of stores', () => {
  /** A check of so many GB, by the seconds of the clock and of the workers' processors. */
  const checked = (gb: number, workers: number, seconds: number, spent: number) => ({
    kind: 'check' as const,
    bytes: gb * 1e9,
    source: 'disk' as const,
    workers,
    times: { seconds, workers: spent, scheduler: 0.1 },
    mostOfWorker: 150e6,
    planted: 10 * gb,
    found: 10 * gb,
    same: true,
  });
  const results = [
    checked(1, 1, 2.5, 2),
    checked(1, 2, 2, 2),
    checked(10, 1, 40, 20),
    checked(10, 2, 20, 20),
  ];

  test('is told of two workers: their MB/s, and how many times as fast as one they are', () => {
    const lines = storesTable(results)
      .split('\n')
      .map((line) => line.split('|').map((cell) => cell.trim()));
    // 10 GB in 20 s are 500 MB/s, twice as fast as in 40; 1 GB in 2 s is 1.25 times as fast as in 2.5.
    expect(
      lines.find(([, gb, , workers]) => gb === '10.00' && workers === '2')?.slice(4, 10),
    ).toEqual(['500 ✓', '1.00', '500', '150 ✓', '100, the same ✓', '2.00× ✓']);
    expect(lines.find(([, gb, , workers]) => gb === '1.00' && workers === '2')?.[9]).toBe(
      '1.25× ✗',
    );
  });

  test('a terabyte on paper follows from what a core judged of the largest store', () => {
    // 500 MB a second of a core, 32 times: 16 GB/s, 62.5 s. A drive of 5 GB/s takes 200 s.
    expect(paperSentence(results)).toContain('32 cores judge 16.0 GB/s: 1.0 minutes');
    expect(paperSentence(results)).toContain('gives 3.3 minutes, bound by the disk');
    expect(linearSentence(results)).toContain('2.00 s for each GB of 1.0 GB, 2.00 s of 10.0 GB');
  });
});
