// `npm run notebooks`: executes the notebooks and writes their outputs, as they are to be committed.
// `npm run notebooks -- notebooks/01-max-pool-backprop.ipynb` does so for the named ones only.
import fs from 'node:fs';
import path from 'node:path';
import { pythonEnv } from '../lib/python.mjs';
import { setUp } from '../lib/set-up.mjs';
import { stepsFor, torchSteps } from '../lib/steps.mjs';
import { exitCode } from '../lib/suites.mjs';
import { torchKernel, torchNotice } from '../lib/torch.mjs';

/** @param {import('../lib/main.mjs').Context} context with notebooks as `args` */
export async function command({ clone, args, signal, log, live }) {
  const names = fs.readdirSync(clone.notebooks).filter((name) => name.endsWith('.ipynb'));
  const chosen = args.length > 0 ? args : names.map((name) => path.join('notebooks', name));
  const needsTorch = chosen.some((name) => {
    const { metadata } = JSON.parse(fs.readFileSync(path.join(clone.root, name), 'utf8'));
    return metadata.kernelspec?.name === torchKernel.name;
  });
  const notice = needsTorch && torchNotice(clone);
  if (notice) log(notice);
  const steps = needsTorch ? torchSteps(clone) : stepsFor(clone);
  await setUp({ clone, steps, signal, log, live });
  const env = { ...pythonEnv(clone), JUPYTER_PREFER_ENV_PATH: '1' };
  const command = [clone.python, 'test/notebooks/run.py', '--write', ...chosen];
  if ((await exitCode({ clone, signal }, command, env)) !== 0) process.exitCode = 1;
}
