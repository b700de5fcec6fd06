// One set-up at a time. Home-made and dependency-free: it guards npm ci, and what packages do by the age of a file the
// operating system does by itself, which lets go of a lock when its holder is killed.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runs } from './run.mjs';

/**
 * Does `work` while no other process does work under the same folder: waits for it and says so in one line.
 *
 * @template T
 * @param {string} folder
 * @param {{ log: (line: string) => void, signal?: AbortSignal | undefined }} options
 * @param {(commandStarted: (pid: number) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(folder, { log, signal }, work) {
  fs.mkdirSync(folder, { recursive: true });
  const holder = path.join(folder, 'set-up.json');
  let release = await take(folder);
  for (let told = false; !release; release = await take(folder)) {
    const { pid } = read(holder);
    if (pid && runs(pid) && !told) {
      log(`process ${pid} is setting this clone up already: waiting for it`);
      told = true;
    }
    await sleep(100, undefined, { signal }).catch(() => signal?.throwIfAborted());
  }
  try {
    // Of a holder that was killed, the command is being ended by its supervisor.
    const { command } = read(holder);
    for (let i = 0; i < 100 && command && runs(command); i++) await sleep(50);
    const say = (/** @type {object} */ more) =>
      fs.writeFileSync(holder, JSON.stringify({ pid: process.pid, ...more }));
    say({});
    return await work((command) => say({ command }));
  } finally {
    fs.rmSync(holder, { force: true });
    release();
  }
}

/**
 * @param {string} folder
 * @returns {Promise<(() => void) | undefined>} what gives the lock back; nothing while another process has it
 */
async function take(folder) {
  const name = `poolscope-${createHash('sha256').update(fs.realpathSync(folder)).digest('hex')}`;
  if (process.platform === 'linux') return listen(`\0${name}`); // an abstract socket: no file is left
  if (process.platform === 'win32') return listen(`\\\\.\\pipe\\${name}`);
  try {
    const exclusive = 0x20 | fs.constants.O_NONBLOCK; // O_EXLOCK, which Node has no name for
    const flags = fs.constants.O_RDWR | fs.constants.O_CREAT | exclusive;
    const file = fs.openSync(path.join(folder, 'lock'), flags);
    return () => fs.closeSync(file);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EAGAIN') return undefined;
    throw error;
  }
}

/** @param {string} address @returns {Promise<(() => void) | undefined>} */
function listen(address) {
  return new Promise((resolve, reject) => {
    const server = net.createServer((socket) => socket.destroy());
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    );
    server.listen(address, () => resolve(() => server.close()));
  });
}

/** @param {string} holder @returns {{ pid?: number, command?: number }} nothing while it is being written */
function read(holder) {
  try {
    return JSON.parse(fs.readFileSync(holder, 'utf8'));
  } catch {
    return {};
  }
}
