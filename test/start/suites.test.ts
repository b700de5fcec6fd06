import { spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cloneAt } from '../../scripts/lib/clone.mjs';
import { failuresIn, unsoundIn } from '../../scripts/lib/suites.mjs';
import { folderWith } from './fixtures/folders.js';

// `npm test` names where the run ends what failed, for whoever sees the end of a long log alone, and what passed at a second
// try: a test that fails at times would go unseen.

const tests = `import { expect, test } from 'vitest';
let tries = 0;
test('passes at the second try', { retry: 1 }, () => expect(++tries).toBe(2));
test('passes at once', { retry: 1 }, () => {});
test('never passes', { retry: 1 }, () => expect(1).toBe(2));
`;

test('vitest: what failed, and what passed at the second try alone, are named with why', () => {
  const modules = join(cloneAt().root, 'node_modules');
  const folder = folderWith({
    'some.test.js': tests,
    'broken.test.js': "throw new Error('no tests here');",
  });
  symlinkSync(modules, join(folder, 'node_modules'));
  const report = join(folder, 'report.json');
  const program = join(modules, 'vitest', 'vitest.mjs');
  const args = [program, 'run', '--root', folder, '--reporter=json', `--outputFile=${report}`];
  expect(spawnSync(process.execPath, args).status).toBe(1);
  const { failures, retried } = unsoundIn(JSON.parse(readFileSync(report, 'utf8')), folder);
  expect(failures.sort()).toEqual([
    'broken.test.js: no tests here',
    'some.test.js: never passes: AssertionError: expected 1 to be 2 // Object.is equality',
  ]);
  expect(retried).toEqual([
    'some.test.js: passes at the second try: AssertionError: expected 1 to be 2 // Object.is equality',
  ]);
});

const pythonTests = `import pytest


def test_passes():
    pass


@pytest.mark.parametrize("text", ["<&>"])
def test_fails(text):
    assert text == "x", f"{text} is no x"


@pytest.mark.skip(reason="not today")
def test_is_skipped():
    pass


@pytest.fixture
def nothing():
    raise ValueError("no fixture")


def test_has_no_start(nothing):
    pass
`;

test('pytest: what failed, was skipped or had no start is named with why', () => {
  const folder = folderWith({ 'test_some.py': pythonTests });
  const report = join(folder, 'report.xml');
  const args = ['-m', 'pytest', `--junitxml=${report}`, '-p', 'no:cacheprovider', folder];
  expect(spawnSync(cloneAt().python, args, { cwd: folder }).status).toBe(1);
  expect(failuresIn(readFileSync(report, 'utf8'))).toEqual([
    'test_some: test_fails[<&>]: AssertionError: <&> is no x',
    'test_some: test_is_skipped: not today',
    'test_some: test_has_no_start: failed on setup with "ValueError: no fixture"',
  ]);
});
