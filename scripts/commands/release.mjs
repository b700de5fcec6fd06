// `npm run release`: builds and checks what is published, and lists it. Nothing is ever published by it: with `--dry-run` it
// lists what would be, without it also says the commands that publish.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { withVenv } from '../lib/clone.mjs';
import { Problem } from '../lib/problem.mjs';
import { differingKinds, makeArtifacts } from '../lib/release/artifacts.mjs';
import { contentProblems, pathProblems } from '../lib/release/contents.mjs';
import { bundledNames, licenceProblems } from '../lib/release/licences.mjs';
import { filledManifests, missingIn, publisherOf } from '../lib/release/publisher.mjs';
import { billOfMaterials } from '../lib/release/sbom.mjs';
import { versionOf } from '../lib/release/versions.mjs';
import { environment, locked, npm as npmRun } from '../lib/set-up/packages.mjs';
import { setUp, takeSteps } from '../lib/set-up/set-up.mjs';

const usage =
  'npm run release -- --dry-run builds, checks and lists; without --dry-run it also says how to publish';

/** @param {import('../lib/main.mjs').Context} context */
export async function command({ clone, args, log, ...rest }) {
  const dry = args.includes('--dry-run');
  const other = args.find((arg) => arg !== '--dry-run');
  if (other !== undefined) throw new Problem(`${other} is no option; ${usage}`);
  const check = (/** @type {string} */ name, /** @type {string[]} */ problems) => {
    if (problems.length > 0) throw new Problem(problems.map((one) => `${name}: ${one}`).join('\n'));
    log(`${name}: ok`);
  };
  const { version, problems, unready } = versionOf(clone.root);
  check('versions', problems);
  const publisher = publisherOf(clone.root);
  unready.push(...missingIn(publisher));
  check(
    'publisher',
    filledManifests(clone.root)
      .filter(({ text, filled }) => text !== filled)
      .map(
        ({ name }) => `${name} does not say what publisher.json does; run \`npm run publisher\``,
      ),
  );
  if (!dry) check('ready to publish', unready);
  await setUp({ clone, log, ...rest });
  const twine = withVenv(clone, '.poolscope/twine');
  /** @type {import('../lib/release/contents.mjs').Artifact[]} */
  let made = [];
  /** @type {import('../lib/release/contents.mjs').Artifact[]} */
  let again = [];
  await takeSteps({
    clone,
    log,
    ...rest,
    steps: [
      environment(twine, 'twine', 'twine', 'scripts/release.lock', locked),
      {
        id: 'artifacts',
        name: 'artifacts',
        doing: 'packing them into .poolscope/release',
        done: 'packed into .poolscope/release',
        async work(run) {
          again = await makeArtifacts(clone, run, version, path.join(clone.state, 'release-again'));
          if (!dry) {
            await run(process.execPath, ['scripts/build.mjs']);
            await npmRun(run, ['run', 'build', '--workspace', 'labextension']);
          }
          made = await makeArtifacts(clone, run, version);
          const inPython = made.slice(1).map(({ file }) => file);
          await run(twine.python, ['-m', 'twine', 'check', '--strict', ...inPython]);
        },
      },
    ],
  });
  const [npm, sdist] = made;
  if (npm === undefined || sdist === undefined) throw new Error('release: nothing was packed');
  check('the same bytes when built again', differingKinds(made, again));
  check('exports', await exportProblems(npm.folder));
  check('types', await typeProblems(npm.file));
  check('licences', licenceProblems(clone.root, made));
  const contents = made.flatMap((one) => contentProblems(one));
  check('contents and sizes', contents);
  check(
    'no path of this machine',
    made.flatMap((one) => pathProblems(one, clone.root)),
  );
  const beside = (/** @type {string} */ name, /** @type {string} */ text) =>
    fs.writeFileSync(path.join(path.dirname(npm.file), name), text);
  const bill = `poolscope-${version}.spdx.json`;
  beside(bill, await billOfMaterials(clone.root, bundledNames(clone.root, made)));
  beside('recipe.yaml', recipeOf(version, sdist.file, publisher));
  log(`bill of materials: ${bill}\nconda: recipe.yaml`);
  for (const { kind, file, bytes, members } of made) {
    log(`\n${kind} ${path.basename(file)}, ${bytes} bytes, ${members.length} files:`);
    for (const { name, bytes } of members) log(`${`${bytes}`.padStart(9)}  ${name}`);
  }
  if (dry) {
    for (const problem of unready) log(`before it is published: ${problem}`);
    return log(`\n${version} passes; nothing was published`);
  }
  const from = (/** @type {string} */ file) => path.relative(clone.root, file);
  const [tgz = '', source = '', wheel = ''] = made.map(({ file }) => from(file));
  log(`
${version} passes; nothing was published. These commands publish it:

  git tag --annotate v${version} --message "poolscope ${version}"
  npm publish ${tgz}
  ${from(twine.python)} -m twine upload ${wheel} ${source}
  git push origin v${version}

In a workflow that may ask for an identity token (\`id-token: write\`), \`npm publish --provenance ${tgz}\` and
\`twine upload --attestations …\` sign where they were built. recipe.yaml and ${bill} lie beside them.`);
}

/** conda's recipe for an sdist. @param {string} version @param {string} file @param {import('../lib/release/publisher.mjs').Publisher} publisher */
function recipeOf(version, file, { homepage, repository }) {
  const template = new URL('../lib/release/recipe.yaml', import.meta.url);
  const sha256 = createHash('sha256').update(fs.readFileSync(file)).digest('hex');
  return fs
    .readFileSync(template, 'utf8')
    .replace('%version%', version)
    .replace('%sha256%', sha256)
    .replace('%homepage%', homepage || repository);
}

/** Where the npm package's exports fail those who use it. @param {string} pkgDir @returns {Promise<string[]>} */
async function exportProblems(pkgDir) {
  // These packages are there once the clone is set up.
  const [{ publint }, { formatMessage }] = [await import('publint'), await import('publint/utils')];
  // Its one suggestion is to drop `browser`, which bundlers too old for `exports` read.
  const { messages, pkg } = await publint({ pkgDir, pack: false, level: 'warning' });
  return messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code);
}

/** Where compilers do not find its types. @param {string} file @returns {Promise<string[]>} */
async function typeProblems(file) {
  const { checkPackage, createPackageFromTarballData } = await import('@arethetypeswrong/core');
  const found = await checkPackage(createPackageFromTarballData(fs.readFileSync(file)));
  if (found.types === false) return ['the npm package holds none'];
  // By design: the oldest way knows no subpath, and `require` of an ES module is what Node 20.19 came with.
  const meant = (/** @type {import('@arethetypeswrong/core').Problem} */ problem) =>
    problem.kind === 'CJSResolvesToESM' ||
    (problem.kind === 'NoResolution' &&
      problem.resolutionKind === 'node10' &&
      problem.entrypoint !== '.');
  return found.problems.filter((one) => !meant(one)).map((one) => JSON.stringify(one));
}
