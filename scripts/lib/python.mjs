// Python's interpreters and what their tools need. Dependency-free, since it makes the environment.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Problem } from './problem.mjs';

const remedy = 'install Python 3.11 or newer from https://www.python.org or your system’s packages';

const names =
  process.platform === 'win32'
    ? ['python', 'python3', 'py']
    : ['python3', 'python', 'python3.14', 'python3.13', 'python3.12', 'python3.11'];

/** `base` is what an environment was made from: the clone's own may be active, and must not be what a new one is made from. */
const question = `
import json, sys
try:
    from importlib.util import find_spec
    whole = all(find_spec(name) for name in ('venv', 'ensurepip'))
except ImportError:
    whole = False
print(json.dumps({
    'version': '.'.join(map(str, sys.version_info[:3])),
    'isNew': sys.version_info[:2] >= (3, 11),
    'base': getattr(sys, '_base_executable', None) or sys.executable,
    'whole': whole,
}))`;

/** @typedef {{ version: string, isNew: boolean, base: string, whole: boolean }} Python */

/**
 * The first Python on PATH that is new enough and can make an environment.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<Python>}
 * @throws {Problem} none, only older ones, or one without venv or ensurepip
 */
export async function findPython(env = process.env) {
  /** @type {Python[]} */
  const found = [];
  for (const name of names) {
    const python = await ask(name, env);
    if (python?.isNew && python.whole) return python;
    if (python) found.push(python);
  }
  const best = found.find(({ isNew }) => isNew) ?? found[0];
  const problem = best && `Python ${best.version} (${best.base})`;
  const [minor] = best?.version.match(/^\d+\.\d+/) ?? [];
  const line = best?.isNew
    ? `${problem} has no venv or ensurepip module; install them (Debian, Ubuntu: apt install python${minor}-venv)`
    : `${problem ? `${problem} is too old` : 'no Python is on PATH'}; ${remedy}`;
  throw new Problem(`${line} and run the command again`);
}

/**
 * @param {string} command
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<Python | undefined>} `undefined` if it isn't there or doesn't answer
 */
export function ask(command, env = process.env) {
  return new Promise((resolve) => {
    execFile(command, ['-E', '-c', question], { env, timeout: 20_000 }, (error, stdout) => {
      try {
        resolve(error ? undefined : JSON.parse(stdout));
      } catch {
        resolve(undefined);
      }
    });
  });
}

/**
 * The environment for Python's tools: the user's own, less what would lead them out of `.venv`.
 *
 * @param {import('./clone.mjs').Clone} clone
 * @returns {NodeJS.ProcessEnv}
 */
export function pythonEnv(clone) {
  const { PYTHONHOME, PYTHONPATH, PIP_TARGET, PIP_PREFIX, ...env } = process.env;
  return {
    ...env,
    PATH: [path.dirname(clone.python), env.PATH].join(path.delimiter),
    VIRTUAL_ENV: clone.venv,
    PYTHONNOUSERSITE: '1',
    PIP_USER: '0',
    PIP_REQUIRE_VIRTUALENV: '0',
  };
}

/** An environment as where Node was never installed. @param {NodeJS.ProcessEnv} env @returns {NodeJS.ProcessEnv} */
export function withoutNode(env) {
  const holds = (/** @type {string} */ folder) =>
    ['node', 'node.exe'].some((name) => fs.existsSync(path.join(folder, name)));
  const folders = (env.PATH ?? '').split(path.delimiter).filter((folder) => !holds(folder));
  return { ...env, PATH: folders.join(path.delimiter) };
}
