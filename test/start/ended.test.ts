import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

// A command of npm's ends when npm does, however that ends, and not before.

const ended = new URL('../../scripts/lib/processes/ended.mjs', import.meta.url).href;
const script = `
import fs from 'node:fs';
import { endSignal } from '${ended}';
const signal = endSignal();
const stay = setInterval(() => {}, 1000);
signal.addEventListener('abort', () => { fs.writeFileSync('ended', ''); clearInterval(stay); });
fs.writeFileSync('parents', process.pid + ' ' + process.ppid + '\\n');`;

let folder: string;
const there = (name: string): boolean => fs.existsSync(path.join(folder, name));
/** What a file holds; nothing where there is none. */
const text = (name: string): string =>
  there(name) ? fs.readFileSync(path.join(folder, name), 'utf8') : '';

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(tmpdir(), 'poolscope-ended-'));
  fs.writeFileSync(path.join(folder, 'start.mjs'), script);
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

/** Runs the script by npm; a shell that has something to do after it stays, others may become it. */
async function npmRun(command: string): Promise<{ npm: number; own: number; shell: number }> {
  const scripts = { start: command };
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ scripts }));
  const npm = spawn('npm', ['start'], { cwd: folder, stdio: 'ignore', detached: true });
  await expect.poll(() => text('parents'), { timeout: 60_000 }).toMatch(/^\d+ \d+\n$/);
  const [own = 0, shell = 0] = text('parents').split(' ').map(Number);
  return { npm: npm.pid!, own, shell };
}

const runs = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test.runIf(process.platform !== 'win32').each([
  ['npm is killed', 'node start.mjs; exit $?', 'npm', 'SIGKILL'],
  ['npm is killed, whose shell runs nothing else', 'node start.mjs', 'npm', 'SIGKILL'],
  ['npm is ended', 'node start.mjs; exit $?', 'npm', 'SIGTERM'],
  ['npm’s shell is killed', 'node start.mjs; exit $?', 'shell', 'SIGKILL'],
] as const)('a command ends when %s', async (_, command, which, signal) => {
  const pids = await npmRun(command);
  // It stays for as long as all three are there.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(there('ended')).toBe(false);
  expect(runs(pids.own)).toBe(true);
  process.kill(pids[which], signal);
  await expect.poll(() => there('ended'), { timeout: 60_000 }).toBe(true);
  await expect.poll(() => runs(pids.own), { timeout: 60_000 }).toBe(false);
});
