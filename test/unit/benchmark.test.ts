import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { plot } from '../../bench/lib/plot.mjs';
import { pageOf, readReport } from '../../bench/lib/report.mjs';
import { cloneAt } from '../../scripts/lib/clone.mjs';

const { root } = cloneAt();
const read = (name: string): string => readFileSync(join(root, 'docs', name), 'utf8');

test('docs/benchmarks.md and its picture say what the results say (npm run bench:report)', () => {
  const report = readReport(root);
  expect(read('benchmarks.md')).toBe(pageOf(root, report));
  expect(read('images/benchmarks.svg')).toBe(plot(report));
});
