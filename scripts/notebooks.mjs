// `npm run notebooks`: executes the notebooks and writes their outputs, as they are to be committed.
// `npm run notebooks -- notebooks/01-max-pool-backprop.ipynb` does so for the named ones only.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { cloneAt } from './lib/clone.mjs';
import { lineOf } from './lib/problem.mjs';
import { outputOn } from './lib/progress.mjs';
import { pythonEnv } from './lib/python.mjs';
import { setUp } from './lib/set-up.mjs';

const clone = cloneAt();
const all = fs
  .readdirSync(clone.notebooks)
  .filter((name) => name.endsWith('.ipynb'))
  .map((name) => path.join('notebooks', name));
const named = process.argv.slice(2);
const runner = path.join('test', 'notebooks', 'run.py');

try {
  await setUp({ clone, ...outputOn(process.stdout) });
  const args = [runner, '--write', ...(named.length > 0 ? named : all)];
  const { status } = spawnSync(clone.python, args, {
    cwd: clone.root,
    env: { ...pythonEnv(clone), JUPYTER_PREFER_ENV_PATH: '1' },
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
} catch (error) {
  console.error(lineOf(error, clone.state));
  process.exitCode = 1;
}
