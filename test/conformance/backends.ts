import { afterAll, beforeAll, describe, vi } from 'vitest';
import { setBackend } from '../../src/kernels/select.js';
import { Control } from '../../src/memory/codes.js';
import { engine } from '../../src/memory/engine.js';
import { setThreads } from '../../src/memory/set-threads.js';
import { Threads } from '../../src/memory/threads.js';

/** A way to compute: what has to be called before and after the library runs on it. */
interface Backend {
  name: string;
  use: () => void | Promise<void>;
  leave?: () => void | Promise<void>;
}

/** The backends that every suite of this folder runs on; a run has one build of the kernels. */
const backends: readonly Backend[] = engine()?.shared
  ? [
      { name: 'reference', use: () => setBackend('reference') },
      { name: 'wasm', use: () => setBackend('wasm') },
      { name: 'wasm with threads', use: startThreads, leave: endThreads },
    ]
  : [{ name: 'wasm as in a browser', use: () => setBackend('wasm') }];

/** Defines the same tests once for each backend. */
export function onEveryBackend(define: () => void): void {
  for (const { name, use, leave } of backends) {
    describe(`on the backend ${name},`, () => {
      beforeAll(use);
      define();
      if (leave) afterAll(leave);
    });
  }
}

/** How many calls the second thread has started to work on before the caller. */
export let sharedCalls = 0;

/** Two threads that share every call, however small, so that kernels are tested at the seams of parts. */
export async function startThreads(): Promise<void> {
  setBackend('wasm');
  await setThreads(2);
  vi.spyOn(Threads.prototype, 'threadsFor').mockImplementation(function (this: Threads) {
    return this.size;
  });
  const run = Threads.prototype.run;
  vi.spyOn(Threads.prototype, 'run').mockImplementation(function (this: Threads, task, bytes) {
    // Also where a call would rather leave an image whole.
    run.call(this, { ...task, least: 1 }, bytes);
  });
  const notify = Atomics.notify;
  vi.spyOn(Atomics, 'notify').mockImplementation((words, index, count) => {
    const woken = notify(words, index, count);
    const control: unknown = words;
    if (control instanceof Int32Array && index === Control.sequence) {
      sharedCalls += Number(takenSoon(control));
    }
    return woken;
  });
}

/** Gives the thread time to start: small calls end before it is awake. */
function takenSoon(control: Int32Array): boolean {
  for (let i = 0; i < 50 && Atomics.load(control, Control.next) === 0; i++) {
    Atomics.wait(control, Control.claims, -1, 0.1);
  }
  return Atomics.load(control, Control.next) > 0;
}

export async function endThreads(): Promise<void> {
  vi.restoreAllMocks();
  await setThreads(1);
}
