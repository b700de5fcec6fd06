// `npm run check`: what a developer wants to know after each edit, in seconds: types, format and lint, and the quick tests
// that what has changed can affect. `npm test` says the rest.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { kernels } from '../lib/set-up/builds.mjs';
import { takeSteps } from '../lib/set-up/set-up.mjs';
import { packagesFor } from '../lib/set-up/steps.mjs';
import { check, checks, pytest, pythonTests, vitest } from '../lib/suites.mjs';

/**
 * @typedef {import('../lib/suites.mjs').Context} Context
 * @typedef {{ name: string, run: (context: Context) => Promise<import('../lib/suites.mjs').Count> }} Task
 */

/** The projects of vitest.config.ts that need nothing built and take no long tests, and how they run. */
const quick = [
  // Files share what they import, which takes longer than most of their tests; `npm test` runs each by itself.
  { names: ['unit', 'conformance'], options: ['--pool=threads', '--no-isolate'] },
  { names: ['alone'], options: ['--pool=threads'] },
];

/** @param {import('../lib/main.mjs').Context} context */
export async function command({ clone, signal, log, live }) {
  const quiet = (/** @type {string} */ line) => line.endsWith(': up to date') || log(line);
  await takeSteps({ clone, signal, log: quiet, live, steps: [...packagesFor(clone), kernels] });
  const { files, words } = changed(clone.root);
  log(words);
  /** @type {Task[]} */
  const all = [
    ...tests(clone.root, files),
    { name: 'python', run: (context) => pytest(context, clone, 'check', pythonTests(clone)) },
  ];
  for (const one of checks(clone)) all.push({ name: one.name, run: (own) => check(own, one) });
  const tasks = all.filter(({ name }) => !/python/i.test(name) || affectsPython(files));
  let failed = 0;
  // Two at a time: the longest, which come first, and what fits beside them.
  const worker = async () => {
    for (let task = tasks.shift(); task && !signal.aborted; task = tasks.shift()) {
      const began = performance.now();
      let text = '';
      const count = await task.run({ clone, signal, take: (more) => (text += more) });
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      if (count.failed > 0) log(text.trimEnd());
      const passed = count.passed > 0 ? `${count.passed} passed` : 'no test is affected';
      const result = count.failed > 0 ? `${count.failed} failed` : passed;
      log(`${task.name}: ${result} (${seconds} s)`);
      failed += count.failed;
    }
  };
  await Promise.all([worker(), worker()]);
  signal.throwIfAborted();
  process.exitCode = failed === 0 ? 0 : 1;
}

/**
 * The files that have changed since the last commit; where none has, those that it changed.
 *
 * @param {string} root
 * @returns {{ files: string[] | undefined, words: string }} no files where git cannot tell
 */
function changed(root) {
  const git = (/** @type {string[]} */ ...args) => {
    const { status, stdout } = spawnSync('git', [...args, '-z'], { cwd: root, encoding: 'utf8' });
    return status === 0 ? stdout.split('\0').filter(Boolean) : undefined;
  };
  const edited = git('diff', '--name-only', '--diff-filter=d', 'HEAD');
  const added = git('ls-files', '--others', '--exclude-standard') ?? [];
  const now = edited && [...edited, ...added];
  if (now?.length) return { files: now, words: `changed since the last commit: ${listed(now)}` };
  const last = now && git('diff', '--name-only', '--diff-filter=d', 'HEAD~1', 'HEAD');
  if (last)
    return { files: last, words: `nothing is changed; the last commit did: ${listed(last)}` };
  return { files: undefined, words: 'git does not tell what has changed: all quick tests are run' };
}

/** @param {string[]} files */
function listed(files) {
  const more = files.length > 5 ? ` and ${files.length - 5} more` : '';
  return `${files.slice(0, 5).join(', ')}${more}`;
}

/**
 * The quick tests of TypeScript that import what has changed, and those that read such files, which no import tells.
 *
 * @param {string} root
 * @param {string[] | undefined} files
 * @returns {Task[]}
 */
function tests(root, files) {
  return quick.map(({ names, options }) => {
    const name = `tests (${names.join(', ')})`;
    // What runs beside the tests makes each slower.
    const args = ['--passWithNoTests', '--testTimeout=30000', ...options];
    args.push(...names.flatMap((project) => ['--project', project]));
    const selection = files ? ['related', '--run', ...selected(root, files)] : ['run'];
    return {
      name,
      run: (context) => vitest(context, `check-${names[0]}`, [...selection, ...args]),
    };
  });
}

/** @param {string} root @param {string[]} files */
function selected(root, files) {
  // Who reads sources lists them, unless it lists a folder that it made; what is no source may be read by name.
  const isSource = files.every((file) => /\.(ts|mjs)$/.test(file));
  const reads = isSource
    ? /^(?!.*mkdtempSync).*readdirSync/s
    : /readdirSync|textsOf|from 'node:fs'/;
  const place = path.join(root, 'test');
  const readers = fs
    .readdirSync(place, { recursive: true, encoding: 'utf8' })
    .filter((name) => /^(unit|conformance)\b.*\.ts$/.test(name))
    .map((name) => path.join(place, name))
    .filter((file) => reads.test(fs.readFileSync(file, 'utf8')));
  return [...files.filter((file) => /\.(ts|mjs|json)$/.test(file)), ...readers];
}

/** @param {string[] | undefined} files */
function affectsPython(files) {
  const affects = /^(labextension\/poolscope|test\/(python|torch|vectors))\/|\.(toml|ini)$/;
  return files === undefined || files.some((file) => affects.test(file));
}
