import { Control, State, type Task, type Type } from './codes.js';

/** Threads are worth their start from this many bytes for each on. */
const bytesPerThread = 2 ** 19;
/** So many pieces a thread: those who are done first take more. */
const piecesPerThread = 4;
/** Milliseconds after which a thread counts as lost, which never starts or stops amid its work. */
const timeout = 5000;

/** What a thread runs: the module again, on the same memory. */
const program = `
const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads');
const { module, memory, control, thread } = workerData;
const env = { memory, abort() { throw new Error('a compute kernel stopped'); } };
const { serve } = new WebAssembly.Instance(module, { env }).exports;
parentPort.postMessage('ready');
serve(control, thread);
`;

/** The functions of the WASM module that do tasks. */
export interface TaskRunners {
  run(task: Task, type: Type, job: number, thread: number, begin: number, end: number): void;
  /** Does parts of a shared call; the plain build has none. */
  work(control: number, thread: number): void;
}

/** What threads are started with: the module, its memory, and the words in it that they share. */
export interface Helpers extends TaskRunners {
  readonly module: object;
  readonly memory: object;
  readonly control: number;
  readonly words: Int32Array;
}

/** A task and its parts. */
interface Call {
  readonly task: Task;
  readonly type: Type;
  readonly job: number;
  readonly parts: number;
}

interface Thread {
  once(event: string, listener: () => void): unknown;
  unref(): void;
  terminate(): Promise<unknown>;
}

/** Threads that help the calling one; calls stay synchronous, and their results the same bits. */
export class Threads {
  /** How many work on a call, the caller among them. */
  readonly size: number;
  readonly #helpers: Helpers;
  readonly #threads: readonly Thread[];
  readonly #words: Int32Array;
  #lost = false;

  private constructor(helpers: Helpers, threads: readonly Thread[]) {
    this.size = threads.length + 1;
    this.#helpers = helpers;
    this.#threads = threads;
    this.#words = helpers.words;
    for (const thread of threads) thread.once('exit', () => this.#markLost('ended'));
  }

  /** Threads that are ready, or undefined, with a warning, where they don't start. */
  static async start(helpers: Helpers, size: number): Promise<Threads | undefined> {
    const { Worker } = process.getBuiltinModule('node:worker_threads');
    helpers.words.fill(0).fill(-1, Control.claims);
    const threads = Array.from({ length: size - 1 }, (_, index): Thread => {
      const { module, memory, control } = helpers;
      const workerData = { module, memory, control, thread: index + 1 };
      return new Worker(program, { eval: true, workerData });
    });
    if (!(await waitUntilReady(threads))) {
      await Promise.all(threads.map((thread) => thread.terminate()));
      warn('did not start');
      return undefined;
    }
    for (const thread of threads) thread.unref();
    return new Threads(helpers, threads);
  }

  /** Whether they can be relied on. */
  get alive(): boolean {
    return !this.#lost;
  }

  /** How many threads a task on so many resident bytes is worth. */
  threadsFor(bytes: number): number {
    return Math.min(this.size, Math.floor(bytes / bytesPerThread));
  }

  /** Does a task's parts with as many threads as its bytes are worth. */
  run(task: Call, bytes: number): void {
    const size = Math.min(this.threadsFor(bytes), task.parts);
    if (size < 2 || this.#lost) {
      this.#helpers.run(task.task, task.type, task.job, 0, 0, task.parts);
      return;
    }
    const words = this.#words;
    words[Control.task] = task.task;
    words[Control.type] = task.type;
    words[Control.job] = task.job;
    words[Control.parts] = task.parts;
    words[Control.size] = Math.max(1, Math.floor(task.parts / (size * piecesPerThread)));
    Atomics.store(words, Control.next, 0);
    Atomics.store(words, Control.state, State.open);
    Atomics.add(words, Control.sequence, 1);
    Atomics.notify(words, Control.sequence, size - 1);
    this.#helpers.work(this.#helpers.control, 0);
    if (!this.#waitForHelpers()) this.#recover(task);
  }

  /** Ends the threads. */
  async end(): Promise<void> {
    this.#lost = true;
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }

  /** Closes the call and waits until nobody is inside; false if that takes too long. */
  #waitForHelpers(): boolean {
    const words = this.#words;
    const deadline = performance.now() + timeout;
    let inside = Atomics.and(words, Control.state, ~State.open) & ~State.open;
    while (inside > 0) {
      const left = deadline - performance.now();
      if (left <= 0) return false;
      Atomics.wait(words, Control.state, inside, left);
      inside = Atomics.load(words, Control.state);
    }
    return true;
  }

  /** Does again what threads took and did not finish: parts can be done twice. */
  #recover({ task, type, job, parts }: Call): void {
    this.#markLost('stopped during its work');
    for (let thread = 1; thread < this.size; thread++) {
      const begin = Atomics.load(this.#words, Control.claims + thread);
      const end = Math.min(begin + this.#words[Control.size]!, parts);
      if (begin >= 0) this.#helpers.run(task, type, job, 0, begin, end);
    }
  }

  #markLost(why: string): void {
    if (this.#lost) return;
    warn(why);
    void this.end();
  }
}

function warn(why: string): void {
  process.emitWarning(`poolscope: a thread ${why}; one thread goes on alone`);
}

/** Whether all threads say in time that they are ready. */
async function waitUntilReady(threads: readonly Thread[]): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), timeout);
  });
  const ready = threads.map(
    (thread) =>
      new Promise<boolean>((resolve) => {
        thread.once('message', () => resolve(true));
        thread.once('error', () => resolve(false));
        thread.once('exit', () => resolve(false));
      }),
  );
  const all = Promise.all(ready).then((each) => each.every(Boolean));
  const result = await Promise.race([all, late]);
  clearTimeout(timer);
  return result;
}
