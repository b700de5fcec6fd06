import { execFileSync } from 'node:child_process';
import fs from 'node:fs';

/**
 * A process, by its number and when it began: a number alone is soon used again.
 *
 * @typedef {{ pid: number, began: string }} Identity
 * @typedef {Identity & { parent: number }} Process
 */

/**
 * All processes: from /proc on Linux, where slim containers have no `ps`, else from `ps`.
 *
 * @returns {Process[]}
 */
export function processes() {
  if (process.platform === 'linux') {
    return fs
      .readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => {
        const stat = statOf(name);
        return stat ? [stat] : [];
      });
  }
  if (process.platform === 'win32') return [];
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid=,lstart='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => {
      const [pid, parent, ...began] = line.trim().split(/\s+/);
      return { pid: Number(pid), parent: Number(parent), began: began.join(' ') };
    });
}

/** @param {string} pid @returns {Process | undefined} */
function statOf(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the name in brackets, may hold spaces and brackets of its own.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return undefined;
    return { pid: Number(pid), parent: Number(fields[1]), began: fields[19] ?? '' };
  } catch {
    return undefined; // it ended in the meantime
  }
}

/**
 * @param {number} pid
 * @returns {Identity}
 */
export function identityOf(pid) {
  return { pid, began: processes().find((one) => one.pid === pid)?.began ?? '' };
}

/**
 * Whether this very process still runs.
 *
 * @param {Identity} identity
 * @returns {boolean}
 */
export function runs({ pid, began }) {
  if (process.platform !== 'win32') {
    return processes().some((one) => one.pid === pid && one.began === began);
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * A process and all that it started, directly or not.
 *
 * @param {number} pid
 * @returns {Identity[]}
 */
export function treeOf(pid) {
  const all = processes();
  const tree = all.filter((one) => one.pid === pid);
  for (const parent of tree) tree.push(...all.filter((one) => one.parent === parent.pid));
  return tree;
}

/**
 * Ends a process and all that it started: asks first, and after `patience` insists.
 *
 * @param {number} pid
 * @param {number} [patience] milliseconds
 * @returns {Promise<void>} once none of them runs
 */
export async function endTree(pid, patience = 10_000) {
  if (process.platform === 'win32') {
    execFileSync('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore' });
    return;
  }
  const tree = treeOf(pid);
  const alive = () => {
    const now = processes();
    return tree.filter(({ pid, began }) =>
      now.some((one) => one.pid === pid && one.began === began),
    );
  };
  send(pid, 'SIGTERM');
  const end = performance.now() + patience;
  while (alive().length > 0) {
    if (performance.now() > end) for (const one of alive()) send(one.pid, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  send(-pid, 'SIGKILL'); // what it started while it ended is still in its process group
}

/** @param {number} pid @param {NodeJS.Signals} signal */
function send(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // it has ended
  }
}
