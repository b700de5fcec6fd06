import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { cloneAt } from './clone.mjs';
import { lineOf } from './problem.mjs';
import { outputOn } from './progress.mjs';
import { pytest, pythonCheck } from './pytest.mjs';
import { setUp } from './set-up.mjs';

const clone = cloneAt();
const biome = 'node_modules/@biomejs/biome/bin/biome';
const tsc = 'node_modules/typescript/bin/tsc';
const vitest = 'node_modules/vitest/vitest.mjs';

/** Checks of the sources: each command is one test. */
const checks = {
  'format and lint': [biome, 'check', '--error-on-warnings'],
  'types of src': [tsc, '-p', 'tsconfig.json', '--noEmit'],
  'types of labextension': [tsc, '-p', 'labextension/tsconfig.json', '--noEmit'],
  'types of scripts': [tsc, '-p', 'scripts/tsconfig.json'],
  'types of test': [tsc, '-p', 'test/tsconfig.json'],
};

/** The same of the Python sources. */
const sources = ['labextension/poolscope', 'test/python', 'test/torch'];
const pythonChecks = {
  'format of Python': ['ruff', 'format', '--check', '--quiet', ...sources],
  'lint of Python': ['ruff', 'check', '--quiet', ...sources],
  'types of Python': ['mypy', 'labextension/poolscope'],
};

/** The Python module's tests, and the examples in its docstrings; what imports PyTorch has `npm run test:torch`. */
const pythonTests = [
  'test/python',
  '--doctest-modules',
  ...['gradients', 'origin', 'recorder', 'scope', 'tensors'].map(
    (name) => `--ignore-glob=*/watch/${name}.py`,
  ),
  '--pyargs',
  'poolscope',
];

/** The projects of vitest.config.ts, the quick ones first. */
const projects = [
  'unit',
  'conformance',
  'conformance-browser',
  'properties',
  'types',
  'package',
  'notebooks',
  'start',
  'lab',
];

/**
 * @typedef {{ passed: number, failed: number }} Count
 */

/**
 * @typedef {{ name: string, run: () => Promise<Count> }} Suite
 */

/**
 * Makes the clone ready and runs everything.
 *
 * @returns {Promise<void>}
 */
export function runSuites() {
  return runAll(undefined, [
    ...Object.entries(checks).map(([name, args]) => ({ name, run: () => check(args) })),
    ...Object.entries(pythonChecks).map(([name, args]) => ({
      name,
      run: () => pythonCheck(clone, args),
    })),
    { name: 'python', run: () => pytest(clone, clone.python, 'python', pythonTests) },
    ...projects.map((name) => ({ name, run: () => project(name) })),
  ]);
}

/**
 * Does the steps of a set-up and runs suites. The last line is the sum; the exit code says whether all passed.
 *
 * @param {import('./steps.mjs').Step[] | undefined} steps the clone's own, if none are named
 * @param {Suite[]} suites
 * @returns {Promise<void>}
 */
export async function runAll(steps, suites) {
  try {
    await setUp({ clone, ...(steps && { steps }), ...outputOn(process.stdout) });
  } catch (error) {
    console.error(lineOf(error, clone.state));
    finish({ passed: 0, failed: 1 });
    return;
  }
  const sum = { passed: 0, failed: 0 };
  for (const { name, run } of suites) {
    console.log(`\n${name}`);
    const began = performance.now();
    const { passed, failed } = await run();
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(`${name}: ${passed} of ${passed + failed} passed (${seconds} s)`);
    sum.passed += passed;
    sum.failed += failed;
  }
  finish(sum);
}

/** @param {Count} sum */
function finish({ passed, failed }) {
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

/** @param {string[]} args @returns {Promise<Count>} */
async function check(args) {
  return (await node(args)) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/**
 * Runs one vitest project. What was skipped or marked as to do did not pass, nor did a suite that
 * ran nothing, ended without a report, or failed outside its tests.
 *
 * @param {string} name
 * @returns {Promise<Count>}
 */
export async function project(name) {
  const file = path.join(clone.state, 'tests', `${name}.json`);
  fs.rmSync(file, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const code = await node([vitest, 'run', '--project', name, ...reporters]);
  if (!fs.existsSync(file)) return { passed: 0, failed: 1 };
  const report = JSON.parse(fs.readFileSync(file, 'utf8'));
  const passed = report.numPassedTests;
  const failed = report.numTotalTests - passed + report.testResults.filter(failedWhole).length;
  const wrong = code !== 0 || passed === 0;
  return { passed, failed: wrong ? Math.max(failed, 1) : failed };
}

/**
 * A test file that failed before or beside its tests.
 *
 * @param {{ status: string, assertionResults: { status: string }[] }} file
 */
function failedWhole({ status, assertionResults }) {
  return status === 'failed' && assertionResults.every((test) => test.status !== 'failed');
}

/** @param {string[]} args @returns {Promise<number | null>} */
function node(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: clone.root, stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', resolve);
  });
}
