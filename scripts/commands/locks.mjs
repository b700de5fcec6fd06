// `npm run locks`: writes the locks of Python packages anew, from what the files `*.in` ask for. Pins stay as they are where
// they still fit; `npm run locks -- --upgrade` takes the newest ones.
import fs from 'node:fs';
import path from 'node:path';
import { pythonEnv } from '../lib/python.mjs';
import { differences } from '../lib/set-up/locks.mjs';
import { pip } from '../lib/set-up/packages.mjs';
import { setUp, takeSteps } from '../lib/set-up/set-up.mjs';
import { releases } from '../lib/set-up/steps.mjs';

/** Resolves for all systems at once, which pip cannot; fetched for this command alone. */
const uv = 'uv==0.13.9';

/** Optional packages that scripts/requirements.in says why to leave out. */
const left = ['rfc3987-syntax', 'lark'];

/** @param {import('../lib/main.mjs').Context} context with options of `uv pip compile` as `args` */
export async function command({ clone, args, ...rest }) {
  await setUp({ clone, ...rest });
  const place = path.join(clone.state, 'uv');
  const file = (/** @type {string} */ name) => path.join(clone.root, 'scripts', name);
  const base = file('requirements.lock');
  const whole = ['requirements', 'release', 'marimo', 'pictures', 'site'];
  const count = whole.length + releases.length;
  /** @type {import('../lib/set-up/set-up.mjs').Step} */
  const step = {
    id: 'locks',
    name: 'locks',
    doing: `writing ${count} of them`,
    done: `wrote ${count} of them`,
    async work(run) {
      await pip(run, clone, ['--target', place, '--upgrade', uv]);
      const env = { ...pythonEnv(clone), PYTHONPATH: place };
      // The least Python that the clone takes, and nothing in the lock but pins and hashes.
      const options =
        '--universal --python-version 3.11 --generate-hashes --no-header --no-annotate';
      const without = left.flatMap((name) => ['--no-emit-package', name]);
      const compile = (/** @type {string[]} */ ...own) => {
        const args = ['-m', 'uv', 'pip', 'compile', ...options.split(' '), ...without, ...own];
        return run(clone.python, args, { env });
      };
      for (const name of whole) {
        await compile(file(`${name}.in`), '-o', file(`${name}.lock`), ...args);
      }
      for (const { lab } of releases) {
        const made = path.join(place, `${lab}.lock`);
        fs.copyFileSync(base, made); // uv keeps the pins that it finds where it writes
        await compile(file(`jupyter/${lab}.in`), '-o', made);
        const own = differences(fs.readFileSync(base, 'utf8'), fs.readFileSync(made, 'utf8'));
        fs.writeFileSync(file(`jupyter/${lab}.lock`), own);
      }
    },
  };
  await takeSteps({ clone, steps: [step], ...rest });
}
