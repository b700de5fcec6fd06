// `npm run nodes`: the suites that depend on Node, under each version that the library supports.
// Not part of `npm test`: npm fetches each Node, about 50 MB, into its own cache.
import { writeJupyterFiles } from '../lib/jupyter/jupyter-files.mjs';
import { setUp } from '../lib/set-up/set-up.mjs';
import { exitCode } from '../lib/suites.mjs';

/** The least one, and the last of each line that Node still maintains. */
const versions = ['20.19.0', '22.23.3', '24.21.0'];
const suites = ['unit', 'conformance', 'properties', 'slow', 'types', 'package', 'notebooks'];

/** The notebooks' kernel runs on the Node that writes its file. */
const kernels = `
import { cloneAt } from './scripts/lib/clone.mjs';
import { writeJupyterFiles } from './scripts/lib/jupyter/jupyter-files.mjs';
writeJupyterFiles(cloneAt());`;

/** @param {import('../lib/main.mjs').Context} context */
export async function command({ clone, signal, log, live }) {
  await setUp({ clone, signal, log, live });
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const projects = suites.flatMap((name) => ['--project', name]);
  const failed = new Set();
  for (const version of versions) {
    log(`\nNode ${version}`);
    const node = `node-${system}-${process.arch}@${version}`;
    for (const args of [
      ['--input-type=module', '--eval', kernels],
      ['node_modules/vitest/vitest.mjs', 'run', ...projects],
    ]) {
      const command = ['npm', 'exec', '--yes', '--package', node, '--', 'node', ...args];
      if ((await exitCode({ clone, signal }, command)) !== 0) failed.add(version);
    }
    signal.throwIfAborted();
  }
  writeJupyterFiles(clone);
  for (const version of versions) {
    log(`Node ${version}: ${failed.has(version) ? 'failed' : 'passed'}`);
  }
  process.exitCode = failed.size === 0 ? 0 : 1;
}
