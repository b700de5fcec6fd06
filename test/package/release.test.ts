import { spawn } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cloneAt } from '../../scripts/lib/clone.mjs';
import { contentProblems } from '../../scripts/lib/release/contents.mjs';

const { root } = cloneAt();
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Runs `npm run release` in a clone; returns what it printed, and its exit code. */
function release(clone: string, ...args: string[]): Promise<{ text: string; code: number | null }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['scripts/command.mjs', 'release', ...args], {
      cwd: clone,
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ text, code }));
  });
}

test('a dry run builds, checks, lists what would be published, and publishes nothing', async () => {
  const { text, code } = await release(root, '--dry-run');
  expect(text).toContain(`${version} passes; nothing was published`);
  for (const name of ['versions', 'exports', 'types', 'licences', 'contents and sizes']) {
    expect(text).toContain(`\n${name}: ok\n`.trimStart());
  }
  expect(text).toMatch(
    new RegExp(`^npm package poolscope-${version}.tgz, \\d+ bytes, \\d+ files:`, 'm'),
  );
  expect(text).toMatch(/^ +\d+ {2}dist\/index\.d\.ts$/m);
  expect(text).toMatch(new RegExp(`^sdist poolscope-${version}.tar.gz, `, 'm'));
  expect(text).toMatch(new RegExp(`^wheel poolscope-${version}-py3-none-any.whl, `, 'm'));
  expect(text).not.toContain('npm publish');
  expect(code).toBe(0);
});

describe('before it builds anything, a release', () => {
  let clone: string;
  beforeAll(() => {
    clone = mkdtempSync(join(tmpdir(), 'poolscope-release-'));
    cpSync(join(root, 'scripts'), join(clone, 'scripts'), { recursive: true });
    mkdirSync(join(clone, 'labextension'));
    symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'));
  });
  afterAll(() => rmSync(clone, { recursive: true, force: true }));

  async function refused(
    { npm = version, extension = version, heading = `${version}, unreleased` },
    ...args: string[]
  ): Promise<string> {
    writeFileSync(join(clone, 'package.json'), JSON.stringify({ version: npm }));
    writeFileSync(
      join(clone, 'labextension', 'package.json'),
      JSON.stringify({ version: extension }),
    );
    writeFileSync(join(clone, 'CHANGELOG.md'), `# Changelog\n\n## ${heading}\n\n- A thing.\n`);
    const { text, code } = await release(clone, ...args);
    expect(code).toBe(1);
    return text.trim();
  }

  test('names versions that differ', async () => {
    expect(await refused({ extension: '9.9.9' }, '--dry-run')).toBe(
      `versions: version=9.9.9 in labextension/package.json is not the ${version} of package.json; give both the same`,
    );
  });

  test('says that the changelog lacks the version', async () => {
    expect(await refused({ heading: 'Unreleased' }, '--dry-run')).toBe(
      `versions: CHANGELOG.md begins with “Unreleased”, not with ${version}; name the release “## ${version}, unreleased”`,
    );
  });

  test('needs a date and a clone without uncommitted changes', async () => {
    const text = await refused({});
    expect(text).toMatch(/^versions: ok\nready to publish: CHANGELOG\.md gives .* no date/);
    expect(text).toContain('this is no git repository; release from a clone');
  });

  test('refuses any other option', async () => {
    expect(await refused({}, '--publish')).toMatch(
      /^--publish is no option; npm run release -- --dry-run /,
    );
  });
});

describe('what an artifact holds', () => {
  const expected = { members: [/^dist\/.+\.js$/, /^LICENSE$/], packed: 100, unpacked: 1000 };
  const members = [
    { name: 'dist/index.js', bytes: 900 },
    { name: 'LICENSE', bytes: 50 },
  ];

  test('is what it should be', () => {
    expect(contentProblems({ kind: 'wheel', bytes: 90, members }, expected)).toEqual([]);
  });

  test('is reported where there is a file too many, one is missing, or the whole is too large', () => {
    const others = [members[0]!, { name: '.env', bytes: 200 }];
    expect(contentProblems({ kind: 'wheel', bytes: 101, members: others }, expected)).toEqual([
      'the wheel holds .env, which nothing expects; leave it out, or expect it',
      'the wheel holds no file like ^LICENSE$; build it',
      'the wheel has 101 bytes, more than 100; make it smaller, or raise its limit',
      'the wheel, unpacked, has 1100 bytes, more than 1000; make it smaller, or raise its limit',
    ]);
  });
});
