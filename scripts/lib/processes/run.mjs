// Runs the commands of a set-up. Dependency-free, since it runs npm ci.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { problemIn } from '../problem.mjs';

const keep = 64 * 1024;
const patience = 3000;
const supervise = fileURLToPath(new URL('supervise.mjs', import.meta.url));

/**
 * Runs a command to its end. Its whole output goes to the log; what is thrown says the cause in one line and names the log.
 * It gets no terminal, so that Ctrl-C reaches this process alone, which then ends it.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ log: string, cwd?: string, env?: NodeJS.ProcessEnv, signal?: AbortSignal | undefined,
 *   started?: (pid: number) => void }} options `log` is a file, written anew
 * @returns {Promise<void>}
 * @throws {import('../problem.mjs').Problem} it could not start, or ended with an error
 * @throws {import('../problem.mjs').Stopped} `signal` was aborted
 */
export async function run(command, args, { log, cwd, env = process.env, signal, started }) {
  signal?.throwIfAborted();
  fs.mkdirSync(path.dirname(log), { recursive: true });
  const file = fs.openSync(log, 'w');
  let output = '';
  const child = spawn(process.execPath, [supervise, command, ...args], {
    cwd,
    env,
    detached: process.platform !== 'win32',
    stdio: 'pipe', // the supervisor's standard input is closed when this process is gone
  });
  const take = (/** @type {Buffer} */ chunk) => {
    output = (output + chunk.toString()).slice(-keep);
    try {
      fs.writeSync(file, chunk);
    } catch {
      // A full disk: the command meets it too, and its own words are kept in `output`.
    }
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  if (child.pid) started?.(child.pid);
  const stop = () => {
    endGroup(child.pid, 'SIGTERM');
    setTimeout(() => endGroup(child.pid, 'SIGKILL'), patience).unref();
  };
  signal?.addEventListener('abort', stop);
  try {
    const code = await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve); // once all that it started has ended
    });
    signal?.throwIfAborted();
    if (code !== 0) throw problemIn(output, log);
  } finally {
    signal?.removeEventListener('abort', stop);
    fs.closeSync(file);
  }
}

/** Ends a process that leads a group, with the group. @param {number | undefined} pid @param {NodeJS.Signals} signal */
export function endGroup(pid, signal) {
  if (pid === undefined) return;
  try {
    if (process.platform === 'win32') execFileSync('taskkill', ['/pid', `${pid}`, '/T', '/F']);
    else process.kill(-pid, signal);
  } catch {
    // it has ended
  }
}

/** Whether there is a process with this number. @param {number} pid @returns {boolean} */
export function runs(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
