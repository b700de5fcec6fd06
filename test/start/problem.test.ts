import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { assertUsable, cloneAt } from '../../scripts/lib/clone.mjs';
import { lineOf, NoNetwork, Problem } from '../../scripts/lib/problem.mjs';
import { run } from '../../scripts/lib/processes/run.mjs';
import { folderWith } from './fixtures/folders.js';

/** Where nothing listens: what a machine without a network is to npm and pip. */
const nowhere = 'http://127.0.0.1:9/';

describe('a command that fails is reported in one line, which names the log with the rest:', () => {
  test('npm without a network', async () => {
    const root = folderWith({
      'package.json': '{"name":"a","version":"1.0.0","dependencies":{"left-pad":"1.3.0"}}',
    });
    const log = path.join(root, 'npm.log');
    const args = ['install', '--prefer-online', '--fetch-retries=0', '--cache', `${root}/cache`];
    await expect(run('npm', [...args, '--registry', nowhere], { cwd: root, log })).rejects.toThrow(
      `the package registry cannot be reached; connect to the network (or set the proxy) and run the command again (all of it: ${log})`,
    );
    expect(fs.readFileSync(log, 'utf8')).toContain('ECONNREFUSED');
  });

  test('npm without a network, told to use only its cache', async () => {
    const root = folderWith({
      'package.json': '{"name":"a","version":"1.0.0","dependencies":{"left-pad":"1.3.0"}}',
    });
    const args = ['install', '--offline', '--cache', `${root}/cache`];
    await expect(run('npm', args, { cwd: root, log: `${root}/npm.log` })).rejects.toThrow(
      NoNetwork,
    );
  });

  test('pip without a network', async () => {
    const log = path.join(folderWith(), 'pip.log');
    const args = ['-m', 'pip', 'download', '--isolated', '--retries', '1', '--index-url', nowhere];
    await expect(
      run('python3', [...args, 'jupyterlab==0.0.0'], { cwd: path.dirname(log), log }),
    ).rejects.toThrow(/^the package registry cannot be reached; .*$/);
  });

  test('a package that is not the one in the lock', async () => {
    const hash = '0'.repeat(64);
    const root = folderWith({
      'requirements.lock': `six==1.17.0 --hash=sha256:${hash}`,
      'wheels/six-1.17.0-py3-none-any.whl': 'not what was locked',
    });
    const args = ['-m', 'pip', 'download', '--isolated', '--no-index', '--find-links', 'wheels'];
    await expect(
      run('python3', [...args, '--require-hashes', '-r', 'requirements.lock'], {
        cwd: root,
        log: path.join(root, 'pip.log'),
      }),
    ).rejects.toThrow(/^a downloaded package is not the one that the lock file names; .*$/);
  });

  test.runIf(fs.existsSync('/dev/full'))('a full disk', async () => {
    const log = path.join(folderWith(), 'x.log');
    const script = "require('node:fs').writeFileSync('/dev/full', 'x')";
    await expect(run(process.execPath, ['-e', script], { log })).rejects.toThrow(
      /^the disk is full; free about 2 GB and run the command again /,
    );
  });

  test.runIf(fs.existsSync('/dev/full'))('a disk so full that even the log is lost', async () => {
    const script = "require('node:fs').writeFileSync('/dev/full', 'x')";
    await expect(run(process.execPath, ['-e', script], { log: '/dev/full' })).rejects.toThrow(
      /^the disk is full; /,
    );
  });

  test('any other failure, by the command’s own error line', async () => {
    const log = path.join(folderWith(), 'x.log');
    const script =
      'console.log("src/a.ts(1,1): error TS1: no"); console.log("bye"); process.exit(2)';
    await expect(run(process.execPath, ['-e', script], { log })).rejects.toThrow(
      `src/a.ts(1,1): error TS1: no (all of it: ${log})`,
    );
    expect(fs.readFileSync(log, 'utf8')).toBe('src/a.ts(1,1): error TS1: no\nbye\n');
  });

  test('a command under npm, by its own line and not by those of npm', async () => {
    const root = folderWith({
      'package.json': '{"scripts":{"build":"echo Error: no module x; exit 1"}}',
    });
    const log = path.join(root, 'x.log');
    await expect(run('npm', ['run', 'build'], { cwd: root, log })).rejects.toThrow(
      `Error: no module x (all of it: ${log})`,
    );
  });

  test('a command that does not exist', async () => {
    const log = path.join(folderWith(), 'x.log');
    await expect(run('no-such-command', [], { log })).rejects.toThrow(
      `no-such-command cannot be run (spawn no-such-command ENOENT) (all of it: ${log})`,
    );
  });
});

describe('the one line of an error', () => {
  const coded = (code: string) => Object.assign(new Error('x'), { code, path: '/clone/.venv' });

  test('is the message of a known problem', () => {
    expect(lineOf(new Problem('port 9000 is taken'), '')).toBe('port 9000 is taken');
  });

  test('says that the disk is full, where the start itself finds out', () => {
    expect(lineOf(coded('ENOSPC'), '')).toMatch(/^the disk is full; /);
  });

  test('names the path where a clone can’t be written to', () => {
    expect(lineOf(coded('EROFS'), '')).toMatch(/^\/clone\/\.venv cannot be written \(EROFS\); /);
  });

  test('names the log with the stack, for an unexpected error', () => {
    const state = folderWith();
    const log = path.join(state, 'start.log');
    expect(lineOf(new Error('surprise'), state)).toBe(
      `unexpected: surprise; the details are in ${log}`,
    );
    expect(fs.readFileSync(log, 'utf8')).toContain('problem.test.ts');
  });
});

test.each(['/a#b', '/wow!', `/a${path.delimiter}b`])('a clone at %s has to be moved', (root) => {
  expect(() => assertUsable(cloneAt(root))).toThrow(
    `the path ${root} holds ${root.replaceAll(/[/\w]/g, '')}, which some tools misread; move the clone`,
  );
});

test('a path may hold spaces and letters of any language', () => {
  expect(() => assertUsable(cloneAt('/Übung 1/pool (scope)'))).not.toThrow();
});
