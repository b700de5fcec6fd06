import { OptionError } from '../core/errors.js';
import { engine } from './engine.js';

const maxThreads = 64;

/** The last change: they are made one after another. */
let lastChange: Promise<unknown> = Promise.resolve();

/**
 * Sets how many threads work on a call, by default 1. Calls stay synchronous: the caller takes a
 * share and waits for the rest. Only calls on resident tensors large enough to gain are shared out,
 * and results are the same bits for every number. Idle threads don't keep the process alive. If
 * they don't start, or one is lost, there is a warning, and one thread goes on alone.
 * @param count 1 to 64; more than 1 needs Node
 * @returns how many there are now
 * @throws OptionError for another count, or for more than 1 outside Node
 * @example
 * await setThreads(1) // 1
 */
export async function setThreads(count: number): Promise<number> {
  if (!Number.isInteger(count) || count < 1 || count > maxThreads) {
    throw new OptionError({
      operation: 'setThreads',
      argument: 'count',
      value: count,
      problem: 'is not a number of threads',
      remedy: `give an integer from 1 to ${maxThreads}`,
    });
  }
  const found = engine();
  if (count > 1 && !found?.shared) {
    throw new OptionError({
      operation: 'setThreads',
      argument: 'count',
      value: count,
      problem: 'needs shared memory and calls that wait, which there are in Node only',
      remedy: 'use 1',
    });
  }
  const change = lastChange.then(() => found?.setThreads(count));
  lastChange = change.catch(() => undefined);
  return (await change) ?? 1;
}
