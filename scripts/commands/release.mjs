// `npm run release`: builds and checks what is published, and lists it. Nothing is ever published by it: with `--dry-run` it
// lists what would be, without it also says the commands that publish.
import path from 'node:path';
import { Problem } from '../lib/problem.mjs';
import { makeArtifacts } from '../lib/release/artifacts.mjs';
import { contentProblems, packedProblems, pathProblems } from '../lib/release/contents.mjs';
import { licenceProblems } from '../lib/release/licences.mjs';
import { publicationProblems, versionOf } from '../lib/release/versions.mjs';
import { setUp, takeSteps } from '../lib/set-up.mjs';

const usage =
  'npm run release -- --dry-run builds, checks and lists; without --dry-run it also says how to publish';

/** @param {import('../lib/main.mjs').Context} context */
export async function command({ clone, args, ...rest }) {
  const dry = args.includes('--dry-run');
  const other = args.find((arg) => arg !== '--dry-run');
  if (other !== undefined) throw new Problem(`${other} is no option; ${usage}`);
  const { release, problems } = versionOf(clone.root);
  check('versions', problems);
  const unready = publicationProblems(clone.root, release);
  if (!dry) check('ready to publish', unready);
  await setUp({ clone, ...rest });
  // These packages are there once the clone is set up.
  const { exportProblems, typeProblems } = await import('../lib/release/types.mjs');
  /** @type {import('../lib/release/artifacts.mjs').Artifacts | undefined} */
  let artifacts;
  /** @type {import('../lib/set-up.mjs').Step} */
  const packing = {
    id: 'artifacts',
    name: 'artifacts',
    doing: 'packing them into .poolscope/release',
    done: 'packed into .poolscope/release',
    async work(run) {
      artifacts = await makeArtifacts(clone, run);
    },
  };
  await takeSteps({ clone, steps: [packing], ...rest });
  if (artifacts === undefined) throw new Error('release: nothing was packed');
  const made = Object.values(artifacts);
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
  const [npm, sdist, wheel] = made.map(({ file }) => path.relative(clone.root, file));
  console.log(`
${release.version} passes; nothing was published. These commands publish it:

  git tag --annotate v${release.version} --message "poolscope ${release.version}"
  npm publish ${npm}
  twine upload ${wheel} ${sdist}
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

/** @param {import('../lib/release/artifacts.mjs').Artifact} artifact */
function list({ kind, file, bytes, members }) {
  console.log(`\n${kind} ${path.basename(file)}, ${bytes} bytes, ${members.length} files:`);
  for (const { name, bytes } of members) console.log(`${`${bytes}`.padStart(9)}  ${name}`);
}
