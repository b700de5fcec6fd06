import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endTree, identityOf, runs } from './processes.mjs';
import { writeWhole } from './stamp.mjs';

/**
 * Who sets the clone up, and the command it runs for that.
 *
 * @typedef {import('./processes.mjs').Identity} Identity
 * @typedef {{ holder: Identity, command?: Identity }} Held
 */

/**
 * Does `work` while no other process does work under the same lock file: waits for it, in one line, or takes over
 * from one that was killed, whose command may still be writing and is ended first.
 *
 * @template T
 * @param {string} file
 * @param {{ log: (line: string) => void, signal?: AbortSignal | undefined }} options
 * @param {(commandStarted: (pid: number) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, { log, signal }, work) {
  const holder = identityOf(process.pid);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  for (let told = false; !take(file, { holder }); ) {
    signal?.throwIfAborted();
    const held = read(file);
    if (held && !runs(held.holder)) await evict(file, held);
    else if (held && !told) {
      log(`process ${held.holder.pid} is setting this clone up already: waiting for it`);
      told = true;
    } else await sleep(200);
  }
  try {
    return await work((pid) =>
      writeWhole(file, JSON.stringify({ holder, command: identityOf(pid) })),
    );
  } finally {
    fs.rmSync(file, { force: true });
  }
}

/** @param {string} file @param {Held} held @returns {boolean} */
function take(file, held) {
  try {
    fs.writeFileSync(file, JSON.stringify(held), { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} file @returns {Held | undefined} `undefined` when it has just gone or is being written */
function read(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    const age = Date.now() - (fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    return age > 5000 ? { holder: { pid: 0, began: '' } } : undefined;
  }
}

/**
 * Removes the lock of a process that is gone. Of several that try at once the first to rename wins; one that comes
 * so late that it grabs the winner's new lock puts it back.
 *
 * @param {string} file
 * @param {Held} held
 */
async function evict(file, held) {
  if (held.command && runs(held.command)) await endTree(held.command.pid, 3000);
  const aside = `${file}.${process.pid}`;
  try {
    fs.renameSync(file, aside);
  } catch {
    return; // another was first
  }
  const grabbed = read(aside);
  if (grabbed && runs(grabbed.holder)) fs.renameSync(aside, file);
  else fs.rmSync(aside);
}
