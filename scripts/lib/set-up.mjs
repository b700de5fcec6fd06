import fs from 'node:fs';
import path from 'node:path';
import { assertUsable, cloneAt } from './clone.mjs';
import { writeJupyterFiles } from './jupyter-files.mjs';
import { withLock } from './lock.mjs';
import { Problem } from './problem.mjs';
import { step as report } from './progress.mjs';
import { writeWhole } from './stamp.mjs';
import { stepsFor } from './steps.mjs';

/**
 * Makes a clone ready: installs what is missing and builds what has changed. One start at a time does so; a step that was
 * interrupted has no stamp and is done again.
 *
 * @param {import('./progress.mjs').Output & {
 *   clone?: import('./clone.mjs').Clone, signal?: AbortSignal | undefined, steps?: import('./steps.mjs').Step[]
 * }} options `log` gets one line per step
 * @returns {Promise<void>}
 * @throws {Problem} its message is one line that says what to do
 */
export async function setUp({ log, live, signal, clone = cloneAt(), steps = stepsFor(clone) }) {
  await takeSteps({ log, live, signal, clone, steps });
  writeJupyterFiles(clone);
}

/**
 * Takes those steps that are not up to date, in order.
 *
 * @param {import('./progress.mjs').Output & {
 *   clone: import('./clone.mjs').Clone, signal?: AbortSignal | undefined, steps: import('./steps.mjs').Step[]
 * }} options
 * @returns {Promise<void>}
 * @throws {Problem}
 */
export async function takeSteps({ log, live, signal, clone, steps }) {
  assertUsable(clone);
  await withLock(path.join(clone.state, 'turns'), { log, signal }, async (started) => {
    for (const step of steps) {
      const stamp = path.join(clone.state, 'stamps', step.id);
      const inputs = step.inputs();
      const current = `${inputs} ${await step.result()}`;
      if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === current) {
        log(`${step.name}: up to date`);
        continue;
      }
      fs.rmSync(stamp, { force: true });
      await report({ log, live }, step, () => step.work({ signal, started })).catch((error) => {
        throw error instanceof Problem ? new Problem(`${step.name}: ${error.message}`) : error;
      });
      writeWhole(stamp, `${inputs} ${await step.result()}`);
    }
  });
}
