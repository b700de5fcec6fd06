import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { median } from '../report/statistics.mjs';

/**
 * Measures how the library loads, and prints it: from `import` to the first result, in
 * milliseconds, each time in a fresh Node; and the browser's bundle, kernels included, in bytes.
 *
 * @param {number} times
 */
export function measureStart(times) {
  const script = fileURLToPath(new URL('../workers/first-result.mjs', import.meta.url));
  const taken = Array.from({ length: times }, () =>
    Number(execFileSync(process.execPath, [script], { encoding: 'utf8' })),
  );
  const start = { min: Math.min(...taken), median: median(taken), times };
  const bytes = fs.readFileSync(new URL('../../dist/browser.js', import.meta.url));
  const bundle = { bytes: bytes.length, gzipped: gzipSync(bytes).length };
  console.log(
    `import to first result: ${start.median.toFixed(1)} ms (least ${start.min.toFixed(1)})`,
  );
  console.log(`bundle for browsers, gzipped: ${(bundle.gzipped / 1000).toFixed(1)} kB`);
  return { start, bundle };
}
