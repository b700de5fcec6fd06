// The version of the sources, and what is missing before it is published.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** The version of the sources, where they disagree on it, and what stands before its publication. @param {string} root */
export function versionOf(root) {
  const read = (/** @type {string} */ name) => fs.readFileSync(path.join(root, name), 'utf8');
  const { version } = JSON.parse(read('package.json'));
  const extension = JSON.parse(read('labextension/package.json')).version;
  const [, cited = ''] = /^version: (.*)$/m.exec(read('CITATION.cff')) ?? [];
  const [, heading = ''] = /^## (.*)$/m.exec(read('CHANGELOG.md')) ?? [];
  const [named, date = ''] = heading.split(', ');
  const git = (/** @type {string[]} */ ...args) =>
    spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  const changed = git('status', '--porcelain');
  const today = new Date().toISOString().slice(0, 10);
  return {
    version,
    problems: where([
      [
        !/^\d+\.\d+\.\d+$/.test(version),
        `version=${version} in package.json is no x.y.z; give one`,
      ],
      [
        extension !== version,
        `version=${extension} in labextension/package.json is not the ${version} of package.json; give both the same`,
      ],
      [
        cited !== version,
        `version=${cited} in CITATION.cff is not the ${version} of package.json; give both the same`,
      ],
      [
        named !== version,
        `CHANGELOG.md begins with “${heading}”, not with ${version}; name the release “## ${version}, unreleased”`,
      ],
    ]),
    unready: where([
      [
        !/^\d{4}-\d\d-\d\d$/.test(date),
        `CHANGELOG.md gives ${version} no date; write “## ${version}, ${today}” and commit`,
      ],
      [changed.status !== 0, 'this is no git repository; release from a clone'],
      [changed.stdout !== '', 'the clone has changes that are not committed; commit them'],
      [
        git('rev-parse', '--quiet', '--verify', `refs/tags/v${version}`).status === 0,
        `the tag v${version} is there already; give the next version`,
      ],
    ]),
  };
}

/** The words of what is so. @param {[boolean, string][]} cases */
const where = (cases) => cases.flatMap(([isSo, words]) => (isSo ? [words] : []));
