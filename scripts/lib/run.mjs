import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Problem, problemIn, Stopped } from './problem.mjs';
import { endTree } from './processes.mjs';

const keep = 64 * 1024;

/**
 * Runs a command to its end. Its whole output goes to the log; what is thrown says the cause in one line and names the log.
 * It gets no terminal, so that Ctrl-C reaches this process alone, which then ends it.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {object} options
 * @param {string} options.log            file, written anew
 * @param {string} [options.cwd]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {AbortSignal | undefined} [options.signal]
 * @param {(pid: number) => void} [options.started]
 * @returns {Promise<void>}
 * @throws {Problem} it could not start, or ended with an error
 * @throws {Stopped} `signal` was aborted
 */
export async function run(command, args, { log, cwd, env, signal, started }) {
  signal?.throwIfAborted();
  fs.mkdirSync(path.dirname(log), { recursive: true });
  const file = fs.openSync(log, 'w');
  let output = '';
  try {
    const child = spawn(command, args, {
      cwd,
      env: env ?? process.env,
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    /** @param {Buffer} chunk */
    const take = (chunk) => {
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
    const stop = () => child.pid && endTree(child.pid, 3000);
    signal?.addEventListener('abort', stop);
    const code = await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    }).finally(() => signal?.removeEventListener('abort', stop));
    if (signal?.aborted) throw signal.reason;
    if (code !== 0) throw problemIn(output, log);
  } catch (error) {
    if (error instanceof Problem || error instanceof Stopped) throw error;
    throw new Problem(`${command} cannot be run (${/** @type {Error} */ (error).message})`);
  } finally {
    fs.closeSync(file);
  }
}
