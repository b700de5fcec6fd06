import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { median } from './statistics.mjs';

/**
 * From `import` to the first result, each time in a fresh Node; in milliseconds.
 *
 * @param {number} times
 */
export function startup(times) {
  const script = fileURLToPath(new URL('../workers/first-result.mjs', import.meta.url));
  const taken = Array.from({ length: times }, () =>
    Number(execFileSync(process.execPath, [script], { encoding: 'utf8' })),
  );
  return { min: Math.min(...taken), median: median(taken), times };
}

/** The browser's bundle, kernels included, in bytes: as it is, and gzipped. */
export function bundleSize() {
  const bundle = fs.readFileSync(new URL('../../dist/browser.js', import.meta.url));
  return { bytes: bundle.length, gzipped: gzipSync(bundle).length };
}
