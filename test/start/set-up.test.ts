import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { folderWith } from './fixtures/folders.js';

const twoSteps = fileURLToPath(new URL('fixtures/two-steps.mjs', import.meta.url));

/** A set-up in a process of its own, with what it prints. */
function start(root: string, ...args: string[]) {
  const child = spawn(process.execPath, [twoSteps, root, ...args], { stdio: 'pipe' });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const ended = new Promise<string[]>((resolve) => {
    child.on('close', () => resolve(output.trim().split('\n')));
  });
  return { child, ended, output: () => output };
}

const read = (root: string, name: string) =>
  fs.existsSync(path.join(root, name)) ? fs.readFileSync(path.join(root, name), 'utf8') : '';
const runs = (root: string) => read(root, 'runs').trim().split('\n');

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Kills a set-up half way in its second step, as `kill -9` does: nothing of it can tidy up. */
async function killHalfWay(root: string): Promise<ChildProcess> {
  const { child } = start(root, 'hangs');
  await until(() => read(root, 'second.out').length > 10);
  child.kill('SIGKILL');
  return child;
}

test('the first set-up does every step, the second one none', async () => {
  const root = folderWith({ 'first.in': '1', 'second.in': '1' });
  expect(await start(root).ended).toEqual([
    expect.stringMatching(/^first: done \(\d+\.\d s\)$/),
    expect.stringMatching(/^second: done \(\d+\.\d s\)$/),
  ]);
  expect(await start(root).ended).toEqual(['first: up to date', 'second: up to date']);
  expect(runs(root)).toEqual(['first', 'second']);
});

test('a step is done again when what it works from has changed', async () => {
  const root = folderWith({ 'first.in': '1', 'second.in': '1' });
  await start(root).ended;
  fs.writeFileSync(path.join(root, 'second.in'), '2');
  await start(root).ended;
  expect(runs(root)).toEqual(['first', 'second', 'second']);
});

test('a step is done again when what it made is damaged or gone', async () => {
  const root = folderWith({ 'first.in': '1', 'second.in': '1' });
  await start(root).ended;
  fs.rmSync(path.join(root, 'first.out'));
  fs.writeFileSync(path.join(root, 'second.out'), 'half');
  await start(root).ended;
  expect(runs(root)).toEqual(['first', 'second', 'first', 'second']);
  expect(read(root, 'second.out')).toBe('half and half');
});

test('a set-up that was killed half way is repaired by the next one, and its command writes nothing more', async () => {
  const root = folderWith({ 'first.in': '1', 'second.in': '1' });
  await killHalfWay(root);
  const [first, second] = await start(root).ended;
  expect(first).toBe('first: up to date');
  expect(second).toMatch(/^second: done/);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(read(root, 'second.out')).toBe('half and half');
});

test('Ctrl-C ends the running command, and the next set-up continues from there', async () => {
  const root = folderWith({ 'first.in': '1', 'second.in': '1' });
  const { child, ended } = start(root, 'hangs');
  await until(() => read(root, 'second.out').length > 10);
  child.kill('SIGINT');
  await ended;
  const left = read(root, 'second.out');
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(read(root, 'second.out')).toBe(left);
  expect((await start(root).ended)[0]).toBe('first: up to date');
  expect(read(root, 'second.out')).toBe('half and half');
});

test('of two at once, one waits, says so in one line, and then finds the work done', async () => {
  const root = folderWith({ 'first.in': '1', 'second.in': '1' });
  const one = start(root, 'hangs');
  await until(() => read(root, 'second.out').length > 10);
  const other = start(root);
  await until(() => other.output().includes('\n'));
  expect(other.output()).toBe(
    `process ${one.child.pid} is setting this clone up already: waiting for it\n`,
  );
  one.child.kill('SIGINT');
  await other.ended;
  expect(runs(root)).toEqual(['first', 'second', 'second']);
});

test('many at once do each step once', async () => {
  const root = folderWith({ 'first.in': '1', 'second.in': '1' });
  await Promise.all([1, 2, 3, 4].map(() => start(root).ended));
  expect(runs(root)).toEqual(['first', 'second']);
});

test('many at once after a killed one still run one after the other', async () => {
  const root = folderWith({ 'first.in': '1', 'second.in': '1' });
  await killHalfWay(root);
  await Promise.all([1, 2, 3, 4].map(() => start(root).ended));
  expect(runs(root)).toEqual(['first', 'second', 'second']);
  expect(read(root, 'second.out')).toBe('half and half');
});
