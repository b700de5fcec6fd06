// `npm run notebooks`: executes the notebooks and writes their outputs, as they are to be committed.
// `npm run notebooks -- notebooks/01-max-pool-backprop.ipynb` does so for the named ones only.
import fs from 'node:fs';
import path from 'node:path';
import { pythonEnv } from '../lib/python.mjs';
import { setUp } from '../lib/set-up.mjs';
import { notices, stepsFor, torchClone, torchSteps } from '../lib/steps.mjs';
import { exitCode } from '../lib/suites.mjs';

/** @param {import('../lib/main.mjs').Context} context with notebooks as `args` */
export async function command({ clone, args, signal, log, live }) {
  const torch = torchClone(clone);
  const names = fs.readdirSync(clone.notebooks).filter((name) => name.endsWith('.ipynb'));
  const chosen = args.length > 0 ? args : names.map((name) => path.join('notebooks', name));
  const inPython = chosen.filter((name) => {
    const { metadata } = JSON.parse(fs.readFileSync(path.join(clone.root, name), 'utf8'));
    return metadata.kernelspec?.name !== 'tslab';
  });
  if (inPython.length > 0 && !fs.existsSync(torch.python)) log(notices.torch);
  const steps = inPython.length > 0 ? torchSteps(clone) : stepsFor(clone);
  await setUp({ clone, steps, signal, log, live });
  const inTypeScript = chosen.filter((name) => !inPython.includes(name));
  for (const [own, some] of /** @type {const} */ ([
    [clone, inTypeScript],
    [torch, inPython],
  ])) {
    if (some.length === 0) continue;
    const env = { ...pythonEnv(own), JUPYTER_PREFER_ENV_PATH: '1' };
    const command = [own.python, 'test/notebooks/run.py', '--write', ...some];
    if ((await exitCode({ clone, signal }, command, env)) !== 0) process.exitCode = 1;
    signal.throwIfAborted();
  }
}
