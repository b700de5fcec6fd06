import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endTree, identityOf, runs } from './processes.mjs';
import { writeWhole } from './stamp.mjs';

/**
 * What a ticket says: who holds it, and the command that runs for it; nothing, once it is given back.
 *
 * @typedef {import('./processes.mjs').Identity} Identity
 * @typedef {{ holder?: Identity, command?: Identity }} Ticket
 */

/**
 * Does `work` while no other process does work under the same folder of tickets: waits for it, in one line, or takes over
 * from one that was killed, whose command may still be writing and is ended first.
 *
 * The highest ticket is the one that counts. Only one process can create the next one, and the highest is never deleted,
 * so there is no moment at which two of them believe that it is their turn.
 *
 * @template T
 * @param {string} folder
 * @param {{ log: (line: string) => void, signal?: AbortSignal | undefined }} options
 * @param {(commandStarted: (pid: number) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(folder, { log, signal }, work) {
  fs.mkdirSync(folder, { recursive: true });
  const holder = identityOf(process.pid);
  /** @type {string | undefined} */
  let mine;
  for (let told = false; !mine; ) {
    signal?.throwIfAborted();
    const top = highest(folder);
    const held = read(path.join(folder, String(top)));
    if (held?.holder && runs(held.holder)) {
      if (!told) {
        log(`process ${held.holder.pid} is setting this clone up already: waiting for it`);
        told = true;
      }
      await sleep(200);
    } else if (held) {
      if (held.command && runs(held.command)) await endTree(held.command.pid, 3000);
      mine = take(folder, top + 1, { holder });
    } else await sleep(50);
  }
  const ticket = mine;
  try {
    return await work((pid) =>
      writeWhole(ticket, JSON.stringify({ holder, command: identityOf(pid) })),
    );
  } finally {
    writeWhole(ticket, JSON.stringify({}));
  }
}

/** @param {string} folder */
function highest(folder) {
  return Math.max(0, ...numbers(folder));
}

/** @param {string} folder */
function numbers(folder) {
  return fs
    .readdirSync(folder)
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** @param {string} file @returns {Ticket | undefined} `undefined` while it is being written */
function read(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    const found = fs.statSync(file, { throwIfNoEntry: false });
    const beingWritten = found && Date.now() - found.mtimeMs < 5000;
    return beingWritten ? undefined : {};
  }
}

/** @param {string} folder @param {number} number @param {Ticket} ticket @returns {string | undefined} */
function take(folder, number, ticket) {
  const file = path.join(folder, String(number));
  try {
    fs.writeFileSync(file, JSON.stringify(ticket), { flag: 'wx' });
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return undefined;
    throw error;
  }
  if (highest(folder) > number) {
    fs.rmSync(file); // this process was so late that the number had been used and tidied away
    return undefined;
  }
  for (const old of numbers(folder)) {
    if (old < number) fs.rmSync(path.join(folder, String(old)), { force: true });
  }
  return file;
}
