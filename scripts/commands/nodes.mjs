// `npm run nodes`: the suites that depend on Node, under each version that the library supports.
// Not part of `npm test`: npm fetches each Node, about 50 MB, into its own cache.
import { spawnSync } from 'node:child_process';
import { writeJupyterFiles } from '../lib/jupyter-files.mjs';
import { setUp } from '../lib/set-up.mjs';

/** The least one, and the last of each line that Node still maintains. */
const versions = ['20.19.0', '22.23.3', '24.21.0'];
const suites = ['unit', 'conformance', 'properties', 'slow', 'types', 'package', 'notebooks'];

/** The notebooks' kernel runs on the Node that writes its file. */
const kernels = `
import { cloneAt } from './scripts/lib/clone.mjs';
import { writeJupyterFiles } from './scripts/lib/jupyter-files.mjs';
writeJupyterFiles(cloneAt());`;

/** @param {import('../lib/main.mjs').Context} context */
export async function command({ clone, signal, log, live }) {
  await setUp({ clone, signal, log, live });
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const projects = suites.flatMap((name) => ['--project', name]);
  const results = versions.map((version) => {
    log(`\nNode ${version}`);
    const under = (/** @type {string[]} */ ...args) => {
      const named = ['exec', '--yes', '--package', `node-${system}-${process.arch}@${version}`];
      const options = { cwd: clone.root, stdio: /** @type {const} */ ('inherit') };
      return spawnSync('npm', [...named, '--', 'node', ...args], options).status === 0;
    };
    const passed =
      under('--input-type=module', '--eval', kernels) &&
      under('node_modules/vitest/vitest.mjs', 'run', ...projects);
    return { version, passed };
  });
  writeJupyterFiles(clone);
  for (const { version, passed } of results)
    log(`Node ${version}: ${passed ? 'passed' : 'failed'}`);
  process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;
}
