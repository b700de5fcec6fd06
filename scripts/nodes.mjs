// `npm run nodes`: the suites that depend on Node, under each version that the library supports.
// Not part of `npm test`: each Node is a download of about 50 MB, kept in .poolscope/nodes.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { cloneAt } from './lib/clone.mjs';
import { writeJupyterFiles } from './lib/jupyter-files.mjs';
import { lineOf, Problem } from './lib/problem.mjs';
import { outputOn, step } from './lib/progress.mjs';
import { run } from './lib/run.mjs';
import { setUp } from './lib/set-up.mjs';

/** The least one, and the last of each line that Node still maintains. */
const versions = ['20.19.0', '22.23.3', '24.21.0'];
const suites = ['unit', 'conformance', 'properties', 'types', 'package', 'notebooks'];

const clone = cloneAt();
const output = outputOn(process.stdout);

try {
  await setUp({ clone, ...output });
  const failed = [];
  for (const version of versions) {
    const node = await nodeOf(version);
    output.log(`\nNode ${version}`);
    kernelOn(node);
    const projects = suites.flatMap((name) => ['--project', name]);
    const { status } = spawnSync(node, ['node_modules/vitest/vitest.mjs', 'run', ...projects], {
      cwd: clone.root,
      env: { ...process.env, PATH: [path.dirname(node), process.env.PATH].join(path.delimiter) },
      stdio: 'inherit',
    });
    if (status !== 0) failed.push(version);
  }
  for (const version of versions) {
    output.log(`Node ${version}: ${failed.includes(version) ? 'failed' : 'passed'}`);
  }
  process.exitCode = failed.length === 0 ? 0 : 1;
} catch (error) {
  console.error(lineOf(error, clone.state));
  process.exitCode = 1;
} finally {
  if (fs.existsSync(clone.venv)) writeJupyterFiles(clone);
}

/**
 * The program of a version, from its npm package.
 *
 * @param {string} version
 * @returns {Promise<string>}
 */
async function nodeOf(version) {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${system}-${process.arch}`;
  const folder = path.join(clone.state, 'nodes', version);
  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  const node = path.join(folder, 'node_modules', name, 'bin', program);
  if (!fs.existsSync(node)) {
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
    const words = { name: `Node ${version}`, doing: 'fetching about 50 MB', done: 'fetched' };
    await step(output, words, () =>
      run('npm', ['install', '--no-save', `${name}@${version}`], {
        cwd: folder,
        log: path.join(clone.state, 'nodes.log'),
      }),
    );
  }
  if (!fs.existsSync(node)) throw new Problem(`${name} ${version} holds no ${program}`);
  return node;
}

/**
 * Lets notebooks run on a Node: the kernel's file names the one that writes it.
 *
 * @param {string} node
 */
function kernelOn(node) {
  const script = `
    import { cloneAt } from './scripts/lib/clone.mjs';
    import { writeJupyterFiles } from './scripts/lib/jupyter-files.mjs';
    writeJupyterFiles(cloneAt());`;
  const { status } = spawnSync(node, ['--input-type=module', '--eval', script], {
    cwd: clone.root,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Problem(`${node} does not run here`);
}
