// `setThreads`: how many threads share a call.
import { OptionError } from '../core/errors.js';
import { engine } from './engine.js';

const maxThreads = 64;

/** The last change of the number: changes run one after another. */
let lastChange: Promise<unknown> = Promise.resolve();

/**
 * Sets how many threads work on a call, by default 1. Calls stay synchronous: the calling thread
 * does its share and waits for the others. Only calls on large resident tensors are shared, where
 * that is faster; results have the same bits for every number of threads. Idle threads don't keep
 * the process alive. If threads fail to start, or one is lost, a warning says so and the calling
 * thread computes alone.
 * @param count 1 to 64; more than 1 needs Node
 * @returns the number of threads afterwards
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
