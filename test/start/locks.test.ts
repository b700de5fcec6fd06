import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { cloneAt } from '../../scripts/lib/clone.mjs';
import { differences, wholeLock } from '../../scripts/lib/set-up/locks.mjs';

const pin = (name: string, hash: string, marker = '') =>
  `${name}${marker} \\\n    --hash=sha256:${hash}\n`;
const base = [pin('a==1', 'a1'), pin('b==1', 'b1'), pin('d==1', 'd1')].join('');
const newer = [pin('b==2', 'b2'), pin('c-d.e==1', 'c1')].join('');

test('a release has what differs from the base, and names what it does without', () => {
  expect(differences(base, pin('a==1', 'a1') + newer)).toBe(`# without d\n${newer}`);
});

test('the base with its pins put in, added and left out is the release’s whole lock again', () => {
  expect(wholeLock(base, `# without d\n${newer}`)).toBe(pin('a==1', 'a1') + newer);
});

test('a release without differences is the base', () => {
  expect(differences(base, base)).toBe('');
  expect(wholeLock(base, '')).toBe(base);
});

test('pins of one name for several systems go together', () => {
  const two = pin('a==1', 'a1', " ; python_version < '3.12'") + pin('a==2', 'a2');
  expect(wholeLock(base, two)).toBe(two + pin('b==1', 'b1') + pin('d==1', 'd1'));
  expect(differences(base, wholeLock(base, two))).toBe(two);
});

test('each release’s own pins and the base make a lock in which every pin has a hash', () => {
  const scripts = path.join(cloneAt().root, 'scripts');
  const read = (name: string) => fs.readFileSync(path.join(scripts, name), 'utf8');
  for (const release of ['4.4', '4.5', '4.6']) {
    const whole = wholeLock(read('requirements.lock'), read(`jupyter/${release}.lock`));
    const lines = whole.trimEnd().split('\n');
    expect(lines.filter((line) => line.startsWith(`jupyterlab==${release}.`))).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith('notebook==7.'))).toHaveLength(1);
    lines.forEach((line, at) => {
      if (/^[a-z]/.test(line)) expect(lines[at + 1]).toMatch(/^ {4}--hash=sha256:[0-9a-f]{64}/);
    });
    expect(whole).not.toContain('://');
  }
});
