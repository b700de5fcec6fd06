// What is checked and tested, and how each run of a tool is counted.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pythonEnv } from './python.mjs';

/**
 * Where a tool runs (with `take` it gets what the tool prints, which else goes to the terminal), and what is run there.
 *
 * @typedef {import('./clone.mjs').Clone} Clone
 * @typedef {{ clone: Clone, signal: AbortSignal, take?: (text: string) => void }} Context
 * @typedef {{ passed: number, failed: number, failures?: string[], retried?: string[] }} Count with what failed, and what
 *   passed at a second try only, each with why
 * @typedef {{ name: string, run: () => Promise<Count> }} Suite
 * @typedef {{ name: string, command: string[] }} Check a program and its arguments
 */

/** The projects of vitest.config.ts, the quick ones first. */
export const projects =
  'unit alone conformance conformance-browser properties slow types package notebooks start site lab'.split(
    ' ',
  );

/**
 * The Python module's tests, and the examples in its docstrings; what imports PyTorch has `npm run test:torch`.
 *
 * @param {Clone} clone
 */
export function pythonTests(clone) {
  const folder = path.join(clone.root, 'labextension', 'poolscope', 'watch');
  const textOf = (/** @type {string} */ name) => fs.readFileSync(path.join(folder, name), 'utf8');
  // What runs calls again needs it throughout, and whoever hears of operators.
  const importsTorch = (/** @type {string} */ name) =>
    name.startsWith('recheck') ||
    /^\s*(import|from) torch\b|^from \.\.pytorch import overrides$/m.test(textOf(name));
  const modules = fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.py'));
  const ignored = modules.filter(importsTorch).map((name) => `--ignore-glob=*/watch/${name}`);
  return ['test/python', '--doctest-modules', ...ignored, '--pyargs', 'poolscope'];
}

/**
 * The checks of the sources. TypeScript's compiler, by its path: node_modules/.bin/tsc is the older one that tslab brings
 * along. It keeps what it found in .poolscope/types and looks again only at what has changed since.
 *
 * @param {Clone} clone
 * @returns {Check[]}
 */
export function checks(clone) {
  const module = 'labextension/poolscope labextension/poolscope_command';
  const sources = `${module} test scripts/site`;
  /** @type {[string, string, string][]} */
  const all = [
    [process.execPath, 'types', 'node_modules/typescript/bin/tsc --build scripts/types'],
    [
      process.execPath,
      'format and lint',
      'node_modules/@biomejs/biome/bin/biome check --error-on-warnings',
    ],
    [clone.python, 'types of Python', `-m mypy ${module}`],
    [clone.python, 'lint of Python', `-m ruff check --quiet ${sources}`],
    [clone.python, 'format of Python', `-m ruff format --check --quiet ${sources}`],
  ];
  return all.map(([program, name, args]) => ({ name, command: [program, ...args.split(' ')] }));
}

/** Runs a check: one test. @param {Context} context @param {Check} check @returns {Promise<Count>} */
export async function check(context, { command }) {
  const isNode = command[0] === process.execPath;
  const env = isNode ? process.env : toolsEnv(context.clone);
  const passed = (await exitCode(context, command, env)) === 0;
  return {
    passed: Number(passed),
    failed: Number(!passed),
    failures: passed ? [] : [command.join(' ')],
  };
}

/**
 * Runs a vitest project, or some tests of several. What was skipped or marked as to do did not pass, nor did a suite that
 * ran nothing (unless its arguments allow for that), ended without a report, or failed outside its tests.
 *
 * @param {Context} context
 * @param {string} name of the report
 * @param {string[]} [args]
 * @returns {Promise<Count>}
 */
export async function vitest(context, name, args = ['run', '--project', name]) {
  const file = reportFile(context.clone, `${name}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const program = 'node_modules/vitest/vitest.mjs';
  const code = await exitCode(context, [process.execPath, program, ...args, ...reporters]);
  if (!fs.existsSync(file)) return counted(name, code, 0, 0, []);
  const report = JSON.parse(fs.readFileSync(file, 'utf8'));
  const mayBeNone = args.includes('--passWithNoTests');
  if (mayBeNone && code === 0 && report.numTotalTests === 0) return { passed: 0, failed: 0 };
  /** @type {{ status: string, assertionResults: { status: string }[] }[]} */
  const files = report.testResults;
  // Those that failed before or beside their tests.
  const whole = files.filter(
    (file) =>
      file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed'),
  );
  const passed = report.numPassedTests;
  const { failures, retried } = unsoundIn(report, context.clone.root);
  const failed = report.numTotalTests - passed + whole.length;
  return { ...counted(name, code, passed, failed, failures), retried };
}

/**
 * What a report of vitest says was not passed at once, each with why: the files and tests that failed, and the tests that
 * failed before they passed.
 *
 * @param {{ testResults: { name: string, status: string, message?: string, assertionResults: { status: string, fullName: string, failureMessages: string[] | null }[] }[] }} report
 * @param {string} root
 * @returns {{ failures: string[], retried: string[] }}
 */
export function unsoundIn(report, root) {
  /** @type {{ failures: string[], retried: string[] }} */
  const unsound = { failures: [], retried: [] };
  for (const { name, status, message = '', assertionResults } of report.testResults) {
    const file = path.relative(root, name);
    const before = unsound.failures.length;
    for (const { status, fullName, failureMessages } of assertionResults) {
      const why = failureMessages?.[0]?.split('\n', 1)[0] ?? '';
      const line = `${file}: ${fullName}: ${why || status}`;
      if (status !== 'passed') unsound.failures.push(line);
      else if (why) unsound.retried.push(line);
    }
    const isBeside = status === 'failed' && unsound.failures.length === before;
    if (isBeside) unsound.failures.push(`${file}: ${message.split('\n', 1)[0]}`);
  }
  return unsound;
}

/**
 * Runs pytest. What was skipped did not pass, nor did a run that had no test or left no report.
 *
 * @param {Context} context
 * @param {Clone} own with the environment to run it in
 * @param {string} name of the report
 * @param {string[]} args
 * @returns {Promise<Count>}
 */
export async function pytest(context, own, name, args) {
  const file = reportFile(context.clone, `${name}.xml`);
  const command = [own.python, '-m', 'pytest', `--junitxml=${file}`, ...args];
  const code = await exitCode(context, command, toolsEnv(context.clone));
  if (!fs.existsSync(file)) return counted(name, code, 0, 0, []);
  const text = fs.readFileSync(file, 'utf8');
  const head = text.match(/<testsuite [^>]*>/)?.[0] ?? '';
  const count = (/** @type {string} */ what) =>
    Number(head.match(new RegExp(` ${what}="(\\d+)"`))?.[1]);
  const failed = count('failures') + count('errors') + count('skipped');
  return counted(name, code, count('tests') - failed, failed, failuresIn(text));
}

/** The tests of a report of pytest that did not pass, each with why. @param {string} text of XML @returns {string[]} */
export function failuresIn(text) {
  const cases =
    /<testcase classname="([^"]*)" name="([^"]*)"[^>]*><(?:failure|error|skipped)\b[^>]*? message="([^"]*)"/g;
  return [...text.matchAll(cases)].map(([, place, name, why = '']) =>
    `${place}: ${name}: ${why.split('&#10;', 1)[0]}`.replace(
      /&(\w+);/g,
      (entity, one) => entities[one] ?? entity,
    ),
  );
}

/** @type {Record<string, string>} those that XML names itself */
const entities = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** @param {Clone} clone @param {string} name */
function reportFile(clone, name) {
  const file = path.join(clone.state, 'tests', name);
  fs.rmSync(file, { force: true });
  return file;
}

/**
 * What failed outside every test, as an error that nobody awaited, is one failure as well.
 *
 * @param {string} name of the report
 * @param {number | null} code
 * @param {number} passed
 * @param {number} failed
 * @param {string[]} failures
 * @returns {Count}
 */
function counted(name, code, passed, failed, failures) {
  if (failed > 0 || (code === 0 && passed > 0)) return { passed, failed, failures };
  const beside = `${name}: exit code ${code} with ${passed} tests passed and none failed; its own lines say why`;
  return { passed, failed: 1, failures: [beside] };
}

/** Runs a program; a stop ends it. @param {Context} context @param {string[]} command @param {NodeJS.ProcessEnv} [env] */
export function exitCode({ clone, signal, take }, [program = '', ...args], env = process.env) {
  /** @type {Promise<number | null>} its exit code */
  const ended = new Promise((resolve, reject) => {
    /** @type {import('node:child_process').StdioOptions} */
    const stdio = take ? ['ignore', 'pipe', 'pipe'] : 'inherit';
    const child = spawn(program, args, { cwd: clone.root, env, stdio });
    // Ctrl-C reaches the tool as well, which ends what its tests have started; a second one would cut that short. What
    // reached this process alone is passed on later.
    /** @type {NodeJS.Timeout | undefined} */
    let late;
    const stop = () => {
      late = setTimeout(() => child.kill('SIGINT'), 20_000);
    };
    signal.addEventListener('abort', stop);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => take?.(text));
    }
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(late);
      signal.removeEventListener('abort', stop);
      resolve(code);
    });
  });
  return ended;
}

/** @param {Clone} clone */
const toolsEnv = (clone) => ({ ...pythonEnv(clone), PYTHONDONTWRITEBYTECODE: '1' });
