import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cloneAt } from '../../scripts/lib/clone.mjs';

// The files that publish the site and open it in Binder run on hosts alone: what they name has to be here.

const { root } = cloneAt();
const read = (name: string): string => readFileSync(join(root, name), 'utf8');
const hosted = ['.github/workflows/site.yml', 'binder/postBuild'];

test.each(hosted)('%s runs scripts of package.json, in workspaces that are there', (name) => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const asked = [...read(name).matchAll(/npm run ([\w:]+)(?: --workspace (\S+))?/g)];
  expect(asked.length).toBeGreaterThan(0);
  for (const [, script = '', workspace] of asked) {
    if (workspace === undefined) expect(Object.keys(scripts)).toContain(script);
    else expect(existsSync(join(root, workspace, 'package.json'))).toBe(true);
  }
});

test('Binder’s script is one that the shell reads', () => {
  execFileSync('bash', ['-n', join(root, 'binder', 'postBuild')]);
});
