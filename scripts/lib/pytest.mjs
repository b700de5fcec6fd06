import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pythonEnv } from './python.mjs';

/**
 * A check of Python's sources with a tool of `.venv`: one test.
 *
 * @param {import('./clone.mjs').Clone} clone
 * @param {string[]} args the tool's module and its arguments
 * @returns {Promise<import('./suites.mjs').Count>}
 */
export async function pythonCheck(clone, args) {
  const code = await python(clone, clone.python, args);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/**
 * Runs pytest. What was skipped did not pass, nor did a run that had no test or left no report.
 *
 * @param {import('./clone.mjs').Clone} clone
 * @param {string} interpreter
 * @param {string} name of the report
 * @param {string[]} args
 * @returns {Promise<import('./suites.mjs').Count>}
 */
export async function pytest(clone, interpreter, name, args) {
  const file = path.join(clone.state, 'tests', `${name}.xml`);
  fs.rmSync(file, { force: true });
  const report = `--junitxml=${file}`;
  const code = await python(clone, interpreter, ['pytest', report, ...args]);
  if (!fs.existsSync(file)) return { passed: 0, failed: 1 };
  const head = fs.readFileSync(file, 'utf8').match(/<testsuite [^>]*>/)?.[0] ?? '';
  const count = (/** @type {string} */ what) =>
    Number(head.match(new RegExp(` ${what}="(\\d+)"`))?.[1]);
  const failed = count('failures') + count('errors') + count('skipped');
  const passed = count('tests') - failed;
  return { passed, failed: code === 0 && passed > 0 ? failed : Math.max(failed, 1) };
}

/**
 * @param {import('./clone.mjs').Clone} clone
 * @param {string} interpreter
 * @param {string[]} args a module and its arguments
 * @returns {Promise<number | null>}
 */
function python(clone, interpreter, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(interpreter, ['-m', ...args], {
      cwd: clone.root,
      env: { ...pythonEnv(clone), PYTHONDONTWRITEBYTECODE: '1' },
      stdio: 'inherit',
    });
    child.on('error', reject);
    child.on('exit', resolve);
  });
}
