// The set-up of a clone, step by step. Home-made and dependency-free, since its first steps run npm ci and make the Python
// environment; what comes after goes the same way.
import fs from 'node:fs';
import path from 'node:path';
import { assertUsable } from '../clone.mjs';
import { writeJupyterFiles } from '../jupyter/jupyter-files.mjs';
import { Problem } from '../problem.mjs';
import { withLock } from '../processes/lock.mjs';
import { run } from '../processes/run.mjs';
import { step as report } from '../progress.mjs';
import { hashOf, writeWhole } from './stamp.mjs';
import { stepsFor } from './steps.mjs';

/**
 * One step. It is up to date if what it made, and what it made it from, are what they were when it last ended well.
 *
 * @typedef {object} Step
 * @property {string} id
 * @property {string} name
 * @property {string} doing
 * @property {string} done
 * @property {string[]} [from]     files and folders that it works from, from the clone's root
 * @property {string[]} [facts]    what else it depends on
 * @property {string[]} [makes]    files and folders that tell that it was done; without, it is done each time
 * @property {() => Promise<string>} [probe] what else tells
 * @property {(run: Run) => Promise<void>} work
 *
 * @typedef {(command: string, args: string[], options?: { cwd?: string, env?: NodeJS.ProcessEnv }) => Promise<void>} Run in the
 *   clone, unless another folder is named
 * @typedef {import('../progress.mjs').Output
 *   & { clone: import('../clone.mjs').Clone, signal?: AbortSignal | undefined, steps?: Step[] }} SetUp
 */

/** Makes a clone ready: installs what is missing and builds what has changed. @param {SetUp} options */
export async function setUp(options) {
  await takeSteps({ steps: stepsFor(options.clone), ...options });
  writeJupyterFiles(options.clone);
}

/**
 * Takes those steps that are not up to date, in order, one line each. One command at a time does so; a step that was
 * interrupted has no stamp and is done again.
 *
 * @param {SetUp & { steps: Step[] }} options
 * @throws {Problem} its message is one line that says what to do
 */
export async function takeSteps({ log, live, signal, clone, steps }) {
  assertUsable(clone);
  await withLock(clone.state, { log, signal }, async (started) => {
    for (const step of steps) {
      const { id, name, from = [], facts, makes, probe, work } = step;
      const stamp = path.join(clone.state, 'stamps', id);
      const inputs = hashOf(clone.root, from, facts);
      const now = async () =>
        `${inputs} ${hashOf(clone.root, makes ?? [], [(await probe?.()) ?? ''])}`;
      const isDone = makes && fs.existsSync(stamp);
      if (isDone && fs.readFileSync(stamp, 'utf8') === (await now())) {
        log(`${name}: up to date`);
        continue;
      }
      fs.rmSync(stamp, { force: true });
      const common = { cwd: clone.root, log: path.join(clone.state, `${id}.log`), signal, started };
      await report({ log, live }, step, () =>
        work((command, args, options) => run(command, args, { ...common, ...options })),
      ).catch((error) => {
        throw error instanceof Problem ? new Problem(`${name}: ${error.message}`) : error;
      });
      writeWhole(stamp, await now());
    }
  });
}
