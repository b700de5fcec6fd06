import fs from 'node:fs';
import path from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { cloneAt } from '../clone.mjs';
import { lineOf, Problem } from '../problem.mjs';
import { outputOn, step } from '../progress.mjs';
import { setUp } from '../set-up.mjs';
import { makeArtifacts } from './artifacts.mjs';
import { contentProblems } from './contents.mjs';
import { licenceProblems } from './licences.mjs';
import { typeProblems } from './types.mjs';
import { publicationProblems, versionOf } from './versions.mjs';

const usage =
  'npm run release -- --dry-run builds, checks and lists; without --dry-run it also says how to publish';

/**
 * `npm run release`: builds and checks what is published, and lists it. What is wrong is said a line each, and sets the exit code.
 *
 * @param {string[]} args
 * @returns {Promise<void>}
 */
export async function release(args) {
  const clone = cloneAt();
  try {
    const dry = args.includes('--dry-run');
    const other = args.find((arg) => arg !== '--dry-run');
    if (other !== undefined) throw new Problem(`${other} is no option; ${usage}`);
    await prepare(clone, dry);
  } catch (error) {
    console.error(lineOf(error, clone.state));
    process.exitCode = 1;
  }
}

/**
 * @param {import('../clone.mjs').Clone} clone
 * @param {boolean} dry
 */
async function prepare(clone, dry) {
  const output = outputOn(process.stdout);
  const { release, problems } = versionOf(clone.root);
  check('versions', problems);
  const unready = publicationProblems(clone.root, release);
  if (!dry) check('ready to publish', unready);
  await setUp({ clone, ...output });
  const words = {
    name: 'artifacts',
    doing: 'packing them into .poolscope/release',
    done: 'packed into .poolscope/release',
  };
  const made = await step(output, words, () => makeArtifacts(clone, { started: () => {} }));
  const of = (/** @type {string} */ kind) => {
    const artifact = made.find((one) => one.kind === kind);
    if (artifact === undefined) throw new Error(`release: no ${kind} was made`);
    return artifact;
  };
  const artifacts = { 'npm package': of('npm package'), sdist: of('sdist'), wheel: of('wheel') };
  check(
    'versions of what was packed',
    made.flatMap((one) => packedProblems(one, release.version)),
  );
  check('exports', await exportProblems(artifacts['npm package']));
  check('types', typeProblems(clone.root, artifacts['npm package']));
  check('licences', licenceProblems(clone.root, artifacts));
  check(
    'contents and sizes',
    made.flatMap((one) => contentProblems(one)),
  );
  check(
    'no path of this machine',
    made.flatMap((one) => pathProblems(one, clone.root)),
  );
  for (const artifact of made) list(artifact);
  if (dry) {
    for (const problem of unready) console.log(`before it is published: ${problem}`);
    console.log(`\n${release.version} passes; nothing was published`);
    return;
  }
  const file = (/** @type {keyof typeof artifacts} */ kind) =>
    path.relative(clone.root, artifacts[kind].file);
  console.log(`
${release.version} passes; nothing was published. These commands publish it:

  git tag --annotate v${release.version} --message "poolscope ${release.version}"
  npm publish ${file('npm package')}
  twine upload ${file('wheel')} ${file('sdist')}
  git push origin v${release.version}`);
}

/**
 * Says the result of a check.
 *
 * @param {string} name
 * @param {readonly string[]} problems
 * @throws {Problem} where there are some
 */
function check(name, problems) {
  if (problems.length > 0) throw new Problem(problems.map((one) => `${name}: ${one}`).join('\n'));
  console.log(`${name}: ok`);
}

/** @param {import('./artifacts.mjs').Artifact} artifact @param {string} version */
function packedProblems({ kind, folder, members }, version) {
  const member = members.find(({ name }) =>
    kind === 'npm package'
      ? name === 'package.json'
      : /^(PKG-INFO|[^/]+\.dist-info\/METADATA)$/.test(name),
  );
  const text = member ? fs.readFileSync(path.join(folder, member.name), 'utf8') : '';
  const own =
    kind === 'npm package' ? JSON.parse(text).version : /^Version: (.*)$/m.exec(text)?.[1];
  return own === version ? [] : [`the ${kind} is ${own}, not ${version}; build it anew`];
}

/** @param {import('./artifacts.mjs').Artifact} npm */
async function exportProblems({ folder }) {
  // Its one suggestion is to drop `browser`, which bundlers too old for `exports` read.
  const { messages, pkg } = await publint({ pkgDir: folder, pack: false, level: 'warning' });
  return messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code);
}

/** @param {import('./artifacts.mjs').Artifact} artifact @param {string} root */
function pathProblems({ kind, folder, members }, root) {
  return members
    .filter(({ name }) => fs.readFileSync(path.join(folder, name)).includes(root))
    .map(({ name }) => `${name} of the ${kind} names ${root}; build it without`);
}

/** @param {import('./artifacts.mjs').Artifact} artifact */
function list({ kind, file, bytes, members }) {
  console.log(`\n${kind} ${path.basename(file)}, ${bytes} bytes, ${members.length} files:`);
  for (const { name, bytes } of members) console.log(`${`${bytes}`.padStart(9)}  ${name}`);
}
