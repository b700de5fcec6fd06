import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { pythonEnv } from '../../scripts/lib/python.mjs';

/** A contestant's process, which lives through the whole run. */
export class Worker {
  /** @type {import('node:child_process').ChildProcessByStdio<import('node:stream').Writable, import('node:stream').Readable, null>} */
  #child;
  /** @type {AsyncIterator<string>} */
  #lines;
  #name;

  /**
   * @param {string} name
   * @param {string[]} command
   * @param {import('../../scripts/lib/clone.mjs').Clone} bench
   */
  constructor(name, [program = '', ...args], bench) {
    this.#name = name;
    this.#child = spawn(program, args, {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...pythonEnv(bench), PYTHONDONTWRITEBYTECODE: '1' },
    });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** The next answer; the first one, the versions, comes unasked. */
  async answer() {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`bench: ${this.#name} ended; its message is above`);
    return JSON.parse(value);
  }

  /** @param {object} request */
  ask(request) {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    return this.answer();
  }

  end() {
    this.#child.kill();
  }
}
