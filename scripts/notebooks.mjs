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
import { notice, torchClone, torchSteps } from './lib/torch.mjs';

const clone = cloneAt();
const torch = torchClone(clone);
const all = fs
  .readdirSync(clone.notebooks)
  .filter((name) => name.endsWith('.ipynb'))
  .map((name) => path.join('notebooks', name));
const named = process.argv.slice(2);
const chosen = named.length > 0 ? named : all;
const runner = path.join('test', 'notebooks', 'run.py');

/** @param {string} name */
function inPython(name) {
  const { metadata } = JSON.parse(fs.readFileSync(path.join(clone.root, name), 'utf8'));
  return metadata.kernelspec?.name !== 'tslab';
}

try {
  const python = chosen.filter(inPython);
  if (python.length > 0 && !fs.existsSync(torch.python)) console.log(notice);
  const steps = python.length > 0 ? { steps: torchSteps(clone) } : {};
  await setUp({ clone, ...steps, ...outputOn(process.stdout) });
  write(
    clone,
    chosen.filter((name) => !python.includes(name)),
  );
  write(torch, python);
} catch (error) {
  console.error(lineOf(error, clone.state));
  process.exitCode = 1;
}

/**
 * @param {import('./lib/clone.mjs').Clone} own the clone, with the environment that runs them
 * @param {string[]} notebooks
 */
function write(own, notebooks) {
  if (notebooks.length === 0) return;
  const { status } = spawnSync(own.python, [runner, '--write', ...notebooks], {
    cwd: clone.root,
    env: { ...pythonEnv(own), JUPYTER_PREFER_ENV_PATH: '1' },
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = status ?? 1;
}
