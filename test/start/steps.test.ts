import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { cloneAt } from '../../scripts/lib/clone.mjs';
import { stepsFor } from '../../scripts/lib/set-up/steps.mjs';

// A step is taken anew when what it works from has changed: a name that is wrong there would leave
// an old build in place, without a word.

const clone = cloneAt();
const steps = stepsFor(clone);

test('all that a step works from is there', () => {
  const missing = steps.flatMap(({ id, from = [] }) =>
    from.filter((name) => !existsSync(join(clone.root, name))).map((name) => `${id}: ${name}`),
  );
  expect(missing).toEqual([]);
});

test('the library is built anew when a table that it reads has changed', () => {
  const sources = readdirSync(join(clone.root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join('src', name));
  const tables = sources.flatMap((name) => {
    const text = readFileSync(join(clone.root, name), 'utf8');
    return [...text.matchAll(/from '([^']+\.json)'/g)].map(([, path = '']) =>
      join(dirname(name), path),
    );
  });
  expect(tables.length).toBeGreaterThan(0);
  const from = steps.find(({ id }) => id === 'library')?.from;
  expect(from).toEqual(expect.arrayContaining(tables));
});
