// Worker threads that share the parts of one synchronous call.
import { Control, State, Task, type Type, Word } from './codes.js';

/** A thread takes part only if it has at least this many bytes to work on. */
const bytesPerThread = 2 ** 19;
/** Each thread gets about this many claims; a fast thread takes more of them. */
const piecesPerThread = 4;
/**
 * Milliseconds after which a thread that doesn't start, or doesn't finish its part, counts as lost.
 */
const timeout = 5000;

/** Forward poolings that go axis by axis. */
const slicedTasks: ReadonlySet<Task> = new Set([
  Task.maxPool,
  Task.avgPool,
  Task.l1Pool,
  Task.l2Pool,
]);

/** The program of a thread: a second instance of the module, on the same memory. */
const program = `
const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads');
const { module, memory, control, thread } = workerData;
const env = { memory, abort() { throw new Error('a compute kernel stopped'); } };
const { serve } = new WebAssembly.Instance(module, { env }).exports;
parentPort.postMessage('ready');
serve(control, thread);
`;

/** The functions of the WASM module that run tasks. */
export interface TaskRunners {
  run(task: Task, type: Type, job: number, thread: number, begin: number, end: number): void;
  /** Runs parts of a shared call until none is left; only the shared build exports it. */
  work(control: number, thread: number): void;
}

/** What threads start with: the module, its memory, and the control block in that memory. */
export interface Helpers extends TaskRunners {
  readonly module: object;
  readonly memory: { readonly buffer: ArrayBufferLike };
  readonly control: number;
  readonly words: Int32Array;
}

/** A task and its parts. */
interface Call {
  readonly task: Task;
  readonly type: Type;
  readonly job: number;
  readonly parts: number;
  /** The fewest parts that are worth a claim. */
  readonly least: number;
}

interface Thread {
  once(event: string, listener: () => void): unknown;
  unref(): void;
  terminate(): Promise<unknown>;
}

/** Threads that help the calling one. Calls stay synchronous, and results keep the same bits. */
export class Threads {
  /** The number of threads, the calling one included. */
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

  /** Starts threads and waits until they are ready; if one fails, warns and returns undefined. */
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

  /** Whether no thread has been lost. */
  get alive(): boolean {
    return !this.#lost;
  }

  /** How many threads should share a task on this many resident bytes. */
  threadsFor(bytes: number): number {
    return Math.min(this.size, Math.floor(bytes / bytesPerThread));
  }

  /** Runs a task's parts on as many threads as its bytes are worth. */
  run(call: Call, bytes: number): void {
    const most = this.threadsFor(bytes);
    const task = this.#sliced(call, most) ?? call;
    const size = Math.min(most, Math.ceil(task.parts / task.least));
    if (size < 2 || this.#lost) {
      this.#helpers.run(task.task, task.type, task.job, 0, 0, task.parts);
      return;
    }
    const words = this.#words;
    words[Control.task] = task.task;
    words[Control.type] = task.type;
    words[Control.job] = task.job;
    words[Control.parts] = task.parts;
    const even = Math.floor(task.parts / (size * piecesPerThread));
    words[Control.size] = Math.max(task.least, even);
    Atomics.store(words, Control.next, 0);
    Atomics.store(words, Control.state, State.open);
    Atomics.add(words, Control.sequence, 1);
    Atomics.notify(words, Control.sequence, size - 1);
    this.#helpers.work(this.#helpers.control, 0);
    if (!this.#waitForHelpers()) this.#recover(task);
  }

  /**
   * A task on so few images, with windows that reach over so many lines, that lines keep fewer than `most` threads
   * at work: cut into slices of channels. Undefined for another, and where rows are corrected when all are there.
   */
  #sliced(call: Call, most: number): Call | undefined {
    if (!slicedTasks.has(call.task)) return undefined;
    const words = new Int32Array(this.#helpers.memory.buffer, call.job);
    const isInPlace = [2, 5].includes(words[Word.direct]!);
    const isCorrected = words[Word.mayBeEmpty] !== 0 || words[Word.nanIgnore] !== 0;
    const images = call.parts / words[Word.output0]!;
    const slices = Math.min(words[Word.channels]! >> 4, Math.ceil(most / images));
    const isWorth = Math.ceil(call.parts / call.least) < Math.min(most, images * slices);
    words[Word.slices] = isWorth && !isInPlace && !isCorrected ? slices : 0;
    if (words[Word.slices] === 0) return undefined;
    return { ...call, parts: images * slices, least: 1 };
  }

  /** Stops the threads. */
  async end(): Promise<void> {
    this.#lost = true;
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }

  /** Closes the call and waits until no thread works on it; false after the timeout. */
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

  /** Runs the parts again that threads claimed and did not finish: running a part twice is safe. */
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

/** Whether all threads report in time that they are ready. */
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
