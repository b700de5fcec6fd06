import { spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cloneAt } from '../../scripts/lib/clone.mjs';
import { retriedIn } from '../../scripts/lib/suites.mjs';
import { folderWith } from './fixtures/folders.js';

// A test that fails at times passes at a second try, and would go unseen: `npm test` names it where the run ends.

const tests = `import { expect, test } from 'vitest';
let tries = 0;
test('passes at the second try', { retry: 1 }, () => expect(++tries).toBe(2));
test('passes at once', { retry: 1 }, () => {});
test('never passes', { retry: 1 }, () => expect(1).toBe(2));
`;

test('what passed at the second try alone is named, with why it failed before', () => {
  const modules = join(cloneAt().root, 'node_modules');
  const folder = folderWith({ 'some.test.js': tests });
  symlinkSync(modules, join(folder, 'node_modules'));
  const report = join(folder, 'report.json');
  const program = join(modules, 'vitest', 'vitest.mjs');
  const args = [program, 'run', '--root', folder, '--reporter=json', `--outputFile=${report}`];
  expect(spawnSync(process.execPath, args).status).toBe(1);
  expect(retriedIn(JSON.parse(readFileSync(report, 'utf8')), folder)).toEqual([
    'some.test.js: passes at the second try: AssertionError: expected 1 to be 2 // Object.is equality',
  ]);
});
