// Runs a part of the benchmark that is written in Python, and gives what it prints, line by line.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pythonEnv } from '../../scripts/lib/python.mjs';

/**
 * The JSON of each line that a program of bench/ prints, on the poolscope of the clone.
 *
 * @param {object} options
 * @param {import('../../scripts/lib/clone.mjs').Clone} options.clone
 * @param {import('../../scripts/lib/clone.mjs').Clone} options.environment the clone with the environment that runs it
 * @param {string} options.program from bench/ on
 * @param {readonly string[]} [options.args]
 * @param {NodeJS.ProcessEnv} [options.env] beside its own
 * @param {AbortSignal} options.signal
 * @returns {AsyncGenerator<{ kind: string } & Record<string, any>>}
 * @throws Error where it ends with another status than 0
 */
export async function* linesOf({ clone, environment, program, args = [], env, signal }) {
  const child = spawn(environment.python, [path.join(clone.root, 'bench', program), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...pythonEnv(environment),
      PYTHONDONTWRITEBYTECODE: '1',
      PYTHONPATH: path.join(clone.root, 'labextension'),
      ...env,
    },
  });
  const end = () => child.kill();
  signal.addEventListener('abort', end);
  const ended = new Promise((resolve) => child.once('close', resolve));
  try {
    for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line);
    if (signal.aborted) throw signal.reason;
    if ((await ended) !== 0) throw new Error(`bench: ${program} ended; its message is above`);
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
}
