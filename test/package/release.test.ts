import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
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
import { filledManifests } from '../../scripts/lib/release/publisher.mjs';

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
  const checks = 'versions,publisher,the same bytes when built again,exports,types,licences';
  for (const name of [...checks.split(','), 'contents and sizes']) {
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
  // What is bundled, and no tool: the licence of each stands in dist/licenses.txt.
  const folder = join(root, '.poolscope', 'release');
  const { packages } = JSON.parse(
    readFileSync(join(folder, `poolscope-${version}.spdx.json`), 'utf8'),
  );
  const names = packages.map(({ name }: { name: string }) => name);
  expect(names).toEqual(expect.arrayContaining(['poolscope', 'fflate', 'fast-png', 'plotly.js']));
  expect(names).not.toContain('vitest');
  const sdist = readFileSync(join(folder, `poolscope-${version}.tar.gz`));
  const sha256 = createHash('sha256').update(sdist).digest('hex');
  expect(readFileSync(join(folder, 'recipe.yaml'), 'utf8')).toContain(`sha256: "${sha256}"`);
});

describe('before it builds anything, a release', () => {
  let clone: string;
  beforeAll(() => {
    clone = mkdtempSync(join(tmpdir(), 'poolscope-release-'));
    cpSync(join(root, 'scripts'), join(clone, 'scripts'), { recursive: true });
    mkdirSync(join(clone, 'labextension'));
    cpSync(join(root, 'publisher.json'), join(clone, 'publisher.json'));
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
    writeFileSync(join(clone, 'CITATION.cff'), `version: ${npm}\n`);
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
    expect(text).toMatch(
      /^versions: ok\npublisher: ok\nready to publish: CHANGELOG\.md gives .* no date/,
    );
    expect(text).toContain('this is no git repository; release from a clone');
    expect(text).toContain('publisher.json names no author; fill it in');
  });

  test('refuses any other option', async () => {
    expect(await refused({}, '--publish')).toMatch(
      /^--publish is no option; npm run release -- --dry-run /,
    );
  });
});

describe('who publishes', () => {
  let clone: string;
  const text = (name: string): string => readFileSync(join(clone, name), 'utf8');
  beforeAll(() => {
    clone = mkdtempSync(join(tmpdir(), 'poolscope-publisher-'));
    mkdirSync(join(clone, 'labextension'));
    for (const name of ['package.json', 'labextension/package.json', 'CITATION.cff']) {
      cpSync(join(root, name), join(clone, name));
    }
    const publisher = {
      author: 'A Group',
      email: 'group@example.org',
      repository: 'https://example.org/group/poolscope.git',
      homepage: '',
    };
    writeFileSync(join(clone, 'publisher.json'), JSON.stringify(publisher));
  });
  afterAll(() => rmSync(clone, { recursive: true, force: true }));

  test('stands in publisher.json, and in each manifest as its readers have it', () => {
    for (const { name, filled } of filledManifests(clone)) writeFileSync(join(clone, name), filled);
    const shared = {
      author: { name: 'A Group', email: 'group@example.org' },
      homepage: 'https://example.org/group/poolscope#readme',
      bugs: { url: 'https://example.org/group/poolscope/issues' },
    };
    const repository = { type: 'git', url: 'git+https://example.org/group/poolscope.git' };
    expect(JSON.parse(text('package.json'))).toMatchObject({ ...shared, repository });
    expect(JSON.parse(text('labextension/package.json'))).toMatchObject(shared);
    expect(text('CITATION.cff')).toContain(
      'authors:\n  - name: "A Group"\nversion: 0.1.0\nlicense: MIT\nrepository-code: "https://example.org/group/poolscope"\n',
    );
  });

  test('is written once: a second time nothing changes', () => {
    expect(filledManifests(clone).filter(({ text, filled }) => text !== filled)).toEqual([]);
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
