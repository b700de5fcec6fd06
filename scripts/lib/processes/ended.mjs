// When a command is to end. Dependency-free, since it runs before anything is installed.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { Stopped } from '../problem.mjs';
import { runs } from './run.mjs';

/**
 * Aborted when this command is to end: by Ctrl-C, by the terminal that closes, or because npm was ended. Npm's shell passes
 * no signal on, but leaves this process without its parent; where npm alone is killed, the shell goes on without its own.
 */
export function endSignal() {
  const controller = new AbortController();
  const end = () => controller.abort(new Stopped('stopped; the next start goes on from here'));
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, end);
  if (process.env.npm_lifecycle_event) {
    const isLost = npmLost();
    // Asking `ps` takes milliseconds, so it is asked less often.
    const often = process.platform === 'linux' ? 500 : 2000;
    setInterval(() => isLost() && end(), often).unref();
  }
  return controller.signal;
}

/** What tells whether npm, or the shell in which it runs this process, is gone. */
function npmLost() {
  const parent = process.ppid;
  const isShell = isNpmShell(parent);
  const npm = isShell ? parentOf(parent) : undefined;
  return () =>
    process.ppid !== parent || !runs(parent) || (npm !== undefined && parentOf(parent) !== npm);
}

/** Whether a process is npm's shell, `sh -c SCRIPT`: a shell that runs one command only may become that command. @param {number} pid */
function isNpmShell(pid) {
  const { npm_lifecycle_script: script } = process.env;
  return Boolean(script) && argumentsOf(pid).includes(`${script}`);
}

/** @param {number} pid */
function argumentsOf(pid) {
  try {
    if (process.platform !== 'linux') return ask('args', pid);
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

/** The parent of a process; undefined where that can't be told. @param {number} pid @returns {number | undefined} */
function parentOf(pid) {
  try {
    if (process.platform !== 'linux') return Number(ask('ppid', pid));
    // The name before it, in brackets, may hold anything.
    const [, rest = ''] =
      /^.*\) \S (.*)$/s.exec(fs.readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return Number.parseInt(rest, 10);
  } catch {
    return undefined;
  }
}

/** @param {string} what @param {number} pid */
function ask(what, pid) {
  return execFileSync('ps', ['-ww', '-o', `${what}=`, '-p', `${pid}`], { encoding: 'utf8' }).trim();
}
