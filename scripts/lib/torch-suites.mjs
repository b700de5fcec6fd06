import fs from 'node:fs';
import { cloneAt } from './clone.mjs';
import { pytest } from './pytest.mjs';
import { project, runAll } from './suites.mjs';
import { notice, torchClone, torchSteps } from './torch.mjs';

const clone = cloneAt();
const torch = torchClone(clone);

/** The tests of `watch`, and the examples in the docstrings, those of modules that import PyTorch too. */
const tests = ['test/torch', '--doctest-modules', '--pyargs', 'poolscope'];

/**
 * Makes PyTorch's environment ready and runs what needs it.
 *
 * @returns {Promise<void>}
 */
export async function runTorchSuites() {
  if (!fs.existsSync(torch.python)) console.log(notice);
  await runAll(torchSteps(clone), [
    { name: 'watch', run: () => pytest(torch, torch.python, 'watch', tests) },
    { name: 'torch', run: () => project('torch') },
  ]);
}
