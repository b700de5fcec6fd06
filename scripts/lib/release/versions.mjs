// The version of the sources, and what is missing before it is published.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/**
 * What the sources say is to be released.
 *
 * @typedef {object} Release
 * @property {string} version
 * @property {string | undefined} date the changelog's; none before it is decided
 */

/**
 * The version of the sources, and where they disagree on it.
 *
 * @param {string} root
 * @returns {{ release: Release, problems: string[] }}
 */
export function versionOf(root) {
  const { version } = manifest(root, 'package.json');
  const problems = /^\d+\.\d+\.\d+$/.test(version)
    ? []
    : [`version=${version} in package.json is no x.y.z; give one`];
  const extension = manifest(root, 'labextension/package.json').version;
  if (extension !== version) {
    problems.push(
      `version=${extension} in labextension/package.json is not the ${version} of package.json; give both the same`,
    );
  }
  const changelog = fs.readFileSync(path.join(root, 'CHANGELOG.md'), 'utf8');
  const [, heading = ''] = /^## (.*)$/m.exec(changelog) ?? [];
  const [named, date] = heading.split(', ');
  if (named !== version) {
    problems.push(
      `CHANGELOG.md begins with “${heading}”, not with ${version}; name the release “## ${version}, unreleased”`,
    );
  }
  const dated = date && /^\d{4}-\d\d-\d\d$/.test(date) ? date : undefined;
  return { release: { version, date: dated }, problems };
}

/**
 * What stands between a checked release and its publication.
 *
 * @param {string} root
 * @param {Release} release
 * @returns {string[]}
 */
export function publicationProblems(root, { version, date }) {
  const problems = [];
  if (date === undefined) {
    problems.push(
      `CHANGELOG.md gives ${version} no date; write “## ${version}, ${new Date().toISOString().slice(0, 10)}” and commit`,
    );
  }
  const changed = git(root, 'status', '--porcelain');
  if (changed === undefined) problems.push('this is no git repository; release from a clone');
  else if (changed !== '')
    problems.push('the clone has changes that are not committed; commit them');
  if (git(root, 'rev-parse', '--quiet', '--verify', `refs/tags/v${version}`)) {
    problems.push(`the tag v${version} is there already; give the next version`);
  }
  return problems;
}

/** @param {string} root @param {string} name */
function manifest(root, name) {
  return JSON.parse(fs.readFileSync(path.join(root, name), 'utf8'));
}

/**
 * @param {string} root
 * @param {...string} args
 * @returns {string | undefined} what git printed, if it ended well
 */
function git(root, ...args) {
  const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}
