// `npm run notebooks`: executes the English notebooks, writes their outputs, as they are to be committed, and lays their code
// and outputs into those of the other languages. `npm run notebooks -- notebooks/01-max-pool-backprop.ipynb` executes the named
// ones only; with `notebooks/zh-CN/01-max-pool-backprop.ipynb` that is none.
import fs from 'node:fs';
import path from 'node:path';
import { layIntoLanguages, walkthroughsIn } from '../lib/languages/translated-notebooks.mjs';
import { pythonEnv } from '../lib/python.mjs';
import { setUp } from '../lib/set-up/set-up.mjs';
import { stepsFor, torchSteps } from '../lib/set-up/steps.mjs';
import { exitCode } from '../lib/suites.mjs';
import { torchKernel, torchNotice } from '../lib/torch.mjs';

/** @param {import('../lib/main.mjs').Context} context with notebooks as `args` */
export async function command(context) {
  const { clone, args, log } = context;
  const all = walkthroughsIn(clone.notebooks).map((name) => path.join('notebooks', name));
  const chosen = (args.length > 0 ? args : all).filter(
    (name) => path.resolve(clone.root, path.dirname(name)) === clone.notebooks,
  );
  if (chosen.length > 0 && !(await execute(context, chosen))) {
    process.exitCode = 1;
    return;
  }
  for (const name of layIntoLanguages(clone.notebooks)) log(`notebooks/${name}`);
}

/** @param {import('../lib/main.mjs').Context} context @param {string[]} names @returns {Promise<boolean>} whether all ran */
async function execute({ clone, signal, log, live }, names) {
  const needsTorch = names.some((name) => {
    const { metadata } = JSON.parse(fs.readFileSync(path.join(clone.root, name), 'utf8'));
    return metadata.kernelspec?.name === torchKernel.name;
  });
  const notice = needsTorch && torchNotice(clone);
  if (notice) log(notice);
  const steps = needsTorch ? torchSteps(clone) : stepsFor(clone);
  await setUp({ clone, steps, signal, log, live });
  const env = { ...pythonEnv(clone), JUPYTER_PREFER_ENV_PATH: '1' };
  const command = [clone.python, 'test/notebooks/run.py', '--write', ...names];
  return (await exitCode({ clone, signal }, command, env)) === 0;
}
