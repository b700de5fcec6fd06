// `npm test`, `npm run test:jupyter`, `test:torch`, `test:marimo`, `test:firefox`, `test:webkit`, `kernels` and `recheck`: make the clone ready, run every suite, and end with one line:
// `N passed, N failed`.
import fs from 'node:fs';
import { findFirefox } from '../lib/browsers/firefox.mjs';
import { findWebKit } from '../lib/browsers/webkit.mjs';
import { denoNotice, denoStep } from '../lib/deno.mjs';
import { lineOf, Problem } from '../lib/problem.mjs';
import { setUp } from '../lib/set-up/set-up.mjs';
import {
  marimoClone,
  marimoSteps,
  notices,
  releaseClone,
  releaseSteps,
  releases,
  stepsFor,
  torchSteps,
} from '../lib/set-up/steps.mjs';
import { check, checks, projects, pytest, pythonTests, vitest } from '../lib/suites.mjs';
import { torchClone, torchNotice } from '../lib/torch.mjs';
import { siteNotice, siteSteps } from '../site/steps.mjs';

/** The tests of `watch`, and the examples in the docstrings, those of modules that import PyTorch too. */
const tests = ['test/torch', '--doctest-modules', '--pyargs', 'poolscope'];

/**
 * What each command makes ready, says before it fetches, and runs.
 *
 * @type {Record<string, (context: import('../lib/main.mjs').Context) =>
 *   { steps: import('../lib/set-up/set-up.mjs').Step[], notice?: string | false | undefined, suites: import('../lib/suites.mjs').Suite[] }>}
 */
const kinds = {
  all: ({ clone, signal }) => ({
    steps: siteSteps(clone),
    notice: siteNotice(clone),
    suites: [
      ...checks(clone).map((one) => ({ name: one.name, run: () => check({ clone, signal }, one) })),
      { name: 'python', run: () => pytest({ clone, signal }, clone, 'python', pythonTests(clone)) },
      ...projects.map((name) => ({ name, run: () => vitest({ clone, signal }, name) })),
    ],
  }),
  jupyter: ({ clone, signal }) => ({
    steps: releaseSteps(clone),
    notice:
      releases.some(({ lab }) => !fs.existsSync(releaseClone(clone, lab).python)) &&
      notices.jupyter,
    suites: [{ name: 'jupyter', run: () => vitest({ clone, signal }, 'jupyter') }],
  }),
  torch: ({ clone, signal }) => ({
    steps: torchSteps(clone),
    notice: torchNotice(clone),
    suites: [
      { name: 'watch', run: () => pytest({ clone, signal }, torchClone(clone), 'watch', tests) },
      { name: 'torch', run: () => vitest({ clone, signal }, 'torch') },
    ],
  }),
  marimo: ({ clone, signal }) => ({
    steps: marimoSteps(clone),
    notice: !fs.existsSync(marimoClone(clone).python) && notices.marimo,
    suites: [{ name: 'marimo', run: () => vitest({ clone, signal }, 'marimo') }],
  }),
  kernels: ({ clone, signal }) => ({
    steps: [...stepsFor(clone), denoStep(clone)],
    notice: denoNotice(clone),
    suites: [{ name: 'kernels', run: () => vitest({ clone, signal }, 'kernels') }],
  }),
  firefox: ({ clone, signal }) => ({
    notice: `Firefox: ${findFirefox()}`,
    steps: stepsFor(clone),
    suites: [{ name: 'firefox', run: () => vitest({ clone, signal }, 'firefox') }],
  }),
  webkit: ({ clone, signal }) => ({
    notice: `WebKitGTK: ${findWebKit().WebKitWebDriver}`,
    steps: stepsFor(clone),
    suites: [{ name: 'webkit', run: () => vitest({ clone, signal }, 'webkit') }],
  }),
  recheck: ({ clone, signal }) => ({
    steps: torchSteps(clone),
    notice: torchNotice(clone),
    suites: [
      {
        name: 'recheck',
        run: () => pytest({ clone, signal }, torchClone(clone), 'recheck', ['test/recheck']),
      },
    ],
  }),
};

/** @param {import('../lib/main.mjs').Context} context with the kind as the only argument */
export async function command(context) {
  const { clone, args, signal, log, live } = context;
  const kind = kinds[args[0] ?? 'all'];
  if (kind === undefined)
    throw new Problem(
      `${args[0]} is no kind of test; name ${Object.keys(kinds)
        .filter((one) => one !== 'all')
        .join(', ')} or none`,
    );
  const { steps, notice, suites } = kind(context);
  const sum = { passed: 0, failed: 0 };
  /** @type {string[]} */
  const failures = [];
  /** @type {string[]} */
  const retried = [];
  try {
    if (notice) log(notice);
    await setUp({ clone, steps, signal, log, live });
  } catch (error) {
    console.error(lineOf(error, clone.state));
    suites.length = 0;
    sum.failed = 1;
  }
  for (const [index, { name, run }] of suites.entries()) {
    if (signal.aborted) break;
    log(`\nsuite ${index + 1} of ${suites.length}: ${name}`);
    const began = performance.now();
    const { passed, failed, failures: now = [], retried: again = [] } = await run();
    failures.push(...now);
    retried.push(...again);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    log(`${name}: ${passed} of ${passed + failed} passed (${seconds} s)`);
    sum.passed += passed;
    sum.failed += failed;
  }
  if (signal.aborted && sum.failed === 0) sum.failed = 1; // what was stopped did not pass
  // A test that fails at times is one to mend, though it has passed.
  if (retried.length > 0)
    log(`\n${retried.length} passed at the second try only:\n  ${retried.join('\n  ')}`);
  // Whoever sees the end alone of a long run sees what failed.
  if (failures.length > 0) log(`\nfailed:\n  ${failures.join('\n  ')}`);
  log(`\n${sum.passed} passed, ${sum.failed} failed`);
  process.exitCode = sum.failed === 0 ? 0 : 1;
}
